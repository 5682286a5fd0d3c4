import type { Caller } from './auth/credentials.ts'
import type { Operation } from './catalog/operation.ts'
import type { Cluster } from './cluster.ts'
import type { SearchAnswer, SearchRequest, WirePage } from './dialects/dialect.ts'
import { UpstreamFailure } from './failure.ts'
import type { Version } from './version.ts'

/** The cluster with one caller's rights and cancellation: single calls, each made when it is asked for. */
export class Session {
  readonly cluster: Cluster
  readonly caller: Caller
  /** Aborts when the caller no longer waits for an answer. */
  readonly signal: AbortSignal | undefined

  constructor(cluster: Cluster, caller: Caller, signal?: AbortSignal) {
    this.cluster = cluster
    this.caller = caller
    this.signal = signal
  }

  /** The cluster's version; a promise only where it must be asked for. */
  version(): Version | Promise<Version> {
    return this.cluster.version(this.caller)
  }

  /** One page of a search. Rejects with an UpstreamFailure. */
  async search<Row extends object>(
    request: SearchRequest,
    key: keyof Row & string,
    page: WirePage,
  ): Promise<SearchAnswer<Row>> {
    const { client, dialect } = this.cluster
    const answer = await client.call(dialect.search(request, page), this.caller, this.signal)
    return this.readable(request.search.operation, () => dialect.readSearch<Row>(request, key, answer))
  }

  /** Any other operation; answers its JSON, undefined where it has no body. Rejects with an UpstreamFailure. */
  call(
    operation: Operation,
    parameters: Readonly<Record<string, string>> = {},
    body?: unknown,
    extraTime?: number,
  ): Promise<unknown> {
    const call = this.cluster.dialect.operation(operation, parameters, body, extraTime)
    // A command that is on its way is not given up when its caller leaves: nobody would know what became of it.
    return this.cluster.client.call(call, this.caller, call.kind === 'write' ? undefined : this.signal)
  }

  /** Runs a check of an answer's shape; what it throws becomes an UpstreamFailure without the answer's content. */
  readable<T>(operation: string, check: () => T): T {
    try {
      return check()
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'the answer has a wrong shape'
      throw new UpstreamFailure({ kind: 'unreadable', operation, write: false, status: 200, reason }, error)
    }
  }
}
