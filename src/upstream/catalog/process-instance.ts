import type { ProcessInstanceResult } from '@camunda8/orchestration-cluster-api'
import { inSince, resource } from './resource.ts'

export const processInstances = resource<ProcessInstanceResult>({
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
