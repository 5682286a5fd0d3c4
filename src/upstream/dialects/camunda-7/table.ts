import type { Lazy } from '../../catalog/lazy.ts'
import type { RestOperator } from '../../catalog/resource.ts'
import type { UpstreamFailure } from '../../failures/failure.ts'
import type { FilterRule, Query } from '../planning/translation.ts'
import type { Row, RowField } from '../rows/row.ts'
import type { Engine } from './engine.ts'
import type { EngineList } from './lists.ts'
import type { Json, Raw } from './objects.ts'
import type { Page } from './page.ts'

/** A row in the contract's shape. Only fields that the row's type declares lazy may be functions. */
export type RowOf<Of> = Row & {
  readonly [Field in keyof Of]: [Extract<Of[Field], Lazy<unknown>>] extends [never] ? Json : Json | Lazy<unknown>
}

/** A rule that may look something up. */
export type EngineRule = FilterRule<Engine>

/** A field that every row holds plainly: rows can be looked through and sorted by it, up to a bound. */
export interface TableField extends RowField {
  /** Whether rows may lack the value: which end of a sort they are at is up to the database. */
  optional?: boolean
}

export type TableFields = Readonly<Record<string, TableField>>

/** A lazy field that can be filtered by: it is resolved for each row that is left. */
export interface LazyField extends RowField {
  operators: readonly RestOperator[]
  /** How many rows are asked at most. */
  most: number
  /** The rows that match, where that is no comparison of a value of theirs; never given more than `most`. */
  among?(engine: Engine, asked: unknown, rows: readonly Row[]): Promise<Row[]>
}

type ReadApart = (engine: Engine, query: Query, failure: UpstreamFailure) => Promise<Raw[]>

/** One list that serves a search of the contract, or a part of it. */
export interface ListRules {
  list: EngineList
  /** Parameters of every query. */
  fixed?: Query
  filters: Readonly<Record<string, EngineRule>>
  /** Fields that the engine does not filter by together with another: rows are filtered by them here. */
  notWith?: Readonly<Record<string, readonly string[]>>
  /** What the engine sorts by beside the list's id: its name for each field. */
  sorts: Readonly<Record<string, string>>
  /** The row in the contract's shape. */
  row(raw: Raw, page: Page): Row
  /** Reads all rows of a query though the engine fails at some of them; throws the failure where it cannot. */
  apart?: { isFailure(error: unknown): error is UpstreamFailure; rows: ReadApart }
  /** Whether a row belongs to the search; left out where all rows of the list do. */
  includes?(row: Row): boolean
}

/** One search of the contract. The lists have no row in common. */
export interface Table {
  operation: string
  lists: readonly ListRules[]
  fields: TableFields
  lazyFields?: Readonly<Record<string, LazyField>>
  /** What a client can do instead of a filter or sort that cannot be done, by field. */
  instead?: Readonly<Record<string, string>>
}
