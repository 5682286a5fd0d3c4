import type { GraphQLResolveInfo } from 'graphql'
import type { Context } from '../request/context.ts'
import { isLazy, type MaybeLazy } from '../upstream/catalog/lazy.ts'
import { type Pair, pairKey } from '../upstream/catalog/pair.ts'
import type { Resource } from '../upstream/catalog/resource.ts'
import { MAX_BATCH } from '../upstream/loading/batches.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'
import { checkKey, checkText, keyFormOf, mayBeKey, toGlobalId } from './keys.ts'
import { asksFor, asksOnlyFor } from './selection.ts'
import { requireAt } from './supported.ts'
import { upstreamOf } from './upstream-of.ts'

/** A single object by the argument of its key's name; null where it does not exist. */
export function byKey<Row extends object>(resource: Resource<Row>) {
  return (
    source: unknown,
    args: { [argument: string]: string },
    context: Context,
    info: GraphQLResolveInfo,
  ): Promise<Row | null> | Row => {
    const upstream = upstreamOf(source, context)
    const key = args[resource.key] ?? ''
    checkKey(resource.key, key, keyFormOf(resource, upstream))
    return rowFor(upstream, resource, key, info)
  }
}

/** A single object by the arguments that identify it together: a tenant, or none, and a name. */
export function byPair<Args extends object, Row extends object>(resource: Resource<Row>, pairOf: (args: Args) => Pair) {
  return (source: unknown, args: Args, context: Context, info: GraphQLResolveInfo): Promise<Row | null> | Row => {
    const [tenant, name] = pairOf(args)
    if (tenant !== null) checkText('tenantId', tenant)
    checkText('name', name)
    return rowFor(upstreamOf(source, context), resource, pairKey([tenant, name]), info)
  }
}

/**
 * A row by its key, for a field that answers it: one that is kept serves where the query asks for no more of it.
 * @param foundBy what is known of the field that the resource's rows are found by
 */
export function rowFor<Row extends object>(
  upstream: Upstream,
  resource: Resource<Row>,
  key: string,
  info: GraphQLResolveInfo,
  foundBy?: unknown,
): Promise<Row | null> | Row {
  return upstream.row(resource, key, (field) => asksFor(info, field), foundBy)
}

/** What is known of a row. */
type Carried<Row> = { [field in keyof Row]?: MaybeLazy<Row[field] | null | undefined> | Row[field] }

/**
 * The object that a row names by its key; null where it names none.
 * @param carried what the row says of the object: a query that asks for no more costs no call
 */
export function one<Parent, Row extends object>(
  resource: Resource<Row>,
  keyOf: (parent: Parent) => MaybeLazy<string | null | undefined>,
  carried?: (parent: Parent) => Carried<Row>,
) {
  const load = (key: string | null | undefined, parent: Parent, context: Context, info: GraphQLResolveInfo) => {
    if (key === null || key === undefined) return null
    const known: Record<string, unknown> = carried?.(parent) ?? {}
    known[resource.key] = key
    const upstream = upstreamOf(parent, context)
    // Users choose texts, and what stands in variables: `..` would change the path of the read.
    if (!mayBeKey(resource.keyIsText ? key : String(key), keyFormOf(resource, upstream))) return null
    const row = carriedRow<Row>(info, known, upstream)
    if (row) return row
    return rowFor(upstream, resource, key, info, resource.foundBy && known[resource.foundBy])
  }
  return (
    parent: Parent,
    _args: object,
    context: Context,
    info: GraphQLResolveInfo,
  ): Promise<Row | null> | Row | null => {
    const key = keyOf(parent)
    if (isLazy(key)) return key().then((known) => load(known, parent, context, info))
    return load(key, parent, context, info)
  }
}

/** The objects that a row names by a list of keys, the first of them where there are very many. What is gone is left out. */
export function many<Parent, Row extends object>(
  resource: Resource<Row>,
  keysOf: (parent: Parent) => readonly string[] | null | undefined,
) {
  return async (parent: Parent, _args: object, context: Context, info: GraphQLResolveInfo): Promise<Row[] | null> => {
    const upstream = upstreamOf(parent, context)
    const form = keyFormOf(resource, upstream)
    const keys = keysOf(parent)
    // The field that tells the keys says so where they are none.
    const told = Array.isArray(keys) ? keys.filter((key) => mayBeKey(key, form)) : []
    const rows = await Promise.all(
      told.slice(0, MAX_BATCH).map((key) => {
        const known = carriedRow<Row>(info, { [resource.key]: key }, upstream)
        return known ?? rowFor(upstream, resource, key, info)
      }),
    )
    return rows.filter((row) => row !== null)
  }
}

/** An object that a row names by a key and, in another field, by its kind. */
export interface Target {
  resource: Resource<never>
  key: string
}

/**
 * The object that a row names, of whatever kind it says; null where it names none, or none of a kind that can be read.
 * Which operation reads it is not known before: so the policy is asked for the type.
 */
export function oneOf<Parent, Row extends object>(targetOf: (parent: Parent) => Target | undefined) {
  return async (parent: Parent, _args: object, context: Context): Promise<Row | null> => {
    const target = targetOf(parent)
    if (!target) return null
    const { resource, key } = target
    const upstream = upstreamOf(parent, context)
    // Nothing more can be read of it. The schema has the types of its members, which the rows are of.
    if (resource.isListOnly) return upstream.own({ [resource.key]: key, __typename: resource.type }) as object as Row
    context.permissions?.checkEntity(resource.type)
    // A user chose this key: `..` would change the path of the read.
    if (typeof key !== 'string' || !mayBeKey(key, keyFormOf(resource, upstream))) return null
    const row = await typedRow(upstream, resource, key)
    // The schema has the types of its members, which the rows are of.
    return row as Row | null
  }
}

/**
 * A row of any kind by its key, which tells its type; null where there is none.
 * @param info of the field that answers it; where it is left out, all of the row is read
 */
export async function typedRow(
  upstream: Upstream,
  resource: Resource<never>,
  key: string,
  info?: GraphQLResolveInfo,
): Promise<object | null> {
  // No field of the schema says since when there is such a row: its read does, or its search where it has none.
  const { since } = resource.get ?? resource.search
  if (since !== undefined) requireAt(upstream, await upstream.version(), resource.type, since)
  const read = (): Promise<object | null> | object =>
    info ? rowFor(upstream, resource, key, info) : upstream.row(resource, key)
  const row = await read()
  // The row is shared with other fields of the request; only here must it tell its type.
  return row && { ...row, __typename: resource.type }
}

/**
 * What is known of a row, taken for the row where the query asks for no more; else undefined.
 * A field that an older cluster left out is not known to be null.
 */
export function carriedRow<Row extends object>(
  info: GraphQLResolveInfo,
  known: Record<string, unknown>,
  upstream: Upstream,
): Row | undefined {
  const isKnown = (field: string) => field === 'id' || field === '__typename' || known[field] !== undefined
  return asksOnlyFor(info, isKnown) ? upstream.own(known as Row) : undefined
}

/** The global id of a resource's rows. */
export function globalId<Row extends object>(resource: Resource<Row>) {
  return (row: Row, _args: object, context: Context): string =>
    toGlobalId(resource.type, String(row[resource.key]), upstreamOf(row, context).cluster.mark)
}
