import type { FieldNode, GraphQLResolveInfo } from 'graphql'
import type { Context } from '../request/context.ts'
import type { Resource } from '../upstream/catalog/resource.ts'
import { type ChildList, filterBelow } from '../upstream/loading/children.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'
import { fingerprint } from '../upstream/paging/cursor.ts'
import type { Slice } from '../upstream/paging/slice.ts'
import { Connection, type ConnectionArguments, type ConnectionResolver } from './connection-page.ts'
import { type Asked, isPlain, located, nothing, page, readArguments } from './connection-request.ts'
import { NOTHING } from './filter.ts'
import { below, meets, type ParentFilter } from './parent-filter.ts'
import { isPresent } from './present.ts'
import { upstreamOf } from './upstream-of.ts'

/**
 * Rows that name their parent's key in a field, such as the incidents of an instance. First pages below many parents
 * become one search where the version allows.
 * @param field the filter, and the field of a row, that holds the parent's key
 * @param also what else must hold, because keys of other kinds stand in the same field
 */
export function children<Parent, Row extends object>(
  resource: Resource<Row>,
  field: string,
  keyOf: (parent: Parent) => string | null | undefined,
  also: ParentFilter = {},
): ConnectionResolver<Parent, Row> {
  const relation = { resource, field, also }
  // The arguments are the same below each parent, so they are read once for all parents of a request in a cluster. V8's
  // quick collector keeps the values of a WeakMap whether or not their keys live: they must not lead to the request.
  const readings = new WeakMap<Upstream, Map<FieldNode, Below<Row> | Promise<Below<Row>>>>()

  function read(args: ConnectionArguments, upstream: Upstream, context: Context, info: GraphQLResolveInfo) {
    let known = readings.get(upstream)
    if (!known) {
      known = new Map()
      readings.set(upstream, known)
    }
    const [node] = info.fieldNodes
    const kept = node && known.get(node)
    if (!node || kept) return kept ?? readBelow(relation, args, upstream, context, info)
    const reading = readBelow(relation, args, upstream, context, info)
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

/** The one row that names its parent's key in a field; null where none does. */
export function onlyChild<Parent, Row extends object>(
  resource: Resource<Row>,
  field: string,
  keyOf: (parent: Parent) => string | null | undefined,
) {
  const all = children(resource, field, keyOf)
  const resolver = async (
    parent: Parent,
    _args: object,
    context: Context,
    info: GraphQLResolveInfo,
  ): Promise<Row | null> => (await all(parent, {}, context, info)).nodes[0] ?? null
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

/** How rows name their parents. */
interface Relation<Row extends object> {
  resource: Resource<Row>
  field: string
  also: ParentFilter
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
  relation: Relation<Row>,
  args: ConnectionArguments,
  upstream: Upstream,
  context: Context,
  info: GraphQLResolveInfo,
): Below<Row> | Promise<Below<Row>> {
  const asked = readArguments(relation.resource, args, upstream, context, info)
  if (asked instanceof Promise) return asked.then((one) => listBelow(relation, args, one))
  return listBelow(relation, args, asked)
}

function listBelow<Row extends object>(
  { resource, field, also }: Relation<Row>,
  args: ConnectionArguments,
  asked: Asked | typeof NOTHING,
): Below<Row> {
  if (asked === NOTHING) return NOTHING
  const { sort, window } = asked
  const { [field]: own, ...others } = asked.filter
  // Where rows have several parents, the client's condition may be about another one: it stays.
  const hasMany = resource.search.lists?.includes(field) === true
  const ofParent = hasMany ? undefined : own
  const filter = below(hasMany ? asked.filter : others, also)
  if (filter === NOTHING) return NOTHING
  const first = 'first' in window ? window.first : 0
  const isAll = isPlain(args) && Object.keys(also).length === 0
  const id = `${resource.search.operation} ${field} ${first} ${isAll ? '' : fingerprint([filter, sort])}`
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

function requestBelow<Row extends object>(list: ChildList<Row>, parentKey: string) {
  const { search, sort } = list
  return { search, sort, filter: filterBelow(list, parentKey) }
}
