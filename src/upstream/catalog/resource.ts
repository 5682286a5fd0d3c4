import type { Version } from '../api/version.ts'

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

/** A search of the REST API. Parameters in the path are written in braces. */
export interface Search {
  /** The operationId. */
  operation: string
  /** Always a POST below the base path. */
  path: string
  /** Says which pages the search knows; `cursors` where it is left out. */
  pages?: 'cursors' | 'offsets'
}

/** How many rows of a kind are fetched by one search: by `$in`, or by `$or` of equalities. */
export interface Batch {
  by: '$in' | '$or'
  since: Version
}

/** What REST can do with one kind of object: the only place that knows it. A test holds it to the official contract. */
export interface Resource<Row extends object> {
  /** The GraphQL type, and the prefix of global ids. */
  type: string
  /** The field that identifies a row. */
  key: keyof Row & string
  /** The read by key; left out where REST has none, as for jobs: then a search by key serves. */
  get?: { operation: string; path: string }
  search: Search
  /** The fields whose look-ups by many values are one search, and since which version. */
  many: { readonly [field: string]: Batch }
  /**
   * A field that rows which name the key have, too. Where REST takes one key at a time, but many of these, the rows of many
   * keys are found by it.
   */
  foundBy?: keyof Row & string
  /** The filters by a parent's key that a row shows in a field of the same name, so that rows can be told apart by them. */
  shows: ReadonlyArray<keyof Row & string>
  /** Whether a cluster has few of them, so that all fit into one answer. */
  few?: boolean
  /** The order where the client asks for none. */
  sort: readonly RestSort[]
  /** Whether REST sorts by the key: then each sort ends in it, so that the order is total. */
  sortsByKey: boolean
  /** A filter that, when true, leaves only these sort levels and forward paging. */
  narrowedBy?: { filter: string; sort: readonly RestSort[] }
  /** Rows that do not change: a read by key is kept for the caller, but for the fields that change all the same. */
  immutable?: boolean
  changes?: ReadonlyArray<keyof Row & string>
  /** Added to the query of reads by key that go through the search. */
  searchQuery?: string
}

/** Fixes the row type and infers the rest. */
export function resource<Row extends object>(facts: Resource<Row>): Resource<Row> {
  return facts
}

/** `$in` from this version on. */
export const inSince = (since: Version): Batch => ({ by: '$in', since })

/** `$or` of equalities from this version on. */
export const orSince = (since: Version): Batch => ({ by: '$or', since })
