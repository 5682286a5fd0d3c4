import { notCamundas, UpstreamFailure } from '../../failures/failure.ts'
import { isJsonObject } from '../../json/json-object.ts'
import type { Wire } from '../dialect.ts'
import { choice, date, key, optional, shown, text } from '../operate-v1/fields.ts'
import type { Table } from '../operate-v1/table.ts'

/** The types that the search takes in a filter: it refuses others, as those of listeners and of later versions. */
const ERROR_TYPES: ReadonlySet<string> = new Set([
  'UNSPECIFIED',
  'UNKNOWN',
  'IO_MAPPING_ERROR',
  'JOB_NO_RETRIES',
  'CONDITION_ERROR',
  'EXTRACT_VALUE_ERROR',
  'CALLED_ELEMENT_ERROR',
  'UNHANDLED_ERROR_EVENT',
  'MESSAGE_SIZE_EXCEEDED',
  'CALLED_DECISION_ERROR',
  'DECISION_EVALUATION_ERROR',
  'FORM_NOT_FOUND',
])

/**
 * Incidents by the search that 8.6 has below `/v2` where it is switched on. Operate's own does not tell where in a process
 * an incident is.
 */
export const incidents: Table = {
  operation: 'searchIncidents',
  path: '/incidents',
  key: 'incidentKey',
  fields: {
    incidentKey: key('key'),
    processInstanceKey: key('processInstanceKey'),
    processDefinitionKey: key('processDefinitionKey'),
    processDefinitionId: optional(text('processDefinitionId')),
    elementId: text('flowNodeId'),
    elementInstanceKey: key('flowNodeInstanceKey'),
    errorType: { ...text('errorType'), taken: ERROR_TYPES },
    // A filter by either finds nothing, whatever the text or the date.
    errorMessage: shown(text('errorMessage')),
    creationTime: { ...date('creationTime'), filters: false },
    state: choice('state', ['ACTIVE', 'PENDING', 'RESOLVED', 'MIGRATED']),
    jobKey: optional(key('jobKey')),
    tenantId: text('tenantId'),
  },
  constants: { rootProcessInstanceKey: null },

  async ask({ wire }, { filter = {}, sort = [], size, searchAfter }) {
    const answer = await wire.send({
      operation: 'searchIncidents',
      method: 'POST',
      path: '/incidents/search',
      body: { filter, sort, page: { limit: size, ...(searchAfter ? { searchAfter } : {}) } },
      kind: 'read',
      exact: true,
    })
    return wire.readable('searchIncidents', () => {
      if (!isJsonObject(answer) || !Array.isArray(answer.items) || !isJsonObject(answer.page)) {
        throw notCamundas('a search answered neither items nor page')
      }
      const { totalItems } = answer.page
      if (typeof totalItems !== 'number') throw notCamundas('a search answered no totalItems')
      return { items: answer.items, total: totalItems }
    })
  },
}

/** What its rows show that Operate's do not. */
export const shownBySearchesAlone: ReadonlySet<string> = new Set(['elementId', 'elementInstanceKey'])

const KEPT = 'searches below /v2'

/** Whether 8.6's own searches are switched on: `camunda.rest.query.enabled`. Asked once, and again after some minutes. */
export async function hasSearches(wire: Wire): Promise<boolean> {
  const kept = wire.cache.get(wire.identity, KEPT)
  if (typeof kept === 'boolean') return kept
  const found = await incidents.ask?.({ wire, at: undefined, generation: '' }, { size: 1 }).then(
    () => true,
    (error: unknown) => {
      // Where they are off, the path does not exist or only takes other methods.
      if (error instanceof UpstreamFailure && (error.status === 404 || error.status === 405)) return false
      throw error
    },
  )
  wire.cache.set(wire.identity, KEPT, found === true)
  return found === true
}

/** An incident by its key, as it came; rejects with an UpstreamFailure of status 404 where there is none. */
export function readIncident(wire: Wire, incidentKey: string): Promise<unknown> {
  const path = `/incidents/${encodeURIComponent(incidentKey)}`
  return wire.send({ operation: 'getIncident', method: 'GET', path, kind: 'read', exact: true })
}
