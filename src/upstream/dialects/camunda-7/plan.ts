import type { RestFilter } from '../../catalog/resource.ts'
import { alternativesIn } from '../rows/matches.ts'
import { operatorsOf } from '../rows/operators.ts'
import type { Engine } from './engine.ts'
import { notSupported } from './generation.ts'
import type { FilterRule, Query, Source, Table, Translation } from './table.ts'

/** The most queries that one search is made of. */
const MAX_BRANCHES = 1_000

/** The most queries that are put together of lists of values, before those that exclude each other are left out. */
const MAX_CROSSED = 100_000

/** One query of one list. No row is found by two of a plan's branches. */
export interface Branch {
  source: Source
  query: Query
}

/** How a search is made. */
export interface Plan {
  branches: Branch[]
  /** What the engine cannot tell: rows are held against it here. Empty where the engine itself finds the very rows. */
  rest: RestFilter
}

/** Plans a search. Throws NotSupported for what cannot be answered exactly: no filter is dropped. */
export async function planSearch(
  engine: Engine,
  { sources, fields, lazyFields = {}, instead }: Table,
  filter: RestFilter,
): Promise<Plan> {
  const { $or, ...others } = filter
  const alternatives = alternativesIn($or)
  const rest: RestFilter = {}
  const branches: Branch[] = []
  const known = new Map<FilterRule, ReturnType<FilterRule['translate']>>()
  for (const source of sources) {
    const translations = new Map<string, Translation | undefined>()
    for (const [field, value] of Object.entries(others)) {
      const rule = source.filters[field]
      // Lists that share a rule ask once for what it may have to look up.
      if (rule && !known.has(rule)) known.set(rule, rule.translate(operatorsOf(value), engine))
      translations.set(field, rule && (await known.get(rule)))
    }
    let queries: readonly Query[] = [source.fixed ?? {}]
    for (const one of translations.values()) if (one) queries = cross(queries, one.queries)
    // What this list has nothing of need not be possible there.
    if (queries.length === 0) continue
    for (const [field, one] of translations) {
      if (one && !one.rest) continue
      if (!Object.hasOwn(fields, field) && !Object.hasOwn(lazyFields, field)) {
        throw notSupported(`filter.${field}`, instead?.[field])
      }
      rest[field] = one?.rest ?? filter[field]
    }
    if (alternatives.length > 0) {
      const unknown = alternatives.flatMap((one) => Object.keys(one)).find((field) => !Object.hasOwn(fields, field))
      if (unknown !== undefined) throw notSupported(`filter.or.${unknown}`, instead?.[`or.${unknown}`])
      rest.$or = alternatives
    }
    if (queries.length > MAX_BRANCHES) throw tooMany(queries.length)
    branches.push(...queries.map((query) => ({ source, query })))
  }
  return { branches, rest }
}

const tooMany = (calls: number) => notSupported('filter', `It would take ${calls} calls. Ask in parts.`)

function cross(left: readonly Query[], right: readonly Query[]): Query[] {
  // A thousand values of each of a few fields would be more queries than memory has room for.
  if (left.length * right.length > MAX_CROSSED) throw tooMany(left.length * right.length)
  return left.flatMap((one) => right.map((other) => both(one, other)).filter((query) => query !== undefined))
}

/** A query for what two ask for; undefined where no row can be both. */
function both(left: Query, right: Query): Query | undefined {
  const query: Record<string, unknown> = { ...left }
  for (const [name, value] of Object.entries(right)) {
    const other = query[name]
    if (Array.isArray(other) && Array.isArray(value)) {
      const known = new Set(value)
      const common = other.filter((one) => known.has(one))
      if (common.length === 0) return undefined
      query[name] = common
    } else if (other !== undefined && other !== value) return undefined
    else query[name] = value
  }
  return query
}
