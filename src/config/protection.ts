import { readFileSync } from 'node:fs'
import { getHeapStatistics } from 'node:v8'
import type { Measures } from '../documents/measure.ts'
import { type HostNames, hostNameOf } from '../plugins/allowed-hosts.ts'
import type { CorsSettings } from '../plugins/cors.ts'
import { type Manifest, readManifest } from '../plugins/documents-by-id/manifest.ts'
import type { BodyLimits } from '../request/body-limits.ts'
import type { SettingReader } from './setting-reader.ts'
import type { SettingName } from './settings.ts'

/** What strangers may ask, and how much of it. */
export interface Protection {
  /** Bytes that the process may use: budgets are derived from them. */
  memoryBytes: number
  bodies: BodyLimits
  maxDocumentBytes: number
  maxTokens: number
  document: Measures
  maxNodes: number
  maxCallsPerRequest: number
  requestTimeoutMs: number
  receiveTimeoutMs: number
  sendTimeoutMs: number
  maxRequests: number
  maxBatchSize: number
  introspection: boolean
  graphiql: boolean
  /** By which names the gateway is asked. */
  names: HostNames
  csrfPrevention: boolean
  cors: CorsSettings | undefined
  trustedDocuments: { manifest: Manifest; only: boolean } | undefined
  persistedQueries: boolean
  /** Seconds. */
  persistedQueriesTtl: number
  redisUrl: string | undefined
  rateLimit: { points: number; window: number } | undefined
  trustedProxies: number
}

/** @param isProduction what holds for settings that are off in production */
export function readProtection(reader: SettingReader, isProduction: boolean): Protection {
  const { text, integer, boolean } = reader
  const unlessProduction = (name: SettingName) => (text(name) === undefined ? !isProduction : boolean(name))
  const points = integer('GATEWAY_RATE_LIMIT', 0, 1_000_000_000)
  const window = integer('GATEWAY_RATE_LIMIT_WINDOW_S', 1, 86_400)
  return {
    memoryBytes: memoryBytes(reader),
    bodies: {
      question: integer('GATEWAY_MAX_BODY_BYTES', 1, 1_000_000_000),
      upload: integer('GATEWAY_MAX_UPLOAD_BYTES', 1, 1_000_000_000),
    },
    maxDocumentBytes: integer('GATEWAY_MAX_DOCUMENT_BYTES', 1, 100_000_000),
    maxTokens: integer('GATEWAY_MAX_TOKENS', 1, 1_000_000),
    document: {
      depth: integer('GATEWAY_MAX_DEPTH', 1, 1_000),
      aliases: integer('GATEWAY_MAX_ALIASES', 0, 1_000_000),
      directives: integer('GATEWAY_MAX_DIRECTIVES', 0, 1_000_000),
      rootFields: integer('GATEWAY_MAX_ROOT_FIELDS', 1, 1_000_000),
      selections: integer('GATEWAY_MAX_SELECTIONS', 1, 1_000_000),
    },
    maxNodes: integer('GATEWAY_MAX_NODES', 1, 1_000_000_000),
    maxCallsPerRequest: integer('GATEWAY_MAX_CALLS_PER_REQUEST', 1, 1_000_000),
    requestTimeoutMs: integer('GATEWAY_REQUEST_TIMEOUT_MS', 1, 86_400_000),
    receiveTimeoutMs: integer('GATEWAY_RECEIVE_TIMEOUT_MS', 1, 86_400_000),
    sendTimeoutMs: integer('GATEWAY_SEND_TIMEOUT_MS', 1, 86_400_000),
    maxRequests: integer('GATEWAY_MAX_REQUESTS', 1, 1_000_000),
    maxBatchSize: integer('GATEWAY_MAX_BATCH_SIZE', 1, 1_000),
    introspection: unlessProduction('GATEWAY_INTROSPECTION'),
    graphiql: unlessProduction('GATEWAY_GRAPHIQL'),
    names: names(reader),
    csrfPrevention: boolean('GATEWAY_CSRF_PREVENTION'),
    cors: cors(reader),
    trustedDocuments: trustedDocuments(reader),
    persistedQueries: boolean('GATEWAY_PERSISTED_QUERIES'),
    persistedQueriesTtl: integer('GATEWAY_PERSISTED_QUERIES_TTL_S', 1, 31_536_000),
    redisUrl: redisUrl(reader),
    rateLimit: points > 0 ? { points, window } : undefined,
    trustedProxies: integer('GATEWAY_TRUSTED_PROXIES', 0, 100),
  }
}

/** What V8 lets the heap grow to: Node takes it from the memory of the machine, or of the container. */
function memoryBytes({ text, integer }: SettingReader): number {
  if (text('GATEWAY_MEMORY_BYTES') === undefined) return getHeapStatistics().heap_size_limit
  return integer('GATEWAY_MEMORY_BYTES', 64_000_000, Number.MAX_SAFE_INTEGER)
}

function names({ text, wrong }: SettingReader): HostNames {
  const listed = text('GATEWAY_ALLOWED_HOSTS')
  if (listed === undefined) return { listed: undefined, any: false }
  const all = listed.split(',').map((name) => name.trim())
  for (const name of all) {
    if (name === '*' || (/^(?:[\w.-]+|\[[\da-f:.]+\])$/i.test(name) && hostNameOf(name) !== undefined)) continue
    throw wrong('GATEWAY_ALLOWED_HOSTS', name, 'names of hosts such as gateway.example, without scheme and port, or *')
  }
  return { listed: new Set(all.flatMap((name) => hostNameOf(name) ?? [])), any: all.includes('*') }
}

function cors({ text, integer, boolean, wrong }: SettingReader): CorsSettings | undefined {
  const listed = text('GATEWAY_CORS_ORIGINS')
  const credentials = boolean('GATEWAY_CORS_CREDENTIALS')
  const maxAge = integer('GATEWAY_CORS_MAX_AGE_S', 0, 86_400)
  if (listed === undefined) return undefined
  const origins = listed.split(',').map((origin) => origin.trim())
  for (const origin of origins) {
    if (origin === '*' || (URL.canParse(origin) && new URL(origin).origin === origin)) continue
    throw wrong('GATEWAY_CORS_ORIGINS', origin, 'origins such as https://app.example, without a path, or *')
  }
  if (credentials && origins.includes('*')) {
    throw wrong(
      'GATEWAY_CORS_CREDENTIALS',
      'true',
      'false where GATEWAY_CORS_ORIGINS is *: browsers take no such answer',
    )
  }
  return { origins, credentials, maxAge }
}

function trustedDocuments({ text, boolean, wrong }: SettingReader): Protection['trustedDocuments'] {
  const path = text('GATEWAY_TRUSTED_DOCUMENTS')
  const only = boolean('GATEWAY_TRUSTED_DOCUMENTS_ONLY')
  if (path === undefined) return undefined
  try {
    return { manifest: readManifest(readFileSync(path, 'utf8')), only }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw wrong('GATEWAY_TRUSTED_DOCUMENTS', path, `a readable manifest of documents (${code ?? message})`)
  }
}

function redisUrl({ text, wrong }: SettingReader): string | undefined {
  const value = text('GATEWAY_REDIS_URL')
  if (value === undefined) return undefined
  if (!URL.canParse(value) || !/^rediss?:$/.test(new URL(value).protocol)) {
    throw wrong('GATEWAY_REDIS_URL', value, 'a redis or rediss URL, such as redis://redis:6379')
  }
  return value
}
