import { choices, chosen, many, one, orExists, valuesOf } from '../planning/rules.ts'
import { ALL, type FilterRule, NONE } from '../planning/translation.ts'
import { engineDateOf } from './dates.ts'
import { finishedTaskList, taskList } from './lists.ts'
import { isTaskFailure, openTasksApart } from './open-tasks.ts'
import { absent, dates, tenants, text } from './rules.ts'
import type { Table } from './table.ts'
import { finishedTaskRow, openTaskRow } from './user-task-row.ts'

/** Priorities are whole numbers: the engine takes an inclusive minimum and maximum. */
const priority: FilterRule = {
  operators: ['$eq', '$gt', '$gte', '$lt', '$lte'],
  translate: (operators) => {
    const { $eq, $gt, $gte, $lt, $lte, ...others } = operators
    if (Object.keys(others).length > 0) return undefined
    const from = [$eq, $gte, plus($gt, 1)].filter((value) => typeof value === 'number')
    const to = [$eq, $lte, plus($lt, -1)].filter((value) => typeof value === 'number')
    return {
      queries: [
        {
          ...(from.length > 0 ? { minPriority: Math.max(...from) } : {}),
          ...(to.length > 0 ? { maxPriority: Math.min(...to) } : {}),
        },
      ],
    }
  },
}

const plus = (value: unknown, step: number) => (typeof value === 'number' ? value + step : undefined)

/** Open tasks that a group may take, assigned ones too, which the engine leaves out unless told. */
const candidateGroup: FilterRule = {
  operators: ['$eq', '$in'],
  translate: (operators) => {
    const groups = valuesOf(operators)
    return groups && { queries: groups.length === 0 ? [] : [{ candidateGroups: groups, includeAssignedTasks: true }] }
  },
}

/**
 * Open tasks with this user among their candidates. The engine's candidateUser also finds tasks of the user's groups, so
 * all tasks that involve the user are read and filtered here.
 */
const candidateUser: FilterRule = {
  operators: ['$eq'],
  translate: (operators) => ({ queries: [{ involvedUser: operators.$eq }], rest: operators }),
}

/**
 * Ended tasks: the engine finds those that had the candidate at any time. Their identity link log tells who still was one
 * at the end.
 */
const hadCandidate = (parameter: string): FilterRule => ({
  operators: ['$eq', '$in'],
  translate: (operators) => {
    const names = valuesOf(operators)
    return names && { queries: names.map((name) => ({ [parameter]: name })), rest: operators }
  },
})

/** Tasks of the history list have ended; the delete reason of each row tells how. */
const endedState: FilterRule = {
  operators: ['$eq', '$neq', '$in', '$exists'],
  translate: (operators) => {
    if (operators.$like !== undefined) return undefined
    const states = chosen(['COMPLETED', 'CANCELED'], operators)
    if (states.length !== 1) return states.length === 0 ? NONE : ALL
    // The engine filters by one delete reason, and cannot exclude one.
    return states[0] === 'COMPLETED'
      ? { queries: [{ taskDeleteReason: 'completed' }] }
      : { queries: [{}], rest: operators }
  },
}

const exactly = (parameter: string): FilterRule => ({
  operators: ['$eq', '$gt', '$gte', '$lt', '$lte', '$exists'],
  translate: (operators) => {
    if (Object.keys(operators).length !== 1 || typeof operators.$eq !== 'string') return undefined
    return { queries: [{ [parameter]: engineDateOf(operators.$eq) }] }
  },
})

export const userTaskTable: Table = {
  operation: 'searchUserTasks',
  lists: [
    {
      list: taskList,
      filters: {
        state: choices({ CREATED: [{}] }),
        userTaskKey: many('taskIdIn'),
        processInstanceKey: many('processInstanceIdIn'),
        processDefinitionKey: one('processDefinitionId'),
        processDefinitionId: many('processDefinitionKeyIn'),
        elementInstanceKey: many('activityInstanceIdIn'),
        elementId: many('taskDefinitionKeyIn'),
        // The engine compares names without regard to case.
        name: text({ eq: 'name', like: 'nameLike', looser: true }),
        assignee: orExists(many('assigneeIn'), { true: { assigned: true }, false: { unassigned: true } }),
        candidateGroup,
        candidateUser,
        priority,
        creationDate: dates('createdAfter', 'createdBefore', 'exclusive'),
        completionDate: absent,
        dueDate: orExists(dates('dueAfter', 'dueBefore', 'exclusive'), { false: { withoutDueDate: true } }),
        followUpDate: dates('followUpAfter', 'followUpBefore', 'exclusive'),
        tenantId: tenants('withoutTenantId'),
      },
      sorts: {
        creationDate: 'created',
        dueDate: 'dueDate',
        followUpDate: 'followUpDate',
        priority: 'priority',
        name: 'name',
      },
      row: openTaskRow,
      apart: { isFailure: isTaskFailure, rows: openTasksApart },
    },
    {
      list: finishedTaskList,
      fixed: { finished: true },
      filters: {
        state: endedState,
        userTaskKey: one('taskId'),
        processInstanceKey: one('processInstanceId'),
        processDefinitionKey: one('processDefinitionId'),
        processDefinitionId: one('processDefinitionKey'),
        elementInstanceKey: many('activityInstanceIdIn'),
        elementId: many('taskDefinitionKeyIn'),
        name: text({ eq: 'taskName', like: 'taskNameLike', looser: true }),
        assignee: orExists(one('taskAssignee'), { true: { assigned: true }, false: { unassigned: true } }),
        candidateGroup: hadCandidate('taskHadCandidateGroup'),
        candidateUser: hadCandidate('taskHadCandidateUser'),
        priority: one('taskPriority'),
        creationDate: dates('startedAfter', 'startedBefore', 'inclusive'),
        completionDate: orExists(dates('finishedAfter', 'finishedBefore', 'inclusive'), { true: {} }),
        dueDate: orExists(exactly('taskDueDate'), { false: { withoutTaskDueDate: true } }),
        followUpDate: exactly('taskFollowUpDate'),
        tenantId: tenants('withoutTenantId'),
      },
      sorts: {
        creationDate: 'startTime',
        completionDate: 'endTime',
        dueDate: 'dueDate',
        followUpDate: 'followUpDate',
        priority: 'priority',
        name: 'taskName',
      },
      row: finishedTaskRow,
    },
  ],
  fields: {
    userTaskKey: { kind: 'id' },
    processInstanceKey: { kind: 'id' },
    processDefinitionKey: { kind: 'text' },
    elementId: { kind: 'text' },
    name: { kind: 'text' },
    state: { kind: 'choice' },
    assignee: { kind: 'text' },
    priority: { kind: 'number' },
    creationDate: { kind: 'date' },
    completionDate: { kind: 'date' },
    dueDate: { kind: 'date', optional: true },
    followUpDate: { kind: 'date', optional: true },
    tenantId: { kind: 'text' },
  },
  // A call for each.
  lazyFields: {
    candidateGroup: { kind: 'text', operators: ['$eq', '$in'], most: 200 },
    candidateUser: { kind: 'text', operators: ['$eq'], most: 200 },
  },
  instead: {
    processInstanceVariables: 'Ask `variables` by name and value, and for the user tasks of their instances.',
    localVariables: 'Ask `variables` by name and value, and for the user tasks of their instances.',
  },
}
