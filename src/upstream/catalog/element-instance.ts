import type { ElementInstanceResult } from '@camunda8/orchestration-cluster-api'
import { orSince, resource } from './resource.ts'

export const elementInstances = resource<ElementInstanceResult>({
  type: 'ElementInstance',
  key: 'elementInstanceKey',
  get: { operation: 'getElementInstance', path: '/element-instances/{elementInstanceKey}' },
  search: { operation: 'searchElementInstances', path: '/element-instances/search' },
  // These filters never take `$in`; since 8.10 the search takes `$or`, which says the same.
  many: {
    elementInstanceKey: orSince('8.10'),
    processInstanceKey: orSince('8.10'),
    processDefinitionKey: orSince('8.10'),
  },
  // Not elementInstanceScopeKey: it can be filtered by, but no row shows it.
  shows: ['processInstanceKey', 'processDefinitionKey'],
  sort: [{ field: 'elementInstanceKey', order: 'ASC' }],
  sortsByKey: true,
})
