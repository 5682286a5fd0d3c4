import type { FieldNode, GraphQLResolveInfo } from 'graphql'
import type { Context } from '../request/context.ts'
import type { Version } from '../upstream/api/version.ts'
import type { Search } from '../upstream/catalog/operation.ts'
import type { Resource, RestFilter, RestSort } from '../upstream/catalog/resource.ts'
import type { KeyForm } from '../upstream/dialects/dialect.ts'
import type { SearchRequest } from '../upstream/dialects/search.ts'
import type { ChildList } from '../upstream/loading/children.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'
import { decodeCursor, encodeCursor, fingerprint } from '../upstream/paging/cursor.ts'
import { fetchSlice, hasNext, hasPrevious, type List, type Window } from '../upstream/paging/pagination.ts'
import { emptySlice, positionOf, type Slice } from '../upstream/paging/slice.ts'
import { factsOf } from './facts.ts'
import { NOTHING, restFilter } from './filter.ts'
import { meets } from './parent-filter.ts'
import { isPresent } from './present.ts'
import { restSort, type SortInput } from './sort.ts'
import { restrictSort } from './sort-restrictions.ts'
import { checkVersion } from './supported.ts'
import { upstreamOf } from './upstream-of.ts'
import { readWindow, type WindowArguments } from './window.ts'

/** The arguments that every connection takes; a field's own schema says which it has. */
export interface ConnectionArguments extends WindowArguments {
  filter?: object | null | undefined
  sort?: readonly SortInput[] | null | undefined
}

type ConnectionResolver<Parent, Row extends object> = (
  parent: Parent,
  args: ConnectionArguments,
  context: Context,
  info: GraphQLResolveInfo,
) => Promise<Connection<Row>> | Connection<Row>

/** A list and its name in cursors: needed for cursors and for calls beyond the page, so made when one is asked for. */
interface Located<Row extends object> {
  list: List<Row>
  fingerprint: string
}

/** One page of a list as the schema shows it. Fields that cost a call make it when they are asked for. */
export class Connection<Row extends object> {
  readonly nodes: Row[]
  readonly #slice: Slice<Row>
  readonly #locate: (parentKey: string) => Located<Row>
  readonly #parentKey: string
  #located: Located<Row> | undefined

  /** @param locate told the parent's key, so that one function serves the lists below many parents */
  constructor(slice: Slice<Row>, locate: (parentKey: string) => Located<Row>, parentKey = '') {
    this.nodes = slice.rows
    this.#slice = slice
    this.#locate = locate
    this.#parentKey = parentKey
  }

  /** Counting costs a call on engines that answer no count with a page. */
  get totalCount(): number | (() => Promise<number>) {
    const { total, totalIsExact, count } = this.#slice
    return totalIsExact || !count ? total : count
  }

  get totalCountIsExact(): boolean {
    return this.#slice.totalIsExact || this.#slice.count !== undefined
  }

