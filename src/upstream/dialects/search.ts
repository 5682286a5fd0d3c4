import type { Search } from '../catalog/operation.ts'
import type { RestFilter, RestSort } from '../catalog/resource.ts'

/** The part of a list that one call asks for. `after` and `before` are cursors of the same cluster, search and sort. */
export type WirePage =
  | { limit: number; from?: number }
  | { limit: number; after: string }
  | { limit: number; before: string }
  /** The last rows of the list: only where `Dialect.pagesFromEnd` says so. */
  | { limit: number; from?: undefined; end: true }

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
  /** Counts all rows by further calls, where the answer has no exact count and the engine can count. */
  count?(): Promise<number>
  startCursor: string | null
  endCursor: string | null
  /** The cursor of each row, where all have one. */
  cursorAt?(index: number): string
  /** Whether rows follow in the direction of the page, where the answer tells. */
  hasMore?: boolean
}
