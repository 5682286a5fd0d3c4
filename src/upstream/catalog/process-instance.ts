import type { ProcessInstanceResult } from '@camunda8/orchestration-cluster-api'
import type { WithLazy } from './lazy.ts'
import { inSince, resource } from './resource.ts'

/** A row. Camunda 7 does not tell these fields with a row. */
export type ProcessInstanceRow = WithLazy<
  ProcessInstanceResult,
  'processDefinitionVersionTag' | 'hasIncident' | 'parentElementInstanceKey'
>

export const processInstances = resource<ProcessInstanceRow>({
  type: 'ProcessInstance',
  key: 'processInstanceKey',
  get: { operation: 'getProcessInstance', path: '/process-instances/{processInstanceKey}' },
  search: { operation: 'searchProcessInstances', path: '/process-instances/search' },
  many: {
    processInstanceKey: inSince('8.8'),
    processDefinitionKey: inSince('8.8'),
    parentProcessInstanceKey: inSince('8.8'),
    parentElementInstanceKey: inSince('8.8'),
  },
  shows: ['processDefinitionKey', 'parentProcessInstanceKey', 'parentElementInstanceKey'],
  sort: [{ field: 'processInstanceKey', order: 'ASC' }],
  sortsByKey: true,
})
