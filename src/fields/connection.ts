import type { GraphQLResolveInfo } from 'graphql'
import type { Context } from '../context.ts'
import type { Resource, RestFilter, RestSort, Search } from '../upstream/catalog/resource.ts'
import { decodeCursor, encodeCursor, fingerprint } from '../upstream/cursor.ts'
import type { SearchRequest } from '../upstream/dialects/dialect.ts'
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
) => Promise<Connection<Row>>

/** One page of a list as the schema shows it. Fields that cost a call make it when they are asked for. */
export class Connection<Row extends object> {
  readonly nodes: Row[]
  readonly totalCount: number
  readonly totalCountIsExact: boolean
  readonly #list: List<Row>
  readonly #slice: Slice<Row>
  readonly #fingerprint: () => string

  /** @param fingerprint names the list in cursors; made when the first cursor is asked for */
  constructor(list: List<Row>, slice: Slice<Row>, fingerprint: () => string) {
    this.nodes = slice.rows
    this.totalCount = slice.total
    this.totalCountIsExact = slice.totalIsExact
    this.#list = list
    this.#slice = slice
    this.#fingerprint = fingerprint
  }

  get edges(): Array<{ node: Row; cursor: () => string }> {
    return this.nodes.map((node, index) => ({ node, cursor: () => this.#cursor(index) }))
  }

  get pageInfo() {
    const last = this.nodes.length - 1
    return {
      hasNextPage: () => hasNext(this.#list, this.#slice),
      hasPreviousPage: () => hasPrevious(this.#list, this.#slice),
      startCursor: () => (last < 0 ? null : this.#cursor(0)),
      endCursor: () => (last < 0 ? null : this.#cursor(last)),
    }
  }

  #cursor(index: number): string {
    return encodeCursor(this.#fingerprint(), positionOf(this.#slice, this.#list.key, index))
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
  return async (parent, args, context, info) => {
    const key = keyOf(parent)
    const asked = await readArguments(resource, args, context, info)
    if (asked === NOTHING || key === null || key === undefined) return nothing(resource)
    const { [field]: ofParent, ...filter } = asked.filter
    // The client may filter by the parent's key too: it is one value here, so the answer is known.
    if (ofParent !== undefined && !meets(key, ofParent)) return nothing(resource)
    const request = { search: resource.search, sort: asked.sort, filter: { ...filter, [field]: key } }
    const isFirstPage = !isGiven(args.after) && !isGiven(args.last) && !isGiven(args.before)
    if (!isFirstPage) return page(resource, request, args, context)
    const first = 'first' in asked.window ? asked.window.first : 0
    const list = { resource, search: resource.search, parent: field, filter, sort: asked.sort, first }
    const id = `${resource.search.operation} ${field} ${first} ${isPlain(args) ? '' : fingerprint([filter, asked.sort])}`
    const slice = await context.upstream.children({ id, ...list }, key)
    return new Connection(listOf(resource, request, context), slice, () => fingerprintOf(request))
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
  const version = await context.upstream.version()
  const filterFacts = facts.arguments.get('filter')
  if (args.filter && filterFacts) checkVersion(version, 'filter', filterFacts.since)
  const filter = args.filter && filterFacts ? restFilter(filterFacts.type, args.filter, 'filter', version) : {}
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
  return new Connection(list, await fetchSlice(list, window), () => fingerprintOf(request))
}

function listOf<Row extends object>(resource: Resource<Row>, request: SearchRequest, { upstream }: Context): List<Row> {
  const [level] = request.sort ?? []
  return {
    key: resource.key,
    keyOrder: level?.field === resource.key ? level.order : undefined,
    fetch: (wirePage) => upstream.search<Row>(request, resource.key, wirePage),
  }
}

function fingerprintOf({ search, parameters, filter, sort }: SearchRequest): string {
  return fingerprint([search.operation, parameters ?? {}, filter ?? {}, sort ?? []])
}

/** The page of a list that is known to be empty: no call is made for it. */
function nothing<Row extends object>(resource: Resource<Row>): Connection<Row> {
  const slice: Slice<Row> = { ...emptySlice(), known: { next: false, previous: false } }
  return new Connection({ key: resource.key, fetch: async () => slice }, slice, () => '')
}

const isPlain = (args: ConnectionArguments) => !args.filter && !args.sort

const unread = () => ({ base: null, offset: 0, keys: [] })
