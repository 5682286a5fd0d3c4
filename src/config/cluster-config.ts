import { ConfigError } from '../errors/config-error.ts'
import { isPhysicalTenant, PHYSICAL_TENANT_RULE } from '../plugins/physical-tenant.ts'
import { ADMINISTRATION, type Api, type ApiFacts, apis, basePathOf, namesPhysicalTenant } from '../upstream/api/api.ts'
import { parseVersion, type Version } from '../upstream/api/version.ts'
import type { LoginSettings } from '../upstream/auth/login.ts'
import type { OAuthSettings } from '../upstream/auth/oauth.ts'
import type { TlsFiles } from '../upstream/wire/http.ts'
import type { Outgoing } from '../upstream/wire/outgoing.ts'
import type { RetryPolicy } from '../upstream/wire/retry.ts'
import {
  type FurtherAddresses,
  type RestAddress,
  readAdministration,
  readFurtherAddresses,
} from './camunda-addresses.ts'
import { httpUrl } from './http-url.ts'
import { readOutgoing } from './outgoing.ts'
import { readPemFiles } from './pem-files.ts'
import type { SettingReader } from './setting-reader.ts'
import type { SettingName } from './settings.ts'

/** Everything that can be set of one cluster: where it is, what it speaks, in whose name and how hard it is asked. */
export interface ClusterConfig {
  /** Undefined for the only one. */
  name?: string
  api: Api
  restAddress: RestAddress
  furtherAddresses: FurtherAddresses
  /** Undefined for that of the address. */
  physicalTenant: string | undefined
  version: Version | undefined
  auth:
    | { strategy: 'NONE' }
    | { strategy: 'FORWARD' }
    | { strategy: 'BASIC'; username: string; password: string }
    | ({ strategy: 'OAUTH' } & OAuthSettings)
    /** Without a `url`: at each address's own login. */
    | ({ strategy: 'COOKIE'; url: string | undefined } & Omit<LoginSettings, 'url'>)
  mtls: TlsFiles
  outgoing: Outgoing
  retries: RetryPolicy
  upstreamTimeoutMs: number
  maxUpstreamCalls: number
  maxQueuedCalls: number
  /** Undefined if it is derived from memory. */
  maxAnswerBytes: number | undefined
  breakerAfterMs: number
  shareReads: boolean
  cacheTtlMs: number
  readAfterWriteMs: number
}

/** Reads and checks a cluster's settings. Throws ConfigError for the first that is wrong. */
export function readCluster(reader: SettingReader): ClusterConfig {
  const { text, integer } = reader
  const api = apiName(reader)
  const address = restAddress(reader, api)
  const credentials = auth(reader, api)
  const administration = readAdministration(reader, api, address, credentials.strategy)
  return {
    api,
    restAddress: address,
    furtherAddresses: {
      ...readFurtherAddresses(reader, api, address),
      ...(administration ? { [ADMINISTRATION]: administration } : {}),
    },
    physicalTenant: physicalTenant(reader, api, address),
    version: version(reader, api),
    auth: credentials,
    mtls: readPemFiles(reader, {
      cert: 'CAMUNDA_MTLS_CERT_PATH',
      key: 'CAMUNDA_MTLS_KEY_PATH',
      passphrase: 'CAMUNDA_MTLS_KEY_PASSPHRASE',
      ca: 'CAMUNDA_MTLS_CA_PATH',
    }),
    outgoing: readOutgoing(reader),
    retries: {
      attempts: integer('CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS', 1, 20),
      baseDelay: integer('CAMUNDA_SDK_HTTP_RETRY_BASE_DELAY_MS', 0, 60_000),
      maxDelay: integer('CAMUNDA_SDK_HTTP_RETRY_MAX_DELAY_MS', 0, 60_000),
    },
    upstreamTimeoutMs: integer('GATEWAY_UPSTREAM_TIMEOUT_MS', 1, 3_600_000),
    maxUpstreamCalls: integer('GATEWAY_MAX_UPSTREAM_CALLS', 1, 10_000),
    maxQueuedCalls: integer('GATEWAY_MAX_QUEUED_CALLS', 0, 1_000_000),
    maxAnswerBytes:
      text('GATEWAY_MAX_ANSWER_BYTES') === undefined
        ? undefined
        : integer('GATEWAY_MAX_ANSWER_BYTES', 10_000, 500_000_000),
    breakerAfterMs: integer('GATEWAY_BREAKER_AFTER_MS', 0, 3_600_000),
    shareReads: reader.boolean('GATEWAY_SHARE_READS'),
    cacheTtlMs: cacheTtl(reader, credentials.strategy),
    readAfterWriteMs: readAfterWrite(reader, api),
  }
}

