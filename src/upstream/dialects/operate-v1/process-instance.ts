import { choice, date, flag, key, number, optional, shown, text } from './fields.ts'
import type { Table } from './table.ts'

export const processInstances: Table = {
  operation: 'searchProcessInstances',
  path: '/process-instances',
  key: 'processInstanceKey',
  fields: {
    processInstanceKey: key('key'),
    processDefinitionKey: key('processDefinitionKey'),
    processDefinitionId: text('bpmnProcessId'),
    processDefinitionVersion: number('processVersion'),
    processDefinitionVersionTag: optional(text('processVersionTag')),
    // Filled from the definition.
    processDefinitionName: shown(text('')),
    parentProcessInstanceKey: optional(key('parentKey')),
    parentElementInstanceKey: optional(key('parentFlowNodeInstanceKey')),
    startDate: date('startDate'),
    endDate: {
      ...date('endDate'),
      presence: { field: 'state', present: ['COMPLETED', 'TERMINATED'], missing: ['ACTIVE'] },
    },
    state: choice('state', { ACTIVE: 'ACTIVE', COMPLETED: 'COMPLETED', TERMINATED: 'CANCELED' }),
    hasIncident: flag('incident'),
    tenantId: text('tenantId'),
  },
  fromDefinition: { processDefinitionName: 'name' },
  constants: { rootProcessInstanceKey: null, tags: null, businessId: null },
}
