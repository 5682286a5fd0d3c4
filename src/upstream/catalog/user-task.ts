import type { UserTaskResult } from '@camunda8/orchestration-cluster-api'
import type { WithLazy } from './lazy.ts'
import { inSince, resource, type Search } from './resource.ts'

/** A row. Camunda 7 does not tell these fields with a row. */
export type UserTaskRow = WithLazy<
  UserTaskResult,
  | 'processDefinitionId'
  | 'processDefinitionVersion'
  | 'processName'
  | 'elementInstanceKey'
  | 'rootProcessInstanceKey'
  | 'candidateGroups'
  | 'candidateUsers'
>

export const userTasks = resource<UserTaskRow>({
  type: 'UserTask',
  key: 'userTaskKey',
  get: { operation: 'getUserTask', path: '/user-tasks/{userTaskKey}' },
  search: { operation: 'searchUserTasks', path: '/user-tasks/search' },
  many: {
    processInstanceKey: inSince('8.10'),
    processDefinitionKey: inSince('8.10'),
  },
  shows: ['processInstanceKey', 'processDefinitionKey', 'elementInstanceKey'],
  sort: [{ field: 'creationDate', order: 'ASC' }],
  // REST cannot sort tasks by key, but Camunda breaks ties by it.
  sortsByKey: false,
})

/** All variables that a task sees, of every scope: a name may come more than once. */
export const userTaskVariables: Search = {
  operation: 'searchUserTaskVariables',
  path: '/user-tasks/{userTaskKey}/variables/search',
}

/** The variables that a task sees, the innermost of each name. */
export const userTaskEffectiveVariables: Search = {
  operation: 'searchUserTaskEffectiveVariables',
  path: '/user-tasks/{userTaskKey}/effective-variables/search',
  pages: 'offsets',
}
