/** For embedding the gateway in a server of your own. */
export { type Config, readConfig } from './config.ts'
export { createGateway, type Gateway } from './gateway.ts'
export { ConfigError } from './settings.ts'
