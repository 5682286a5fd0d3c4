/** For embedding the gateway in a server of your own. */
export { type Config, readConfig } from './config/config.ts'
export { ConfigError } from './errors/config-error.ts'
export { createGateway, type Gateway, type GatewayOptions } from './gateway/gateway.ts'
export { ask, type Extension, type GatewayContext, load, type OwnResolvers } from './schema/extending.ts'
export type { Logger } from './telemetry/log/logger.ts'
