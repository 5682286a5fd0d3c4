import type { RestOperator } from '../../catalog/resource.ts'
import type { Wire } from '../dialect.ts'
import type { Page } from './page.ts'

/** What the engine's query objects hold, by parameter. */
export type Query = Readonly<Record<string, unknown>>

/** A row as the engine answers it. */
export type Raw = Readonly<Record<string, unknown>>

/** The operators that a client gave for one field; a bare value is `$eq`. */
export type Operators = Readonly<Partial<Record<RestOperator, unknown>>>

/** One of the engine's lists. */
export interface EngineList {
  path: string
  /** Whether it takes a query object by POST: then several sorts and lists of any length. */
  posts: boolean
  /** The sort that no two rows share; left out where the list has none, so that it cannot be paged. */
  id?: string
  /** Added to the URL. */
  parameters?: string
  /** Rows hold values of variables, whose numbers must be kept. */
  exact?: boolean
}

/**
 * How a filter is asked for: queries of which any may hold, disjoint, none where no row can match; and what the rows that
 * come must be looked through for, because the engine cannot ask for it or asks for more.
 */
export interface Asked {
  queries: readonly Query[]
  rest?: Operators
}

/** How one field is filtered by. `undefined`: not by these operators, so rows are looked through. */
export interface FilterRule {
  /** The operators that the engine itself can do. */
  operators: readonly RestOperator[]
  ask(operators: Operators, wire: Wire, operation: string): Asked | undefined | Promise<Asked | undefined>
}

/** How the values of a field are ordered. The order of texts is the database's own, and not known here. */
export type Order = 'date' | 'number' | 'key' | 'text'

export interface SortRule {
  by: string
  order: Order
  /** Whether rows may lack the value: which end they are at is up to the database. */
  optional?: boolean
}

/** One list that serves a search of the contract, or a part of it. */
export interface Source {
  list: EngineList
  /** Holds in every query. */
  fixed?: Query
  filters: Readonly<Record<string, FilterRule>>
  sorts: Readonly<Record<string, SortRule>>
  /** The row in the contract's shape. */
  row(raw: Raw, page: Page): object
  /** Which of the rows are any of this; all where it is left out. */
  isOne?(row: object): boolean
}

/** One search of the contract. The lists have no row in common. */
export interface SearchTable {
  operation: string
  sources: readonly Source[]
  /** The fields that every row holds plainly: rows can be looked through and sorted by them, up to a bound. */
  plain: readonly string[]
  /** Fields that rows can be asked for, so that they can be looked through for them: how, and how many at most. */
  asked?: Readonly<Record<string, { operators: readonly RestOperator[]; most: number }>>
  /** How those are ordered that the engine does not sort by, where they are no texts. */
  orders?: Readonly<Record<string, Pick<SortRule, 'order'>>>
  /** What a client can do instead of a filter or sort that cannot be done, by field. */
  instead?: Readonly<Record<string, string>>
}
