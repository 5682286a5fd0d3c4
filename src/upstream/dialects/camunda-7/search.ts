import type { SearchAnswer, SearchRequest, Wire, WirePage } from '../dialect.ts'
import { searchHeld } from './held.ts'
import { levelsOf } from './order.ts'
import { canPage, searchPaged } from './paged.ts'
import { type Plan, planSearch } from './plan.ts'
import type { SearchTable, SortRule } from './table.ts'

export const GENERATION = 'Camunda 7'

/** One page of a search of the contract: by the engine's own sort and pages, or else by looking through all it finds. */
export async function searchTable<Row extends object>(
  wire: Wire,
  table: SearchTable,
  request: Pick<SearchRequest, 'filter' | 'sort'>,
  key: keyof Row & string,
  page: WirePage,
): Promise<SearchAnswer<Row>> {
  const plan = await planSearch(wire, GENERATION, table, request.filter ?? {})
  return runPlan(wire, table, plan, request.sort ?? [], key, page)
}

/** One page of what a plan finds. */
export async function runPlan<Row extends object>(
  wire: Wire,
  table: SearchTable,
  { parts, rest }: Plan,
  sort: NonNullable<SearchRequest['sort']>,
  key: keyof Row & string,
  page: WirePage,
): Promise<SearchAnswer<Row>> {
  const { operation, sources, orders } = table
  if (parts.length === 0)
    return { rows: [], total: 0, totalIsExact: true, startCursor: null, endCursor: null, hasMore: false }
  const rules: Record<string, Pick<SortRule, 'order'>> = {
    ...orders,
    ...Object.assign({}, ...sources.map(({ sorts }) => sorts)),
  }
  const levels = levelsOf(sort, key, rules)
  if (Object.keys(rest).length === 0 && canPage(parts, levels, key)) {
    return searchPaged<Row>(wire, operation, parts, levels, key, page)
  }
  return searchHeld<Row>(wire, GENERATION, table, parts, rest, levels, key, page)
}
