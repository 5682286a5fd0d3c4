import { InvalidInput } from '../../failures/failure.ts'
import type { Row } from '../rows/row.ts'
import { type Position, positionOf } from '../rows/sort.ts'
import type { Engine, EngineSort } from './engine.ts'
import { engineOrder, type Level } from './order.ts'
import type { Branch } from './plan.ts'
import { rowsOf } from './rows-of.ts'

/** How far a list is read for a row whose place cannot be worked out. */
const READ_AT_MOST = 10_000
const READ_AT_ONCE = 1_000
/** How often rows may move while they are looked for. */
const TRIES = 60

/** Rows of one branch of a search, next to a boundary in its order. */
export interface Window {
  /** How many rows of the branch are before the boundary. */
  index: number
  /** The nearest rows before it, in order, and after it. */
  before: Row[]
  after: Row[]
  /** Whether `before` reaches the start of the branch, and `after` its end. */
  start: boolean
  end: boolean
}

/** A branch of a search that is read in order. */
export interface Reader {
  engine: Engine
  branch: Branch
  sorting: readonly EngineSort[]
  levels: readonly Level[]
}

/** Rows from an index on. */
export async function readFrom(reader: Reader, first: number, count: number): Promise<Window> {
  const rows = await read(reader, first, count + 1)
  return { index: first, before: [], after: rows, start: first === 0, end: rows.length <= count }
}

/**
 * The rows on both sides of a row's place, found by its old index and its values: rows may have come and gone since. Each
 * answer holds the boundary with a row on either side, so that it is true of the moment at which it was read.
 * @param side which side the row itself is on
 * @param argument names the cursor in the error for a place that cannot be found again
 */
export async function readAround(
  reader: Reader,
  at: { index: number; position: Position },
  side: 'before' | 'after',
  need: { before: number; after: number },
  argument: string,
): Promise<Window> {
  const place = new Place(at.index)
  let searched = false
  for (let tries = 0; tries < TRIES; tries++) {
    // One row more on each side than is needed: the row's own is on one of them.
    const first = Math.max(0, place.guess - need.before - 1)
    const size = place.guess - first + need.after + 1
    const rows = await read(reader, first, size)
    const end = rows.length < size
    const found = boundary(rows, at.position, reader.levels, side)
    if (found === undefined) {
      // Only the database knows whether these rows come before or after it: the row itself must be found.
      const index = searched ? undefined : await search(reader, at.position)
      if (index === undefined) throw lost(argument)
      searched = true
      place.guess = index
      continue
    }
    if (found === 0 && first > 0) {
      place.isBefore(first)
      continue
    }
    if (found === rows.length && !end) {
      place.isAfter(first + rows.length)
      continue
    }
    const before = rows.slice(0, found)
    const after = rows.slice(found)
    if ((before.length < need.before && first > 0) || (after.length < need.after && !end)) {
      place.guess = first + found
      continue
    }
    return { index: first + found, before, after, start: first === 0, end }
  }
  throw lost(argument)
}

/** Where a boundary may be in a list that changes: outwards in growing steps until it is enclosed, then by halves. */
class Place {
  guess: number
  #low: number | undefined
  #high: number | undefined
  #stride = 16

  constructor(guess: number) {
    this.guess = guess
  }

  /** The boundary is at this index or before it. */
  isBefore(index: number): void {
    this.#high = index
    if (this.#low !== undefined && this.#low >= index) this.#low = undefined
    this.guess = this.#low === undefined ? Math.max(0, index - this.#step()) : Math.floor((this.#low + index) / 2)
  }

  /** The boundary is at this index or after it. */
  isAfter(index: number): void {
    this.#low = index
    // Rows have come since it was seen further up.
    if (this.#high !== undefined && this.#high <= index) this.#high = undefined
    this.guess = this.#high === undefined ? index + this.#step() : Math.ceil((this.#high + index) / 2)
  }

  #step(): number {
    this.#stride *= 4
    return this.#stride
  }
}

async function read({ engine, branch, sorting, levels }: Reader, first: number, max: number): Promise<Row[]> {
  const { source, query } = branch
  const raws = await engine.rows(source.list, query, max, { first, sorting })
  const compared = levels.map(({ name }) => name)
  return rowsOf(engine, source, raws, compared)
}

/** How many of the rows come before a place; undefined where that cannot be told. */
function boundary(
  rows: readonly Row[],
  position: Position,
  levels: readonly Level[],
  side: 'before' | 'after',
): number | undefined {
  const orders = rows.map((row) => engineOrder(levels, positionOf(levels, row), position))
  const itself = orders.indexOf(0)
  if (itself >= 0) return side === 'before' ? itself + 1 : itself
  const next = orders.findIndex((order) => order === undefined || order > 0)
  if (next < 0) return rows.length
  return orders[next] === undefined ? undefined : next
}

/** The index of the row at a position. */
async function search(reader: Reader, position: Position): Promise<number | undefined> {
  for (let first = 0; first < READ_AT_MOST; first += READ_AT_ONCE) {
    const rows = await read(reader, first, READ_AT_ONCE)
    const index = rows.findIndex((row) => engineOrder(reader.levels, positionOf(reader.levels, row), position) === 0)
    if (index >= 0) return first + index
    if (rows.length < READ_AT_ONCE) break
  }
  return undefined
}

const lost = (argument: string) =>
  new InvalidInput(
    argument,
    'the row of this cursor is gone or has changed, and only the database knows where a text or a missing value stands among others. Start without a cursor, or sort by dates, numbers or keys.',
  )
