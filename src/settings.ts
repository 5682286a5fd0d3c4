/** A setting that is wrong: its message names the variable, the value and what is allowed. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ConfigError'
  }
}

/** One setting: an environment variable, and a flag of the same name in kebab case. */
export interface Setting {
  /** The default as text; undefined where there is none. */
  default?: string
  /** For the README and `--help`: what it does, units and what is allowed. */
  description: string
}

/** Every setting, in the order in which the README lists them. */
export const settings = {
  CAMUNDA_REST_ADDRESS: {
    default: 'http://localhost:8080/v2',
    description: 'Address of the Orchestration Cluster REST API, with or without `/v2`.',
  },
  CAMUNDA_VERSION: {
    description: 'Minor version of the cluster, such as `8.9`. Detected from the topology where it is not set.',
  },
  CAMUNDA_AUTH_STRATEGY: {
    default: 'NONE',
    description:
      '`NONE`; `FORWARD`: the caller’s own Authorization header, or session cookie with X-CSRF-TOKEN; `BASIC` or `OAUTH`: the gateway’s own rights for every caller.',
  },
  CAMUNDA_BASIC_AUTH_USERNAME: { description: 'User name for `BASIC`.' },
  CAMUNDA_BASIC_AUTH_PASSWORD: { description: 'Password for `BASIC`.' },
  CAMUNDA_CLIENT_ID: { description: 'Client id for `OAUTH`.' },
  CAMUNDA_CLIENT_SECRET: { description: 'Client secret for `OAUTH`.' },
  CAMUNDA_OAUTH_URL: {
    default: 'https://login.cloud.camunda.io/oauth/token',
    description: 'Token endpoint for `OAUTH`.',
  },
  CAMUNDA_TOKEN_AUDIENCE: {
    default: 'zeebe.camunda.io',
    description: 'Audience asked for with `OAUTH`; empty for none.',
  },
  CAMUNDA_OAUTH_SCOPE: { description: 'Scope asked for with `OAUTH`.' },
  CAMUNDA_OAUTH_TIMEOUT_MS: { default: '5000', description: 'Milliseconds until the token endpoint must answer.' },
  CAMUNDA_MTLS_CERT_PATH: { description: 'PEM file of the client certificate for mutual TLS to the cluster.' },
  CAMUNDA_MTLS_KEY_PATH: { description: 'PEM file of its private key.' },
  CAMUNDA_MTLS_KEY_PASSPHRASE: { description: 'Passphrase of that key.' },
  CAMUNDA_MTLS_CA_PATH: {
    description: 'PEM file of the authorities that the cluster’s certificate is checked against.',
  },
  CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS: {
    default: '3',
    description: 'How often a call is tried in all, where trying again is safe; 1 for no retries.',
  },
  CAMUNDA_SDK_HTTP_RETRY_BASE_DELAY_MS: {
    default: '100',
    description: 'Milliseconds: bound of the first random delay between tries.',
  },
  CAMUNDA_SDK_HTTP_RETRY_MAX_DELAY_MS: {
    default: '2000',
    description: 'Milliseconds: the longest delay between tries.',
  },
  HOST: { default: '127.0.0.1', description: 'Address to listen on.' },
  PORT: { default: '4000', description: 'Port to listen on; 0 for any free one, which is printed.' },
  GATEWAY_UPSTREAM_TIMEOUT_MS: {
    default: '30000',
    description: 'Milliseconds until one call of the cluster must be answered.',
  },
  GATEWAY_MAX_UPSTREAM_CALLS: {
    default: '64',
    description: 'The most calls of the cluster in flight at once, long polls apart.',
  },
  GATEWAY_SHARE_READS: {
    default: 'true',
    description: 'Whether identical reads in flight are made once for callers with the same rights.',
  },
  GATEWAY_MAX_PAGE_SIZE: {
    default: '1000',
    description: 'The largest `first` or `last` of a connection, up to 10000.',
  },
  GATEWAY_READ_AFTER_WRITE_MS: {
    default: '5000',
    description: 'Milliseconds that a payload’s entity waits until a command’s effect can be read.',
  },
  GATEWAY_DRAIN_MS: {
    default: '10000',
    description: 'Milliseconds that requests in flight have to finish on SIGTERM or SIGINT.',
  },
  GATEWAY_ALLOW_UNVERIFIED_CALLERS: {
    default: 'false',
    description:
      'Whether a gateway with rights of its own (`BASIC`, `OAUTH`) may listen beyond loopback: it lends them to whoever reaches it.',
  },
} satisfies Record<string, Setting>

export type SettingName = keyof typeof settings

/** The flag of a setting: `PORT` is `--port`. */
export const flagOf = (name: string) => name.toLowerCase().replaceAll('_', '-')
