import type { Version } from '../api/version.ts'
import type { Batch, Operation } from '../catalog/operation.ts'
import type { Resource } from '../catalog/resource.ts'
import type { Meaning } from '../failures/failure.ts'
import type { DocumentCache } from '../wire/cache.ts'
import type { Call } from '../wire/call.ts'
import type { Cancellation } from '../wire/cancellation.ts'
import type { HttpAnswer } from '../wire/http.ts'
import type { SearchAnswer, SearchRequest, WirePage } from './search.ts'
import type { Support } from './support.ts'

/** One caller's way to the engine. */
export interface Wire {
  /** The cache key of the caller's rights: equal for callers with the same rights, and for no others. */
  readonly identity: string
  /** What rarely or never changes, kept for some minutes. */
  readonly cache: DocumentCache
  /** Cancelled when the caller no longer waits for an answer. */
  readonly cancellation: Cancellation | undefined
  /** The version of the contract that the cluster keeps; a promise only where it must be asked for. */
  version(): Version | Promise<Version>
  /** Who the work on its answers is done for, so that callers take turns. */
  readonly owner: string
  /** Makes one call and answers its JSON; undefined for an answer without a body. Rejects with an UpstreamFailure. */
  send(call: Call): Promise<unknown>
  /**
   * Runs a check of an answer's shape; what it throws becomes an UpstreamFailure without the answer's content.
   * @param kind of the call that was answered: what became of a command is not known then
   */
  readable<T>(operation: string, check: () => T, kind?: Call['kind']): T
}

/** What the keys of one generation look like. */
export interface KeyForm {
  pattern: RegExp
  /** For the message that refuses another text, such as `A key is made of digits, such as "2251799813685249".` */
  rule: string
  /** What a pattern cannot tell. */
  isValid?(key: string): boolean
  /** Whether keys of other forms are as the contract says, too. */
  followsContract?: true
  /** The order in which the engine sorts keys; left out where it is not known. */
  compare?(a: string, b: string): number
}

/**
 * One generation of Camunda, made to look like the v2 contract, which is all that is known above: requests come in that
 * contract's terms, and rows and answers leave in its shape. One question may take several calls.
 */
export interface Dialect {
  /** What messages call it, such as `Camunda 7`. */
  readonly generation: string
  /**
   * The version of the contract that its rows and searches are of, where that is not the engine's own version: what the
   * schema says came with some version is checked against this one, and the rest by `support`.
   */
  readonly contract?: Version
  /** The oldest version that it serves: what is assumed where the engine does not tell its own. */
  readonly oldest: Version
  readonly keys: KeyForm
  /** What of the contract works; undefined where all of it does, by version. Checked before the dialect is asked. */
  readonly support: Support | undefined
  /** Whether a search answers the end of a list at once; else it is found by a count, or walked to. */
  readonly pagesFromEnd?: boolean
  /** Whether variables have types of the engine's own, and commands take `typedVariables`. */
  readonly hasTypedVariables?: boolean
  /** Whether the key of a form names one version of it, whatever is linked to it. */
  readonly formKeysAreUnique?: boolean
  /** Asks for the engine's version; undefined where the caller may not know it. */
  version(wire: Wire): Promise<Version | undefined>
  /** One page of a search; `key` names the field that identifies a row. */
  search<Row extends object>(
    wire: Wire,
    request: SearchRequest,
    key: keyof Row & string,
    page: WirePage,
  ): Promise<SearchAnswer<Row>>
  /** One row by its key, where REST has such a read; null where there is none. */
  row(
    wire: Wire,
    get: { operation: string; path: string; exact?: boolean },
    keyField: string,
    key: string,
  ): Promise<unknown>
  /** How a search takes many values of a field; undefined where it does not. */
  batch(resource: Resource<never>, field: string, version: Version): Batch | undefined
  /** Any other operation. */
  perform(
    wire: Wire,
    operation: Operation,
    parameters: Readonly<Record<string, string>>,
    body?: unknown,
    extraTime?: number,
  ): Promise<unknown>
  /** What an error answer means; undefined where it is none of the engine's documents. */
  readProblem(answer: HttpAnswer): Meaning | undefined
}
