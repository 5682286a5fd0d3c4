import DataLoader from 'dataloader'
import type { Caller } from './auth/credentials.ts'
import type { Operation } from './catalog/operation.ts'
import type { Resource } from './catalog/resource.ts'
import { type ChildList, loadChildren } from './children.ts'
import type { Cluster } from './cluster.ts'
import type { SearchAnswer, SearchRequest, WirePage } from './dialects/dialect.ts'
import { UpstreamFailure } from './failure.ts'
import { fetchRow, loadRows } from './rows.ts'
import type { Slice } from './slice.ts'
import type { Version } from './version.ts'

/**
 * The cluster as one GraphQL request sees it: with its caller's rights, its cancellation, and loaders that live as long
 * as the request, so that what one answer needs is asked for once.
 */
export class Upstream {
  readonly cluster: Cluster
  readonly caller: Caller
  readonly #signal: AbortSignal | undefined
  readonly #rows = new Map<string, DataLoader<string, object | null>>()
  readonly #children = new Map<string, DataLoader<string, Slice<object>>>()
  readonly #documents = new Map<string, Promise<unknown>>()

  constructor(cluster: Cluster, caller: Caller, signal?: AbortSignal) {
    this.cluster = cluster
    this.caller = caller
    this.#signal = signal
  }

  /** The cluster's version; a promise only where it must be asked for. */
  version(): Version | Promise<Version> {
    return this.cluster.version(this.caller)
  }

  /** A row by its key; null where there is none. Many keys of a kind become as few calls as the version allows. */
  row<Row extends object>(resource: Resource<Row>, key: string): Promise<Row | null> {
    let loader = this.#rows.get(resource.type)
    if (!loader) {
      loader = new DataLoader((keys) => loadRows(this, resource, keys), { maxBatchSize: 10_000 })
      this.#rows.set(resource.type, loader)
    }
    return loader.load(key) as Promise<Row | null>
  }

  /** A row by its key as it is now, past everything that this request has loaded; remembered for what comes after. */
  async freshRow<Row extends object>(resource: Resource<Row>, key: string): Promise<Row | null> {
    const row = await fetchRow(this, resource, key)
    this.#rows.get(resource.type)?.clear(key).prime(key, row)
    return row
  }

  /** The first rows below a parent. The same list below many parents becomes as few searches as the version allows. */
  children<Row extends object>(list: ChildList<Row>, parentKey: string): Promise<Slice<Row>> {
    let loader = this.#children.get(list.id)
    if (!loader) {
      loader = new DataLoader((keys) => loadChildren(this, list, keys), { maxBatchSize: 10_000 })
      this.#children.set(list.id, loader)
    }
    return loader.load(parentKey) as Promise<Slice<Row>>
  }

  /** One page of a search. Rejects with an UpstreamFailure. */
  async search<Row extends object>(
    request: SearchRequest,
    key: keyof Row & string,
    page: WirePage,
  ): Promise<SearchAnswer<Row>> {
    const { client, dialect } = this.cluster
    const answer = await client.call(dialect.search(request, page), this.caller, this.#signal)
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
    return this.cluster.client.call(call, this.caller, call.kind === 'write' ? undefined : this.#signal)
  }

  /** A document that does not change (XML, a form): fetched once per request, and kept for callers of the same rights. */
  document(operation: Operation, parameters: Readonly<Record<string, string>>): Promise<unknown> {
    const { cache, client } = this.cluster
    const name = `${operation.operation}\n${Object.values(parameters).join('\n')}`
    let document = this.#documents.get(name)
    if (!document) {
      const identity = client.identify(this.caller)
      const kept = cache.get(identity, name)
      document =
        kept === undefined
          ? this.call(operation, parameters).then((answer) => {
              // An absent one is not kept: on an eventually consistent cluster it may be there in a moment.
              if (answer !== undefined) cache.set(identity, name, answer)
              return answer
            })
          : Promise.resolve(kept)
      this.#documents.set(name, document)
    }
    return document
  }

  /** Drops what this request has loaded: after a command it may be stale. */
  forget(): void {
    for (const loader of this.#rows.values()) loader.clearAll()
    this.#children.clear()
    this.#documents.clear()
  }

  /** Whether the caller is still there to wait for an answer. */
  get signal(): AbortSignal | undefined {
    return this.#signal
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
