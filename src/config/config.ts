import { readFileSync } from 'node:fs'
import { ALGORITHMS, type JwtSettings } from '../callers/verifier.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { ExecutorName } from '../execution/executors.ts'
import type { Lent } from '../plugins/exposure.ts'
import type { PolicyRules } from '../policy/policy.ts'
import { PolicyError, readPolicyFile } from '../policy/policy-file.ts'
import { type Api, type ApiFacts, apis, basePathOf } from '../upstream/api/api.ts'
import { parseVersion, type Version } from '../upstream/api/version.ts'
import type { LoginSettings } from '../upstream/auth/login.ts'
import type { OAuthSettings } from '../upstream/auth/oauth.ts'
import { MAX_LIMIT } from '../upstream/paging/pagination.ts'
import type { TlsFiles } from '../upstream/wire/http.ts'
import type { RetryPolicy } from '../upstream/wire/retry.ts'
import { type FurtherAddresses, type RestAddress, readFurtherAddresses } from './camunda-addresses.ts'
import { checkExposure, lentBy } from './exposure.ts'
import { readPemFiles } from './pem-files.ts'
import { type Protection, readProtection } from './protection.ts'
import { type Running, readRunning } from './running.ts'
import type { SettingReader } from './setting-reader.ts'
import { type Setting, type SettingName, settings } from './settings.ts'

/** Everything that can be set, checked. */
export interface Config {
  api: Api
  restAddress: RestAddress
  furtherAddresses: FurtherAddresses
  version: Version | undefined
  auth:
    | { strategy: 'NONE' }
    | { strategy: 'FORWARD' }
    | { strategy: 'BASIC'; username: string; password: string }
    | ({ strategy: 'OAUTH' } & OAuthSettings)
    /** Without a `url`: at each address's own login. */
    | ({ strategy: 'COOKIE'; url: string | undefined } & Omit<LoginSettings, 'url'>)
  mtls: TlsFiles
  /** How callers are verified; undefined where they are not. */
  jwt: JwtSettings | undefined
  lends: Lent
  /** Undefined where everything may be asked for. */
  policy: PolicyRules | undefined
  retries: RetryPolicy
  host: string
  port: number
  upstreamTimeoutMs: number
  maxUpstreamCalls: number
  maxQueuedCalls: number
  /** Undefined where it goes by the memory. */
  maxAnswerBytes: number | undefined
  breakerAfterMs: number
  shareReads: boolean
  cacheTtlMs: number
  maxPageSize: number
  readAfterWriteMs: number
  executor: ExecutorName
  /** Whether clients are told all that the cluster says of its failures. */
  exposeUpstreamDetails: boolean
  federation: boolean
  protection: Protection
  running: Running
}

