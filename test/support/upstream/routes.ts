import { contract, VERSIONS, type Version } from '../../../contract/contract.ts'
import { notFound } from '../../../sandbox/problem.ts'
import { search } from '../../../sandbox/search/search.ts'
import type { RecordedCall } from './call.ts'
import { project } from './project.ts'
import { calledBy, scopesOf, type UpstreamRows } from './rows.ts'
import { rulesOf } from './rules.ts'

/** What the routes need to know of the upstream that they belong to. */
export interface Cluster {
  readonly version: Version
  readonly rows: UpstreamRows
  /** The length from which a search cuts the values of variables. */
  readonly valueLimit: number
}

/** Answers an operation with a body; throws a Problem. */
export type Route = (cluster: Cluster, call: RecordedCall) => unknown

/**
 * The answer to an operation that needs none from the test: a search of rows that the upstream holds, a read of one of them
 * by its key, or one of those that are more than that. Undefined for others.
 */
export function routeOf(version: Version, operationId: string): Route | undefined {
  const special = SPECIAL[operationId]
  if (special) return special
  const { method, path } = contract(version).operation(operationId)
  const parts = path.split('/')
  if (method === 'POST' && parts.length === 3 && parts[2] === 'search') return searching(rowsOf(operationId))
  if (method === 'POST' && parts.length === 5 && parts[4] === 'search') return searchingMembers(operationId)
  const search = method === 'GET' && parts.length === 3 ? searchOf(version, `/${parts[1]}/search`) : undefined
  return search === undefined ? undefined : getting(rowsOf(search), labelOf(operationId))
}

/** The operation that searches the rows of a kind; where a version has none yet, that of a later one. */
const searchOf = (version: Version, path: string) =>
  [version, ...VERSIONS]
    .flatMap((one) => Object.entries(contract(one).operations))
    .find(([, one]) => one.method === 'POST' && one.path === path)?.[0]

/** `searchUserTasks` -> `userTasks`. */
const rowsOf = (search: string) => search.charAt(6).toLowerCase() + search.slice(7)

/** `getUserTask` -> `User Task`. */
const labelOf = (get: string) => get.slice(3).replace(/(?<=[a-z])(?=[A-Z])/g, ' ')

/** The field that identifies the rows of a kind: what its read by key has in the path, else the key of that name. */
function keyOf(version: Version, rows: string): string {
  const search = `search${rows.charAt(0).toUpperCase()}${rows.slice(1)}`
  const searched = [version, ...VERSIONS].find((one) => contract(one).operations[search]) ?? version
  const columns = Object.keys(contract(searched).row(search))
  if (columns.length === 1) return columns[0] ?? ''
  const base = contract(searched)
    .operation(search)
    // Members of something are read apart from it.
    .path.replace(/^.*\}(?=\/)/, '')
    .replace(/search$/, '{')
  const { operations } = contract(version)
  const read = Object.values(operations).find((one) => one.method === 'GET' && one.path.startsWith(base))
  return Object.keys(read?.parameters ?? {})[0] ?? `${rows.replace(/s$/, '')}Key`
}

/** Answers that are more than rows of a kind. */
const SPECIAL: Readonly<Record<string, Route>> = {
  getTopology: ({ version }) => topology(version),

  searchProcessInstanceIncidents: searching('incidents', ({ version, rows }, { processInstanceKey = '' }) => {
    find(version, rows, 'processInstances', 'Process Instance', processInstanceKey)
    const family = calledBy(rows, processInstanceKey)
    return rows.incidents.filter((row) => family.has(row.processInstanceKey))
  }),
  searchElementInstanceIncidents: searching('incidents', ({ version, rows }, { elementInstanceKey = '' }) => {
    find(version, rows, 'elementInstances', 'Element Instance', elementInstanceKey)
    const called = rows.processInstances.filter((row) => row.parentElementInstanceKey === elementInstanceKey)
    const family = new Set(called.flatMap((row) => [...calledBy(rows, row.processInstanceKey)]))
    return rows.incidents.filter(
      (row) => row.elementInstanceKey === elementInstanceKey || family.has(row.processInstanceKey),
    )
  }),
  searchUserTaskVariables: searching('variables', (cluster, { userTaskKey = '' }) => visible(cluster, userTaskKey)),
  searchUserTaskEffectiveVariables: searching('variables', (cluster, { userTaskKey = '' }) => {
    const innermost = new Map<string, UpstreamRows['variables'][number]>()
    for (const row of visible(cluster, userTaskKey)) if (!innermost.has(row.name)) innermost.set(row.name, row)
    return [...innermost.values()]
  }),
}

