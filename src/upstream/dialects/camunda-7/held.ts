import type { RestFilter } from '../../catalog/resource.ts'
import { NotSupported } from '../../failures/failure.ts'
import type { SearchAnswer, Wire, WirePage } from '../dialect.ts'
import { filterInTurns } from '../rows/in-turns.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { fetchRows } from './engine.ts'
import { condition, operatorsOf, rowCondition } from './meets.ts'
import { type Level, ownOrder, valuesOfRow } from './order.ts'
import { Page } from './page.ts'
import type { Part } from './plan.ts'
import type { SearchTable } from './table.ts'

/** The most rows that are looked through for one answer. */
export const HELD_AT_MOST = 10_000

/**
 * One page of rows that the gateway itself filters and sorts, because the engine's query cannot: it takes all that the
 * engine finds, up to a bound, so that pages are exact. Throws NotSupported where there are more.
 */
export async function searchHeld<Row extends object>(
  wire: Wire,
  generation: string,
  { operation, asked = {} }: SearchTable,
  parts: readonly Part[],
  rest: RestFilter,
  levels: readonly Level[],
  key: keyof Row & string,
  page: WirePage,
): Promise<SearchAnswer<Row>> {
  const rows = await collect<Row>(wire, generation, operation, parts, key)
  const held = (await meeting(wire, operation, rows, rest, asked, (most) => tooMany(generation, operation, most)))
    .map((row) => ({ row, values: valuesOfRow(row, levels) }))
    .sort((a, b) => ownOrder(a.values, b.values, levels))
  const [start, end] = bounds(held, levels, page)
  const shown = held.slice(start, end)
  const cursorAt = (at: number) => writeCursor({ indexes: [], values: shown[at]?.values ?? [] })
  return {
    rows: shown.map(({ row }) => row),
    total: held.length,
    totalIsExact: true,
    startCursor: shown.length > 0 ? cursorAt(0) : null,
    endCursor: shown.length > 0 ? cursorAt(shown.length - 1) : null,
    cursorAt,
    hasMore: 'before' in page || 'end' in page ? start > 0 : end < held.length,
  }
}

const tooMany = (generation: string, operation: string, most: number) =>
  NotSupported.byGeneration(
    `${operation} with this filter and sort`,
    generation,
    `The gateway would have to look through more than ${most} rows for it. Narrow it by another filter.`,
  )

/** The rows that meet a filter: by what they hold first, so that few must be asked for more. */
async function meeting<Row extends object>(
  wire: Wire,
  operation: string,
  rows: readonly Row[],
  filter: RestFilter,
  asked: NonNullable<SearchTable['asked']>,
  refusal: (most: number) => Error,
): Promise<Row[]> {
  const held = Object.entries(filter).filter(([field]) => !Object.hasOwn(asked, field))
  let left = await filterInTurns(wire, operation, rows, rowCondition(Object.fromEntries(held)))
  for (const [field, { most }] of Object.entries(asked)) {
    if (!Object.hasOwn(filter, field)) continue
    if (left.length > most) throw refusal(most)
    const isMet = condition(operatorsOf(filter[field]))
    const values = await Promise.all(left.map((row) => (row as Record<string, () => Promise<unknown>>)[field]?.()))
    // Of a list one value that meets it is enough.
    left = await filterInTurns(wire, operation, left, (_, index) => [values[index]].flat().some(isMet))
  }
  return left
}

function bounds(
  held: ReadonlyArray<{ values: readonly unknown[] }>,
  levels: readonly Level[],
  page: WirePage,
): [start: number, end: number] {
  if ('before' in page) {
    const { values } = readCursor(page.before)
    const at = held.findIndex((row) => ownOrder(row.values, values, levels) >= 0)
    const end = at < 0 ? held.length : at
    return [Math.max(0, end - page.limit), end]
  }
  if ('end' in page) return [Math.max(0, held.length - page.limit), held.length]
  if (!('after' in page)) return [page.from ?? 0, (page.from ?? 0) + page.limit]
  const { values } = readCursor(page.after)
  const at = held.findIndex((row) => ownOrder(row.values, values, levels) > 0)
  const start = at < 0 ? held.length : at
  return [start, start + page.limit]
}

/** Lists of what runs are read before lists of what has ended, so that nothing is missed in between. */
async function collect<Row extends object>(
  wire: Wire,
  generation: string,
  operation: string,
  parts: readonly Part[],
  key: keyof Row & string,
): Promise<Row[]> {
  const rows = new Map<unknown, Row>()
  for (const source of new Set(parts.map((part) => part.source))) {
    const { list, isOne } = source
    const sorting = list.id ? [{ sortBy: list.id, sortOrder: 'asc' as const }] : []
    const own = parts.filter((part) => part.source === source)
    const answers = await Promise.all(
      own.map(({ query }) => fetchRows(wire, operation, list, query, sorting, 0, HELD_AT_MOST + 1)),
    )
    for (const raws of answers) {
      const page = new Page(wire, operation, raws)
      for (const raw of raws) {
        const row = source.row(raw, page) as Row
        if (!isOne || isOne(row)) rows.set(row[key], row)
      }
    }
    if (rows.size > HELD_AT_MOST) {
      throw tooMany(generation, operation, HELD_AT_MOST)
    }
  }
  return [...rows.values()]
}
