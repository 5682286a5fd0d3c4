import { LRUCache } from 'lru-cache'
import { atLeast, type Version } from '../api/version.ts'
import type { Dialect, Wire } from '../dialects/dialect.ts'
import { MAYBE_ELSEWHERE, NotSupported, NotYetVisible, UpstreamFailure } from '../failures/failure.ts'
import type { DocumentCache } from '../wire/cache.ts'
import type { Client } from '../wire/client.ts'
import type { Caller } from '../wire/credentials.ts'
import type { Touching } from './touched.ts'

/** Milliseconds after which the version is asked for again: clusters are upgraded while gateways run. */
const VERSION_TTL_MS = 5 * 60_000

interface ClusterOptions {
  /** Undefined if it is the only cluster. */
  name?: string | undefined
  /** Whether it is a further cluster, besides the default one: then its name is in its rows' ids and cursors. */
  isFurther?: boolean
  client: Client
  dialect: Dialect
  cache: DocumentCache
  /** The way to it with a caller's rights. */
  wireOf(cluster: Cluster, caller: Caller): Wire
  /** The configured version; if undefined, the cluster is asked. */
  version?: Version | undefined
  /** Milliseconds to wait until a command's effect can be read. */
  readAfterWriteMs: number
  /** Guesses which API the address speaks if it is not the chosen one; undefined if it cannot tell. */
  recognize?(): Promise<string | undefined>
}

/** One cluster, as all requests share it: how to ask it, its version, and what is remembered of it. */
export class Cluster {
  /** Undefined if it is the only cluster. */
  readonly name: string | undefined
  /** The name that its rows, their ids and cursors carry; undefined for the default one, whose carry none. */
  readonly mark: string | undefined
  readonly readAfterWriteMs: number
  readonly client: Client
  readonly dialect: Dialect
  readonly cache: DocumentCache
  /** Who wants to know what commands have touched; undefined while nobody does. */
  touching: Touching | undefined
  readonly #configured: Version | undefined
  #known: { version: Version; until: number } | undefined
  // Per identity: one caller may be refused what another may ask.
  readonly #asking = new Map<string, Promise<Version>>()
  // The size of a list depends on the caller's rights, but too large for one is a good guess for all: a wrong guess
  // only costs or saves a call.
  readonly #large = new LRUCache<string, true>({ max: 1_000, ttl: 60_000 })

  #apiMismatch: string | undefined
  readonly #wireOf: ClusterOptions['wireOf']
  readonly #recognize: () => Promise<string | undefined>

  constructor(options: ClusterOptions) {
    this.name = options.name
    this.mark = options.isFurther ? options.name : undefined
    this.client = options.client
    this.dialect = options.dialect
    this.cache = options.cache
    this.readAfterWriteMs = options.readAfterWriteMs
    this.#configured = options.version
    this.#wireOf = options.wireOf
    this.#recognize = options.recognize ?? (async () => undefined)
  }

  /** Adds the cluster's name to a failure if there are several clusters. */
  withName(error: unknown): unknown {
    if (this.name !== undefined && tellsCluster(error)) error.cluster ??= this.name
    return error
  }

  /** Whether a list was seen to be too large for one answer within the last minute. */
  isLarge(list: string): boolean {
    return this.#large.has(list)
  }

  markLarge(list: string): void {
    this.#large.set(list, true)
  }

  /** The version, where it is known without a call. */
  get knownVersion(): Version | undefined {
    return this.#configured ?? this.#known?.version
  }

  /**
   * The cluster's version. Asked for with the caller's rights when it is not known; an old answer is used while it is
   * asked for again. Rejects with an UpstreamFailure when it cannot be told.
   */
  version(caller: Caller): Version | Promise<Version> {
    if (this.#configured) return this.#configured
    if (this.#known) {
      // A failure does not matter here: the old version is still used, and the actual call will report the problem.
      if (performance.now() > this.#known.until) this.#ask(caller).catch(() => {})
      return this.#known.version
    }
    return this.#ask(caller)
  }

  /** Asks the cluster for its version now, whatever is known. Also tells whether it answers at all. */
  async check(caller: Caller): Promise<Version> {
    try {
      return await this.#detect(caller, true)
    } catch (error) {
      throw this.withName(error)
    }
  }

  /** A message if the address speaks another API than the chosen one; undefined if not, or not known yet. */
  get apiMismatch(): string | undefined {
    return this.#apiMismatch
  }

  #ask(caller: Caller): Promise<Version> {
    const identity = this.client.identify(caller)
    let asking = this.#asking.get(identity)
    if (!asking) {
      asking = this.#detect(caller, false)
        .catch((error: unknown) => {
          throw this.withName(error)
        })
        .finally(() => this.#asking.delete(identity))
      this.#asking.set(identity, asking)
    }
    return asking
  }

  /** @param isCheck whether what has answered must be Camunda beyond doubt */
  async #detect(caller: Caller, isCheck: boolean): Promise<Version> {
    const version = await this.dialect.version(this.#wireOf(this, caller)).catch(async (error: unknown) => {
      if (!(error instanceof UpstreamFailure)) throw error
      // Not every caller may ask for the version. What the oldest version can do, every version can.
      if (error.status === 403 && error.kind === 'refused' && !(isCheck && !error.problem)) return undefined
      if (error.status === 403) throw refusedByAnother(error)
      const reason = error.kind === 'unreadable' ? await this.#recognize() : undefined
      if (reason === undefined) throw error
      this.#apiMismatch = reason
      throw new UpstreamFailure(
        { ...error, kind: 'unreadable', operation: error.operation, write: false, reason },
        error,
      )
    })
    // A version that is not served may mean that another API answers here.
    this.#apiMismatch = version && !atLeast(version, this.dialect.oldest) ? await this.#recognize() : undefined
    if (this.#apiMismatch !== undefined) {
      throw new UpstreamFailure({
        kind: 'unreadable',
        operation: 'getVersion',
        write: false,
        reason: this.#apiMismatch,
      })
    }
    if (!version) return this.#known?.version ?? this.dialect.oldest
    this.#known = { version, until: performance.now() + VERSION_TTL_MS }
    return version
  }
}

/** Camunda says why it refuses; web servers around it, and 8.8 below a wrong base path, do not. */
function refusedByAnother(error: UpstreamFailure): UpstreamFailure {
  if (error.kind !== 'refused') return error
  const reason = `it was refused with status ${error.status} and without a reason, ${MAYBE_ELSEWHERE}`
  return new UpstreamFailure({ ...error, kind: 'unreadable', operation: error.operation, write: false, reason }, error)
}

function tellsCluster(error: unknown): error is UpstreamFailure | NotSupported | NotYetVisible {
  return error instanceof UpstreamFailure || error instanceof NotSupported || error instanceof NotYetVisible
}
