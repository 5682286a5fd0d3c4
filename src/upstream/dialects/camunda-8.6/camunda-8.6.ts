import { apis } from '../../api/api.ts'
import { parseVersion } from '../../api/version.ts'
import { processInstanceIncidents } from '../../catalog/incident.ts'
import { userTaskEffectiveVariables } from '../../catalog/user-task.ts'
import { NotSupported, notCamundas } from '../../failures/failure.ts'
import type { Dialect, Wire } from '../dialect.ts'
import { numericKeys } from '../numeric-keys.ts'
import { toRow } from '../operate-v1/bare-rows.ts'
import { operate } from '../operate-v1/operate-v1.ts'
import { operations } from '../operate-v1/operations.ts'
import { search, tables } from '../operate-v1/search.ts'
import { typed } from '../rows/typed.ts'
import type { SearchRequest, WirePage } from '../search.ts'
import { clusterReads, command, readTopology } from './commands.ts'
import { hasSearches, incidents, readIncident, shownBySearchesAlone } from './incidents.ts'
import { readProblem } from './problem.ts'
import { generation, support } from './support.ts'
import { readUserTask } from './task-by-key.ts'
import { readTaskForm } from './task-form.ts'
import type { TaskSource } from './task-source.ts'
import { searchEffectiveVariables } from './task-variables.ts'
import { searchTasks } from './tasks.ts'

const source = (wire: Wire): TaskSource => ({ operate: { wire, at: 'operate', generation }, at: 'tasklist' })

const fromOperate = operate(generation, 'operate')

/** Camunda 8.6: commands by its API v2, reads by the APIs v1 of Operate and Tasklist and, where it is on, a search of v2. */
export const camunda86: Dialect = {
  generation,
  // What the contract has, whenever it came: `support` says what of it works here.
  contract: '8.10',
  oldest: apis['8.6'].oldest,

  keys: numericKeys,
  support,
  pagesFromEnd: true,

  async version(wire) {
    const { gatewayVersion } = await readTopology(wire, 'getTopology')
    return wire.readable('getTopology', () => {
      const version = typeof gatewayVersion === 'string' ? parseVersion(gatewayVersion) : undefined
      if (!version) throw notCamundas('the topology names no version')
      if (!apis['8.6'].serves(version)) throw new TypeError(`the cluster is ${version}, and not 8.6`)
      return version
    })
  },

  async search<Row extends object>(wire: Wire, request: SearchRequest, key: keyof Row & string, page: WirePage) {
    const answer = await searched(wire, request, page)
    return wire.readable(request.search.operation, () => typed<Row>(answer, key))
  },

  async row(wire, get, keyField, key) {
    if (get.operation === 'getUserTask') return readUserTask(source(wire), key)
    if (get.operation !== 'getIncident' || !(await hasSearches(wire))) return fromOperate.row(wire, get, keyField, key)
    const answer = await readIncident(wire, key)
    return wire.readable(get.operation, () => toRow(incidents, answer))
  },

  async perform(wire, operation, parameters, body, extraTime) {
    const { operation: name } = operation
    if (name === 'getUserTaskForm') return readTaskForm(source(wire), parameters.userTaskKey ?? '')
    if (Object.hasOwn(operations, name)) return fromOperate.perform(wire, operation, parameters, body)
    const read = clusterReads[name]
    return read ? read(wire, generation) : command(wire, generation, operation, parameters, body, extraTime)
  },

  batch: () => undefined,

  readProblem,
}

async function searched(wire: Wire, request: SearchRequest, page: WirePage) {
  const { operation } = request.search
  const own = source(wire)
  if (operation === 'searchUserTasks') return searchTasks(own, request, page)
  if (operation === userTaskEffectiveVariables.operation) return searchEffectiveVariables(own, request, page)
  if (operation !== 'searchIncidents' && operation !== processInstanceIncidents.operation) {
    return search(own.operate, request, page)
  }
  if (await hasSearches(wire)) return search(own.operate, request, page, { ...tables, searchIncidents: incidents })
  checkWithoutSearches(request)
  return search(own.operate, request, page)
}

/** Throws NotSupported for what Operate does not know of incidents. */
function checkWithoutSearches({ filter = {}, sort = [] }: SearchRequest): void {
  const filtered = Object.keys(filter).find((name) => shownBySearchesAlone.has(name))
  const sorted = sort.find(({ field }) => shownBySearchesAlone.has(field))?.field
  if (filtered === undefined && sorted === undefined) return
  throw NotSupported.byGeneration(
    filtered === undefined ? `sort: ${sorted}` : `filter.${filtered}`,
    generation,
    'It is where CAMUNDA_REST_QUERY_ENABLED has switched on the searches of its API v2.',
  )
}
