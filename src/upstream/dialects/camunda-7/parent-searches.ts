import type { RestOperator } from '../../catalog/resource.ts'
import type { SearchAnswer, SearchRequest, Wire, WirePage } from '../dialect.ts'
import type { SearchSupport } from '../support.ts'
import { fetchOne, fetchRows } from './engine.ts'
import { incidentTable } from './incident.ts'
import { finishedTaskList, processInstanceList } from './lists.ts'
import { condition, operatorsOf } from './meets.ts'
import { searchTable } from './search.ts'
import { variableTable } from './variable.ts'

/** The most rows of one instance that are looked at. */
const MOST = 10_000

type ParentSearch = (wire: Wire, request: SearchRequest, key: never, page: WirePage) => Promise<SearchAnswer<object>>

/** The incidents of an instance and of all that it has called, directly or not. */
const ofHierarchy: ParentSearch = async (wire, { search, parameters = {}, filter = {}, sort }, key, page) => {
  const { processInstanceKey = '' } = parameters
  const keys = [processInstanceKey]
  for (const parent of keys) {
    const called = await fetchRows(
      wire,
      search.operation,
      processInstanceList,
      { superProcessInstanceId: parent },
      [],
      0,
      MOST,
    )
    keys.push(...called.map(({ id }) => String(id)))
  }
  return searchTable(wire, incidentTable, { filter: both(filter, 'processInstanceKey', keys), sort }, key, page)
}

/** A filter and one more on a field that the client may have filtered by, too. */
function both(filter: NonNullable<SearchRequest['filter']>, field: string, keys: readonly string[]) {
  const given = filter[field]
  const left = given === undefined ? keys : keys.filter(condition(operatorsOf(given)))
  return { ...filter, [field]: { $in: left } }
}

/** The scopes around a task, from its own outwards: the element's, those of subprocesses, the instance's. */
async function scopesOf(wire: Wire, operation: string, taskKey: string): Promise<string[]> {
  const [task] = await fetchRows(wire, operation, finishedTaskList, { taskId: taskKey }, [], 0, 1)
  const { processInstanceId, activityInstanceId } = task ?? {}
  if (typeof processInstanceId !== 'string' || typeof activityInstanceId !== 'string') return []
  const scopes = [activityInstanceId]
  let inner: unknown = activityInstanceId
  while (typeof inner === 'string' && inner !== processInstanceId && scopes.length < DEEPEST) {
    const path = `/history/activity-instance/${encodeURIComponent(inner)}`
    inner = (await fetchOne(wire, operation, path)).parentActivityInstanceId
    if (typeof inner === 'string') scopes.push(inner)
  }
  return scopes
}

const DEEPEST = 100

/** All variables of the scopes around a task: a name may come more than once. */
const ofTask: ParentSearch = async (wire, { search, parameters = {}, filter = {}, sort }, key, page) => {
  const scopes = await scopesOf(wire, search.operation, parameters.userTaskKey ?? '')
  return searchTable(wire, variableTable, { filter: both(filter, 'scopeKey', scopes), sort }, key, page)
}

/** The same, of each name the innermost. */
const effectiveOfTask: ParentSearch = async (wire, { search, parameters = {}, filter = {}, sort }, key, page) => {
  const { operation } = search
  const scopes = await scopesOf(wire, operation, parameters.userTaskKey ?? '')
  const all = await searchTable<Scoped>(wire, variableTable, { filter: both({}, 'scopeKey', scopes) }, 'variableKey', {
    limit: MOST,
  })
  const depth = ({ scopeKey, taskId }: Scoped) => scopes.indexOf(scopeKey) - (taskId ? 0.5 : 0)
  const innermost = new Map<string, Scoped>()
  for (const row of all.rows) {
    const other = innermost.get(row.name)
    if (!other || depth(row) < depth(other)) innermost.set(row.name, row)
  }
  const keys = [...innermost.values()].map(({ variableKey }) => variableKey)
  return searchTable(
    wire,
    variableTable,
    { filter: { ...both(filter, 'scopeKey', scopes), variableKey: { $in: keys } }, sort },
    key,
    page,
  )
}

interface Scoped {
  variableKey: string
  name: string
  scopeKey: string
  taskId: unknown
}

const search: Readonly<Record<string, ParentSearch>> = {
  searchProcessInstanceIncidents: ofHierarchy,
  searchUserTaskVariables: ofTask,
  searchUserTaskEffectiveVariables: effectiveOfTask,
}

const ALL: readonly RestOperator[] = ['$eq', '$neq', '$exists', '$in', '$notIn', '$like', '$gt', '$gte', '$lt', '$lte']

const everything = (fields: readonly string[]): SearchSupport => ({
  filters: Object.fromEntries(fields.map((field) => [field, ALL])),
  sorts: fields,
})

/** The searches that have their parent in the path, by operationId, and what they can do. */
export const parentSearches = {
  search,
  support: {
    searchProcessInstanceIncidents: everything(incidentTable.plain),
    searchUserTaskVariables: everything(variableTable.plain),
    searchUserTaskEffectiveVariables: everything(variableTable.plain),
  },
}