function searching(
  resource: string,
  select?: (cluster: Cluster, parameters: Readonly<Record<string, string>>) => readonly object[],
): Route {
  return (cluster, call) => {
    const { version, rows, valueLimit } = cluster
    const searched = (select ? select(cluster, call.parameters) : (rows[resource] ?? [])) as readonly Record<
      string,
      unknown
    >[]
    const answer = search(searched, call.body, rulesOf(version, call.operation, keyOf(version, resource), rows))
    const cut =
      resource === 'variables' && call.query.truncateValues !== 'false' ? valueLimit : Number.POSITIVE_INFINITY
    return {
      items: answer.items.map((row) => project(version, call.operation, shorten(row, cut))),
      page: pageOf(version, call.operation, answer.page),
    }
  }
}

/** Rows that also hold what stands in the path: the `usersForGroup` hold a `groupId` each. */
function searchingMembers(operationId: string): Route {
  const resource = rowsOf(operationId)
  return searching(resource, ({ rows }, parameters) =>
    (rows[resource] ?? []).filter((row) =>
      Object.entries(parameters).every(([name, value]) => Reflect.get(row, name) === value),
    ),
  )
}

function shorten(row: Record<string, unknown>, limit: number): Record<string, unknown> {
  return typeof row.value === 'string' && row.value.length > limit
    ? { ...row, value: row.value.slice(0, limit), isTruncated: true }
    : row
}

/** Where the version has no null for them, the cursors of an empty page are left out. */
function pageOf(version: Version, operationId: string, page: object): object {
  const { table, operation } = contract(version)
  const type = operation(operationId).answers['200']?.['application/json']
  const result = type && 'ref' in type ? table.types[type.ref] : type
  const field = result && 'fields' in result ? result.fields.page : undefined
  const shape = field && 'ref' in field ? table.types[field.ref] : field
  if (!shape || !('fields' in shape)) return page
  return Object.fromEntries(
    Object.entries(page).filter(([name, value]) => value !== null || shape.fields[name]?.nullable === true),
  )
}

function getting(resource: string, label: string): Route {
  return ({ version, rows }, call) => {
    const row = find(version, rows, resource, label, call.parameters[keyOf(version, resource)] ?? '')
    return project(version, call.operation, row)
  }
}

function find<Name extends string>(
  version: Version,
  rows: UpstreamRows,
  resource: Name,
  label: string,
  key: string,
): UpstreamRows[Name][number] {
  const name = keyOf(version, resource)
  const row = rows[resource]?.find((one) => (one as Record<string, unknown>)[name] === key)
  if (!row) throw notFound(`${label} with key '${key}' not found`)
  return row
}

/** The variables that a user task sees, innermost scope first. */
function visible({ version, rows }: Cluster, userTaskKey: string): UpstreamRows['variables'] {
  const task = find(version, rows, 'userTasks', 'User Task', userTaskKey)
  const byScope = Map.groupBy(rows.variables, (row) => row.scopeKey)
  return scopesOf(rows, task.elementInstanceKey, task.processInstanceKey).flatMap((scope) => byScope.get(scope) ?? [])
}

function topology(version: Version): object {
  const release = `${version}.0`
  const partition = {
    partitionId: 1,
    role: 'leader',
    health: 'healthy',
    ...(version === '8.10' ? { state: 'active' } : {}),
  }
  const broker = { nodeId: 0, host: '127.0.0.1', port: 26501, version: release, partitions: [partition] }
  return {
    brokers: [version === '8.10' ? { brokerId: '0', ...broker } : broker],
    clusterSize: 1,
    partitionsCount: 1,
    replicationFactor: 1,
    gatewayVersion: release,
    lastCompletedChangeId: '-1',
    ...(version === '8.8' ? {} : { clusterId: 'c0ffee00-0000-4000-8000-000000000000' }),
  }
}
