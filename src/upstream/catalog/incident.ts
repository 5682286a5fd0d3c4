import type { IncidentResult } from '../contract/types.ts'
import type { WithLazy } from './lazy.ts'
import { operations } from './operation.ts'
import { resource } from './resource.ts'

/** A row. Only one of Camunda 7 has a stack trace, which does not tell these fields with a row. */
export type IncidentRow = WithLazy<
  IncidentResult & { stackTrace?: string | null },
  'processDefinitionId' | 'elementInstanceKey' | 'rootProcessInstanceKey' | 'stackTrace'
>

export const incidents = resource<IncidentRow>()({
  type: 'Incident',
  key: 'incidentKey',
  get: operations.getIncident,
  search: operations.searchIncidents,
  fitsOneAnswer: true,
})

/** The incidents of an instance and of the instances that it called; `incidents` alone knows only its own. */
export const processInstanceIncidents = operations.searchProcessInstanceIncidents
