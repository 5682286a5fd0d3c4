import { inBatches } from './batches.ts'
import type { Resource, RestFilter, RestSort, Search } from './catalog/resource.ts'
import { fetchSlice, MAX_LIMIT } from './pagination.ts'
import { batchFilter, batchFor } from './rows.ts'
import type { Slice } from './slice.ts'
import type { Upstream } from './upstream.ts'

/** The fewest rows that a search for many parents asks for: so many cost little more than a few. */
const MIN_BATCH_LIMIT = 1_000

/** The first rows below each of many parents: the same search, filter and sort for all. */
export interface ChildList<Row extends object> {
  /** The same for lists that differ in their parents alone. */
  id: string
  resource: Resource<Row>
  search: Search
  /** The field of a row that holds its parent's key. */
  parent: string
  filter: RestFilter
  sort: readonly RestSort[]
  /** How many rows of each parent are wanted. */
  first: number
}

/**
 * The first rows below each parent, in the order of the parents, or the error of that parent alone.
 * One search for all parents whose rows are grouped here, where the version takes many parents at once. When not all
 * rows come with it the parents are halved and asked for again, down to one parent, which asks for its own page: so
 * there is never a wrong page or count.
 */
export async function loadChildren<Row extends object>(
  upstream: Upstream,
  list: ChildList<Row>,
  parents: readonly string[],
): Promise<Array<Slice<Row> | Error>> {
  const batch = parents.length > 1 ? batchFor(list.resource, list.parent, await upstream.version()) : undefined
  const { search, sort, parent } = list
  const alone = (key: string) => {
    const request = { search, sort, filter: { ...list.filter, [parent]: key } }
    return fetchSlice<Row>(
      { key: list.resource.key, fetch: (page) => upstream.search<Row>(request, list.resource.key, page) },
      { first: list.first },
    )
  }
  if (!batch) return Promise.all(parents.map((key) => alone(key).catch(asError)))

  const together = async (keys: readonly string[]): Promise<Array<Slice<Row> | Error>> => {
    if (keys.length === 1) return [await alone(keys[0] ?? '')]
    const request = { search, sort, filter: { ...list.filter, ...batchFilter(batch, parent, keys) } }
    const limit = Math.min(MAX_LIMIT, Math.max(MIN_BATCH_LIMIT, keys.length * list.first))
    const answer = await upstream.search<Row>(request, list.resource.key, { limit })
    if (answer.totalIsExact && answer.total <= answer.rows.length) return grouped(answer.rows, list, keys)
    const middle = Math.ceil(keys.length / 2)
    const halves = [keys.slice(0, middle), keys.slice(middle)]
    return (await Promise.all(halves.map((half) => inBatches(half, together)))).flat()
  }
  return inBatches(parents, together)
}

function grouped<Row extends object>(rows: Row[], list: ChildList<Row>, parents: readonly string[]): Array<Slice<Row>> {
  const byParent = new Map<unknown, Row[]>(parents.map((key) => [key, []]))
  for (const row of rows) byParent.get((row as Record<string, unknown>)[list.parent])?.push(row)
  return parents.map((key) => {
    const own = byParent.get(key) ?? []
    return {
      rows: own.slice(0, list.first),
      total: own.length,
      totalIsExact: true,
      startCursor: null,
      endCursor: null,
      base: { cursor: null, offset: 0 },
      known: { next: own.length > list.first, previous: false },
    }
  })
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)))
