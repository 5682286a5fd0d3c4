import type { RestFilter } from '../../catalog/resource.ts'
import { NotSupported } from '../../failures/failure.ts'
import type { Wire } from '../dialect.ts'
import { operatorsOf } from './meets.ts'
import type { Asked, FilterRule, Query, SearchTable, Source } from './table.ts'

/** The most queries that one search is made of. */
const MAX_PARTS = 1_000

/** The most queries that are put together of lists of values, before those that exclude each other are left out. */
const MAX_CROSSED = 100_000

/** One query of one list. */
export interface Part {
  source: Source
  query: Query
}

/** How a search is made: queries that have no row in common, and what their rows must be looked through for. */
export interface Plan {
  parts: Part[]
  /** Empty where the engine itself finds the very rows. */
  rest: RestFilter
}

/** Plans a search. Throws NotSupported for what cannot be answered exactly: no filter is dropped. */
export async function planSearch(
  wire: Wire,
  generation: string,
  { operation, sources, plain, asked: askable = {}, instead }: SearchTable,
  filter: RestFilter,
): Promise<Plan> {
  const rest: RestFilter = {}
  const parts: Part[] = []
  const refuse = (field: string): never => {
    throw NotSupported.byGeneration(`filter.${field}`, generation, instead?.[field])
  }
  const answers = new Map<FilterRule, ReturnType<FilterRule['ask']>>()
  for (const source of sources) {
    const asked = new Map<string, Asked | undefined>()
    for (const [field, value] of Object.entries(filter)) {
      const rule = source.filters[field]
      if (field === '$or' || !rule) {
        if (field !== '$or') asked.set(field, undefined)
        continue
      }
      // Lists that share a rule ask once for what it may have to look up.
      const answer = answers.get(rule) ?? rule.ask(operatorsOf(value), wire, operation)
      answers.set(rule, answer)
      asked.set(field, await answer)
    }
    let queries: readonly Query[] = [source.fixed ?? {}]
    for (const one of asked.values()) {
      if (!one) continue
      // A thousand values of each of a few fields would be more queries than memory has room for.
      if (queries.length * one.queries.length > MAX_CROSSED)
        throw tooMany(generation, queries.length * one.queries.length)
      queries = cross(queries, one.queries)
    }
    // What this list has nothing of need not be possible there.
    if (queries.length === 0) continue
    for (const [field, one] of asked) {
      if (one && !one.rest) continue
      if (!plain.includes(field) && !Object.hasOwn(askable, field)) refuse(field)
      rest[field] = one?.rest ?? filter[field]
    }
    if (Array.isArray(filter.$or)) {
      for (const field of filter.$or.flatMap((one: RestFilter) => Object.keys(one))) {
        if (!plain.includes(field)) refuse(`or.${field}`)
      }
      rest.$or = filter.$or
    }
    if (queries.length > MAX_PARTS) throw tooMany(generation, queries.length)
    parts.push(...queries.map((query) => ({ source, query })))
  }
  return { parts, rest }
}

const tooMany = (generation: string, calls: number) =>
  NotSupported.byGeneration('filter', generation, `It would take ${calls} calls. Ask in parts.`)

function cross(left: readonly Query[], right: readonly Query[]): Query[] {
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
