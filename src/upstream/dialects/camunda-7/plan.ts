import type { RestFilter } from '../../catalog/resource.ts'
import { type Query, type Translate, translateFilter } from '../planning/translation.ts'
import { alternativesIn } from '../rows/matches.ts'
import type { Engine } from './engine.ts'
import { notSupported } from './generation.ts'
import type { EngineRule, ListRules, Table } from './table.ts'

/** The most queries that one search is made of. */
const MAX_BRANCHES = 1_000

/** One query of one list. No row is found by two of a plan's branches. */
export interface Branch {
  source: ListRules
  query: Query
}

/** How a search is made. */
export interface Plan {
  branches: Branch[]
  /** What the engine cannot filter by: rows are filtered by it here. Empty where the engine finds exactly the rows. */
  rest: RestFilter
}

/** Plans a search. Throws NotSupported for what cannot be answered exactly: no filter is dropped. */
export async function planSearch(engine: Engine, table: Table, filter: RestFilter): Promise<Plan> {
  const branches: Branch[] = []
  const rest: RestFilter = {}
  const ruleOf = askedOnce()
  for (const source of table.lists) {
    const { filters, notWith = {} } = source
    const without = new Set(Object.keys(filter).flatMap((field) => notWith[field] ?? []))
    const rules = (field: string) => (without.has(field) ? undefined : ruleOf(filters[field]))
    const translated = await translateFilter(filter, rules, engine, tooMany)
    const fixed = source.fixed ?? {}
    const queries = translated.queries.map((query) => ({ ...fixed, ...query }))
    // What this list has nothing of need not be possible there.
    if (queries.length === 0) continue
    checkRest(table, translated.rest)
    Object.assign(rest, translated.rest)
    if (queries.length > MAX_BRANCHES) throw tooMany(queries.length)
    branches.push(...queries.map((query) => ({ source, query })))
  }
  return { branches, rest }
}

const tooMany = (calls: number) => notSupported('filter', `It would take ${calls} calls. Ask in parts.`)

/** Lists that share a rule ask once for what it may have to look up. */
function askedOnce(): (rule: EngineRule | undefined) => Translate<Engine> | undefined {
  const answers = new Map<EngineRule, ReturnType<Translate<Engine>>>()
  return (rule) =>
    rule &&
    ((operators, engine) => {
      if (!answers.has(rule)) answers.set(rule, rule.translate(operators, engine))
      return answers.get(rule)
    })
}

/** Throws NotSupported for what rows cannot be looked through for. */
function checkRest({ fields, lazyFields = {}, instead }: Table, { $or, ...rest }: RestFilter): void {
  const unknown = Object.keys(rest).find((field) => !Object.hasOwn(fields, field) && !Object.hasOwn(lazyFields, field))
  if (unknown !== undefined) throw notSupported(`filter.${unknown}`, instead?.[unknown])
  const alternative = alternativesIn($or)
    .flatMap((one) => Object.keys(one))
    .find((field) => !Object.hasOwn(fields, field))
  if (alternative !== undefined) throw notSupported(`filter.or.${alternative}`)
}
