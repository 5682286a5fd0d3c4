import type { RestFilter } from '../../catalog/resource.ts'
import { NotSupported } from '../../failures/failure.ts'
import { writeCursor } from '../rows/cursor.ts'
import { filterInTurns } from '../rows/in-turns.ts'
import { rowMatcher } from '../rows/matches.ts'
import { pageOf } from '../rows/page.ts'
import { positionOf, sorted, turned } from '../rows/sort.ts'
import type { SearchAnswer, WirePage } from '../search.ts'
import { MAX_SIZE } from './bare-rows.ts'
import { isBeyond, rangeStart, read, readBranch, valuesOf } from './branch.ts'
import { completed } from './complete-rows.ts'
import { type Plan, plan } from './plan.ts'
import { type Level, placeOf, startOf } from './position.ts'
import type { Source } from './source.ts'
import type { Row, Table } from './table.ts'

/** So many rows are too many to be read for what Operate itself cannot answer: it counts no further either. */
export const MAX_READ = 10_000

/** One page of a plan's list. */
export async function fetchPage(source: Source, plan: Plan, page: WirePage): Promise<SearchAnswer<Row>> {
  if (plan.reads.length > 0) return pageOf(await readAll(source, plan), plan.levels, page)
  return fromBranches(source, plan, page)
}

/** A page of rows that Operate sorts: the same part of each branch, merged. */
async function fromBranches(source: Source, plan: Plan, page: WirePage): Promise<SearchAnswer<Row>> {
  const { table, branches, levels, range } = plan
  const isBackward = 'before' in page || 'end' in page
  const ways = isBackward ? turned(levels) : levels
  const start = startOf(levels, page)
  const skipped = 'from' in page ? (page.from ?? 0) : 0
  const wanted = skipped + page.limit
  const runs = await Promise.all(
    branches.map((branch) => readBranch(source, plan, branch, { ways, start, isBackward, wanted })),
  )
  let rows = runs.flatMap((run) => run.rows)
  if (runs.length > 1) rows = sorted(levels, rows).map(({ row }) => row)
  else if (isBackward) rows.reverse()
  const shown = await completed(source, table, isBackward ? rows.slice(-wanted) : rows.slice(skipped, wanted))
  const cursors = source.wire.readable(table.operation, () => shown.map((row) => writeCursor(placeOf(levels, row))))
  return {
    rows: shown,
    // Operate counts what its filter finds, whatever the range: a range is counted by reading it.
    ...(range
      ? {
          total: rows.length,
          totalIsExact: start === undefined && rows.length < wanted,
          count: async () =>
            (await readAll(source, { ...plan, reads: [`totalCount with filter.${range.name}`] })).length,
        }
      : {
          total: runs.reduce((sum, run) => sum + run.total, 0),
          totalIsExact: runs.every((run) => run.totalIsExact),
        }),
    startCursor: cursors[0] ?? null,
    endCursor: cursors.at(-1) ?? null,
    cursorAt: (index) => cursors[index] ?? '',
  }
}

/** All rows that match a filter, in no order. Throws NotSupported where they are more than can be read. */
export async function readMatching(source: Source, table: Table, filter: RestFilter): Promise<Row[]> {
  const made = await plan(table, filter, [{ field: table.key, order: 'ASC' }], source.generation)
  return made ? readAll(source, made) : []
}

/** All rows of a list, in no order. Throws NotSupported where they are more than can be read. */
export async function readAll(source: Source, plan: Plan): Promise<Row[]> {
  const { operation, fields } = plan.table
  const found = await completed(source, plan.table, await readFound(source, plan))
  const rows = await filterInTurns(source.wire, operation, found, rowMatcher(fields, plan.rest))
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
