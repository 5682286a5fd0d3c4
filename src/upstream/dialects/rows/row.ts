/** A row in the contract's shape. Its lazy fields are functions, which filters and sorts must not read. */
export type Row = Readonly<Record<string, unknown>>

/** A value of a row. Keys are text, dates RFC 3339. */
export type Value = string | number | boolean | null

/** What the values of a field are, which says how they are compared. */
export type Kind =
  /** A 64-bit integer as text. */
  | 'key'
  /** An id that is not a number. Unlike other texts it is sorted the same by every database: by its characters. */
  | 'id'
  | 'text'
  /** One of a few texts, such as a state. */
  | 'choice'
  | 'number'
  | 'date'
  | 'flag'

export interface RowField {
  kind: Kind
}

/** The fields that rows are filtered and sorted by, by the contract's names. */
export type RowFields = Readonly<Record<string, RowField>>

/** A value as a row holds it; null where there is none. Throws TypeError for anything else, such as a lazy field. */
export function valueIn(value: unknown): Value {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  throw new TypeError('a row holds something that cannot be compared')
}
