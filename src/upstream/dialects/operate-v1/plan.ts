import type { RestFilter, RestSort } from '../../catalog/resource.ts'
import { NotSupported } from '../../failures/failure.ts'
import { cross, type Query, translateFilter } from '../planning/translation.ts'
import { type InstantRange, instantRange } from '../rows/instant.ts'
import { alternativesIn } from '../rows/matches.ts'
import { areOnly, operatorsOf } from '../rows/operators.ts'
import type { Value } from '../rows/row.ts'
import { isPresent, queriesOf, ruleOf } from './field-rules.ts'
import type { Field } from './fields.ts'
import type { Level } from './position.ts'
import type { Row, Table } from './table.ts'

/** The most searches that one page may take. */
export const MAX_BRANCHES = 100

/** One search of Operate's, which filters by equality alone. No row is found by two branches of a plan. */
export interface Branch {
  filter: Row
  /** The value of all its rows at the first level of the sort, where Operate does not sort by that level; null: no value. */
  constant?: Value | undefined
}

/** Rows whose date lies in a range. */
export interface Range extends InstantRange {
  name: string
  field: Field
}

/** How a search of the contract is answered by searches of Operate's. */
export interface Plan {
  table: Table
  levels: readonly Level[]
  branches: readonly Branch[]
  /** What Operate cannot filter by: rows are filtered by it here. */
  rest: RestFilter
  range: Range | undefined
  /** Selects the rows of the answer from all that there are. */
  pick?: (rows: readonly Row[]) => Row[]
  /** Why all rows must be read first: the client's filters and sorts that Operate cannot do. Empty where Operate pages. */
  reads: readonly string[]
}

/** Makes the plan of a search; undefined where no row can match. */
export async function plan(
  table: Table,
  filter: RestFilter,
  sort: readonly RestSort[],
  generation: string,
): Promise<Plan | undefined> {
  const tooMany = () => tooManyBranches(generation)
  checkAlternatives(table, filter, generation)
  const rules = (name: string) => ruleOf(table, name, MAX_BRANCHES)
  const { queries, rest } = await translateFilter(filter, rules, generation, tooMany)
  const levels = levelsOf(table, sort)
  const parts = partsOf(table, levels[0], queries)
  const range = firstRange(table, rest)
  const reads = [
    ...readsOf(rest, range),
    ...levels.filter((level, index) => !(parts && index === 0) && !isSorted(table, level, queries)).map(asRead),
  ]
  // Only in its own order is a range one part of the list.
  if (range && !(levels[0]?.name === range.name && levels.length === 2)) reads.push(`filter.${range.name}`)
  const branches: Branch[] =
    parts && reads.length === 0
      ? cross(queries, parts.queries, tooMany).map((query) => ({ filter: query, constant: parts.constantOf(query) }))
      : queries.map((query) => ({ filter: query }))
  if (branches.length > MAX_BRANCHES) throw tooMany()
  if (branches.length === 0) return undefined
  return { table, levels, branches, rest, range, reads: [...new Set(reads)] }
}

export const tooManyBranches = (generation: string) =>
  NotSupported.byGeneration(
    `A filter with more than ${MAX_BRANCHES} alternatives`,
    generation,
    'Each is a search of its own there. Ask in parts.',
  )

/** What comes after the key, which no two rows share, orders nothing. */
function levelsOf({ operation, key, fields }: Table, sort: readonly RestSort[]): Level[] {
  const last = sort.findIndex(({ field }) => field === key)
  return sort.slice(0, last < 0 ? sort.length : last + 1).map(({ field: name, order }) => {
    const field = fields[name]
    if (!field) throw new TypeError(`${operation} has no ${name} to sort by.`)
    return { name, field, order }
  })
}

const isSorted = (table: Table, { field }: Level, queries: readonly Query[]) =>
  field.sorts && (!field.presence || isPresent(table, field, queries))

const asRead = ({ name }: Level) => `sort: ${name}`

/** The first filter by a range of dates, which is a part of the list where it is sorted by them. */
function firstRange({ fields }: Table, rest: RestFilter): Range | undefined {
  for (const [name, value] of Object.entries(rest)) {
    const field = fields[name]
    const operators = operatorsOf(value)
    if (field?.kind !== 'date' || !field.sorts || !areOnly(operators, '$gt', '$gte', '$lt', '$lte')) continue
    return { name, field, ...instantRange(operators) }
  }
  return undefined
}

/** The filters that are done here, by the names that the client gave. */
function readsOf(rest: RestFilter, range: Range | undefined): string[] {
  return Object.entries(rest).flatMap(([name, value]) => {
    if (name === '$or') return ['filter.or']
    if (name === range?.name) return []
    return Object.keys(operatorsOf(value)).map((operator) => `filter.${name}.${operator.slice(1)}`)
  })
}

/** A first level that Operate cannot sort by, but that splits the rows into parts of equal values. */
interface Parts {
  queries: readonly Query[]
  /** What all rows of a query have at the first level, where it is the same. */
  constantOf: (query: Query) => Value | undefined
}

function partsOf(table: Table, first: Level | undefined, queries: readonly Query[]): Parts | undefined {
  if (!first) return undefined
  const { field } = first
  const { presence } = field
  if (field.kind === 'flag' && field.filters) {
    return { queries: queriesOf(field, [false, true]), constantOf: (query) => query[field.as] === true }
  }
  const by = presence && table.fields[presence.field]
  if (!by || isPresent(table, field, queries)) return undefined
  const missing = queriesOf(by, presence.missing)
  return {
    queries: [...queriesOf(by, presence.present), ...missing],
    constantOf: (query) => (missing.some((one) => one[by.as] === query[by.as]) ? null : undefined),
  }
}

/** Alternatives are tested on rows, so all their fields must be in the rows. */
function checkAlternatives({ fields }: Table, { $or }: RestFilter, generation: string): void {
  for (const one of alternativesIn($or)) {
    const name = Object.keys(one).find((name) => !Object.hasOwn(fields, name))
    if (name !== undefined) throw NotSupported.byGeneration(`filter.or.${name}`, generation, 'Ask for each by itself.')
  }
}
