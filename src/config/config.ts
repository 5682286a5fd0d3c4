import { readFileSync } from 'node:fs'
import { ALGORITHMS, type JwtSettings } from '../callers/verifier.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { ExecutorName } from '../execution/executors.ts'
import type { Intervals } from '../live/rhythm.ts'
import type { Lent } from '../plugins/exposure.ts'
import type { PhysicalTenantChoice } from '../plugins/physical-tenant.ts'
import { CLOSED_ADMINISTRATION, type PolicyRules } from '../policy/policy.ts'
import { PolicyError, readPolicyFile } from '../policy/policy-file.ts'
import { MAX_LIMIT } from '../upstream/paging/pagination.ts'
import { type ClusterConfig, readCluster } from './cluster-config.ts'
import { checkExposure, lentBy } from './exposure.ts'
import { httpUrl } from './http-url.ts'
import { type Protection, readProtection } from './protection.ts'
import { type Running, readRunning } from './running.ts'
import type { SettingReader } from './setting-reader.ts'
import { type Setting, type SettingName, settings } from './settings.ts'

/** Everything that can be set, checked. */
export interface Config {
  /** The only cluster, or the default one of several: root fields ask it, and ids and cursors that name none are its. */
  cluster: ClusterConfig
  /** Others, each with a name. No setting names any yet. */
  furtherClusters?: readonly ClusterConfig[]
  /** How callers are verified; undefined where they are not. */
  jwt: JwtSettings | undefined
  lends: Lent
  /** Whether what administers the cluster, or shows secrets, is open. */
  administration: boolean
  /** Undefined where everything may be asked for. */
  policy: PolicyRules | undefined
  host: string
  port: number
  /** How often the questions of subscriptions are asked again. */
  live: Intervals
  maxPageSize: number
  /** No setting says another: tests compare with graphql-js's, and the benchmarks. */
  executor: ExecutorName
  /** Whether clients are told all that the cluster says of its failures. */
  exposeUpstreamDetails: boolean
  federation: boolean
  /** Whether answers are compressed. */
  compression: boolean
  /** Undefined where nothing chooses one. */
  physicalTenant: PhysicalTenantChoice | undefined
  protection: Protection
  running: Running
}

/** Reads and checks all settings at once. Throws ConfigError for the first that is wrong. */
export function readConfig(given: Readonly<Record<string, string | undefined>>): Config {
  // An empty variable is how many deployments write "not set"; an empty audience means none.
  const text = (name: SettingName) => {
    // Tools agree on no case for the names of proxies.
    const value = (given[name] ?? (name.endsWith('_PROXY') ? given[name.toLowerCase()] : undefined))?.trim()
    if (value !== undefined && (value !== '' || name === 'CAMUNDA_TOKEN_AUDIENCE')) return value || undefined
    const setting: Setting = settings[name]
    return setting.default
  }
  const reader: SettingReader = {
    text,
    isSet: (name) => Boolean(given[name]?.trim()),
    wrong,
    integer: (name, min, max) => integer(name, text(name) ?? '', min, max),
    boolean: (name) => boolean(name, text(name) ?? ''),
  }
  const cluster = readCluster(reader)
  const verification = jwt(reader)
  const administration = reader.boolean('GATEWAY_ADMINISTRATION')
  const protection = readProtection(reader, (given.NODE_ENV ?? process.env.NODE_ENV) === 'production')
  const config: Config = {
    cluster,
    jwt: verification,
    lends: lentBy(cluster, verification, reader.boolean('GATEWAY_ALLOW_UNVERIFIED_CALLERS')),
    administration,
    policy: policy(reader, verification !== undefined, administration),
    host: text('HOST') ?? '127.0.0.1',
    port: reader.integer('PORT', 0, 65_535),
    live: intervals(reader),
    maxPageSize: reader.integer('GATEWAY_MAX_PAGE_SIZE', 1, MAX_LIMIT),
    executor: 'compiled',
    exposeUpstreamDetails: reader.boolean('GATEWAY_EXPOSE_UPSTREAM_DETAILS'),
    federation: reader.boolean('GATEWAY_FEDERATION'),
    compression: reader.boolean('GATEWAY_COMPRESSION'),
    physicalTenant: physicalTenantChoice(reader, cluster, protection),
    protection,
    running: readRunning(reader),
  }
  checkExposure(config)
  return config
}

function intervals({ integer, text, wrong }: SettingReader): Intervals {
  const min = integer('GATEWAY_LIVE_MIN_INTERVAL_MS', 100, 3_600_000)
  const max = integer('GATEWAY_LIVE_MAX_INTERVAL_MS', 100, 3_600_000)
  if (max >= min) return { min, max }
  throw wrong(
    'GATEWAY_LIVE_MAX_INTERVAL_MS',
    text('GATEWAY_LIVE_MAX_INTERVAL_MS') ?? '',
    'as long as GATEWAY_LIVE_MIN_INTERVAL_MS at least',
  )
}

