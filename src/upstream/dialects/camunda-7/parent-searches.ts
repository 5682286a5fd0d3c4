import type { RestFilter, RestOperator } from '../../catalog/resource.ts'
import { withKeys } from '../planning/rules.ts'
import type { Row } from '../rows/row.ts'
import type { SearchAnswer, SearchRequest, WirePage } from '../search.ts'
import type { SearchSupport } from '../support.ts'
import { at, type Engine } from './engine.ts'
import { groupTable } from './group.ts'
import { incidentTable } from './incident.ts'
import { finishedTaskList, processInstanceList } from './lists.ts'
import { searchTable } from './search.ts'
import type { Table } from './table.ts'
import { userTable } from './user.ts'
import { variableTable } from './variable.ts'

/** The most rows of one instance that are looked at. */
const MOST = 10_000

/** Narrows the filter of a search that has its parent in the path. */
type ParentFilter = (
  engine: Engine,
  parameters: Readonly<Record<string, string>>,
  filter: RestFilter,
) => Promise<RestFilter>

/** The incidents of an instance and of all that it has called, directly or not. */
const ofHierarchy: ParentFilter = async (engine, { processInstanceKey = '' }, filter) => {
  const keys = [processInstanceKey]
  for (const parent of keys) {
    const called = await engine.rows(processInstanceList, { superProcessInstanceId: parent }, MOST)
    keys.push(...called.map(({ id }) => String(id)))
  }
  return withKeys(filter, 'processInstanceKey', keys)
}

/** All variables of the scopes around a task: a name may come more than once. */
const ofTask: ParentFilter = async (engine, { userTaskKey = '' }, filter) =>
  withKeys(filter, 'scopeKey', await scopesOf(engine, userTaskKey))

/** The same, of each name the innermost. */
const effectiveOfTask: ParentFilter = async (engine, { userTaskKey = '' }, filter) => {
  const scopes = await scopesOf(engine, userTaskKey)
  const ofScopes = withKeys({}, 'scopeKey', scopes)
  const { rows } = await searchTable(engine, variableTable, { filter: ofScopes }, 'variableKey', { limit: MOST })
  const depth = ({ scopeKey, taskId }: Row) => scopes.indexOf(String(scopeKey)) - (taskId ? 0.5 : 0)
  const innermost = new Map<unknown, Row>()
  for (const row of rows) {
    const other = innermost.get(row.name)
    if (!other || depth(row) < depth(other)) innermost.set(row.name, row)
  }
  const keys = [...innermost.values()].map(({ variableKey }) => variableKey)
  return { ...withKeys(filter, 'scopeKey', scopes), variableKey: { $in: keys } }
}

/** The scopes around a task, from its own outwards: the element's, those of subprocesses, the instance's. */
async function scopesOf(engine: Engine, taskId: string): Promise<string[]> {
  const [task] = await engine.rows(finishedTaskList, { taskId }, 1)
  const { processInstanceId, activityInstanceId } = task ?? {}
  if (typeof processInstanceId !== 'string' || typeof activityInstanceId !== 'string') return []
  const scopes = [activityInstanceId]
  let inner: unknown = activityInstanceId
  while (typeof inner === 'string' && inner !== processInstanceId && scopes.length < DEEPEST) {
    inner = (await engine.object(at('/history/activity-instance', inner))).parentActivityInstanceId
    if (typeof inner === 'string') scopes.push(inner)
  }
  return scopes
}

const DEEPEST = 100

/** The members of what the path names. */
const membersOf =
  (holder: string, filterName: string): ParentFilter =>
  async (_, parameters, filter) => ({ ...filter, [filterName]: parameters[holder] })

/** The searches that have their parent in the path, by operationId. */
const searches: Readonly<Record<string, { table: Table; filterOf: ParentFilter }>> = {
  searchProcessInstanceIncidents: { table: incidentTable, filterOf: ofHierarchy },
  searchUserTaskVariables: { table: variableTable, filterOf: ofTask },
  searchUserTaskEffectiveVariables: { table: variableTable, filterOf: effectiveOfTask },
  searchUsersForGroup: { table: userTable, filterOf: membersOf('groupId', 'memberOfGroup') },
  searchUsersForTenant: { table: userTable, filterOf: membersOf('tenantId', 'memberOfTenant') },
  searchGroupIdsForTenant: { table: groupTable, filterOf: membersOf('tenantId', 'memberOfTenant') },
}

/** One page of a search that has its parent in the path; undefined where it is none. */
export function searchOfParent(
  engine: Engine,
  { parameters = {}, filter = {}, sort }: SearchRequest,
  key: string,
  page: WirePage,
): Promise<SearchAnswer<Row>> | undefined {
  const search = searches[engine.operation]
  if (!search) return undefined
  return search.filterOf(engine, parameters, filter).then((narrowed) => {
    return searchTable(engine, search.table, { filter: narrowed, sort }, key, page)
  })
}

const ALL: readonly RestOperator[] = ['$eq', '$neq', '$exists', '$in', '$notIn', '$like', '$gt', '$gte', '$lt', '$lte']

/** What these searches can do: everything of the fields that rows have plainly. */
export const parentSupport: Readonly<Record<string, SearchSupport>> = Object.fromEntries(
  Object.entries(searches).map(
    ([
      operation,
      {
        table: { fields },
      },
    ]) => {
      const sorts = Object.keys(fields)
      return [operation, { filters: Object.fromEntries(sorts.map((field) => [field, ALL])), sorts }]
    },
  ),
)
