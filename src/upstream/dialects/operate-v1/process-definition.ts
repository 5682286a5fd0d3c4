import { key, number, optional, shown, text } from './fields.ts'
import type { Table } from './table.ts'

export const processDefinitions: Table = {
  operation: 'searchProcessDefinitions',
  path: '/process-definitions',
  key: 'processDefinitionKey',
  versionsOf: 'processDefinitionId',
  fields: {
    processDefinitionKey: key('key'),
    processDefinitionId: text('bpmnProcessId'),
    name: optional(text('name')),
    version: number('version'),
    // 8.6 ignores a filter by it.
    versionTag: shown(text('versionTag')),
    tenantId: text('tenantId'),
  },
  constants: { resourceName: null, hasStartForm: null, state: null },
}
