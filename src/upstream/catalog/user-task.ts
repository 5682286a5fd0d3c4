import type { UserTaskResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

export const userTasks = resource<UserTaskResult>()({
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
