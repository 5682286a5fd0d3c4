import type { OperateResource } from '../operate/resources.ts'
import { type OperateRow, Refused, search } from '../operate/search.ts'
import type { OperateAnswer, OperateCall } from '../operate/server.ts'

/** Commands of 8.6's API v2, and what it knows of their bodies: it ignores everything else. */
const COMMANDS: ReadonlyArray<[method: string, path: RegExp, body: string[] | undefined]> = [
  [
    'POST',
    /^\/process-instances$/,
    [
      'processDefinitionKey',
      'processDefinitionId',
      'processDefinitionVersion',
      'variables',
      'tenantId',
      'operationReference',
      'startInstructions',
      'awaitCompletion',
      'fetchVariables',
      'requestTimeout',
    ],
  ],
  ['POST', /^\/process-instances\/\d+\/cancellation$/, ['operationReference']],
  [
    'POST',
    /^\/process-instances\/\d+\/modification$/,
    ['activateInstructions', 'terminateInstructions', 'operationReference'],
  ],
  [
    'POST',
    /^\/process-instances\/\d+\/migration$/,
    ['targetProcessDefinitionKey', 'mappingInstructions', 'operationReference'],
  ],
  ['PUT', /^\/element-instances\/\d+\/variables$/, ['variables', 'local', 'operationReference']],
  [
    'POST',
    /^\/jobs\/activation$/,
    ['type', 'worker', 'timeout', 'maxJobsToActivate', 'fetchVariable', 'requestTimeout', 'tenantIds'],
  ],
  ['POST', /^\/jobs\/\d+\/completion$/, ['variables']],
  ['POST', /^\/jobs\/\d+\/failure$/, ['retries', 'errorMessage', 'retryBackOff', 'variables']],
  ['POST', /^\/jobs\/\d+\/error$/, ['errorCode', 'errorMessage', 'variables']],
  ['PATCH', /^\/jobs\/\d+$/, ['changeset']],
  ['POST', /^\/user-tasks\/\d+\/assignment$/, ['assignee', 'allowOverride', 'action']],
  ['DELETE', /^\/user-tasks\/\d+\/assignee$/, undefined],
  ['PATCH', /^\/user-tasks\/\d+$/, ['changeset', 'action']],
  ['POST', /^\/user-tasks\/\d+\/completion$/, ['variables', 'action']],
  ['POST', /^\/incidents\/\d+\/resolution$/, []],
  ['POST', /^\/messages\/publication$/, ['name', 'correlationKey', 'timeToLive', 'messageId', 'variables', 'tenantId']],
  ['POST', /^\/messages\/correlation$/, ['name', 'correlationKey', 'variables', 'tenantId']],
  ['POST', /^\/signals\/broadcast$/, ['signalName', 'variables', 'tenantId']],
  ['POST', /^\/deployments$/, undefined],
  ['POST', /^\/resources\/\d+\/deletion$/, ['operationReference']],
]

const INCIDENTS: OperateResource = {
  fields: {
    key: 'key',
    processDefinitionKey: 'key',
    processDefinitionId: 'text',
    processInstanceKey: 'key',
    errorType: 'text',
    errorMessage: 'text',
    flowNodeId: 'text',
    flowNodeInstanceKey: 'key',
    creationTime: 'date',
    state: 'text',
    jobKey: 'key',
    tenantId: 'text',
  },
  // A filter by either finds nothing.
  notFilterable: ['errorMessage', 'creationTime'],
  notSortable: ['errorMessage', 'processDefinitionId'],
  notFound: 'incident',
}

export interface RestOptions {
  /** Whether the alpha searches are switched on. */
  searches: boolean
  incidents: OperateRow[]
  userTasks: OperateRow[]
  /** By path below `/v2`, or a part of it: what commands answer. 204 unless told. */
  answers: Record<string, OperateAnswer>
  health: string
}

/** Answers what is below `/v2`; undefined for everything else. */
export function rest(
  { searches, incidents, userTasks, answers, health }: RestOptions,
  { method, path: whole, body }: OperateCall,
  violations: string[],
): OperateAnswer | undefined {
  if (!whole.startsWith('/v2/')) return undefined
  const path = whole.slice(3)
  const noRoute = {
    status: 404,
    body: { timestamp: '2026-11-21T11:36:55.005+00:00', status: 404, error: 'Not Found', path: whole },
  }
  if (method === 'GET' && path === '/topology') return { status: 200, body: topology(health) }
  if (method === 'GET' && path === '/license')
    return { status: 200, body: { validLicense: false, licenseType: 'unknown' } }
  if (method === 'POST' && path === '/incidents/search')
    return searches ? found(INCIDENTS, incidents, body, violations) : noRoute
  const [, key] = /^\/incidents\/(\d+)$/.exec(path) ?? []
  if (method === 'GET' && key) {
    const row = incidents.find((one) => String(one.key) === key)
    return row
      ? { status: 200, body: row }
      : {
          status: 404,
          body: { type: 'about:blank', title: 'NOT_FOUND', status: 404, detail: `Incident with key ${key} not found` },
        }
  }
  if (method === 'POST' && path === '/user-tasks/search' && searches) {
    const rows = userTasks.filter((row) => String(row.key) === String(body?.filter?.key))
    return { status: 200, body: { items: rows, page: { totalItems: rows.length } } }
  }
  const command = COMMANDS.find(([by, of]) => by === method && of.test(path))
  if (!command) {
    violations.push(`${method} ${whole} is no path of 8.6's`)
    return noRoute
  }
  for (const name of Object.keys(typeof body === 'object' ? body : {})) {
    if (command[2] && !command[2].includes(name)) violations.push(`${method} ${path} ignores ${name}`)
  }
  // Where a body is wanted, its type is, too.
  if (command[2] && body === undefined) violations.push(`${method} ${path} came without a body: 415`)
  const known = Object.entries(answers).find(([part]) => path.includes(part))
  return known?.[1] ?? { status: 204 }
}

function found(
  resource: OperateResource,
  rows: OperateRow[],
  body: ReturnType<typeof JSON.parse>,
  violations: string[],
): OperateAnswer {
  const {
    filter = {},
    sort = [],
    page: { limit, searchAfter, ...others } = { limit: 10, searchAfter: undefined },
    ...more
  } = body ?? {}
  for (const name of [...Object.keys(others), ...Object.keys(more)])
    violations.push(`an incident search ignores ${name}`)
  try {
    const { items, total, sortValues } = search(
      resource,
      rows,
      { filter, sort, size: limit, ...(searchAfter ? { searchAfter } : {}) },
      violations,
    )
    return {
      status: 200,
      body: { items, page: { totalItems: total, firstSortValues: [], lastSortValues: sortValues } },
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return {
      status: error.status,
      body: { type: 'about:blank', title: error.type, status: error.status, detail: error.message },
    }
  }
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
