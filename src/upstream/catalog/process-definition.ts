import type { ProcessDefinitionResult } from '@camunda8/orchestration-cluster-api'
import { inSince, resource } from './resource.ts'

export const processDefinitions = resource<ProcessDefinitionResult>({
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
