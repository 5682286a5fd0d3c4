import type { IncidentResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { resource } from './resource.ts'

/** A row; only one of Camunda 7 has a stack trace. */
export type IncidentRow = IncidentResult & { stackTrace?: string | null }

export const incidents = resource<IncidentRow>()({
  type: 'Incident',
  key: 'incidentKey',
  get: operations.getIncident,
  search: operations.searchIncidents,
  fitsOneAnswer: true,
})

/** The incidents of an instance and of the instances that it called; `incidents` alone knows only its own. */
export const processInstanceIncidents = operations.searchProcessInstanceIncidents
