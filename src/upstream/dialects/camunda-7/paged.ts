import type { SearchAnswer, Wire, WirePage } from '../dialect.ts'
import { type Cursor, readCursor, writeCursor } from './cursor.ts'
import { countRows, type EngineSort } from './engine.ts'
import { type Picked, pick, withoutRepeats } from './merge.ts'
import { type Level, valuesOfRow } from './order.ts'
import type { Part } from './plan.ts'
import type { SortRule } from './table.ts'
import { type Reader, readAround, readFrom, type Window } from './window.ts'

/** Whether the engine sorts all parts so, in an order in which they can be joined. */
export function canPage(parts: readonly Part[], levels: readonly Level[], key: string): boolean {
  return parts.every(({ source: { list, sorts } }) => {
    if (list.id === undefined) return false
    // By GET there is one sort alone, and rows that are equal in it change places between two calls.
    if (!list.posts && !(levels.length === 1 && levels[0]?.field === key)) return false
    return levels.every(({ field }) => {
      const rule: SortRule | undefined = field === key ? { by: list.id ?? '', order: 'key' } : sorts[field]
      if (!rule) return false
      const { order } = sorts[field] ?? rule
      return parts.length === 1 || (order !== 'text' && !rule.optional)
    })
  })
}

/** One page of parts that the engine sorts. */
export async function searchPaged<Row extends object>(
  wire: Wire,
  operation: string,
  parts: readonly Part[],
  levels: readonly Level[],
  key: keyof Row & string,
  page: WirePage,
): Promise<SearchAnswer<Row>> {
  const { limit } = page
  if ('end' in page) return pageEnd(wire, operation, parts, levels, key, limit)
  const readers = parts.map((part) => readerOf(wire, operation, part, levels, key))
  const cursor = 'before' in page ? readCursor(page.before) : 'after' in page ? readCursor(page.after) : undefined
  for (let reach = limit; ; reach *= 4) {
    const answer =
      'before' in page && cursor
        ? await pageBefore<Row>(readers, key, limit, reach, cursor)
        : cursor
          ? await pageAfter<Row>(readers, key, limit, reach, cursor)
          : await pageFrom<Row>(readers, key, limit, reach, 'from' in page ? (page.from ?? 0) : 0)
    // Of some lists not every row counts: then more must be read for a whole page.
    if (answer.rows.length === limit || !answer.hasMore) return answer
  }
}

function readerOf(wire: Wire, operation: string, part: Part, levels: readonly Level[], key: string): Reader {
  const { list, sorts } = part.source
  const sorting = levels.map(({ field, descending }): EngineSort => {
    const sortBy = field === key ? list.id : sorts[field]?.by
    if (sortBy === undefined) throw new TypeError(`${list.path} is not sorted by ${field}`)
    return { sortBy, sortOrder: descending ? 'desc' : 'asc' }
  })
  return { wire, operation, part, sorting, levels }
}

async function pageFrom<Row extends object>(
  readers: readonly Reader[],
  key: keyof Row & string,
  limit: number,
  reach: number,
  from: number,
): Promise<SearchAnswer<Row>> {
  if (readers.length === 1 || from === 0) {
    return joined(readers, await inTurn(readers, (reader) => readFrom(reader, from, reach)), key, limit)
  }
  // How many rows of each part come before cannot be known without reading them.
  const windows = await inTurn(readers, (reader) => readFrom(reader, 0, from + reach))
  return joined(readers, windows, key, limit, from)
}

async function pageAfter<Row extends object>(
  readers: readonly Reader[],
  key: keyof Row & string,
  limit: number,
  reach: number,
  { indexes, values }: Cursor,
): Promise<SearchAnswer<Row>> {
  const need = { before: 1, after: reach + 1 }
  const windows = await inTurn(readers, (reader, part) =>
    readAround(reader, { index: indexes[part] ?? 0, values }, 'before', need, 'after'),
  )
  return joined(readers, windows, key, limit)
}

/** The rows after the windows' boundaries, joined. @param skip how many of them to leave out first */
function joined<Row extends object>(
  readers: readonly Reader[],
  windows: readonly Window[],
  key: keyof Row & string,
  limit: number,
  skip = 0,
): SearchAnswer<Row> {
  const lists = windows.map(({ after }) => after as Row[])
  const ended = windows.map(({ end }) => end)
  const picked = pick(readers, withoutRepeats(readers, lists, key), ended, 'first')
  const rows = picked.slice(skip, skip + limit)
  const reached = windows.every(({ end }) => end)
  const whole = windows.every(({ index, end }) => index === 0 && end)
  return {
    rows: rows.map(({ row }) => row),
    ...(whole ? { total: picked.length, totalIsExact: true } : totals(readers, windows)),
    ...cursors(
      rows,
      (at) => windows.map(({ index }, part) => index + (picked[skip + at]?.taken[part] ?? 0)),
      readers[0]?.levels ?? [],
    ),
    hasMore: picked.length > skip + limit || !reached,
  }
}

