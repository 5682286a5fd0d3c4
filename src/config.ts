import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isIPv4 } from 'node:net'
import { ConfigError, type Setting, type SettingName, settings } from './settings.ts'
import type { OAuthSettings } from './upstream/auth/oauth.ts'
import type { TlsFiles } from './upstream/http.ts'
import { MAX_LIMIT } from './upstream/pagination.ts'
import type { RetryPolicy } from './upstream/retry.ts'
import { atLeast, OLDEST, parseVersion, type Version } from './upstream/version.ts'

/** Everything that can be set, checked. */
export interface Config {
  restAddress: { origin: string; basePath: string }
  version: Version | undefined
  auth:
    | { strategy: 'NONE' }
    | { strategy: 'FORWARD' }
    | { strategy: 'BASIC'; username: string; password: string }
    | ({ strategy: 'OAUTH' } & OAuthSettings)
  mtls: TlsFiles
  retries: RetryPolicy
  host: string
  port: number
  upstreamTimeoutMs: number
  maxUpstreamCalls: number
  shareReads: boolean
  maxPageSize: number
  readAfterWriteMs: number
  drainMs: number
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
  const config: Config = {
    restAddress: restAddress(read),
    version: version(read),
    auth: auth(read),
    mtls: mtls(read),
    retries: {
      attempts: integer(read, 'CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS', 1, 20),
      baseDelay: integer(read, 'CAMUNDA_SDK_HTTP_RETRY_BASE_DELAY_MS', 0, 60_000),
      maxDelay: integer(read, 'CAMUNDA_SDK_HTTP_RETRY_MAX_DELAY_MS', 0, 60_000),
    },
    host: text('HOST') ?? '127.0.0.1',
    port: integer(read, 'PORT', 0, 65_535),
    upstreamTimeoutMs: integer(read, 'GATEWAY_UPSTREAM_TIMEOUT_MS', 1, 3_600_000),
    maxUpstreamCalls: integer(read, 'GATEWAY_MAX_UPSTREAM_CALLS', 1, 10_000),
    shareReads: boolean(read, 'GATEWAY_SHARE_READS'),
    maxPageSize: integer(read, 'GATEWAY_MAX_PAGE_SIZE', 1, MAX_LIMIT),
    readAfterWriteMs: integer(read, 'GATEWAY_READ_AFTER_WRITE_MS', 0, 600_000),
    drainMs: integer(read, 'GATEWAY_DRAIN_MS', 0, 600_000),
  }
  checkExposure(config, boolean(read, 'GATEWAY_ALLOW_UNVERIFIED_CALLERS'))
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
  // User and query of an address may be secrets, wrong though the address is.
  const shown = value.replace(/\/\/[^/]*@/, '//…@').replace(/\?.*/s, '?…')
  return new ConfigError(`${name} is ${JSON.stringify(shown)}, but it must be ${allowed}.`)
}

function restAddress({ text }: Reader): Config['restAddress'] {
  const value = text('CAMUNDA_REST_ADDRESS') ?? ''
  const allowed = 'an http or https URL without user, query or fragment, such as http://localhost:8080/v2'
  let url: URL
  try {
    url = new URL(value)
  } catch {
    throw wrong('CAMUNDA_REST_ADDRESS', value, allowed)
  }
  if (!['http:', 'https:'].includes(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw wrong('CAMUNDA_REST_ADDRESS', value, allowed)
  }
  const path = url.pathname.replace(/\/+$/, '')
  return { origin: url.origin, basePath: path.endsWith('/v2') ? path : `${path}/v2` }
}

function version({ text }: Reader): Version | undefined {
  const value = text('CAMUNDA_VERSION')
  if (value === undefined) return undefined
  const parsed = parseVersion(value)
  if (!parsed || !atLeast(parsed, OLDEST))
    throw wrong('CAMUNDA_VERSION', value, `a version from ${OLDEST}, such as 8.9`)
  return parsed
}

function auth(reader: Reader): Config['auth'] {
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
        tokenUrl: url(reader, 'CAMUNDA_OAUTH_URL'),
        clientId: needed(reader, 'CAMUNDA_CLIENT_ID', 'OAUTH'),
        clientSecret: needed(reader, 'CAMUNDA_CLIENT_SECRET', 'OAUTH'),
        audience: reader.text('CAMUNDA_TOKEN_AUDIENCE'),
        scope: reader.text('CAMUNDA_OAUTH_SCOPE'),
        timeout: integer(reader, 'CAMUNDA_OAUTH_TIMEOUT_MS', 1, 600_000),
      }
    default:
      throw wrong('CAMUNDA_AUTH_STRATEGY', strategy, 'NONE, FORWARD, BASIC or OAUTH')
  }
}

function needed({ text }: Reader, name: SettingName, strategy: string): string {
  const value = text(name)
  if (value === undefined) throw new ConfigError(`${name} is not set, but CAMUNDA_AUTH_STRATEGY ${strategy} needs it.`)
  return value
}

function url(reader: Reader, name: SettingName): string {
  const value = needed(reader, name, 'OAUTH')
  if (!URL.canParse(value) || !/^https?:/.test(value)) throw wrong(name, value, 'an http or https URL')
  return value
}

function mtls({ text }: Reader): TlsFiles {
  const passphrase = text('CAMUNDA_MTLS_KEY_PASSPHRASE')
  const certificate = pem('CAMUNDA_MTLS_CERT_PATH', 'a certificate', (bytes) => new X509Certificate(bytes))
  const key = pem(
    'CAMUNDA_MTLS_KEY_PATH',
    'a private key that CAMUNDA_MTLS_KEY_PASSPHRASE opens, where it needs one',
    (bytes) => createPrivateKey(passphrase === undefined ? bytes : { key: bytes, passphrase }),
  )
  const authorities = pem('CAMUNDA_MTLS_CA_PATH', 'certificates', (bytes) => new X509Certificate(bytes))
  if (!certificate !== !key) {
    throw new ConfigError(
      `CAMUNDA_MTLS_${certificate ? 'KEY' : 'CERT'}_PATH is not set, but CAMUNDA_MTLS_${certificate ? 'CERT' : 'KEY'}_PATH needs it.`,
    )
  }
  if (certificate && key && !certificate.parsed.checkPrivateKey(key.parsed)) {
    throw wrong('CAMUNDA_MTLS_KEY_PATH', key.path, 'the file of the private key that CAMUNDA_MTLS_CERT_PATH belongs to')
  }
  return { certPath: certificate?.path, keyPath: key?.path, caPath: authorities?.path, passphrase }

  function pem<Parsed>(name: SettingName, content: string, parse: (bytes: Buffer) => Parsed) {
    const path = text(name)
    if (path === undefined) return undefined
    try {
      return { path, parsed: parse(readFileSync(path)) }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      throw wrong(name, path, `a readable PEM file of ${content}${code ? ` (${code})` : ''}`)
    }
  }
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

/** A gateway with rights of its own lends them to whoever reaches it. */
function checkExposure({ auth, host }: Config, allowed: boolean): void {
  const ownRights = auth.strategy === 'BASIC' || auth.strategy === 'OAUTH'
  const loopback = host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))
  if (!ownRights || loopback || allowed) return
  throw new ConfigError(
    `HOST is ${JSON.stringify(host)}, but with CAMUNDA_AUTH_STRATEGY ${auth.strategy} everybody who reaches the gateway gets its rights. ` +
      'Listen on 127.0.0.1, use FORWARD, or set GATEWAY_ALLOW_UNVERIFIED_CALLERS to true where something before the gateway checks callers.',
  )
}
