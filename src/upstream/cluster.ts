import { LRUCache } from 'lru-cache'
import type { Caller } from './auth/credentials.ts'
import type { DocumentCache } from './cache.ts'
import type { Client } from './client.ts'
import type { Dialect } from './dialects/dialect.ts'
import { UpstreamFailure } from './failure.ts'
import { OLDEST, type Version } from './version.ts'

/** Milliseconds after which the version is asked for again: clusters are upgraded while gateways run. */
const VERSION_LIFE = 5 * 60_000

/** One cluster, as all requests share it: how to ask it, its version, and what is remembered of it. */
export class Cluster {
  readonly client: Client
  readonly dialect: Dialect
  readonly cache: DocumentCache
  readonly #configured: Version | undefined
  #known: { version: Version; until: number } | undefined
  // By identity: one caller's refusal is not another's.
  readonly #asking = new Map<string, Promise<Version>>()
  // How large a list is depends on who asks, but too large for one is a good guess for all: it only saves a call.
  readonly #large = new LRUCache<string, true>({ max: 1_000, ttl: 60_000 })

  /** @param version the version where it is configured; else it is detected from the topology. */
  constructor(client: Client, dialect: Dialect, cache: DocumentCache, version?: Version) {
    this.client = client
    this.dialect = dialect
    this.cache = cache
    this.#configured = version
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
      // A failure is no news here: the old answer still stands, and the call that matters tells what is wrong.
      if (Date.now() > this.#known.until) this.#ask(caller).catch(() => {})
      return this.#known.version
    }
    return this.#ask(caller)
  }

  /** Asks the cluster for its version now, whatever is known. Also tells whether it answers at all. */
  async check(caller: Caller): Promise<Version> {
    return this.#detect(caller)
  }

  #ask(caller: Caller): Promise<Version> {
    const identity = this.client.identify(caller)
    let asking = this.#asking.get(identity)
    if (!asking) {
      asking = this.#detect(caller).finally(() => this.#asking.delete(identity))
      this.#asking.set(identity, asking)
    }
    return asking
  }

  async #detect(caller: Caller): Promise<Version> {
    const call = this.dialect.versionCall
    const answer = await this.client.call(call, caller).catch((error: unknown) => {
      // Not everybody may read the topology. What the oldest version can, every version can.
      if (error instanceof UpstreamFailure && error.status === 403) return undefined
      throw error
    })
    if (answer === undefined) return this.#known?.version ?? OLDEST
    const version = this.dialect.readVersion(answer)
    if (!version) {
      throw new UpstreamFailure({
        kind: 'unreadable',
        operation: call.operation,
        write: false,
        status: 200,
        reason: 'the topology names no version',
      })
    }
    this.#known = { version, until: Date.now() + VERSION_LIFE }
    return version
  }
}