function apiName({ text, wrong }: SettingReader): Api {
  const value = text('CAMUNDA_API') ?? ''
  if (!isApi(value)) throw wrong('CAMUNDA_API', value, Object.keys(apis).join(' or '))
  return value
}

const isApi = (value: string): value is Api => Object.hasOwn(apis, value)

function restAddress({ text, wrong }: SettingReader, api: Api): ClusterConfig['restAddress'] {
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

function physicalTenant({ text, wrong }: SettingReader, api: Api, { basePath }: RestAddress): string | undefined {
  const id = text('CAMUNDA_PHYSICAL_TENANT')
  if (id === undefined) return undefined
  if (api !== 'v2') {
    throw new ConfigError(
      `CAMUNDA_PHYSICAL_TENANT is set, but CAMUNDA_API ${api} has no physical tenants. Leave one of them out.`,
    )
  }
  if (namesPhysicalTenant(basePath)) {
    throw new ConfigError(
      'CAMUNDA_PHYSICAL_TENANT is set, but CAMUNDA_REST_ADDRESS names a physical tenant already. Leave one of them out.',
    )
  }
  if (!isPhysicalTenant(id)) throw wrong('CAMUNDA_PHYSICAL_TENANT', id, PHYSICAL_TENANT_RULE)
  return id
}

function version({ text, wrong }: SettingReader, api: Api): Version | undefined {
  const value = text('CAMUNDA_VERSION')
  if (value === undefined) return undefined
  const parsed = parseVersion(value)
  const { serves, versions } = apis[api]
  if (!parsed || !serves(parsed)) throw wrong('CAMUNDA_VERSION', value, `a version ${versions}`)
  return parsed
}

function auth(reader: SettingReader, api: Api): ClusterConfig['auth'] {
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
        tokenUrl: httpUrl(reader, 'CAMUNDA_OAUTH_URL', needed(reader, 'CAMUNDA_OAUTH_URL', 'OAUTH')),
        clientId: needed(reader, 'CAMUNDA_CLIENT_ID', 'OAUTH'),
        clientSecret: needed(reader, 'CAMUNDA_CLIENT_SECRET', 'OAUTH'),
        audience: reader.text('CAMUNDA_TOKEN_AUDIENCE'),
        scope: reader.text('CAMUNDA_OAUTH_SCOPE'),
        timeout: reader.integer('CAMUNDA_OAUTH_TIMEOUT_MS', 1, 600_000),
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
        url: url === undefined ? undefined : httpUrl(reader, 'CAMUNDA_COOKIE_AUTH_URL', url),
        username: needed(reader, 'CAMUNDA_COOKIE_AUTH_USERNAME', 'COOKIE'),
        password: needed(reader, 'CAMUNDA_COOKIE_AUTH_PASSWORD', 'COOKIE'),
        timeout: reader.integer('CAMUNDA_OAUTH_TIMEOUT_MS', 1, 600_000),
      }
    }
    default:
      throw reader.wrong('CAMUNDA_AUTH_STRATEGY', strategy, 'NONE, FORWARD, BASIC, OAUTH or COOKIE')
  }
}

function needed({ text }: SettingReader, name: SettingName, strategy: string): string {
  const value = text(name)
  if (value === undefined) throw new ConfigError(`${name} is not set, but CAMUNDA_AUTH_STRATEGY ${strategy} needs it.`)
  return value
}

/** In older generations reads lag more: Operate and Tasklist import what the broker has exported. */
function readAfterWrite(reader: SettingReader, api: Api): number {
  const { readAfterWriteMs }: ApiFacts = apis[api]
  const isSet = reader.isSet('GATEWAY_READ_AFTER_WRITE_MS')
  if (readAfterWriteMs !== undefined && !isSet) return readAfterWriteMs
  return reader.integer('GATEWAY_READ_AFTER_WRITE_MS', 0, 600_000)
}

/** Milliseconds: the gateway's own rights rarely change. */
const LONG_CACHE_TTL_MS = 600_000

/** Callers with their own rights may lose them at any time, so these are cached for a shorter time. */
function cacheTtl(reader: SettingReader, strategy: ClusterConfig['auth']['strategy']): number {
  const isSet = reader.isSet('GATEWAY_CACHE_TTL_MS')
  if (strategy !== 'FORWARD' && !isSet) return LONG_CACHE_TTL_MS
  return reader.integer('GATEWAY_CACHE_TTL_MS', 0, 86_400_000)
}
