import { apis } from '../../api/api.ts'
import { processInstanceIncidents } from '../../catalog/incident.ts'
import { UpstreamFailure } from '../../failures/failure.ts'
import type { Dialect, Wire } from '../dialect.ts'
import { numericKeys } from '../numeric-keys.ts'
import { typed } from '../rows/typed.ts'
import type { SearchRequest, WirePage } from '../search.ts'
import type { SearchSupport, Support } from '../support.ts'
import { searchOnce } from './bare-rows.ts'
import { readOne } from './complete-rows.ts'
import { incidents } from './incident.ts'
import { operations } from './operations.ts'
import { readProblem } from './problem.ts'
import { processDefinitions } from './process-definition.ts'
import { processInstances } from './process-instance.ts'
import { search, tables } from './search.ts'
import type { Source } from './source.ts'
import { supportOf, type Table } from './table.ts'
import { readVariable } from './whole-values.ts'

const generation = 'Operate v1'

const NOT_OPERATE = 'nothing of Operate is at this path, so the address may be wrong'

/** The reads by key, each of a table. */
const reads: Readonly<Record<string, Table>> = {
  getProcessDefinition: tables.searchProcessDefinitions,
  getProcessInstance: tables.searchProcessInstances,
  getElementInstance: tables.searchElementInstances,
  getIncident: tables.searchIncidents,
  getVariable: tables.searchVariables,
  getDecisionDefinition: tables.searchDecisionDefinitions,
  getDecisionRequirements: tables.searchDecisionRequirements,
  getDecisionInstance: tables.searchDecisionInstances,
}

/** What Operate answers of the contract's searches. */
export const operateSearches: Readonly<Record<string, SearchSupport>> = {
  ...Object.fromEntries(Object.entries(tables).map(([operation, table]) => [operation, supportOf(table)])),
  searchProcessInstances: alsoBy('variables', processInstances),
  [processInstanceIncidents.operation]: supportOf(incidents),
}

/** What Operate answers of its other reads. */
export const operateOperations: readonly string[] = [...Object.keys(reads), ...Object.keys(operations)]

const support: Support = {
  generation,
  searches: operateSearches,
  operations: new Set(operateOperations),
  instead: {
    searchUserTasks: 'Tasklist has the tasks: CAMUNDA_API 8.6 reads both.',
    getUserTask: 'Tasklist has the tasks: CAMUNDA_API 8.6 reads both.',
    searchJobs: 'Operate keeps no jobs; an incident names the job behind it.',
  },
}

/** What Operate answers for any generation that has it. @param at which of the addresses is Operate's */
export function operate(generation: string, at?: string): Pick<Dialect, 'search' | 'row' | 'perform'> {
  const source = (wire: Wire): Source => ({ wire, at, generation })
  return {
    async search<Row extends object>(wire: Wire, request: SearchRequest, key: keyof Row & string, page: WirePage) {
      const answer = await search(source(wire), request, page)
      return wire.readable(request.search.operation, () => typed<Row>(answer, key))
    },
    async row(wire, { operation }, _keyField, key) {
      const table = reads[operation]
      if (!table) throw new TypeError(`Operate has no ${operation}.`)
      return operation === 'getVariable'
        ? readVariable(source(wire), key)
        : readOne(source(wire), table, operation, key)
    },
    async perform(wire, { operation }, parameters, body) {
      const answerer = operations[operation]
      if (!answerer) throw new TypeError(`Operate has no ${operation}.`)
      return answerer(source(wire), parameters, body)
    },
  }
}

/** The API v1 of Operate alone, as clusters before 8.6 have it: it reads, and deletes what has ended. */
export const operateV1: Dialect = {
  generation,
  // What the contract has, whenever it came: `support` says what of it works here.
  contract: '8.10',
  oldest: apis['operate-v1'].oldest,

  keys: numericKeys,
  support,
  pagesFromEnd: true,

  /** Operate tells no version; whether it answers shows by a search of what there are few of. */
  async version(wire) {
    const { operation } = processDefinitions
    await searchOnce({ wire, at: undefined, generation }, processDefinitions, { size: 1 }).catch((error: unknown) => {
      if (!(error instanceof UpstreamFailure) || error.status !== 404) throw error
      // Operate finds none or some: that there is no such search is said by something else.
      throw new UpstreamFailure(
        { kind: 'unreadable', operation, write: false, status: 404, reason: NOT_OPERATE },
        error,
      )
    })
    return undefined
  },

  ...operate(generation),

  batch: () => undefined,

  readProblem,
}

/** What can be asked of a table, and a filter by what no row shows. */
function alsoBy(filter: string, table: Table): SearchSupport {
  const { filters, ...others } = supportOf(table)
  return { ...others, filters: { ...filters, [filter]: ['$eq'] } }
}
