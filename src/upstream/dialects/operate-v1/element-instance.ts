import { choice, date, flag, key, optional, shown, text } from './fields.ts'
import type { Table } from './table.ts'

export const elementInstances: Table = {
  operation: 'searchElementInstances',
  path: '/flownode-instances',
  key: 'elementInstanceKey',
  fields: {
    elementInstanceKey: key('key'),
    processInstanceKey: key('processInstanceKey'),
    processDefinitionKey: key('processDefinitionKey'),
    // Filled from the definition.
    processDefinitionId: shown(text('')),
    startDate: date('startDate'),
    endDate: {
      ...date('endDate'),
      presence: { field: 'state', present: ['COMPLETED', 'TERMINATED'], missing: ['ACTIVE'] },
    },
    elementId: text('flowNodeId'),
    elementName: shown(text('flowNodeName')),
    type: text('type'),
    state: choice('state', ['ACTIVE', 'COMPLETED', 'TERMINATED']),
    hasIncident: flag('incident'),
    incidentKey: optional(key('incidentKey')),
    tenantId: text('tenantId'),
  },
  fromDefinition: { processDefinitionId: 'processDefinitionId' },
  constants: { rootProcessInstanceKey: null },
  // The contract's name of an element is never missing: it is the id where the model gives none.
  finish: (row) => {
    row.elementName ??= row.elementId
  },
}
