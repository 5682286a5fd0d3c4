/** A row in the contract's shape. What an engine tells only when asked is a function there, which the engine of rows never reads. */
export type Row = Readonly<Record<string, unknown>>

/** A value of a row. Keys are text, dates RFC 3339. */
export type Value = string | number | boolean | null

/** What the values of a field are, which says how they are compared. */
export type Kind =
  /** A 64-bit integer as text. */
  | 'key'
  /** An id that is no number; engines sort it by its characters, whatever their database does with other texts. */
  | 'id'
  | 'text'
  /** A text of a few. */
  | 'choice'
  | 'number'
  | 'date'
  | 'flag'

export interface RowField {
  kind: Kind
}

/** The fields that rows are filtered and sorted by, by the contract's names. */
export type RowFields = Readonly<Record<string, RowField>>

/** A value as a row holds it; null where there is none. Throws TypeError for what is no value, as a field not asked for yet. */
export function valueIn(value: unknown): Value {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  throw new TypeError('a row holds something that cannot be compared')
}
