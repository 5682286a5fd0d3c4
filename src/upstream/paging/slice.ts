import type { Position } from './cursor.ts'

/** What is known without another call about rows beyond a slice; undefined if not known yet. */
interface Neighbours {
  next?: boolean | undefined
  previous?: boolean | undefined
}

/** The rows that answer one page of a connection, and where they stand. */
export interface Slice<Row> {
  rows: Row[]
  total: number
  totalIsExact: boolean
  /** Counts all rows by a call of its own, where that is known to be possible. */
  count?: (() => Promise<number>) | undefined
  /** The cluster's cursor of each row, where it gave all. */
  cursorAt?: ((index: number) => string) | undefined
  /** The cluster's cursor of the first row, where it gave one. */
  startCursor: string | null
  /** The cluster's cursor of the last row, where it gave one. */
  endCursor: string | null
  /** Row i is the (offset + i + 1)-th after this cursor (null: after the start of the list). */
  base: { cursor: string | null; offset: number }
  /** Up to two rows that were seen right before the first one: the first one's cursor names them too. */
  lead?: readonly Row[]
  known: Neighbours
}

/** A slice without rows, of a list of which nothing else is known. */
export function emptySlice<Row>(): Slice<Row> {
  return {
    rows: [],
    total: 0,
    totalIsExact: true,
    startCursor: null,
    endCursor: null,
    base: { cursor: null, offset: 0 },
    known: {},
  }
}

/** Where row `index` of a slice stands. Exact at the edges that the cluster gave cursors for, else found by keys. */
export function positionOf<Row extends object>(slice: Slice<Row>, key: keyof Row & string, index: number): Position {
  if (slice.cursorAt) return { base: slice.cursorAt(index), offset: 0, keys: [] }
  if (index === 0 && slice.startCursor !== null) return { base: slice.startCursor, offset: 0, keys: [] }
  if (index === slice.rows.length - 1 && slice.endCursor !== null) return { base: slice.endCursor, offset: 0, keys: [] }
  const near = [...(slice.lead ?? []), ...slice.rows.slice(Math.max(0, index - 2), index + 1)].slice(-3)
  const keys = near.map((row) => String(row[key])).reverse()
  if (slice.startCursor !== null) return { base: slice.startCursor, offset: index, keys }
  return { base: slice.base.cursor, offset: slice.base.offset + index + 1, keys }
}
