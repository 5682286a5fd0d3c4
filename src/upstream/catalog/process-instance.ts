import type { ProcessInstanceResult } from '../contract/types.ts'
import type { WithLazy } from './lazy.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

/** What Camunda 7 does not tell with a row. */
type LazyField = 'processDefinitionVersionTag' | 'hasIncident' | 'parentElementInstanceKey'

export const processInstances = resource<WithLazy<ProcessInstanceResult, LazyField>>()({
  type: 'ProcessInstance',
  key: 'processInstanceKey',
  get: operations.getProcessInstance,
  search: operations.searchProcessInstances,
})

export type ProcessInstanceRow = RowOf<typeof processInstances>

/** Whether an instance will not change any more. */
export const hasEnded = ({ state, endDate }: ProcessInstanceRow): boolean =>
  Boolean(endDate) || state === 'COMPLETED' || state === 'TERMINATED'
