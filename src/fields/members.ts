import { parametersOf, type Search } from '../upstream/catalog/operation.ts'
import type { Resource } from '../upstream/catalog/resource.ts'
import { searchConnection } from './connection.ts'
import type { ConnectionResolver } from './connection-page.ts'
import { nothing } from './connection-request.ts'
import { mayBeKey, TEXT } from './keys.ts'
import { reference } from './reference.ts'
import { upstreamOf } from './upstream-of.ts'

/**
 * The members of an object, by a search that has its key in the path, such as the users of a group. Rows that carry no more
 * than a member's key stand for the whole object.
 */
export function members<Parent extends object, Row extends object>(
  resource: Resource<Row>,
  search: Search,
): ConnectionResolver<Parent, Row> {
  const [name = ''] = parametersOf(search.path)
  const keyOf = (parent: Parent) => String(Reflect.get(parent, name))
  const found = searchConnection<Parent, Row>(resource, search, (parent) => ({ [name]: keyOf(parent) }))
  return async (parent, args, context, info) => {
    // A user chose this key: `..` would change the path.
    if (!mayBeKey(keyOf(parent), TEXT)) return nothing(resource)
    const upstream = upstreamOf(parent, context)
    const page = await found(parent, args, context, info)
    return page.map((row) => reference(resource, row, upstream, context))
  }
}
