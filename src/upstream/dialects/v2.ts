import { fillPath, operations } from '../catalog/operation.ts'
import { isJsonObject } from '../json-object.ts'
import { parseVersion } from '../version.ts'
import type { Dialect, SearchAnswer } from './dialect.ts'

/** Where the cluster stops counting (8.8 need not say so itself). */
const COUNTED = 10_000

/** The Orchestration Cluster REST API v2: Camunda 8.8 and later. */
export const v2: Dialect = {
  versionCall: { operation: 'getTopology', method: 'GET', path: operations.getTopology.path, kind: 'read' },

  readVersion(answer) {
    const { gatewayVersion } = isJsonObject(answer) ? answer : {}
    return typeof gatewayVersion === 'string' ? parseVersion(gatewayVersion) : undefined
  },

  search({ search, parameters = {}, filter, sort, query }, page) {
    return {
      operation: search.operation,
      method: 'POST',
      path: fillPath(search.path, parameters) + (query ? `?${query}` : ''),
      body: {
        ...(filter && Object.keys(filter).length > 0 ? { filter } : {}),
        ...(sort && sort.length > 0 ? { sort } : {}),
        page,
      },
      kind: 'read',
    }
  },

  readSearch<Row extends object>(
    request: Parameters<Dialect['readSearch']>[0],
    key: keyof Row & string,
    answer: unknown,
  ) {
    if (!isJsonObject(answer) || !isJsonObject(answer.page) || !Array.isArray(answer.items ?? [])) {
      throw new TypeError('a search answered neither items nor page')
    }
    const { totalItems, hasMoreTotalItems, startCursor, endCursor } = answer.page
    if (typeof totalItems !== 'number') throw new TypeError('a search answered no totalItems')
    const rows: unknown[] = Array.isArray(answer.items) ? answer.items : []
    if (!areRows<Row>(rows, key)) throw new TypeError(`a search answered an item without ${key}`)
    const hasCursors = request.search.pages !== 'offsets'
    return {
      rows,
      total: totalItems,
      totalIsExact: typeof hasMoreTotalItems === 'boolean' ? !hasMoreTotalItems : totalItems < COUNTED,
      startCursor: hasCursors && typeof startCursor === 'string' ? startCursor : null,
      endCursor: hasCursors && typeof endCursor === 'string' ? endCursor : null,
    } satisfies SearchAnswer<Row>
  },

  operation({ operation, method, path, kind, exact, text }, parameters, body, extraTime) {
    return {
      operation,
      method,
      path: fillPath(path, parameters),
      kind,
      ...(body === undefined ? {} : { body }),
      ...(exact ? { exact } : {}),
      ...(text ? { text } : {}),
      ...(extraTime === undefined ? {} : { extraTime }),
    }
  },
}

// The key is what paging, batching and relations stand on, so each row must have one; the rest is the contract's to keep.
function areRows<Row extends object>(items: unknown[], key: string): items is Row[] {
  return items.every((item) => isJsonObject(item) && typeof item[key] === 'string')
}
