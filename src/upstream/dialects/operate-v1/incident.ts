import { choice, date, key, optional, shown, text } from './fields.ts'
import type { Table } from './table.ts'

export const incidents: Table = {
  operation: 'searchIncidents',
  path: '/incidents',
  key: 'incidentKey',
  fields: {
    incidentKey: key('key'),
    processInstanceKey: key('processInstanceKey'),
    processDefinitionKey: key('processDefinitionKey'),
    // Filled from the definition.
    processDefinitionId: shown(text('')),
    errorType: text('type'),
    // Operate filters by its words, not by the whole text, and sorts by it not at all.
    errorMessage: shown(text('message')),
    creationTime: date('creationTime'),
    state: choice('state', ['ACTIVE', 'PENDING', 'RESOLVED', 'MIGRATED']),
    jobKey: optional(key('jobKey')),
    tenantId: text('tenantId'),
  },
  fromDefinition: { processDefinitionId: 'processDefinitionId' },
  constants: { elementId: null, elementInstanceKey: null, rootProcessInstanceKey: null },
}