/** Reads and checks all settings at once. Throws ConfigError for the first that is wrong. */
export function readConfig(given: Readonly<Record<string, string | undefined>>): Config {
  // An empty variable is how many deployments write "not set"; an empty audience means none.
  const text = (name: SettingName) => {
    const value = given[name]?.trim()
    if (value !== undefined && (value !== '' || name === 'CAMUNDA_TOKEN_AUDIENCE')) return value || undefined
    const setting: Setting = settings[name]
    return setting.default
  }
  const read = { text, given }
  const reader: SettingReader = {
    text,
    wrong,
    integer: (name, min, max) => integer(read, name, min, max),
    boolean: (name) => boolean(read, name),
  }
  const api = apiName(read)
  const address = restAddress(read, api)
  const credentials = auth(read, api)
  const verification = jwt(read)
  const mtls = readPemFiles(reader, {
    cert: 'CAMUNDA_MTLS_CERT_PATH',
    key: 'CAMUNDA_MTLS_KEY_PATH',
    passphrase: 'CAMUNDA_MTLS_KEY_PASSPHRASE',
    ca: 'CAMUNDA_MTLS_CA_PATH',
  })
  const config: Config = {
    api,
    restAddress: address,
    furtherAddresses: readFurtherAddresses(reader, api, address),
    version: version(read, api),
    auth: credentials,
    mtls,
    jwt: verification,
    lends: lentBy({ auth: credentials, mtls, jwt: verification }, boolean(read, 'GATEWAY_ALLOW_UNVERIFIED_CALLERS')),
    policy: policy(read, verification !== undefined),
    retries: {
      attempts: integer(read, 'CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS', 1, 20),
      baseDelay: integer(read, 'CAMUNDA_SDK_HTTP_RETRY_BASE_DELAY_MS', 0, 60_000),
      maxDelay: integer(read, 'CAMUNDA_SDK_HTTP_RETRY_MAX_DELAY_MS', 0, 60_000),
    },
    host: text('HOST') ?? '127.0.0.1',
    port: integer(read, 'PORT', 0, 65_535),
    upstreamTimeoutMs: integer(read, 'GATEWAY_UPSTREAM_TIMEOUT_MS', 1, 3_600_000),
    maxUpstreamCalls: integer(read, 'GATEWAY_MAX_UPSTREAM_CALLS', 1, 10_000),
    maxQueuedCalls: integer(read, 'GATEWAY_MAX_QUEUED_CALLS', 0, 1_000_000),
    maxAnswerBytes:
      text('GATEWAY_MAX_ANSWER_BYTES') === undefined
        ? undefined
        : integer(read, 'GATEWAY_MAX_ANSWER_BYTES', 10_000, 500_000_000),
    breakerAfterMs: integer(read, 'GATEWAY_BREAKER_AFTER_MS', 0, 3_600_000),
    shareReads: boolean(read, 'GATEWAY_SHARE_READS'),
    cacheTtlMs: cacheTtl(read, credentials.strategy),
    maxPageSize: integer(read, 'GATEWAY_MAX_PAGE_SIZE', 1, MAX_LIMIT),
    readAfterWriteMs: readAfterWrite(read, api),
    executor: executor(read),
    exposeUpstreamDetails: boolean(read, 'GATEWAY_EXPOSE_UPSTREAM_DETAILS'),
    federation: boolean(read, 'GATEWAY_FEDERATION'),
    protection: readProtection(reader, (given.NODE_ENV ?? process.env.NODE_ENV) === 'production'),
    running: readRunning(reader),
  }
  checkExposure(config)
  return config
}

/** The same for settings alone, so that a name which is none is a mistake; an environment has many others. */
export function readSettings(given: Readonly<Record<string, string>>): Config {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(settings, name))
  if (unknown !== undefined) throw new ConfigError(`${unknown} is no setting.`)
  return readConfig(given)
}

interface Reader {
  text(name: SettingName): string | undefined
  given: Readonly<Record<string, string | undefined>>
}

function wrong(name: SettingName, value: string, allowed: string): ConfigError {
  // User and query of an address may be secrets, wrong though the address is; a password may have any sign in it.
  const shown = value.replace(/^(?!\.?\/[^/])((?:[a-z][\w+.-]*:)?\/\/)?.*@/is, '$1…@').replace(/\?.*/s, '?…')
  return new ConfigError(`${name} is ${JSON.stringify(shown)}, but it must be ${allowed}.`)
}

function apiName({ text }: Reader): Api {
  const value = text('CAMUNDA_API') ?? ''
  if (!isApi(value)) throw wrong('CAMUNDA_API', value, Object.keys(apis).join(' or '))
  return value
}

const isApi = (value: string): value is Api => Object.hasOwn(apis, value)

