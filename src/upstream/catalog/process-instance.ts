import type { ProcessInstanceResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

export const processInstances = resource<ProcessInstanceResult>()({
  type: 'ProcessInstance',
  key: 'processInstanceKey',
  get: operations.getProcessInstance,
  search: operations.searchProcessInstances,
})

export type ProcessInstanceRow = RowOf<typeof processInstances>
