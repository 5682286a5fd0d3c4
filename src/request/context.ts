import type { Claims } from '../callers/verifier.ts'
import type { Upstreams } from '../upstream/loading/upstreams.ts'
import type { Caller } from '../upstream/wire/credentials.ts'
import type { Workers } from '../workers/workers.ts'
import type { Permissions } from './permissions.ts'

/** What resolvers know of the request they answer. */
export interface Context {
  /** The clusters, with this caller's rights. Resolvers come to one by `upstreamOf`. */
  upstreams: Upstreams
  /** Who asks: for resolvers of the embedder's own. */
  caller: Caller
  claims: Claims | undefined
  /** What the caller may ask for; undefined where there is no policy. */
  permissions: Permissions | undefined
  /** Whether what administers the cluster, or shows secrets, is open. */
  administration: boolean
  /** Whether only callers whom the cluster knows may see the schema. */
  schemaIsSecret: boolean
  /** The largest page of a connection. */
  maxPageSize: number
  /** Milliseconds: the longest that the request may take. */
  maxRequestMs: number
  /** Where jobs are handed out by subscription. */
  workers: Workers
  /** Who is charged for turns of the thread: owners take turns among each other. */
  readonly owner: () => string
  /** What such work belongs to: its loaders wait until the work is done. */
  readonly work: object
}