function restAddress({ text }: Reader, api: Api): Config['restAddress'] {
  const value = text('CAMUNDA_REST_ADDRESS') ?? ''
  const allowed = `an http or https URL without user, query or fragment, such as http://localhost:8080${apis[api].basePath}`
  let url: URL
  try {
    url = new URL(value)
  } catch {
    throw wrong('CAMUNDA_REST_ADDRESS', value, allowed)
  }
  if (!['http:', 'https:'].includes(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw wrong('CAMUNDA_REST_ADDRESS', value, allowed)
  }
  const path = basePathOf(api, url.pathname.replace(/\/+$/, ''))
  const engine = text('CAMUNDA_ENGINE')
  if (engine === undefined) return { origin: url.origin, basePath: path }
  if (api !== 'camunda-7') {
    throw new ConfigError(`CAMUNDA_ENGINE is set, but CAMUNDA_API ${api} has no engines. Leave one of them out.`)
  }
  if (/\/engine\/[^/]+$/.test(path)) {
    throw new ConfigError(
      'CAMUNDA_ENGINE is set, but CAMUNDA_REST_ADDRESS names an engine already. Leave one of them out.',
    )
  }
  return { origin: url.origin, basePath: `${path}/engine/${encodeURIComponent(engine)}` }
}

function version({ text }: Reader, api: Api): Version | undefined {
  const value = text('CAMUNDA_VERSION')
  if (value === undefined) return undefined
  const parsed = parseVersion(value)
  const { serves, versions } = apis[api]
  if (!parsed || !serves(parsed)) throw wrong('CAMUNDA_VERSION', value, `a version ${versions}`)
  return parsed
}

function auth(reader: Reader, api: Api): Config['auth'] {
  const strategy = reader.text('CAMUNDA_AUTH_STRATEGY') ?? 'NONE'
  switch (strategy.toUpperCase()) {
    case 'NONE':
      return { strategy: 'NONE' }
    case 'FORWARD':
      return { strategy: 'FORWARD' }
    case 'BASIC':
      return {
        strategy: 'BASIC',
        username: needed(reader, 'CAMUNDA_BASIC_AUTH_USERNAME', 'BASIC'),
        password: needed(reader, 'CAMUNDA_BASIC_AUTH_PASSWORD', 'BASIC'),
      }
    case 'OAUTH':
      return {
        strategy: 'OAUTH',
        tokenUrl: httpUrl('CAMUNDA_OAUTH_URL', needed(reader, 'CAMUNDA_OAUTH_URL', 'OAUTH')),
        clientId: needed(reader, 'CAMUNDA_CLIENT_ID', 'OAUTH'),
        clientSecret: needed(reader, 'CAMUNDA_CLIENT_SECRET', 'OAUTH'),
        audience: reader.text('CAMUNDA_TOKEN_AUDIENCE'),
        scope: reader.text('CAMUNDA_OAUTH_SCOPE'),
        timeout: integer(reader, 'CAMUNDA_OAUTH_TIMEOUT_MS', 1, 600_000),
      }
    case 'COOKIE': {
      if (api !== '8.6' && api !== 'operate-v1') {
        throw new ConfigError(
          `CAMUNDA_AUTH_STRATEGY is COOKIE, but CAMUNDA_API ${api} takes user names and passwords by BASIC.`,
        )
      }
      const url = reader.text('CAMUNDA_COOKIE_AUTH_URL')
      return {
        strategy: 'COOKIE',
        url: url === undefined ? undefined : httpUrl('CAMUNDA_COOKIE_AUTH_URL', url),
        username: needed(reader, 'CAMUNDA_COOKIE_AUTH_USERNAME', 'COOKIE'),
        password: needed(reader, 'CAMUNDA_COOKIE_AUTH_PASSWORD', 'COOKIE'),
        timeout: integer(reader, 'CAMUNDA_OAUTH_TIMEOUT_MS', 1, 600_000),
      }
    }
    default:
      throw wrong('CAMUNDA_AUTH_STRATEGY', strategy, 'NONE, FORWARD, BASIC, OAUTH or COOKIE')
  }
}

function needed({ text }: Reader, name: SettingName, strategy: string): string {
  const value = text(name)
  if (value === undefined) throw new ConfigError(`${name} is not set, but CAMUNDA_AUTH_STRATEGY ${strategy} needs it.`)
  return value
}

function httpUrl(name: SettingName, value: string): string {
  if (!URL.canParse(value) || !/^https?:/.test(value)) throw wrong(name, value, 'an http or https URL')
  return value
}

/** Milliseconds until an issuer must have answered. */
const ISSUER_TIMEOUT = 5_000

function jwt(reader: Reader): JwtSettings | undefined {
  const { text, given } = reader
  const issuer = text('GATEWAY_JWT_ISSUER')
  if (issuer === undefined) {
    const idle = (['GATEWAY_JWT_AUDIENCE', 'GATEWAY_JWT_JWKS_URL'] as const).find((name) => text(name) !== undefined)
    if (idle === undefined) return undefined
    throw new ConfigError(`${idle} is set, but without GATEWAY_JWT_ISSUER no caller is verified. Set both or none.`)
  }
  const algorithms = list(text('GATEWAY_JWT_ALGORITHMS'))
  if (algorithms.length === 0 || !algorithms.every((name) => ALGORITHMS.includes(name))) {
    throw wrong('GATEWAY_JWT_ALGORITHMS', given.GATEWAY_JWT_ALGORITHMS ?? '', `some of ${ALGORITHMS.join(', ')}`)
  }
  const audience = list(text('GATEWAY_JWT_AUDIENCE'))
  if (audience.length === 0) {
    throw new ConfigError(
      'GATEWAY_JWT_AUDIENCE is not set, but GATEWAY_JWT_ISSUER needs it: tokens that the issuer made for others must not open the gateway.',
    )
  }
  return {
    issuer: httpUrl('GATEWAY_JWT_ISSUER', issuer),
    jwksUrl: optional(text('GATEWAY_JWT_JWKS_URL'), (value) => httpUrl('GATEWAY_JWT_JWKS_URL', value)),
    timeout: ISSUER_TIMEOUT,
    audience,
    algorithms,
    clockSkew: integer(reader, 'GATEWAY_JWT_CLOCK_SKEW_MS', 0, 300_000),
  }
}

function policy(reader: Reader, claimsKnown: boolean): PolicyRules | undefined {
  const path = reader.text('GATEWAY_POLICY_FILE')
  const fromFile = optional(path, (value) => policyFile(value, claimsKnown))
  if (!boolean(reader, 'GATEWAY_READ_ONLY')) return fromFile
  const readOnly = { name: 'GATEWAY_READ_ONLY', allow: [], deny: ['Mutation.*'] }
  return { otherwise: fromFile?.otherwise ?? 'allow', rules: [readOnly, ...(fromFile?.rules ?? [])] }
}

function policyFile(path: string, claimsKnown: boolean): PolicyRules {
  try {
    return readPolicyFile(readFileSync(path, 'utf8'), claimsKnown)
  } catch (error) {
    if (error instanceof PolicyError) throw new ConfigError(`GATEWAY_POLICY_FILE ${path}: ${error.message}.`)
    const { code } = error as NodeJS.ErrnoException
    throw wrong('GATEWAY_POLICY_FILE', path, `a readable JSON file of rules${code ? ` (${code})` : ''}`)
  }
}

const list = (text = '') =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')

function optional<T>(value: string | undefined, read: (value: string) => T): T | undefined {
  return value === undefined ? undefined : read(value)
}

/** Older generations read later: Operate and Tasklist import what the broker has exported. */
function readAfterWrite(reader: Reader, api: Api): number {
  const { readAfterWriteMs }: ApiFacts = apis[api]
  const isGiven = Boolean(reader.given.GATEWAY_READ_AFTER_WRITE_MS?.trim())
  if (readAfterWriteMs !== undefined && !isGiven) return readAfterWriteMs
  return integer(reader, 'GATEWAY_READ_AFTER_WRITE_MS', 0, 600_000)
}

/** Milliseconds: rights of the gateway's own do not change from one minute to the next. */
const LONG_CACHE_TTL = 600_000

/** Callers who ask with their own rights may lose them at any time. */
function cacheTtl(reader: Reader, strategy: Config['auth']['strategy']): number {
  const isGiven = Boolean(reader.given.GATEWAY_CACHE_TTL_MS?.trim())
  if (strategy !== 'FORWARD' && !isGiven) return LONG_CACHE_TTL
  return integer(reader, 'GATEWAY_CACHE_TTL_MS', 0, 86_400_000)
}

function executor({ text }: Reader): ExecutorName {
  const value = text('GATEWAY_EXECUTOR') ?? ''
  if (value !== 'compiled' && value !== 'graphql-js') throw wrong('GATEWAY_EXECUTOR', value, 'compiled or graphql-js')
  return value
}

function integer({ text }: Reader, name: SettingName, min: number, max: number): number {
  const value = text(name) ?? ''
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
  if (!(number >= min && number <= max)) throw wrong(name, value, `a whole number from ${min} to ${max}`)
  return number
}

function boolean({ text }: Reader, name: SettingName): boolean {
  const value = text(name) ?? ''
  if (value !== 'true' && value !== 'false') throw wrong(name, value, 'true or false')
  return value === 'true'
}
