import type { Operation } from '../catalog/operation.ts'
import type { RestFilter, RestSort, Search } from '../catalog/resource.ts'
import type { Call } from '../client.ts'
import type { Version } from '../version.ts'

/** The part of a list that one call asks for. `after` and `before` are cursors of the same cluster, search and sort. */
export type WirePage =
  | { limit: number; from?: number }
  | { limit: number; after: string }
  | { limit: number; before: string }

/** One search, complete but for the page. */
export interface SearchRequest {
  search: Search
  /** For the braces in the search's path. */
  parameters?: Readonly<Record<string, string>>
  filter?: RestFilter | undefined
  sort?: readonly RestSort[] | undefined
  /** Query string without its question mark. */
  query?: string | undefined
}

/** What one search answers. Cursors are null where the search gives none. */
export interface SearchAnswer<Row> {
  rows: Row[]
  total: number
  /** False where the cluster stopped counting: then `total` is a lower bound. */
  totalIsExact: boolean
  startCursor: string | null
  endCursor: string | null
}

/**
 * How one generation of Camunda is asked: the wire form of reads, searches and commands, and nothing else.
 * Everything above speaks the v2 contract.
 */
export interface Dialect {
  /** The call that tells the version, and how its answer is read: undefined where the answer tells none. */
  readonly versionCall: Call
  readVersion(answer: unknown): Version | undefined
  /** A search for one page. */
  search(request: SearchRequest, page: WirePage): Call
  /** Reads a search's answer; throws TypeError, in words without its content, where the shape is wrong. */
  readSearch<Row extends object>(request: SearchRequest, key: keyof Row & string, answer: unknown): SearchAnswer<Row>
  /** Any other operation. */
  operation(
    operation: Operation,
    parameters: Readonly<Record<string, string>>,
    body?: unknown,
    extraTime?: number,
  ): Call
}
