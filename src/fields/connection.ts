import type { FieldNode, GraphQLResolveInfo } from 'graphql'
import type { Context } from '../context.ts'
import type { Resource, RestFilter, RestSort, Search } from '../upstream/catalog/resource.ts'
import type { ChildList } from '../upstream/children.ts'
import { decodeCursor, encodeCursor, fingerprint } from '../upstream/cursor.ts'
import type { KeyForm, SearchRequest } from '../upstream/dialects/dialect.ts'
import { fetchSlice, hasNext, hasPrevious, type List, type Window } from '../upstream/pagination.ts'
import { emptySlice, positionOf, type Slice } from '../upstream/slice.ts'
import { factsOf } from './facts.ts'
import { NOTHING, restFilter } from './filter.ts'
import { isGiven } from './given.ts'
import { narrowed } from './narrowed.ts'
import { meets } from './parent-filter.ts'
import { restSort, type SortInput } from './sort.ts'
import { checkVersion } from './supported.ts'
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
  readonly #locate: () => Located<Row>
  #located: Located<Row> | undefined

  constructor(slice: Slice<Row>, locate: () => Located<Row>) {
    this.nodes = slice.rows
    this.#slice = slice
    this.#locate = locate
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
    this.#located ??= this.#locate()
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
  return async (parent, args, context, info) => {
    const asked = await readArguments(resource, args, context, info)
    if (asked === NOTHING) return nothing(resource)
    const { filter, sort } = asked
    return page(resource, { search, parameters: parametersOf(parent), filter, sort }, args, context)
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
  // The arguments are the same below each parent, so they are read once for all parents of a request.
  const below = new WeakMap<Context, Map<FieldNode, Below<Row> | Promise<Below<Row>>>>()

  function read(args: ConnectionArguments, context: Context, info: GraphQLResolveInfo) {
    let known = below.get(context)
    if (!known) {
      known = new Map()
      below.set(context, known)
    }
    const [node] = info.fieldNodes
    const kept = node && known.get(node)
    if (!node || kept) return kept ?? readBelow(resource, field, args, context, info)
    const reading = readBelow(resource, field, args, context, info).then((one) => {
      known.set(node, one)
      return one
    })
    known.set(node, reading)
    return reading
  }

  function resolve(parent: Parent, args: ConnectionArguments, context: Context, asked: Below<Row>) {
    const key = keyOf(parent)
    if (asked === NOTHING || key === null || key === undefined) return nothing(resource)
    const { ofParent, list } = asked
    // The client may filter by the parent's key too: it is one value here, so the answer is known.
    if (ofParent !== undefined && !meets(key, ofParent)) return nothing(resource)
    const request = () => ({ search: resource.search, sort: list.sort, filter: { ...list.filter, [field]: key } })
    if (!asked.isFirstPage) return page(resource, request(), args, context)
    return context.upstream
      .children(list, key)
      .then((slice) => new Connection(slice, () => located(resource, request(), context)))
  }

  return (parent, args, context, info) => {
    const asked = read(args, context, info)
    if (asked instanceof Promise) return asked.then((one) => resolve(parent, args, context, one))
    return resolve(parent, args, context, asked)
  }
}

/** What the arguments ask for below each parent. */
type Below<Row extends object> =
  | typeof NOTHING
  | {
      /** The client's own filter by the parent's key. */
      ofParent: unknown
      isFirstPage: boolean
      list: ChildList<Row>
    }

async function readBelow<Row extends object>(
  resource: Resource<Row>,
  field: string,
  args: ConnectionArguments,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Below<Row>> {
  const asked = await readArguments(resource, args, context, info)
  if (asked === NOTHING) return NOTHING
  const { sort, window } = asked
  const { [field]: ofParent, ...filter } = asked.filter
  const first = 'first' in window ? window.first : 0
  const id = `${resource.search.operation} ${field} ${first} ${isPlain(args) ? '' : fingerprint([filter, sort])}`
  return {
    ofParent,
    isFirstPage: !isGiven(args.after) && !isGiven(args.last) && !isGiven(args.before),
    list: { id, resource, search: resource.search, parent: field, filter, sort, first },
  }
}

interface Asked {
  /** Without its cursor, which is read where the list is known. */
  window: Window
  filter: RestFilter
  sort: readonly RestSort[]
}

async function readArguments(
  resource: Resource<never>,
  args: ConnectionArguments,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Asked | typeof NOTHING> {
  const facts = factsOf(info)
  // What is refused for its form alone is refused without asking for the version.
  const window = readWindow(args, context.maxPageSize, unread)
  if (isPlain(args)) return { window, filter: {}, sort: resource.sort }
  const { keys } = context.upstream
  const version = await context.upstream.version()
  const filterFacts = facts.arguments.get('filter')
  if (args.filter && filterFacts) checkVersion(version, 'filter', filterFacts.since)
  const filter =
    args.filter && filterFacts ? restFilter(filterFacts.type, args.filter, 'filter', { version, keys }) : {}
  if (filter === NOTHING) return NOTHING
  const sort = restSort(resource, facts.arguments.get('sort')?.type, args.sort, version)
  return { window, ...narrowed(resource, filter, sort, args) }
}

async function page<Row extends object>(
  resource: Resource<Row>,
  request: SearchRequest,
  args: ConnectionArguments,
  context: Context,
): Promise<Connection<Row>> {
  const window = readWindow(args, context.maxPageSize, (argument, cursor) =>
    decodeCursor(argument, cursor, fingerprintOf(request)),
  )
  const list = listOf(resource, request, context)
  return new Connection(await fetchSlice(list, window), () => ({ list, fingerprint: fingerprintOf(request) }))
}

function located<Row extends object>(resource: Resource<Row>, request: SearchRequest, context: Context) {
  return { list: listOf(resource, request, context), fingerprint: fingerprintOf(request) }
}

function listOf<Row extends object>(resource: Resource<Row>, request: SearchRequest, { upstream }: Context): List<Row> {
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

function fingerprintOf({ search, parameters, filter, sort }: SearchRequest): string {
  return fingerprint([search.operation, parameters ?? {}, filter ?? {}, sort ?? []])
}

/** The page of a list that is known to be empty: no call is made for it. */
function nothing<Row extends object>(resource: Resource<Row>): Connection<Row> {
  const slice: Slice<Row> = { ...emptySlice(), known: { next: false, previous: false } }
  const fetch = async () => ({ rows: [], total: 0, totalIsExact: true, startCursor: null, endCursor: null })
  return new Connection(slice, () => ({ list: { key: resource.key, fetch }, fingerprint: '' }))
}

const isPlain = (args: ConnectionArguments) => !args.filter && !args.sort

const unread = () => ({ base: null, offset: 0, keys: [] })
