import { InvalidInput, NotSupported } from '../../failures/failure.ts'
import type { SearchAnswer, WirePage } from '../dialect.ts'
import { filterInTurns } from '../rows/in-turns.ts'
import { condition, operatorsOf } from './conditions.ts'
import type { Value } from './fields.ts'
import type { Plan } from './plan.ts'
import { comparePositions, type Level, type Position, positionOf, readCursor, turned, writeCursor } from './position.ts'
import { completed, MAX_SIZE, type Source } from './source.ts'
import { isBeyond, rangeStart, read, stretch, valuesOf } from './stretch.ts'
import type { Row } from './table.ts'

/** So many rows are too many to be read for what Operate itself cannot answer: it counts no further either. */
export const MAX_READ = 10_000

/** One page of a plan's list. */
export async function fetchPage(source: Source, plan: Plan, page: WirePage): Promise<SearchAnswer<Row>> {
  return plan.reads.length > 0 ? fromAll(source, plan, page) : fromBranches(source, plan, page)
}

/** A page of rows that Operate sorts: the same stretch of each branch, merged. */
async function fromBranches(source: Source, plan: Plan, page: WirePage): Promise<SearchAnswer<Row>> {
  const { branches, levels, range } = plan
  const isBackward = 'before' in page || 'end' in page
  const ways = isBackward ? turned(levels) : [...levels]
  const start = startOf(levels, page)
  const skipped = 'from' in page ? (page.from ?? 0) : 0
  const wanted = skipped + page.limit
  const order = (a: Row, b: Row) => {
    const forward = comparePositions(levels, positionOf(levels, a), positionOf(levels, b))
    return isBackward ? -forward : forward
  }
  const runs = await Promise.all(
    branches.map((branch) => stretch(source, plan, branch, ways, start, isBackward, wanted)),
  )
  const rows = runs.flatMap((run) => run.rows)
  if (runs.length > 1) rows.sort(order)
  const some = await completed(source, plan.table, rows.slice(skipped, wanted))
  if (isBackward) some.reverse()
  // Operate counts what its filter finds, whatever the range: a range is counted by reading it.
  if (range) {
    const totalIsExact = start === undefined && rows.length < wanted
    const count = async () =>
      (await readAll(source, { ...plan, reads: [`totalCount with filter.${range.name}`] })).length
    return answer(source, plan, some, { total: rows.length, totalIsExact, count })
  }
  return answer(source, plan, some, {
    total: runs.reduce((sum, run) => sum + run.total, 0),
    totalIsExact: runs.every((run) => run.totalIsExact),
  })
}

/** A page of a list that is read whole, held against what Operate cannot tell, and sorted here. */
async function fromAll(source: Source, plan: Plan, page: WirePage): Promise<SearchAnswer<Row>> {
  return pageOf(source, plan, await readAll(source, plan), page)
}

/** A page of rows that are all there, sorted as the plan says. */
export function pageOf(source: Source, plan: Plan, rows: readonly Row[], page: WirePage): SearchAnswer<Row> {
  const { levels } = plan
  const placed = rows.map((row) => ({ row, position: positionOf(levels, row) }))
  placed.sort((a, b) => comparePositions(levels, a.position, b.position))
  const start = startOf(levels, page)
  const next = start ? placed.findIndex(({ position }) => comparePositions(levels, position, start) >= 0) : -1
  const at = next < 0 ? placed.length : next
  const isThere = start !== undefined && next >= 0 && comparePositions(levels, placed[at]?.position ?? [], start) === 0
  let begin = 'from' in page ? (page.from ?? 0) : 0
  let end = begin + page.limit
  if ('before' in page || 'end' in page) {
    end = at
    begin = Math.max(0, at - page.limit)
  } else if (start) {
    begin = isThere ? at + 1 : at
    end = begin + page.limit
  }
  const some = placed.slice(begin, end).map(({ row }) => row)
  return answer(source, plan, some, { total: placed.length, totalIsExact: true })
}

/** All rows of a list, in no order. Throws NotSupported where they are more than can be read. */
export async function readAll(source: Source, plan: Plan): Promise<Row[]> {
  const found = await completed(source, plan.table, await readFound(source, plan))
  const rows = await filterInTurns(source.wire, plan.table.operation, found, rowCondition(plan, plan.rest))
  return plan.pick ? plan.pick(rows) : rows
}

/** All rows that Operate finds. */
async function readFound(source: Source, { table, branches, range, reads }: Plan): Promise<Row[]> {
  const key: Level = { name: table.key, field: keyOf(table), order: 'ASC' }
  const levels: Level[] = range ? [{ name: range.name, field: range.field, order: 'ASC' }, key] : [key]
  const after = range && rangeStart(range, levels)
  const tooMany = () =>
    NotSupported.byGeneration(
      `${reads.join(' and ')} over ${MAX_READ.toLocaleString('en')} rows or more`,
      source.generation,
      'Narrow the list by filters of equality or by a range of dates.',
    )
  const runs = await Promise.all(
    branches.map(async ({ filter }) => {
      const head = await read(source, table, filter, levels, after, MAX_SIZE, range && isBeyond(range, 'ASC'))
      if (!range && !head.totalIsExact) throw tooMany()
      const last = head.rows.at(-1)
      if (head.rows.length < MAX_SIZE || !last) return head.rows
      const from = valuesOf(source, table.operation, levels, positionOf(levels, last))
      const tail = await read(source, table, filter, levels, from, MAX_READ, range && isBeyond(range, 'ASC'))
      return [...head.rows, ...tail.rows]
    }),
  )
  const rows = runs.flat()
  if (rows.length >= MAX_READ) throw tooMany()
  return rows
}

function keyOf({ fields, key }: Plan['table']): Level['field'] {
  const field = fields[key]
  if (!field) throw new TypeError(`There is no ${key} in its own table.`)
  return field
}

/** Whether a row meets what is left of a filter. */
function rowCondition(plan: Plan, filter: Plan['rest']): (row: Row) => boolean {
  const conditions = Object.entries(filter).map(([name, value]): ((row: Row) => boolean) => {
    if (name === '$or') {
      const alternatives = (value as Array<Plan['rest']>).map((one) => rowCondition(plan, one))
      return (row) => alternatives.some((one) => one(row))
    }
    const field = plan.table.fields[name]
    if (!field) return () => false
    const isMet = condition(field, operatorsOf(value))
    return (row) => isMet(row[name] as Value)
  })
  return (row) => conditions.every((one) => one(row))
}

/** The position that a page starts from. Throws InvalidInput for a cursor of another generation's. */
function startOf(levels: readonly Level[], page: WirePage): Position | undefined {
  const argument = 'after' in page ? 'after' : 'before'
  const cursor = 'after' in page ? page.after : 'before' in page ? page.before : undefined
  if (cursor === undefined) return undefined
  const position = readCursor(levels, cursor)
  if (position) return position
  throw new InvalidInput(argument, 'this cursor was made when another Camunda answered. Start without a cursor.')
}

function answer(
  { wire }: Source,
  { table, levels }: Plan,
  rows: Row[],
  counted: Pick<SearchAnswer<Row>, 'total' | 'totalIsExact' | 'count'>,
): SearchAnswer<Row> {
  const cursors = wire.readable(table.operation, () => rows.map((row) => writeCursor(levels, positionOf(levels, row))))
  return {
    ...counted,
    rows,
    startCursor: cursors[0] ?? null,
    endCursor: cursors.at(-1) ?? null,
    cursorAt: (index) => cursors[index] ?? '',
  }
}
