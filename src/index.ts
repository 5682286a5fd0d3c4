/** For embedding the gateway in a server of your own. */
export { type Config, readConfig } from './config.ts'
export { ask, type Extension, type GatewayContext, load, type OwnResolvers } from './extending.ts'
export { createGateway, type Gateway, type GatewayOptions } from './gateway.ts'
export type { Logger } from './log/logger.ts'
export { ConfigError } from './settings.ts'
