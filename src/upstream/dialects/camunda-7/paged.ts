import type { Row } from '../rows/row.ts'
import { positionOf, turned } from '../rows/sort.ts'
import type { SearchAnswer, WirePage } from '../search.ts'
import { type Cursor, readCursor, writeCursor } from './cursor.ts'
import type { Engine, EngineSort } from './engine.ts'
import { joined, withoutRepeats } from './merge.ts'
import type { Level } from './order.ts'
import type { Branch } from './plan.ts'
import { type Reader, readAround, readFrom, type Window } from './window.ts'

/** Whether the engine can sort every branch this way, in an order that the gateway can merge. */
export function canPage(branches: readonly Branch[], levels: readonly Level[], key: string): boolean {
  return branches.every(({ source: { list, sorts } }) => {
    if (list.id === undefined) return false
    // GET lists take a single sort, and rows with equal values may change places between two calls.
    if (!list.posts && !(levels.length === 1 && levels[0]?.name === key)) return false
    return levels.every(({ name, field: { kind, optional } }) => {
      return (name === key || Object.hasOwn(sorts, name)) && (branches.length === 1 || (kind !== 'text' && !optional))
    })
  })
}

/** One page of branches that the engine sorts. */
export async function searchPaged(
  engine: Engine,
  branches: readonly Branch[],
  levels: readonly Level[],
  key: string,
  page: WirePage,
): Promise<SearchAnswer<Row>> {
  const { rows, ...answer } = await ('end' in page
    ? readEnd(engine, branches, levels, key, page.limit)
    : readPage(engine, branches, levels, key, page))
  const cursorAt = (at: number) => {
    const placed = rows[at]
    if (!placed) throw new RangeError(`a page of ${rows.length} rows has no row ${at}`)
    return writeCursor({ indexes: placed.indexes, position: positionOf(levels, placed.row) })
  }
  const isEmpty = rows.length === 0
  return {
    ...answer,
    rows: rows.map(({ row }) => row),
    startCursor: isEmpty ? null : cursorAt(0),
    endCursor: isEmpty ? null : cursorAt(rows.length - 1),
    ...(isEmpty ? {} : { cursorAt }),
  }
}

/** A page's rows, each with the number of rows of each branch up to and including it. */
interface PagedRows extends Totals {
  rows: ReadonlyArray<{ row: Row; indexes: readonly number[] }>
  hasMore: boolean
}

type Totals = Pick<SearchAnswer<Row>, 'total' | 'totalIsExact' | 'count'>

async function readPage(
  engine: Engine,
  branches: readonly Branch[],
  levels: readonly Level[],
  key: string,
  page: WirePage,
): Promise<PagedRows> {
  const readers = branches.map((branch) => readerOf(engine, branch, levels, key))
  const cursor = readCursor(levels, page)
  for (let reach = page.limit; ; reach *= 4) {
    const answer =
      'before' in page && cursor
        ? await readBefore(readers, key, page.limit, reach, cursor)
        : await readAfter(readers, key, page.limit, reach, cursor ?? ('from' in page ? (page.from ?? 0) : 0))
    // Some lists hold rows that do not belong to the search: then more must be read to fill the page.
    if (answer.rows.length === page.limit || !answer.hasMore) return answer
  }
}

function readerOf(engine: Engine, branch: Branch, levels: readonly Level[], key: string): Reader {
  const { list, sorts } = branch.source
  const sorting = levels.map(({ name, order }): EngineSort => {
    const sortBy = name === key ? list.id : sorts[name]
    if (sortBy === undefined) throw new TypeError(`${list.path} is not sorted by ${name}`)
    return { sortBy, sortOrder: order === 'DESC' ? 'desc' : 'asc' }
  })
  return { engine, branch, sorting, levels }
}

