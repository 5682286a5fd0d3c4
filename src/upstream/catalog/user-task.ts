import type { UserTaskResult } from '../contract/types.ts'
import type { WithLazy } from './lazy.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

/** What Camunda 7 does not tell with a row. */
type LazyField =
  | 'processDefinitionId'
  | 'processDefinitionVersion'
  | 'processName'
  | 'elementInstanceKey'
  | 'rootProcessInstanceKey'
  | 'candidateGroups'
  | 'candidateUsers'
  | 'externalFormReference'

/** A row. Only one of Camunda 7 has a description and an owner. */
type Task = UserTaskResult & { description?: string | null; owner?: string | null }

export const userTasks = resource<WithLazy<Task, LazyField>>()({
  type: 'UserTask',
  key: 'userTaskKey',
  get: operations.getUserTask,
  search: operations.searchUserTasks,
  // REST cannot sort tasks by key, but Camunda breaks ties by it.
  sort: [{ field: 'creationDate', order: 'ASC' }],
})

export type UserTaskRow = RowOf<typeof userTasks>

/** The variables that a task sees, the innermost of each name. */
export const userTaskEffectiveVariables = operations.searchUserTaskEffectiveVariables
