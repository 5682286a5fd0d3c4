import type { ElementInstanceResult } from '@camunda8/orchestration-cluster-api'
import type { WithLazy } from './lazy.ts'
import { orSince, resource } from './resource.ts'

/** A row. Camunda 7 does not tell these fields with a row. */
export type ElementInstanceRow = WithLazy<ElementInstanceResult, 'hasIncident' | 'incidentKey'>

export const elementInstances = resource<ElementInstanceRow>({
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
