import type { GraphQLResolveInfo } from 'graphql'
import type { Context } from '../request/context.ts'
import type { Version } from '../upstream/api/version.ts'
import type { Resource, RestFilter, RestSort } from '../upstream/catalog/resource.ts'
import type { KeyForm } from '../upstream/dialects/dialect.ts'
import type { SearchRequest } from '../upstream/dialects/search.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'
import { decodeCursor, fingerprint } from '../upstream/paging/cursor.ts'
import { fetchSlice, type List, type Window } from '../upstream/paging/pagination.ts'
import { emptySlice, type Slice } from '../upstream/paging/slice.ts'
import { Connection, type ConnectionArguments } from './connection-page.ts'
import { factsOf } from './facts.ts'
import { NOTHING, restFilter } from './filter.ts'
import { restSort } from './sort.ts'
import { restrictSort } from './sort-restrictions.ts'
import { checkVersion } from './supported.ts'
import { readWindow } from './window.ts'

/** What the arguments of a connection ask for. */
export interface Asked {
  /** Without its cursor, which is read where the list is known. */
  window: Window
  filter: RestFilter
  sort: readonly RestSort[]
}

/** A promise only where the cluster has to be asked for its version. Throws, or rejects with, InvalidInput. */
export function readArguments(
  resource: Resource<never>,
  args: ConnectionArguments,
  upstream: Upstream,
  context: Context,
  info: GraphQLResolveInfo,
): Asked | typeof NOTHING | Promise<Asked | typeof NOTHING> {
  // What is refused for its form alone is refused without asking for the version.
  const window = readWindow(args, context.maxPageSize, unread)
  if (isPlain(args)) return { window, filter: {}, sort: resource.sort }
  const version = upstream.version()
  if (version instanceof Promise) return version.then((known) => narrow(resource, args, window, known, upstream, info))
  return narrow(resource, args, window, version, upstream, info)
}

function narrow(
  resource: Resource<never>,
  args: ConnectionArguments,
  window: Window,
  version: Version,
  { keys, cluster }: Upstream,
  info: GraphQLResolveInfo,
): Asked | typeof NOTHING {
  const facts = factsOf(info)
  const filterFacts = facts.arguments.get('filter')
  try {
    if (args.filter && filterFacts) checkVersion(version, 'filter', filterFacts.since)
    const filter =
      args.filter && filterFacts ? restFilter(filterFacts.type, args.filter, 'filter', { version, keys }) : {}
    if (filter === NOTHING) return NOTHING
    const sort = restSort(resource, facts.arguments.get('sort')?.type, args.sort, version)
    return { window, ...restrictSort(resource, filter, sort, args) }
  } catch (error) {
    throw cluster.withName(error)
  }
}

/** The page that the arguments ask for. */
export async function page<Row extends object>(
  resource: Resource<Row>,
  request: SearchRequest,
  args: ConnectionArguments,
  upstream: Upstream,
  { maxPageSize }: Context,
): Promise<Connection<Row>> {
  const window = readWindow(args, maxPageSize, (argument, cursor) =>
    decodeCursor(argument, cursor, fingerprintOf(request, upstream)),
  )
  const list = listOf(resource, request, upstream)
  return new Connection(await fetchSlice(list, window), () => ({ list, fingerprint: fingerprintOf(request, upstream) }))
}

/** A list and its name in cursors. */
export function located<Row extends object>(resource: Resource<Row>, request: SearchRequest, upstream: Upstream) {
  return { list: listOf(resource, request, upstream), fingerprint: fingerprintOf(request, upstream) }
}

function listOf<Row extends object>(resource: Resource<Row>, request: SearchRequest, upstream: Upstream): List<Row> {
  const [level] = request.sort ?? []
  return {
    key: resource.key,
    keyOrder: level?.field === resource.key ? keyOrder(upstream.keys, level.order) : undefined,
    fromEnd: upstream.pagesFromEnd,
    fetch: (wirePage) => upstream.search<Row>(request, resource.key, wirePage),
  }
}

function keyOrder({ compare }: KeyForm, order: 'ASC' | 'DESC') {
  return compare && order === 'DESC' ? (a: string, b: string) => compare(b, a) : compare
}

/**
 * Names a list. The cluster is a part of it where it is not the default one, and the physical tenant where one is chosen,
 * so that cursors of old stay good.
 */
function fingerprintOf(
  { search, parameters, filter, sort }: SearchRequest,
  { cluster: { mark }, caller }: Upstream,
): string {
  const list = [search.operation, parameters ?? {}, filter ?? {}, sort ?? []]
  const { physicalTenant } = caller
  return fingerprint([
    ...list,
    ...(mark === undefined ? [] : [mark]),
    ...(physicalTenant === undefined ? [] : [{ physicalTenant }]),
  ])
}

/** The page of a list that is known to be empty: no call is made for it. */
export function nothing<Row extends object>(resource: Resource<Row>): Connection<Row> {
  const slice: Slice<Row> = { ...emptySlice(), known: { next: false, previous: false } }
  const fetch = async () => ({ rows: [], total: 0, totalIsExact: true, startCursor: null, endCursor: null })
  return new Connection(slice, () => ({ list: { key: resource.key, fetch }, fingerprint: '' }))
}

/** Whether nothing is asked for but a page. */
export const isPlain = (args: ConnectionArguments) => !args.filter && !args.sort

const unread = () => ({ base: null, offset: 0, keys: [] })
