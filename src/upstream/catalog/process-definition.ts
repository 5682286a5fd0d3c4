import type { ProcessDefinitionResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

export const processDefinitions = resource<ProcessDefinitionResult>()({
  type: 'ProcessDefinition',
  key: 'processDefinitionKey',
  get: operations.getProcessDefinition,
  search: operations.searchProcessDefinitions,
  foundBy: 'processDefinitionId',
  restrictedBy: {
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

export type ProcessDefinitionRow = RowOf<typeof processDefinitions>
