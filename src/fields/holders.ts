import type { Search } from '../upstream/catalog/operation.ts'
import type { Resource } from '../upstream/catalog/resource.ts'
import { pageOf } from '../upstream/dialects/rows/page.ts'
import { decodeCursor, fingerprint } from '../upstream/paging/cursor.ts'
import { fetchSlice, type List } from '../upstream/paging/pagination.ts'
import { Connection, type ConnectionResolver } from './connection-page.ts'
import { upstreamOf } from './upstream-of.ts'
import { readWindow } from './window.ts'

/**
 * What has an object among its members, such as the groups of a user, where REST tells the members of each alone: all are
 * looked through, once for all objects of an execution. The pages are made here, in the order of the keys.
 * @param search the search for members, which has the holder's key in its path
 * @param member the field that identifies the object, here and in the rows of that search
 */
export function holders<Parent extends object, Row extends object>(
  resource: Resource<Row>,
  search: Search,
  member: keyof Parent & string,
): ConnectionResolver<Parent, Row> {
  return async (parent, args, context) => {
    const upstream = upstreamOf(parent, context)
    const key = String(parent[member])
    const name = fingerprint([search.operation, 'holders', key, upstream.cluster.mark ?? null])
    const window = readWindow(args, context.maxPageSize, (argument, cursor) => decodeCursor(argument, cursor, name))
    // What the search answers is refused by its own operation; this is for the rows that it leads to.
    context.permissions?.checkEntity(resource.type)
    const list = listOf(resource, await upstream.holders({ resource, search, member }, key))
    return new Connection(await fetchSlice(list, window), () => ({ list, fingerprint: name }))
  }
}

/** A list whose rows are all there. */
function listOf<Row extends object>(resource: Resource<Row>, rows: readonly Row[]): List<Row> {
  const levels = [{ name: resource.key, field: { kind: 'id' as const }, order: 'ASC' as const }]
  // Rows are objects of fields, which interfaces do not say.
  const all = rows as ReadonlyArray<Row & Readonly<Record<string, unknown>>>
  return { key: resource.key, fromEnd: true, fetch: async (wirePage) => pageOf(all, levels, wirePage) }
}
