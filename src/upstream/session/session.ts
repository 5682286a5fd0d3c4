import type { Version } from '../api/version.ts'
import { addressOf, type Operation } from '../catalog/operation.ts'
import type { KeyForm, Wire } from '../dialects/dialect.ts'
import type { SearchAnswer, SearchRequest, WirePage } from '../dialects/search.ts'
import { checkOperation, checkSearch } from '../dialects/support.ts'
import { UpstreamFailure } from '../failures/failure.ts'
import type { Allowance } from '../wire/allowance.ts'
import type { DocumentCache } from '../wire/cache.ts'
import type { Call } from '../wire/call.ts'
import { callerOf } from '../wire/call-context.ts'
import type { Cancellation } from '../wire/cancellation.ts'
import type { Caller } from '../wire/credentials.ts'
import type { HttpStream } from '../wire/streamed-answer.ts'
import type { Cluster } from './cluster.ts'
import { markAll, marked } from './mark.ts'
import { type Touching, touchedBy } from './touched.ts'

/** How many commands were given. */
let commands = 0

/** Parts of a path that servers leave out, with the part before them. */
const ASTRAY = /^[^?]*\/(?:\.{0,2})(?:[/?]|$)/

/**
 * The failure of a call whose path leads elsewhere. What clients give was checked; but a row may name anything by its key,
 * and whoever wrote a variable has chosen what it names.
 */
function astray({ operation, path, kind }: Call): UpstreamFailure | undefined {
  if (!ASTRAY.test(path)) return undefined
  const reason = 'what names the object is no key'
  return new UpstreamFailure({ kind: 'unreadable', operation, write: kind !== 'read', reason })
}

/** The cluster with one caller's rights and cancellation: single calls, each made when it is asked for. */
export class Session implements Wire {
  readonly cluster: Cluster
  readonly caller: Caller
  /** Cancelled when the caller no longer waits for an answer. */
  readonly cancellation: Cancellation | undefined
  protected readonly allowance: Allowance | undefined
  /** The number of the latest command that it gave; 0 where it gave none. */
  #latestCommand = 0

  /** @param allowance how many calls may be made; unlimited if it is left out */
  constructor(cluster: Cluster, caller: Caller, cancellation?: Cancellation, allowance?: Allowance) {
    this.cluster = cluster
    this.caller = caller
    this.cancellation = cancellation
    this.allowance = allowance
  }

  /** Milliseconds since the request arrived; 0 for what the gateway does by itself. */
  get elapsed(): number {
    return this.allowance ? performance.now() - this.allowance.startedAt : 0
  }

  /** What keys look like in this generation. */
  get keys(): KeyForm {
    return this.cluster.dialect.keys
  }

  /** Whether searches answer the end of a list at once. */
  get pagesFromEnd(): boolean {
    return this.cluster.dialect.pagesFromEnd === true
  }

  /**
   * The version of the contract that the cluster keeps; a promise only where it must be asked for. It has nothing that
   * came with a later version.
   */
  version(): Version | Promise<Version> {
    return this.cluster.dialect.contract ?? this.cluster.version(this.caller)
  }

  get cache(): DocumentCache {
    return this.cluster.cache
  }

  get identity(): string {
    return this.cluster.client.identify(this.caller)
  }

  get owner(): string {
    return callerOf(this.caller.callContext).group
  }

  /** Makes one call and answers its JSON; undefined for an answer without a body. Rejects with an UpstreamFailure. */
  send(call: Call): Promise<unknown> {
    const refusal = astray(call) ?? this.allowance?.spend(call)
    if (refusal) return Promise.reject(refusal)
    if (call.kind !== 'read') this.#latestCommand = ++commands
    // A command that is on its way is not given up when its caller leaves: nobody would know what became of it.
    const cancellation = call.kind === 'write' ? undefined : this.cancellation
    const answer = this.cluster.client.call(call, this.caller, cancellation, this.#latestCommand)
    return call.kind === 'read' || !this.cluster.touching ? answer : this.#told(call, answer, this.cluster.touching)
  }

  /** Tells what a command has touched, once it is done or nobody knows whether it is, and what it has not found. */
  async #told(call: Call, answer: Promise<unknown>, touching: Touching): Promise<unknown> {
    let content: unknown
    try {
      content = await answer
    } catch (error) {
      // What is not there may have been until now.
      const isTold = error instanceof UpstreamFailure && (error.outcomeUnknown || error.isNotFound)
      if (isTold && touching.isWanted()) touching.tell(touchedBy(call, undefined))
      throw error
    }
    const touched = touching.isWanted() ? touchedBy(call, content) : undefined
    // Polls that nothing came of touch nothing.
    if (touched && touched.keys.length + touched.made.length > 0) touching.tell(touched)
    return content
  }

