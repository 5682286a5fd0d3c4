import { searchedResource } from '../legacy/resource.ts'
import { type LegacyAnswer, type LegacyAnswerer, type LegacyCall, webServerError } from '../legacy/server.ts'
import { type OperateRow, type OperateSearch, Refused, search } from '../operate/search.ts'

const INCIDENTS = searchedResource('camunda-8.6', 'searchIncidents')

export interface RestOptions {
  /** Whether the alpha searches are switched on. */
  searches: boolean
  incidents: OperateRow[]
  userTasks: OperateRow[]
  /** By operation: what commands answer. 204 unless told. */
  answers: Record<string, LegacyAnswer>
  health: string
}

/** What is answered where the alpha searches are on. */
const ALPHA = new Set(['searchIncidents', 'getIncident', 'searchUserTasks'])

/** Answers as the API v2 of 8.6 does; the options may be changed at any time. */
export function restAnswerer(options: RestOptions): LegacyAnswerer {
  const handlers: Record<string, (call: LegacyCall, key: string) => LegacyAnswer> = {
    getTopology: () => ({ status: 200, body: topology(options.health) }),
    getLicense: () => ({ status: 200, body: { validLicense: false, licenseType: 'unknown' } }),
    searchIncidents: (call) => found(options.incidents, call),
    getIncident(call, key) {
      const row = options.incidents.find((one) => String(one.key) === key)
      return row ? { status: 200, body: row } : problem(call, 404, 'NOT_FOUND', `Incident with key ${key} not found`)
    },
    searchUserTasks({ body }) {
      const items = options.userTasks.filter((row) => String(row.key) === String(body?.filter?.key))
      return { status: 200, body: { items, page: pageOf(items.length, items.at(-1)?.key) } }
    },
  }
  return (call, { operationId, operation, parameters }) => {
    if (ALPHA.has(operationId) && !options.searches) return webServerError(404, 'Not Found', call.path)
    const handler = handlers[operationId]
    if (handler) return handler(call, parameters.incidentKey ?? '')
    return options.answers[operationId] ?? (operation.answers[204] ? { status: 204 } : undefined)
  }
}

interface Asked extends Pick<OperateSearch, 'filter'> {
  sort?: Array<{ field: string; order?: string }>
  page?: { limit?: number; searchAfter?: unknown[] }
}

function found(rows: readonly OperateRow[], call: LegacyCall): LegacyAnswer {
  const { filter = {}, sort = [], page = {} }: Asked = call.body ?? {}
  const { limit: size = 10, searchAfter } = page
  const wrong = sort.find(({ field }) => !INCIDENTS.sorts.has(field))
  if (wrong) return problem(call, 400, 'INVALID_ARGUMENT', `Unknown sortBy: ${wrong.field}.`)
  const levels = sort.map(({ field, order = 'asc' }) => ({ field, order: order.toUpperCase() }))
  try {
    const asked = { filter, sort: levels, size, ...(searchAfter ? { searchAfter } : {}) }
    const { items, total, sortValues } = search(INCIDENTS, rows, asked)
    return { status: 200, body: { items, page: { ...pageOf(total), lastSortValues: sortValues } } }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const title = 'Failed to execute Incident Search Query'
    return { ...problem(call, error.status, title, 'Failed to execute search query'), violation: error.reason }
  }
}

function pageOf(totalItems: number, last?: unknown) {
  return { totalItems, firstSortValues: [], lastSortValues: last === undefined ? [] : [String(last)] }
}

function problem({ path }: LegacyCall, status: number, title: string, detail: string): LegacyAnswer {
  return { status, body: { type: 'about:blank', title, status, detail, instance: path } }
}

const topology = (health: string) => ({
  brokers: [
    {
      nodeId: 0,
      host: '127.0.0.1',
      port: 26501,
      partitions: [{ partitionId: 1, role: 'leader', health }],
      version: '8.6.0',
    },
  ],
  clusterSize: 1,
  partitionsCount: 1,
  replicationFactor: 1,
  gatewayVersion: '8.6.0',
})
