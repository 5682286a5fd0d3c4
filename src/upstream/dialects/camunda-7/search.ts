import { emptyPage } from '../rows/page.ts'
import type { Row } from '../rows/row.ts'
import type { SearchAnswer, SearchRequest, WirePage } from '../search.ts'
import type { Engine } from './engine.ts'
import { searchInMemory } from './in-memory.ts'
import { levelsOf } from './order.ts'
import { canPage, searchPaged } from './paged.ts'
import { planSearch } from './plan.ts'
import type { Table } from './table.ts'

/** One page of a search of the contract: by the engine's own sort and pages, or else by looking through all it finds. */
export async function searchTable(
  engine: Engine,
  table: Table,
  { filter = {}, sort = [] }: Pick<SearchRequest, 'filter' | 'sort'>,
  key: string,
  page: WirePage,
): Promise<SearchAnswer<Row>> {
  const plan = await planSearch(engine, table, filter)
  if (plan.branches.length === 0) return emptyPage()
  const levels = levelsOf(sort, key, table.fields)
  if (Object.keys(plan.rest).length === 0 && canPage(plan.branches, levels, key)) {
    try {
      return await searchPaged(engine, plan.branches, levels, key, page)
    } catch (error) {
      // Which of the rows the engine fails at cannot be told of a page: all of them are looked through.
      if (!plan.branches.some(({ source }) => source.apart?.isFailure(error))) throw error
    }
  }
  return searchInMemory(engine, table, plan, levels, key, page)
}