  /** One page of a search. Rejects with an UpstreamFailure, or with NotSupported before any call. */
  async search<Row extends object>(
    request: SearchRequest,
    key: keyof Row & string,
    page: WirePage,
  ): Promise<SearchAnswer<Row>> {
    const { dialect, mark } = this.cluster
    try {
      if (dialect.support) checkSearch(dialect.support, request)
      const answer = await dialect.search<Row>(this, request, key, page)
      // Objects within rows lead to others, too: a message to the document that it names.
      if (mark !== undefined) markAll(answer.rows, mark)
      return answer
    } catch (error) {
      throw this.cluster.withName(error)
    }
  }

  /** What a read by key answers; null where there is none. Rejects like `search`. */
  async get(
    get: { operation: string; path: string; exact?: boolean },
    keyField: string,
    key: string,
  ): Promise<unknown> {
    const { dialect, mark } = this.cluster
    try {
      if (dialect.support) checkOperation(dialect.support, get)
      const row = await dialect.row(this, get, keyField, key)
      if (mark !== undefined) markAll(row, mark)
      return row
    } catch (error) {
      if (error instanceof UpstreamFailure && error.isNotFound) return null
      throw this.cluster.withName(error)
    }
  }

  /** Any other operation; answers its JSON, undefined where it has no body. Rejects like `search`. */
  async call(
    operation: Operation,
    parameters: Readonly<Record<string, string>> = {},
    body?: unknown,
    extraTime?: number,
  ): Promise<unknown> {
    const { dialect, mark } = this.cluster
    try {
      if (dialect.support) checkOperation(dialect.support, operation)
      const answer = await dialect.perform(this, operation, parameters, body, extraTime)
      if (mark !== undefined) markAll(answer, mark)
      return answer
    } catch (error) {
      throw this.cluster.withName(error)
    }
  }

  /**
   * A read whose body is handed on while it comes: whoever has it must read or destroy it. Rejects like `search`.
   * @param maxStallMs in which the next piece must be read
   * @param headers of the request's own, such as `range`
   */
  async open(
    operation: Operation,
    parameters: Readonly<Record<string, string>>,
    maxStallMs: number,
    headers: Readonly<Record<string, string>>,
  ): Promise<HttpStream> {
    const { dialect, client } = this.cluster
    try {
      if (dialect.support) checkOperation(dialect.support, operation)
      const { operation: name, method } = operation
      const call: Call = { operation: name, method, path: addressOf(operation, parameters), kind: 'read' }
      const refusal = astray(call) ?? this.allowance?.spend(call)
      if (refusal) throw refusal
      return await client.open(call, this.caller, { maxStallMs, cancellation: this.cancellation }, headers)
    } catch (error) {
      throw this.cluster.withName(error)
    }
  }

  /** Marks an object that was made from rows as this cluster's, so that its relations work like theirs. */
  own<T extends object>(object: T): T {
    const { mark } = this.cluster
    return mark === undefined ? object : marked(object, mark)
  }

  /** Runs a check of an answer's shape; what it throws becomes an UpstreamFailure without the answer's content. */
  readable<T>(operation: string, check: () => T, kind: Call['kind'] = 'read'): T {
    try {
      return check()
    } catch (error) {
      // Other errors may quote the answer.
      const reason = error instanceof TypeError ? error.message : 'the answer has a wrong shape'
      const write = kind !== 'read'
      const failure = new UpstreamFailure({ kind: 'unreadable', operation, write, status: 200, reason }, error)
      throw this.cluster.withName(failure)
    }
  }
}
