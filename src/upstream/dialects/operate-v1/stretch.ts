import { exactNumber } from '../../json/exact-json.ts'
import { instant } from './dates.ts'
import type { Value } from './fields.ts'
import type { Branch, Plan, Range } from './plan.ts'
import { compareAt, type Level, type Position, positionOf, sortValue } from './position.ts'
import { MAX_SIZE, type Source, searchOnce } from './source.ts'
import type { Row } from './table.ts'

/** The rows of one branch from a position on, as many as are wanted. */
export async function stretch(
  source: Source,
  { table, levels, range }: Plan,
  { filter, constant }: Branch,
  ways: readonly Level[],
  start: Position | undefined,
  isBackward: boolean,
  wanted: number,
): Promise<Run> {
  const [first, ...others] = ways
  const place = placeOf(levels, constant, start)
  // Its rows are not of this page, but they count.
  if (isBackward ? place > 0 : place < 0) return { ...(await read(source, table, filter, [], undefined, 1)), rows: [] }
  if (constant === undefined) {
    const from =
      start && place === 0 ? valuesOf(source, table.operation, ways, start) : range && rangeStart(range, ways)
    return read(source, table, filter, ways, from, wanted, range && isBeyond(range, first?.order))
  }
  const from = start && place === 0 ? valuesOf(source, table.operation, others, start.slice(1)) : undefined
  return read(source, table, filter, others, from, wanted)
}

/** Where a branch stands as a whole: before a position (-1), after it (1), or around it (0). */
function placeOf([first]: readonly Level[], constant: Value | undefined, start: Position | undefined): number {
  if (!start || !first) return 0
  const value = start[0] ?? null
  if (constant !== undefined) return compareAt(first, constant, value)
  // Rows without a value come last, and this branch has none of them.
  return value === null ? -1 : 0
}

export interface Run {
  rows: Row[]
  total: number
  totalIsExact: boolean
}

/** Reads on until there are as many rows as wanted, the list ends, or a row lies beyond what is asked for. */
export async function read(
  source: Source,
  table: Plan['table'],
  filter: Row,
  levels: readonly Level[],
  after: readonly unknown[] | undefined,
  wanted: number,
  isTooFar: (row: Row) => boolean = () => false,
): Promise<Run> {
  const rows: Row[] = []
  const sort = levels.map(({ field, order }) => ({ field: field.as, order }))
  let from = after
  for (;;) {
    const size = Math.min(MAX_SIZE, wanted - rows.length)
    const found = await searchOnce(source, table, {
      ...(Object.keys(filter).length > 0 ? { filter } : {}),
      size,
      sort,
      // Operate adds the key to each sort, though it is there already.
      ...(from ? { searchAfter: [...from, from.at(-1)] } : {}),
    })
    const end = found.rows.findIndex(isTooFar)
    rows.push(...(end < 0 ? found.rows : found.rows.slice(0, end)))
    const last = found.rows.at(-1)
    if (end >= 0 || !last || found.rows.length < size || rows.length >= wanted) return { ...found, rows }
    from = valuesOf(source, table.operation, levels, positionOf(levels, last))
  }
}

export function valuesOf(source: Source, operation: string, levels: readonly Level[], position: Position): unknown[] {
  return source.wire.readable(operation, () => levels.map((level, index) => sortValue(level, position[index] ?? null)))
}

const LAST_KEY = exactNumber(String(2n ** 63n - 1n))

/** The place right before the first row of a range, in the order of the levels: its date and the key. */
export function rangeStart({ from, to }: Range, [date, key]: readonly Level[]): unknown[] | undefined {
  const edge = date?.order === 'ASC' ? from : to
  if (edge === undefined) return undefined
  return [date?.order === 'ASC' ? edge - 1 : edge + 1, key?.order === 'ASC' ? LAST_KEY : 0]
}

export function isBeyond({ name, from, to }: Range, order: Level['order'] | undefined): (row: Row) => boolean {
  return (row) => {
    const at = instant(String(row[name]))
    return order === 'ASC' ? to !== undefined && at > to : from !== undefined && at < from
  }
}
