import { resolveIncident } from '../engine/incident-resolution.ts'
import type { IncidentRow } from '../rows.ts'
import type { SearchRules } from '../search/rules.ts'
import { search } from '../search/search.ts'
import { existing, type Handlers, json, NO_CONTENT, pathKey } from './call.ts'
import { rulesOf } from './search-rules.ts'

export const incidentHandlers: Handlers = {
  searchIncidents: ({ cluster, body }) =>
    json(search([...cluster.view.incidents.values()], body, incidentRules('searchIncidents'))),

  getIncident: (call) => json(existing(call.cluster.view.incidents, 'Incident', pathKey(call, 'incidentKey'))),

  resolveIncident: (call) => {
    const { engine } = call.cluster
    engine.run(() => resolveIncident(engine, pathKey(call, 'incidentKey')))
    return NO_CONTENT
  },
}

/** The rules of a search for incidents. */
export function incidentRules(operationId: string): SearchRules<IncidentRow> {
  return rulesOf(operationId, { key: 'incidentKey' })
}
