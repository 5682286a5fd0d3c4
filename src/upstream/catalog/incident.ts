import type { IncidentResult } from '@camunda8/orchestration-cluster-api'
import type { WithLazy } from './lazy.ts'
import { inSince, resource, type Search } from './resource.ts'

/** A row. Only one of Camunda 7 has a stack trace, which does not tell these fields with a row. */
export type IncidentRow = WithLazy<
  IncidentResult & { stackTrace?: string | null },
  'processDefinitionId' | 'elementInstanceKey' | 'rootProcessInstanceKey' | 'stackTrace'
>

export const incidents = resource<IncidentRow>({
  type: 'Incident',
  key: 'incidentKey',
  get: { operation: 'getIncident', path: '/incidents/{incidentKey}' },
  search: { operation: 'searchIncidents', path: '/incidents/search' },
  many: {
    incidentKey: inSince('8.9'),
    processInstanceKey: inSince('8.9'),
    processDefinitionKey: inSince('8.9'),
    elementInstanceKey: inSince('8.9'),
    jobKey: inSince('8.9'),
  },
  shows: ['processInstanceKey', 'processDefinitionKey', 'elementInstanceKey', 'jobKey'],
  sort: [{ field: 'incidentKey', order: 'ASC' }],
  sortsByKey: true,
  few: true,
})

/** The incidents of an instance and of the instances that it called; `incidents` alone knows only its own. */
export const processInstanceIncidents: Search = {
  operation: 'searchProcessInstanceIncidents',
  path: '/process-instances/{processInstanceKey}/incidents/search',
}

/** The incidents of an element instance and of everything below it. */
export const elementInstanceIncidents: Search = {
  operation: 'searchElementInstanceIncidents',
  path: '/element-instances/{elementInstanceKey}/incidents/search',
}