async function pageBefore<Row extends object>(
  readers: readonly Reader[],
  key: keyof Row & string,
  limit: number,
  reach: number,
  { indexes, values }: Cursor,
): Promise<SearchAnswer<Row>> {
  const need = { before: reach + 1, after: 1 }
  const windows = await inTurn(readers, (reader, part) =>
    readAround(reader, { index: indexes[part] ?? 0, values }, 'after', need, 'before'),
  )
  const lists = windows.map(({ before }) => before as Row[])
  const ended = windows.map(({ start }) => start)
  const picked = pick(readers, withoutRepeats(readers, lists, key), ended, 'last')
  const rows = picked.slice(0, limit).reverse()
  return {
    rows: rows.map(({ row }) => row),
    ...totals(readers, windows),
    ...cursors(
      rows,
      (at) => windows.map(({ index }, part) => index - (rows[at]?.taken[part] ?? 0)),
      readers[0]?.levels ?? [],
    ),
    hasMore: picked.length > limit || windows.some(({ start }) => !start),
  }
}

/** The last rows: the first of the order turned round. */
async function pageEnd<Row extends object>(
  wire: Wire,
  operation: string,
  parts: readonly Part[],
  levels: readonly Level[],
  key: keyof Row & string,
  limit: number,
): Promise<SearchAnswer<Row>> {
  const turned = levels.map((level) => ({ ...level, descending: !level.descending }))
  const [answer, counts] = await Promise.all([
    searchPaged<Row>(wire, operation, parts, turned, key, { limit }),
    Promise.all(parts.map(({ source, query }) => countRows(wire, operation, source.list, query))),
  ])
  const rows = answer.rows.toReversed()
  const total = counts.reduce((a, b) => a + b, 0)
  const selective = parts.some(({ source }) => source.isOne)
  const cursorAt = (at: number) => {
    const { indexes, values } = readCursor(answer.cursorAt?.(rows.length - 1 - at) ?? '[[],[]]')
    return writeCursor({ indexes: indexes.map((index, part) => Math.max(0, (counts[part] ?? 0) - index)), values })
  }
  return {
    rows,
    ...(answer.totalIsExact || selective
      ? { total: answer.total, totalIsExact: answer.totalIsExact }
      : { total, totalIsExact: true }),
    startCursor: rows.length > 0 ? cursorAt(0) : null,
    endCursor: rows.length > 0 ? cursorAt(rows.length - 1) : null,
    cursorAt,
    ...(answer.hasMore === undefined ? {} : { hasMore: answer.hasMore }),
  }
}

/** Lists of what runs are read before lists of what has ended: what ends in between is seen twice, never not at all. */
async function inTurn(
  readers: readonly Reader[],
  read: (reader: Reader, part: number) => Promise<Window>,
): Promise<Window[]> {
  const windows: Window[] = []
  const sources = new Set(readers.map(({ part }) => part.source))
  for (const source of sources) {
    await Promise.all(
      readers.map(async (reader, part) => {
        if (reader.part.source === source) windows[part] = await read(reader, part)
      }),
    )
  }
  return windows
}

/** The count, where all parts were seen to their end; else what was seen, and how to count. */
function totals(
  readers: readonly Reader[],
  windows: readonly Window[],
): Pick<SearchAnswer<never>, 'total' | 'totalIsExact' | 'count'> {
  const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0)
  const total = sum(windows.map(({ index, after }) => index + after.length))
  // Where not every row of a list counts, nobody can count without reading all.
  if (readers.some(({ part }) => part.source.isOne)) return { total, totalIsExact: false }
  if (windows.every(({ end }) => end)) return { total, totalIsExact: true }
  const count = async () =>
    sum(
      await Promise.all(
        readers.map(async ({ wire, operation, part }, index) => {
          const window = windows[index]
          if (window?.end) return window.index + window.after.length
          return countRows(wire, operation, part.source.list, part.query)
        }),
      ),
    )
  return { total, totalIsExact: false, count }
}

function cursors<Row extends object>(
  rows: ReadonlyArray<Picked<Row>>,
  indexesAt: (at: number) => number[],
  levels: readonly Level[],
): Pick<SearchAnswer<Row>, 'startCursor' | 'endCursor' | 'cursorAt'> {
  const cursorAt = (at: number) => {
    const row = rows[at]?.row
    if (!row) throw new RangeError(`a page of ${rows.length} rows has no row ${at}`)
    return writeCursor({ indexes: indexesAt(at), values: valuesOfRow(row, levels) })
  }
  if (rows.length === 0) return { startCursor: null, endCursor: null }
  return { startCursor: cursorAt(0), endCursor: cursorAt(rows.length - 1), cursorAt }
}
