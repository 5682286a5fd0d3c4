/** What a field holds; it decides how values are checked, compared and ordered. */
export type FieldType = 'string' | 'key' | 'integer' | 'number' | 'date-time' | 'boolean' | 'enum'

/** How one property of `filter` selects rows. */
export interface FilterRule {
  readonly type: FieldType
  /** The operators that the property takes; `'exact'` takes a bare value only. */
  readonly operators: readonly string[] | 'exact'
  /** For `type: 'enum'`: the values there are. Left out, any string goes. */
  readonly enum?: readonly string[]
  /**
   * The row's property, when it is not called like the filter's. When the row holds a list (`candidateGroups`), an
   * operator holds if it holds for one element, and its negation if it holds for none.
   */
  readonly column?: string
}

/** A property of `filter` that no operator can express, such as `isLatestVersion` or `variables`. */
export interface SpecialFilter<Row> {
  /**
   * Prepares the test of one row from the filter's value; throws a Problem if the value is unusable.
   * `rows` is everything there is to search, for filters that compare a row with its siblings.
   */
  matches(value: unknown, rows: readonly Row[]): (row: Row) => boolean
  /** True when this value lets the search page forward only (`after`, and no `startCursor`). */
  forwardOnly?(value: unknown): boolean
}

/** How to order by one field. */
export interface SortRule {
  readonly type: FieldType
  /** The row's property, when it is not called like the sort field. */
  readonly column?: string
}

/** The ways to ask for a page besides a bare `limit`. */
export type PageVariant = 'from' | 'after' | 'before'

/** What a search endpoint accepts and how it answers. */
export interface SearchRules<Row> {
  /** The unique property of a row: the default order, and the tie-breaker of every other one. */
  readonly key: string
  /** Whether `key` is ordered as a number beyond 2^53 (the default) or otherwise. */
  readonly keyType?: FieldType
  readonly filters: Readonly<Record<string, FilterRule>>
  readonly special?: Readonly<Record<string, SpecialFilter<Row>>>
  /** Whether `$or` is offered. */
  readonly or?: boolean
  readonly sort: Readonly<Record<string, SortRule>>
  /** The page variants offered; all of them unless told. */
  readonly page?: readonly PageVariant[]
  /** Rows on a page when the request has no limit: 100 in Camunda. */
  readonly defaultLimit?: number
  /** The greatest `limit`, and the deepest row that `from` + `limit` reaches: 10,000 in Camunda. */
  readonly maxWindow?: number
  /** Where counting stops: 10,000 in Camunda. */
  readonly maxTotal?: number
}

/** The operators that Camunda's filter properties take, by type of field. */
export const OPERATORS = {
  string: ['$eq', '$neq', '$exists', '$in', '$notIn', '$like'],
  key: ['$eq', '$neq', '$exists', '$in', '$notIn'],
  integer: ['$eq', '$neq', '$exists', '$gt', '$gte', '$lt', '$lte', '$in'],
  number: ['$eq', '$neq', '$exists', '$gt', '$gte', '$lt', '$lte', '$in'],
  'date-time': ['$eq', '$neq', '$exists', '$gt', '$gte', '$lt', '$lte', '$in'],
  enum: ['$eq', '$neq', '$exists', '$in', '$like'],
  boolean: 'exact',
} as const satisfies Record<FieldType, readonly string[] | 'exact'>

/** A filter rule with the operators that are usual for its type. */
export function filterRule(type: FieldType, more: Partial<Omit<FilterRule, 'type'>> = {}): FilterRule {
  return { type, operators: OPERATORS[type], ...more }
}

/** Reads a row's property by name; absent is null. */
export function readColumn(row: object, column: string): unknown {
  return (row as Record<string, unknown>)[column] ?? null
}
