import { ADMINISTRATION, apis } from '../api/api.ts'
import { atLeast, parseVersion } from '../api/version.ts'
import { addressOf, fillPath, operations } from '../catalog/operation.ts'
import { pairKey } from '../catalog/pair.ts'
import { addRowKey } from '../catalog/row-key.ts'
import { notCamundas } from '../failures/failure.ts'
import { isJsonObject } from '../json/json-object.ts'
import { problemDocument } from '../wire/problem.ts'
import type { Dialect, Wire } from './dialect.ts'
import { numericKeys } from './numeric-keys.ts'
import { isCamundas, ofCamunda } from './of-camunda.ts'
import { meaningOf } from './rejection.ts'
import { typed } from './rows/typed.ts'
import type { SearchAnswer, SearchRequest, WirePage } from './search.ts'

/** Where the cluster stops counting (8.8 need not say so itself). */
const COUNTED = 10_000

/** What the cluster's administrator asks is beside the API of each physical tenant, not below it. */
const CLUSTER = '/cluster/v2/'

/** The Orchestration Cluster REST API v2: Camunda 8.8 and later. */
export const v2: Dialect = {
  generation: 'Camunda 8',
  oldest: apis.v2.oldest,

  // 64-bit integers too, but the contract allows a sign and up to 25 characters.
  keys: { ...numericKeys, pattern: /^-?[0-9]{1,24}$/ },

  support: undefined,
  formKeysAreUnique: true,

  async version(wire) {
    const { operation, path } = operations.getTopology
    const answer = await wire.send({ operation, method: 'GET', path, kind: 'read' })
    return wire.readable(operation, () => {
      const { gatewayVersion } = isJsonObject(answer) ? answer : {}
      const version = typeof gatewayVersion === 'string' ? parseVersion(gatewayVersion) : undefined
      if (!version) throw notCamundas('the topology names no version')
      // Its topology is like that of later versions, and hardly anything else is.
      if (version === '8.6') throw new TypeError('the cluster is 8.6: set CAMUNDA_API to 8.6')
      return version
    })
  },

  async search<Row extends object>(wire: Wire, request: SearchRequest, key: keyof Row & string, page: WirePage) {
    const { firstPageSince } = request.search
    if (firstPageSince !== undefined && !('after' in page) && !atLeast(await wire.version(), firstPageSince)) {
      return searchFirst<Row>(wire, request, key, page.limit)
    }
    return searchOnce<Row>(wire, request, key, page)
  },

  async row(wire, { operation, path, exact }, keyField, key) {
    const row = await wire.send({
      operation,
      method: 'GET',
      path: fillPath(path, { [keyField]: key }),
      kind: 'read',
      ...(exact ? { exact } : {}),
    })
    // What is not there is a 404: Camunda does not write null.
    return row ?? undefined
  },

  batch(resource, field, version) {
    const batch = resource.search.many[field]
    return batch && atLeast(version, batch.since) ? batch : undefined
  },

  async perform(wire, called, parameters, body, extraTime) {
    const {
      operation,
      method,
      path,
      kind,
      exact,
      text,
      nothing,
      answersNothing,
      mayAnswerNothing,
      answersSince,
      answersAt,
    } = called
    const answer = await wire.send({
      operation,
      method,
      path: addressOf(called, parameters),
      kind,
      ...(body === undefined ? {} : { body }),
      ...(exact ? { exact } : {}),
      ...(text ? { text } : {}),
      ...(nothing ? { nothing } : {}),
      ...(answersNothing ? { answersNothing } : {}),
      ...(answersAt ? { answersAt } : {}),
      ...(path.startsWith(CLUSTER) ? { at: ADMINISTRATION } : {}),
      ...(extraTime === undefined ? {} : { extraTime }),
    })
    if (isCamundas(called, answer) || (answer === undefined && mayAnswerNothing)) return answer
    if (answersSince !== undefined && isJsonObject(answer) && !atLeast(await wire.version(), answersSince))
      return answer
    return ofCamunda(wire, called, answer)
  },

  readProblem(answer) {
    const problem = problemDocument(answer)
    return problem && meaningOf(answer.status, problem)
  },
}

/** One call. @param page left out where the cluster's own is asked for */
async function searchOnce<Row extends object>(
  wire: Wire,
  request: SearchRequest,
  key: keyof Row & string,
  page?: WirePage,
): Promise<SearchAnswer<Row>> {
  const { search, parameters = {}, filter, sort, query } = request
  const answer = await wire.send({
    operation: search.operation,
    method: 'POST',
    path: fillPath(search.path, parameters) + (query ? `?${query}` : ''),
    body: {
      ...(filter && Object.keys(filter).length > 0 ? { filter } : {}),
      ...(sort && sort.length > 0 ? { sort } : {}),
      ...(page ? { page } : {}),
    },
    kind: 'read',
    ...(search.exact ? { exact: true } : {}),
  })
  return wire.readable(search.operation, () => readSearch<Row>(request, key, answer))
}

/** The first rows of a list whose first page takes no limit: of the page that the cluster gives, and of the one after it. */
async function searchFirst<Row extends object>(
  wire: Wire,
  request: SearchRequest,
  key: keyof Row & string,
  limit: number,
): Promise<SearchAnswer<Row>> {
  const first = await searchOnce<Row>(wire, request, key)
  const { rows, endCursor, total, totalIsExact } = first
  // Only the last row of a page has a cursor.
  if (rows.length > limit) return { ...first, rows: rows.slice(0, limit), endCursor: null, hasMore: true }
  const isWhole = totalIsExact && rows.length >= total
  if (isWhole || rows.length === limit || endCursor === null || rows.length === 0) return first
  const next = await searchOnce<Row>(wire, request, key, { limit: limit - rows.length, after: endCursor })
  return { ...next, rows: [...rows, ...next.rows], endCursor: next.endCursor ?? endCursor }
}

function readSearch<Row extends object>(
  request: SearchRequest,
  key: keyof Row & string,
  answer: unknown,
): SearchAnswer<Row> {
  if (!isJsonObject(answer) || !isJsonObject(answer.page) || !Array.isArray(answer.items ?? [])) {
    throw notCamundas('a search answered neither items nor page')
  }
  const { totalItems, hasMoreTotalItems, startCursor, endCursor } = answer.page
  if (typeof totalItems !== 'number') throw notCamundas('a search answered no totalItems')
  const { pages, pair, identifiedBy } = request.search
  const hasCursors = pages !== 'offsets'
  const rows: unknown[] = Array.isArray(answer.items) ? answer.items : []
  if (pair) for (const row of rows) addPairKey(row, key, pair)
  if (identifiedBy) for (const row of rows) addRowKey(row, identifiedBy)
  return typed(
    {
      rows,
      total: totalItems,
      totalIsExact: typeof hasMoreTotalItems === 'boolean' ? !hasMoreTotalItems : totalItems < COUNTED,
      startCursor: hasCursors && typeof startCursor === 'string' ? startCursor : null,
      endCursor: hasCursors && typeof endCursor === 'string' ? endCursor : null,
    },
    key,
  )
}

/** Gives a row that has no key one of the fields that identify it. */
function addPairKey(row: unknown, key: string, [tenant, name]: readonly [string, string]): void {
  if (!isJsonObject(row) || typeof row[name] !== 'string') return
  const owner = row[tenant]
  row[key] = pairKey([typeof owner === 'string' ? owner : null, row[name]])
}
