import type { Batch, Search } from '../catalog/operation.ts'
import type { Resource, RestFilter, RestSort } from '../catalog/resource.ts'
import type { SearchAnswer } from '../dialects/search.ts'
import { UpstreamFailure } from '../failures/failure.ts'
import { fetchSlice, MAX_LIMIT } from '../paging/pagination.ts'
import type { Slice } from '../paging/slice.ts'
import type { Session } from '../session/session.ts'
import { inBatches, inHalves, MAX_BATCH, settled } from './batches.ts'
import { batchFilter, batchFor } from './rows.ts'

/** From so many parents on, one search that may serve them all is worth trying. */
const MIN_PARENTS_TO_SCAN = 5

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
 * The first rows below each parent, in the order of the parents, or the error of that parent alone. Never a wrong page or
 * count, and as few searches as the version allows:
 *
 * - It takes many parents at once: one search for all, whose rows are grouped here. When not all rows come with it the
 *   parents are halved and asked for again, down to one parent, which asks for its own page.
 * - It does not: one search without a parent, which serves when it brings every row there is; else a search for each.
 */
export async function loadChildren<Row extends object>(
  session: Session,
  list: ChildList<Row>,
  parents: readonly string[],
): Promise<Array<Slice<Row> | Error>> {
  if (parents.length > 1) {
    const batch = await batchFor(session, list.resource, list.parent)
    if (batch) return await inBatches(parents, (keys) => searchTogether(session, list, batch, keys))
    const found = parents.length >= MIN_PARENTS_TO_SCAN ? await scan(session, list, parents) : undefined
    if (found) return found
  }
  return settled(parents.map((key) => searchAlone(session, list, key)))
}

/**
 * A list's filter with a condition for the parent's key. Where a row holds keys of several parents REST takes a list of
 * conditions, each of which is to hold for one of them.
 */
export function filterBelow(
  { search, filter, parent }: Pick<ChildList<never>, 'search' | 'filter' | 'parent'>,
  condition: unknown,
): RestFilter {
  if (!search.lists?.includes(parent)) return { ...filter, [parent]: condition }
  const others = filter[parent]
  return { ...filter, [parent]: [...(Array.isArray(others) ? others : []), condition] }
}

/** One parent's own page. */
function searchAlone<Row extends object>(session: Session, list: ChildList<Row>, key: string): Promise<Slice<Row>> {
  const { search, sort, resource, first } = list
  const request = { search, sort, filter: filterBelow(list, key) }
  return fetchSlice<Row>(
    { key: resource.key, fetch: (page) => session.search<Row>(request, resource.key, page) },
    { first },
  )
}

async function searchTogether<Row extends object>(
  session: Session,
  list: ChildList<Row>,
  batch: Batch,
  keys: readonly string[],
): Promise<Array<Slice<Row> | Error>> {
  if (keys.length === 1) return [await searchAlone(session, list, keys[0] ?? '')]
  const { search, sort, resource } = list
  const filter = withParents(list, batch, keys)
  if (filter === null) return grouped<Row>([], list, keys)
  if (!filter) return inParts(session, list, batch, keys)
  const request = { search, sort, filter }
  const answer = await session.search<Row>(request, resource.key, { limit: limitFor(list, keys) })
  if (isWhole(answer)) return grouped(answer.rows, list, keys)
  return inParts(session, list, batch, keys)
}

async function inParts<Row extends object>(
  session: Session,
  list: ChildList<Row>,
  batch: Batch,
  keys: readonly string[],
): Promise<Array<Slice<Row> | Error>> {
  const halves = inHalves(keys).map((half) => inBatches(half, (some) => searchTogether(session, list, batch, some)))
  return (await Promise.all(halves)).flat()
}

/**
 * A filter for the rows below any of these parents. Where many parents are alternatives, and the client has some of its
 * own, each of the client's is put together with each parent: there is one list of alternatives alone, one level deep.
 * Undefined where that would be too many, or cannot be told; null where no row can match.
 */