/** The rows after a cursor, or from an index on. */
async function readAfter(
  readers: readonly Reader[],
  key: string,
  limit: number,
  reach: number,
  start: Cursor | number,
): Promise<PagedRows> {
  // How many rows of each of several branches come before an index cannot be known without reading them.
  const skip = typeof start === 'number' && readers.length > 1 ? start : 0
  const windows = await inTurn(readers, (reader, branch) =>
    typeof start === 'number'
      ? readFrom(reader, start - skip, skip + reach)
      : readAround(reader, placeIn(start, branch), 'before', { before: 1, after: reach + 1 }, 'after'),
  )
  const lists = windows.map(({ after }) => after)
  const isKnown = windows.map(({ end }) => end)
  const all = joined(readers, withoutRepeats(readers, lists, key), isKnown, 'first')
  const isWhole = windows.every(({ index, end }) => index === 0 && end)
  return {
    rows: all.slice(skip, skip + limit).map(({ row, taken }) => ({ row, indexes: movedBy(windows, taken, 1) })),
    ...(isWhole ? { total: all.length, totalIsExact: true } : totals(readers, windows)),
    hasMore: all.length > skip + limit || !windows.every(({ end }) => end),
  }
}

/** The rows before a cursor. */
async function readBefore(
  readers: readonly Reader[],
  key: string,
  limit: number,
  reach: number,
  start: Cursor,
): Promise<PagedRows> {
  const windows = await inTurn(readers, (reader, branch) =>
    readAround(reader, placeIn(start, branch), 'after', { before: reach + 1, after: 1 }, 'before'),
  )
  const lists = windows.map(({ before }) => before)
  const isKnown = windows.map(({ start }) => start)
  const all = joined(readers, withoutRepeats(readers, lists, key), isKnown, 'last')
  const rows = all.slice(0, limit).map(({ row, taken }) => ({ row, indexes: movedBy(windows, taken, -1) }))
  return {
    rows: rows.reverse(),
    ...totals(readers, windows),
    hasMore: all.length > limit || windows.some(({ start }) => !start),
  }
}

const placeIn = ({ indexes, position }: Cursor, branch: number) => ({ index: indexes[branch] ?? 0, position })

const movedBy = (windows: readonly Window[], taken: readonly number[], direction: 1 | -1) =>
  windows.map(({ index }, branch) => index + direction * (taken[branch] ?? 0))

/** The last rows: the first ones of the reversed order. */
async function readEnd(
  engine: Engine,
  branches: readonly Branch[],
  levels: readonly Level[],
  key: string,
  limit: number,
): Promise<PagedRows> {
  const [answer, counts] = await Promise.all([
    readPage(engine, branches, turned(levels), key, { limit }),
    Promise.all(branches.map(({ source, query }) => engine.count(source.list, query))),
  ])
  const isCounted = !answer.totalIsExact && !branches.some(({ source }) => source.includes)
  return {
    rows: answer.rows.toReversed().map(({ row, indexes }) => ({
      row,
      indexes: indexes.map((index, branch) => Math.max(0, (counts[branch] ?? 0) - index)),
    })),
    total: isCounted ? sum(counts) : answer.total,
    totalIsExact: isCounted || answer.totalIsExact,
    hasMore: answer.hasMore,
  }
}

/** Lists of what runs are read before those of what has ended: a row that ends in between is seen twice, but never missed. */
async function inTurn(
  readers: readonly Reader[],
  read: (reader: Reader, branch: number) => Promise<Window>,
): Promise<Window[]> {
  const windows: Window[] = []
  const lists = new Set(readers.map(({ branch }) => branch.source))
  for (const source of lists) {
    await Promise.all(
      readers.map(async (reader, branch) => {
        if (reader.branch.source === source) windows[branch] = await read(reader, branch)
      }),
    )
  }
  return windows
}

/** The count, where all branches were seen to their end; else what was seen, and how to count. */
function totals(readers: readonly Reader[], windows: readonly Window[]): Totals {
  const seen = windows.map(({ index, after }) => index + after.length)
  // Where a list holds rows of other kinds, its count is not that of the search: there are as many as were seen, or more.
  if (readers.some(({ branch }) => branch.source.includes)) {
    const certain = readers.map(({ branch: { source } }, branch) =>
      source.includes
        ? (windows[branch]?.after.filter((row) => source.includes?.(row)).length ?? 0)
        : (seen[branch] ?? 0),
    )
    return { total: sum(certain), totalIsExact: false }
  }
  const total = sum(seen)
  if (windows.every(({ end }) => end)) return { total, totalIsExact: true }
  const countOf = ({ engine, branch: { source, query } }: Reader, index: number) =>
    windows[index]?.end ? (seen[index] ?? 0) : engine.count(source.list, query)
  return { total, totalIsExact: false, count: async () => sum(await Promise.all(readers.map(countOf))) }
}

const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0)
