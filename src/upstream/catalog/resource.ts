import type { Operation, Search } from './operation.ts'
import type { Pair } from './pair.ts'

/** A filter operator of the REST API. */
export type RestOperator = '$eq' | '$neq' | '$exists' | '$in' | '$notIn' | '$like' | '$gt' | '$gte' | '$lt' | '$lte'

/** A filter as REST takes it: a bare value means equality, an object holds operators, `$or` holds alternatives. */
export interface RestFilter {
  [field: string]: unknown
}

/** One level of a sort as REST takes it. */
export interface RestSort {
  field: string
  order: 'ASC' | 'DESC'
}

/** What is known of one kind of object beside what the contract says of its operations. */
interface ResourceFacts<Row extends object, Key extends string> {
  /** The GraphQL type, and the prefix of global ids. */
  type: string
  /** The field that identifies a row. */
  key: Key
  /** The read by key; left out where REST has none, as for jobs: then a search by key serves. */
  get?: Operation
  search: Search
  /** Rows that are parts of a list alone: none can be asked for by itself. */
  isListOnly?: true
  /** For what a tenant and a name identify: how one is read by both. */
  pair?: { read(pair: Pair): { operation: Operation; parameters: Readonly<Record<string, string>> } }
  /**
   * A second field that referring rows also carry, such as a definition's id beside its key. Where REST searches by many
   * values of it but only by one key, the rows of many keys are searched by it.
   */
  foundBy?: keyof Row & string
  /** Whether a cluster has so few of them that all fit into one answer. */
  fitsOneAnswer?: boolean
  /** The order where the client asks for none; by key where it is left out and REST sorts by it. */
  sort?: readonly RestSort[]
  /** A filter that, when true, leaves only forward paging, and only these sorts (all, if `sort` is left out). */
  restrictedBy?: { filter: string; sort?: readonly RestSort[] }
  /** Rows that do not change: a read by key is kept for the caller, but for the fields that change all the same. */
  immutable?: boolean
  changes?: ReadonlyArray<keyof Row & string>
  /** Added to the query of reads by key that go through the search. */
  searchQuery?: string
  /** Whether a row is not whole all the same: the first patches of a version may not know `searchQuery`, and ignore it. */
  isCut?: (row: Row) => boolean
}

/** What REST can do with one kind of object: the only place that knows it. */
export interface Resource<Row extends object> extends ResourceFacts<Row, keyof Row & string> {
  sort: readonly RestSort[]
  /** Whether REST sorts by the key: then each sort ends in it, so that the order is total. */
  sortsByKey: boolean
  /** Whether rows are identified by any text, such as a user's name, instead of by a key of Camunda's. */
  keyIsText: boolean
  /** For the compiler alone: what the rows are. */
  readonly takes?: (row: Row) => void
}

/** The rows of a resource. */
export type RowOf<Kind> = Kind extends { readonly takes?: (row: infer Row) => void } ? Row : never

/** Rows without their key are refused where they are read, though Camunda 8.8 requires it of few of them. */
export type Keyed<Row extends object, Key extends keyof Row> = Omit<Row, Key> & {
  [field in Key]-?: NonNullable<Row[Key]>
}

/** Fixes the row type, and adds what the contract says of the search. */
export function resource<Row extends object>() {
  return <Key extends keyof Row & string>(facts: ResourceFacts<Keyed<Row, Key>, Key>): Resource<Keyed<Row, Key>> => ({
    sort: facts.search.sorts.includes(facts.key) ? [{ field: facts.key, order: 'ASC' }] : [],
    ...facts,
    sortsByKey: facts.search.sorts.includes(facts.key),
    keyIsText: !facts.search.keys.includes(facts.key),
  })
}