function withParents(
  list: Pick<ChildList<never>, 'search' | 'filter' | 'parent'>,
  batch: Batch,
  keys: readonly string[],
): RestFilter | null | undefined {
  if (batch.by === '$in') return filterBelow(list, { $in: keys })
  const { filter, parent } = list
  const parents = batchFilter(batch, parent, keys)
  const own: unknown = filter.$or
  if (!('$or' in parents) || !Array.isArray(own)) return { ...filter, ...parents }
  const ofParents = own.map((one: RestFilter) => one[parent])
  const isTold = ofParents.every((one) => one === undefined || typeof one === 'string')
  if (!isTold || keys.length * own.length > MAX_BATCH) return undefined
  const alternatives = keys.flatMap((key) =>
    own.flatMap((one: RestFilter) => {
      const { [parent]: ofParent, ...rest } = one
      return ofParent === undefined || ofParent === key ? [{ ...rest, [parent]: key }] : []
    }),
  )
  return alternatives.length > 0 ? { ...filter, $or: alternatives } : null
}

/**
 * All rows of the search, below any parent, if they fit into one answer; else undefined, and the search is not tried
 * again for a while. Incidents on 8.8 are the case in point: their filter takes one instance only, but a cluster has
 * few of them. Of other rows there may be millions, so they are tried only when the client narrows them.
 */
async function scan<Row extends object>(
  session: Session,
  list: ChildList<Row>,
  parents: readonly string[],
): Promise<Array<Slice<Row>> | undefined> {
  const { search, sort, filter, resource } = list
  // Named by the filter's fields, not their values: otherwise a filter by the current date would be tried again each
  // time.
  const name = `${search.operation} ${Object.keys(filter).sort().join(' ')}`
  const shown: readonly string[] = resource.search.groupableBy
  const mayFit = resource.fitsOneAnswer || Object.keys(filter).length > 0
  // The newest of all rows are not those that are the newest below each parent.
  if (resource.restrictedBy && filter[resource.restrictedBy.filter] === true) return undefined
  if (!mayFit || !shown.includes(list.parent) || session.cluster.isLarge(name)) return undefined
  // A failure is not reported here: the searches per parent will report it.
  const answer = await session
    .search<Row>({ search, sort, filter }, resource.key, { limit: limitFor(list, parents) })
    .catch((error: unknown) => {
      if (error instanceof UpstreamFailure && error.kind === 'oversized') session.cluster.markLarge(name)
      return undefined
    })
  if (answer && isWhole(answer)) return grouped(answer.rows, list, parents)
  if (answer) session.cluster.markLarge(name)
  return undefined
}

const limitFor = <Row extends object>(list: ChildList<Row>, parents: readonly string[]) =>
  Math.min(MAX_LIMIT, Math.max(MIN_BATCH_LIMIT, parents.length * list.first))

const isWhole = <Row>(answer: SearchAnswer<Row>) => answer.totalIsExact && answer.total <= answer.rows.length

// One for all: there are as many slices as parents.
const START = Object.freeze({ cursor: null, offset: 0 })
const MORE = Object.freeze({ next: true, previous: false })
const ALL = Object.freeze({ next: false, previous: false })

function grouped<Row extends object>(rows: Row[], list: ChildList<Row>, parents: readonly string[]): Array<Slice<Row>> {
  const byParent = new Map<unknown, Row[]>()
  for (const row of rows) {
    const named = (row as Record<string, unknown>)[list.parent]
    for (const key of Array.isArray(named) ? new Set(named) : [named]) {
      const own = byParent.get(key)
      if (own) own.push(row)
      else byParent.set(key, [row])
    }
  }
  const none = wholeSlice<Row>([], list.first)
  return parents.map((key) => {
    const own = byParent.get(key)
    return own ? wholeSlice(own, list.first) : none
  })
}

/** The first of all rows that there are. */
function wholeSlice<Row>(all: Row[], first: number): Slice<Row> {
  const hasMore = all.length > first
  return {
    rows: hasMore ? all.slice(0, first) : all,
    total: all.length,
    totalIsExact: true,
    startCursor: null,
    endCursor: null,
    base: START,
    known: hasMore ? MORE : ALL,
  }
}