/** The same for an object of settings, where unknown names are mistakes; an environment has many other variables. */
export function readSettings(given: Readonly<Record<string, string>>): Config {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(settings, name))
  if (unknown !== undefined) throw new ConfigError(`${unknown} is no setting.`)
  return readConfig(given)
}

function wrong(name: SettingName, value: string, allowed: string): ConfigError {
  // Hides user, password and query of an address, which may be secrets even if the address is wrong; a password may
  // contain any character.
  const shown = value.replace(/^(?!\.?\/[^/])((?:[a-z][\w+.-]*:)?\/\/)?.*@/is, '$1…@').replace(/\?.*/s, '?…')
  return new ConfigError(`${name} is ${JSON.stringify(shown)}, but it must be ${allowed}.`)
}

/** Throws ConfigError for a header that anybody could send. */
function physicalTenantChoice(
  { text, wrong }: SettingReader,
  { api, physicalTenant: otherwise }: ClusterConfig,
  { trustedProxies }: Protection,
): PhysicalTenantChoice | undefined {
  const header = text('GATEWAY_PHYSICAL_TENANT_HEADER')?.toLowerCase()
  if (header === undefined) return otherwise === undefined ? undefined : { header, otherwise }
  if (!/^[a-z][a-z0-9-]*$/.test(header)) {
    throw wrong('GATEWAY_PHYSICAL_TENANT_HEADER', header, 'the name of a header, such as X-Physical-Tenant')
  }
  if (api !== 'v2') {
    throw new ConfigError(
      `GATEWAY_PHYSICAL_TENANT_HEADER is set, but CAMUNDA_API ${api} has no physical tenants. Leave one of them out.`,
    )
  }
  if (trustedProxies === 0) {
    throw new ConfigError(
      'GATEWAY_PHYSICAL_TENANT_HEADER is set, but GATEWAY_TRUSTED_PROXIES says that no proxy is in front: callers would choose the physical tenant themselves.',
    )
  }
  return { header, otherwise }
}

/** Milliseconds until an issuer must have answered. */
const ISSUER_TIMEOUT_MS = 5_000

function jwt(reader: SettingReader): JwtSettings | undefined {
  const { text } = reader
  const issuer = text('GATEWAY_JWT_ISSUER')
  if (issuer === undefined) {
    const idle = (['GATEWAY_JWT_AUDIENCE', 'GATEWAY_JWT_JWKS_URL'] as const).find((name) => text(name) !== undefined)
    if (idle === undefined) return undefined
    throw new ConfigError(`${idle} is set, but without GATEWAY_JWT_ISSUER no caller is verified. Set both or none.`)
  }
  const algorithms = list(text('GATEWAY_JWT_ALGORITHMS'))
  if (algorithms.length === 0 || !algorithms.every((name) => ALGORITHMS.includes(name))) {
    throw wrong('GATEWAY_JWT_ALGORITHMS', text('GATEWAY_JWT_ALGORITHMS') ?? '', `some of ${ALGORITHMS.join(', ')}`)
  }
  const audience = list(text('GATEWAY_JWT_AUDIENCE'))
  if (audience.length === 0) {
    throw new ConfigError(
      'GATEWAY_JWT_AUDIENCE is not set, but GATEWAY_JWT_ISSUER needs it: tokens that the issuer made for others must not open the gateway.',
    )
  }
  return {
    issuer: httpUrl(reader, 'GATEWAY_JWT_ISSUER', issuer),
    jwksUrl: optional(text('GATEWAY_JWT_JWKS_URL'), (value) => httpUrl(reader, 'GATEWAY_JWT_JWKS_URL', value)),
    timeout: ISSUER_TIMEOUT_MS,
    audience,
    algorithms,
    clockSkew: reader.integer('GATEWAY_JWT_CLOCK_SKEW_MS', 0, 300_000),
  }
}

/** @param isOpen whether what administers the cluster may be asked for, as far as the rules let the caller */
function policy(reader: SettingReader, claimsKnown: boolean, isOpen: boolean): PolicyRules | undefined {
  const path = reader.text('GATEWAY_POLICY_FILE')
  const fromFile = optional(path, (value) => policyFile(value, claimsKnown))
  const own = [
    ...(isOpen ? [] : [CLOSED_ADMINISTRATION]),
    ...(reader.boolean('GATEWAY_READ_ONLY') ? [{ name: 'GATEWAY_READ_ONLY', allow: [], deny: ['Mutation.*'] }] : []),
  ]
  if (own.length === 0) return fromFile
  return { otherwise: fromFile?.otherwise ?? 'allow', rules: [...own, ...(fromFile?.rules ?? [])] }
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

function integer(name: SettingName, value: string, min: number, max: number): number {
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
  if (!(number >= min && number <= max)) throw wrong(name, value, `a whole number from ${min} to ${max}`)
  return number
}

function boolean(name: SettingName, value: string): boolean {
  if (value !== 'true' && value !== 'false') throw wrong(name, value, 'true or false')
  return value === 'true'
}
