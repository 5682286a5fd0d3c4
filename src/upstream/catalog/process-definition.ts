import type { ProcessDefinitionResult } from '../contract/types.ts'
import type { WithLazy } from './lazy.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

/** What Camunda 7 does not tell with a row. */
type LazyField = 'hasStartForm'

export const processDefinitions = resource<WithLazy<ProcessDefinitionResult, LazyField>>()({
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
