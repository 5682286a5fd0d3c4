import type { Context } from '../request/context.ts'
import type { Search } from '../upstream/catalog/operation.ts'
import type { Resource } from '../upstream/catalog/resource.ts'
import type { ConnectionArguments, ConnectionResolver } from './connection-page.ts'
import { type Asked, nothing, page, readArguments } from './connection-request.ts'
import { NOTHING } from './filter.ts'
import { below, type ParentFilter } from './parent-filter.ts'
import { upstreamOf } from './upstream-of.ts'

/** All rows of a kind, by its search. */
export function connection<Row extends object>(resource: Resource<Row>): ConnectionResolver<unknown, Row> {
  return searchConnection(resource, resource.search, () => ({}))
}

/**
 * Rows by a search that has its parent in the path, such as the variables of a user task.
 * @param parametersOf the values for the braces in the search's path
 * @param filterOf what the search is narrowed by, beside the client's filter
 */
export function searchConnection<Parent, Row extends object>(
  resource: Resource<Row>,
  search: Search,
  parametersOf: (parent: Parent) => Record<string, string>,
  filterOf?: (parent: Parent) => ParentFilter,
): ConnectionResolver<Parent, Row> {
  const pageOf = (asked: Asked | typeof NOTHING, parent: Parent, args: ConnectionArguments, context: Context) => {
    if (asked === NOTHING) return nothing(resource)
    const { sort } = asked
    const filter = filterOf ? below(asked.filter, filterOf(parent)) : asked.filter
    if (filter === NOTHING) return nothing(resource)
    const request = { search, parameters: parametersOf(parent), filter, sort }
    return page(resource, request, args, upstreamOf(parent, context), context)
  }
  return (parent, args, context, info) => {
    const asked = readArguments(resource, args, upstreamOf(parent, context), context, info)
    if (asked instanceof Promise) return asked.then((one) => pageOf(one, parent, args, context))
    return pageOf(asked, parent, args, context)
  }
}
