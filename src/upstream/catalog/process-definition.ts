import type { ProcessDefinitionResult } from '@camunda8/orchestration-cluster-api'
import type { WithLazy } from './lazy.ts'
import { inSince, resource } from './resource.ts'

/** A row. Camunda 7 does not tell with a row whether there is a start form. */
export type ProcessDefinitionRow = WithLazy<ProcessDefinitionResult, 'hasStartForm'>

export const processDefinitions = resource<ProcessDefinitionRow>({
  type: 'ProcessDefinition',
  key: 'processDefinitionKey',
  get: { operation: 'getProcessDefinition', path: '/process-definitions/{processDefinitionKey}' },
  search: { operation: 'searchProcessDefinitions', path: '/process-definitions/search' },
  many: { processDefinitionId: inSince('8.8') },
  foundBy: 'processDefinitionId',
  shows: [],
  sort: [{ field: 'processDefinitionKey', order: 'ASC' }],
  sortsByKey: true,
  narrowedBy: {
    filter: 'isLatestVersion',
    sort: [
      { field: 'processDefinitionId', order: 'ASC' },
      { field: 'tenantId', order: 'ASC' },
    ],
  },
  // A deployed version never changes, but it is deleted.
  immutable: true,
  changes: ['state'],
})
