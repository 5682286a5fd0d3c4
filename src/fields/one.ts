import type { GraphQLResolveInfo } from 'graphql'
import type { Context } from '../context.ts'
import { isLazy, type MaybeLazy } from '../upstream/catalog/lazy.ts'
import type { Resource } from '../upstream/catalog/resource.ts'
import type { Upstream } from '../upstream/upstream.ts'
import { checkKey, toGlobalId } from './keys.ts'
import { asksFor, asksOnlyFor } from './selection.ts'

/** A single object by the argument of its key's name; null where it does not exist. */
export function byKey<Row extends object>(resource: Resource<Row>) {
  return (
    _: unknown,
    args: { [argument: string]: string },
    { upstream }: Context,
    info: GraphQLResolveInfo,
  ): Promise<Row | null> | Row => {
    const key = args[resource.key] ?? ''
    checkKey(resource.key, key, upstream.keys)
    return rowFor(upstream, resource, key, info)
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

/**
 * The object that a row names by its key; null where it names none.
 * @param carried what the row says of the object: a query that asks for no more costs no call
 */
export function one<Parent, Row extends object>(
  resource: Resource<Row>,
  keyOf: (parent: Parent) => MaybeLazy<string | null | undefined>,
  carried?: (parent: Parent) => { [Field in keyof Row]?: MaybeLazy<Row[Field]> },
) {
  const load = (key: string | null | undefined, parent: Parent, { upstream }: Context, info: GraphQLResolveInfo) => {
    if (key === null || key === undefined) return null
    const known: Record<string, unknown> = carried?.(parent) ?? {}
    known[resource.key] = key
    return (
      carriedRow<Row>(info, known) ?? rowFor(upstream, resource, key, info, resource.foundBy && known[resource.foundBy])
    )
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

/**
 * What is known of a row, taken for the row where the query asks for no more; else undefined.
 * A field that an older cluster left out is not known to be null.
 */
export function carriedRow<Row extends object>(
  info: GraphQLResolveInfo,
  known: Record<string, unknown>,
): Row | undefined {
  const isKnown = (field: string) => field === 'id' || field === '__typename' || known[field] !== undefined
  return asksOnlyFor(info, isKnown) ? (known as Row) : undefined
}

/** The global id of a resource's rows. */
export function globalId<Row extends object>(resource: Resource<Row>) {
  return (row: Row): string => toGlobalId(resource.type, String(row[resource.key]))
}
