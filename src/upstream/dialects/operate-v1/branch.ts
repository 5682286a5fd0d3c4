import { exactNumber } from '../../json/exact-json.ts'
import { rankOf } from '../rows/compare.ts'
import { instantOf } from '../rows/instant.ts'
import type { Value } from '../rows/row.ts'
import { compareAt, type Position, positionOf } from '../rows/sort.ts'
import { MAX_SIZE, searchOnce } from './bare-rows.ts'
import type { Branch, Plan, Range } from './plan.ts'
import { type Level, sortValue } from './position.ts'
import type { Source } from './source.ts'
import type { Row } from './table.ts'

/**
 * The rows of one branch from a position on, as many as are wanted.
 * @param ways the levels of the plan, turned where the page is read backwards
 */
export async function readBranch(
  source: Source,
  { table, levels, range }: Plan,
  { filter, constant }: Branch,
  { ways, start, isBackward, wanted }: BranchPage,
): Promise<BranchRows> {
  const [first, ...others] = ways
  const side = sideOf(levels, constant, start)
  // Its rows are not of this page, but they count.
  if (isBackward ? side > 0 : side < 0) return { ...(await read(source, table, filter, [], undefined, 1)), rows: [] }
  const from = start && side === 0 ? start : undefined
  if (constant === undefined) {
    const after = from ? valuesOf(source, table.operation, ways, from) : range && rangeStart(range, ways)
    return read(source, table, filter, ways, after, wanted, range && isBeyond(range, first?.order))
  }
  const after = from && valuesOf(source, table.operation, others, from.slice(1))
  return read(source, table, filter, others, after, wanted)
}

interface BranchPage {
  ways: readonly Level[]
  start: Position | undefined
  isBackward: boolean
  wanted: number
}

/** Where a branch stands as a whole: before a position (-1), after it (1), or around it (0). */
function sideOf([first]: readonly Level[], constant: Value | undefined, start: Position | undefined): number {
  if (!start || !first) return 0
  const value = start[0] ?? null
  const { kind } = first.field
  if (constant !== undefined) return compareAt(first, rankOf(kind, constant), rankOf(kind, value))
  // Rows without a value come last, and this branch has none of them.
  return value === null ? -1 : 0
}

export interface BranchRows {
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
): Promise<BranchRows> {
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

/** Beyond all keys that are texts: these begin with digits. */
const LAST_TEXT = '~'

/** The place right before the first row of a range, in the order of the levels: its date and the key. */
export function rangeStart({ from, to }: Range, [date, key]: readonly Level[]): unknown[] | undefined {
  const edge = date?.order === 'ASC' ? from : to
  if (edge === undefined) return undefined
  const [least, last] = key?.field.kind === 'key' ? [0, LAST_KEY] : ['', LAST_TEXT]
  return [date?.order === 'ASC' ? edge - 1 : edge + 1, key?.order === 'ASC' ? last : least]
}

export function isBeyond({ name, from, to }: Range, order: Level['order'] | undefined): (row: Row) => boolean {
  return (row) => {
    const at = instantOf(String(row[name]))
    return order === 'ASC' ? to !== undefined && at > to : from !== undefined && at < from
  }
}
