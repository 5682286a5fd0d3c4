import { resolveLazy } from '../../catalog/lazy.ts'
import type { RestFilter } from '../../catalog/resource.ts'
import { filterInTurns } from '../rows/in-turns.ts'
import { alternativesIn, rowMatcher, valueMatcher } from '../rows/matches.ts'
import { operatorsOf } from '../rows/operators.ts'
import { pageOf } from '../rows/page.ts'
import type { Row } from '../rows/row.ts'
import type { Level } from '../rows/sort.ts'
import type { SearchAnswer, WirePage } from '../search.ts'
import { positions } from './cursor.ts'
import type { Engine } from './engine.ts'
import { notSupported } from './generation.ts'
import type { Branch, Plan } from './plan.ts'
import { rowsOf } from './rows-of.ts'
import type { Table } from './table.ts'

/** The most rows that are looked through for one answer. */
const MAX_READ = 10_000

/**
 * One page of rows that the gateway itself filters and sorts, because the engine's query cannot: it takes all that the
 * engine finds, up to a bound, so that pages are exact. Throws NotSupported where there are more.
 */
export async function searchInMemory(
  engine: Engine,
  table: Table,
  { branches, rest }: Plan,
  levels: readonly Level[],
  key: string,
  page: WirePage,
): Promise<SearchAnswer<Row>> {
  const named = [...levels.map(({ name }) => name), ...fieldsIn(rest)]
  const compared = named.filter((name) => !Object.hasOwn(table.lazyFields ?? {}, name))
  const rows = await readAll(engine, branches, key, compared)
  return pageOf(await matching(engine, table, rows, rest), levels, page, positions)
}

const tooMany = ({ operation }: Engine, most: number) =>
  notSupported(
    `${operation} with this filter and sort`,
    `The gateway would have to look through more than ${most} rows for it. Narrow it by another filter.`,
  )

/** The rows that match a filter. Plain fields are tested first, so that lazy ones are resolved for few rows. */
async function matching(
  engine: Engine,
  { fields, lazyFields = {} }: Table,
  rows: readonly Row[],
  filter: RestFilter,
): Promise<Row[]> {
  const { wire, operation } = engine
  const plain = Object.entries(filter).filter(([name]) => !Object.hasOwn(lazyFields, name))
  let left = await filterInTurns(wire, operation, rows, rowMatcher(fields, Object.fromEntries(plain)))
  for (const [name, { kind, most, among }] of Object.entries(lazyFields)) {
    if (!Object.hasOwn(filter, name)) continue
    if (left.length > most) throw tooMany(engine, most)
    if (among) {
      left = await among(engine, filter[name], left)
      continue
    }
    const matches = valueMatcher(kind, operatorsOf(filter[name]))
    const values = await Promise.all(left.map((row) => resolveLazy(row[name])))
    left = await filterInTurns(wire, operation, left, (_, index) => matches(values[index]))
  }
  return left
}

/** The fields that a filter names, those of its alternatives included. */
function fieldsIn({ $or, ...others }: RestFilter): string[] {
  return [...Object.keys(others), ...alternativesIn($or).flatMap(fieldsIn)]
}

/** All rows. Lists of what runs are read before lists of what has ended, so that nothing is missed in between. */
async function readAll(
  engine: Engine,
  branches: readonly Branch[],
  key: string,
  compared: readonly string[],
): Promise<Row[]> {
  const rows = new Map<unknown, Row>()
  for (const source of new Set(branches.map((branch) => branch.source))) {
    const { list, includes, apart } = source
    const sorting = list.id ? [{ sortBy: list.id, sortOrder: 'asc' as const }] : []
    const own = branches.filter((branch) => branch.source === source)
    const answers = await Promise.all(
      own.map(({ query }) =>
        engine.rows(list, query, MAX_READ + 1, { sorting }).catch((error: unknown) => {
          if (apart?.isFailure(error)) return apart.rows(engine, query, error)
          throw error
        }),
      ),
    )
    for (const raws of answers) {
      for (const row of rowsOf(engine, source, raws, compared)) {
        if (!includes || includes(row)) rows.set(row[key], row)
      }
    }
    if (rows.size > MAX_READ) throw tooMany(engine, MAX_READ)
  }
  return [...rows.values()]
}