  get edges(): Array<{ node: Row; cursor: () => string }> {
    return this.nodes.map((node, index) => ({ node, cursor: () => this.#cursor(index) }))
  }

  get pageInfo() {
    const last = this.nodes.length - 1
    return {
      hasNextPage: () => hasNext(this.#where.list, this.#slice),
      hasPreviousPage: () => hasPrevious(this.#where.list, this.#slice),
      startCursor: () => (last < 0 ? null : this.#cursor(0)),
      endCursor: () => (last < 0 ? null : this.#cursor(last)),
    }
  }

  get #where(): Located<Row> {
    this.#located ??= this.#locate(this.#parentKey)
    return this.#located
  }

  #cursor(index: number): string {
    const { list, fingerprint } = this.#where
    return encodeCursor(fingerprint, positionOf(this.#slice, list.key, index))
  }
}

/** All rows of a kind, by its search. */
export function connection<Row extends object>(resource: Resource<Row>): ConnectionResolver<unknown, Row> {
  return searchConnection(resource, resource.search, () => ({}))
}

/**
 * Rows by a search that has its parent in the path, such as the variables of a user task.
 * @param parametersOf the values for the braces in the search's path
 */
export function searchConnection<Parent, Row extends object>(
  resource: Resource<Row>,
  search: Search,
  parametersOf: (parent: Parent) => Record<string, string>,
): ConnectionResolver<Parent, Row> {
  const pageOf = (asked: Asked | typeof NOTHING, parent: Parent, args: ConnectionArguments, context: Context) => {
    if (asked === NOTHING) return nothing(resource)
    const { filter, sort } = asked
    const request = { search, parameters: parametersOf(parent), filter, sort }
    return page(resource, request, args, upstreamOf(parent, context), context)
  }
  return (parent, args, context, info) => {
    const asked = readArguments(resource, args, upstreamOf(parent, context), context, info)
    if (asked instanceof Promise) return asked.then((one) => pageOf(one, parent, args, context))
    return pageOf(asked, parent, args, context)
  }
}

/**
 * Rows that name their parent's key in a field, such as the incidents of an instance. First pages below many parents
 * become one search where the version allows.
 * @param field the filter, and the field of a row, that holds the parent's key
 */
export function children<Parent, Row extends object>(
  resource: Resource<Row>,
  field: string,
  keyOf: (parent: Parent) => string | null | undefined,
): ConnectionResolver<Parent, Row> {
  // The arguments are the same below each parent, so they are read once for all parents of a request in a cluster. V8's
  // quick collector keeps the values of a WeakMap whether or not their keys live: they must not lead to the request.
  const below = new WeakMap<Upstream, Map<FieldNode, Below<Row> | Promise<Below<Row>>>>()

  function read(args: ConnectionArguments, upstream: Upstream, context: Context, info: GraphQLResolveInfo) {
    let known = below.get(upstream)
    if (!known) {
      known = new Map()
      below.set(upstream, known)
    }
    const [node] = info.fieldNodes
    const kept = node && known.get(node)
    if (!node || kept) return kept ?? readBelow(resource, field, args, upstream, context, info)
    const reading = readBelow(resource, field, args, upstream, context, info)
    known.set(node, reading)
    if (reading instanceof Promise) reading.then((one) => known.set(node, one)).catch(() => {})
    return reading
  }

  function resolve(parent: Parent, args: ConnectionArguments, upstream: Upstream, context: Context, asked: Below<Row>) {
    const key = keyOf(parent)
    if (asked === NOTHING || key === null || key === undefined) return nothing(resource)
    const { ofParent, list } = asked
    // The client may filter by the parent's key too: it is one value here, so the answer is known.
    if (ofParent !== undefined && !meets(key, ofParent)) return nothing(resource)
    if (!asked.isFirstPage) return page(resource, requestBelow(list, key), args, upstream, context)
    return upstream.children(list, key, asked.shown)
  }

  const resolver: ConnectionResolver<Parent, Row> = (parent, args, context, info) => {
    const upstream = upstreamOf(parent, context)
    const asked = read(args, upstream, context, info)
    if (asked instanceof Promise) return asked.then((one) => resolve(parent, args, upstream, context, one))
    return resolve(parent, args, upstream, context, asked)
  }
  lists.set(resolver, { resource, field })
  return resolver
}

/** A list of rows that name their parent in a field. */
export interface ListBelow {
  resource: Resource<never>
  field: string
}

const lists = new WeakMap<object, ListBelow>()

/** The list that a field's resolver answers; undefined where it is none below a parent. */
export function childrenOf(resolver: object): ListBelow | undefined {
  return lists.get(resolver)
}

/** What the arguments ask for below each parent. */
type Below<Row extends object> =
  | typeof NOTHING
  | {
      /** The client's own filter by the parent's key. */
      ofParent: unknown
      isFirstPage: boolean
      list: ChildList<Row>
      /** What makes first pages of slices. Told the cluster, because nothing here may hold on to the request: see above. */
      shown(upstream: Upstream): (slice: Slice<Row>, parentKey: string) => Connection<Row>
    }

function readBelow<Row extends object>(
  resource: Resource<Row>,
  field: string,
  args: ConnectionArguments,
  upstream: Upstream,
  context: Context,
  info: GraphQLResolveInfo,
): Below<Row> | Promise<Below<Row>> {
  const asked = readArguments(resource, args, upstream, context, info)
  if (asked instanceof Promise) return asked.then((one) => listBelow(resource, field, args, one))
  return listBelow(resource, field, args, asked)
}

function listBelow<Row extends object>(
  resource: Resource<Row>,
  field: string,
  args: ConnectionArguments,
  asked: Asked | typeof NOTHING,
): Below<Row> {
  if (asked === NOTHING) return NOTHING
  const { sort, window } = asked
  const { [field]: ofParent, ...filter } = asked.filter
  const first = 'first' in window ? window.first : 0
  const id = `${resource.search.operation} ${field} ${first} ${isPlain(args) ? '' : fingerprint([filter, sort])}`
  const list: ChildList<Row> = { id, resource, search: resource.search, parent: field, filter, sort, first }
  return {
    ofParent,
    isFirstPage: !isPresent(args.after) && !isPresent(args.last) && !isPresent(args.before),
    list,
    shown(upstream) {
      const locate = (parentKey: string) => located(resource, requestBelow(list, parentKey), upstream)
      return (slice, parentKey) => new Connection(slice, locate, parentKey)
    },
  }
}

function requestBelow<Row extends object>({ search, sort, filter, parent }: ChildList<Row>, parentKey: string) {
  return { search, sort, filter: { ...filter, [parent]: parentKey } }
}

interface Asked {
  /** Without its cursor, which is read where the list is known. */
  window: Window
  filter: RestFilter
  sort: readonly RestSort[]
}

/** A promise only where the cluster has to be asked for its version. Throws, or rejects with, InvalidInput. */
function readArguments(
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

async function page<Row extends object>(
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

function located<Row extends object>(resource: Resource<Row>, request: SearchRequest, upstream: Upstream) {
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

/** Names a list. The cluster is a part of it where it is not the default one, so that cursors of old stay good. */
function fingerprintOf({ search, parameters, filter, sort }: SearchRequest, { cluster: { mark } }: Upstream): string {
  const list = [search.operation, parameters ?? {}, filter ?? {}, sort ?? []]
  return fingerprint(mark === undefined ? list : [...list, mark])
}

/** The page of a list that is known to be empty: no call is made for it. */
function nothing<Row extends object>(resource: Resource<Row>): Connection<Row> {
  const slice: Slice<Row> = { ...emptySlice(), known: { next: false, previous: false } }
  const fetch = async () => ({ rows: [], total: 0, totalIsExact: true, startCursor: null, endCursor: null })
  return new Connection(slice, () => ({ list: { key: resource.key, fetch }, fingerprint: '' }))
}

const isPlain = (args: ConnectionArguments) => !args.filter && !args.sort

const unread = () => ({ base: null, offset: 0, keys: [] })
