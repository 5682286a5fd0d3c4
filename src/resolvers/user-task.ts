import { afterWrite } from '../fields/after-write.ts'
import { command, withoutNulls } from '../fields/command.ts'
import { connection, searchConnection } from '../fields/connection.ts'
import { form } from '../fields/form.ts'
import { byKey, globalId, one } from '../fields/one.ts'
import { userTaskChanges } from '../fields/user-task-changes.ts'
import type { Resolvers, UpdateUserTaskInput } from '../generated/schema.ts'
import { elementInstances } from '../upstream/catalog/element-instance.ts'
import { type MaybeLazy, resolveLazy } from '../upstream/catalog/lazy.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { processDefinitions } from '../upstream/catalog/process-definition.ts'
import { processInstances } from '../upstream/catalog/process-instance.ts'
import type { UserTaskRow } from '../upstream/catalog/user-task.ts'
import { userTasks } from '../upstream/catalog/user-task.ts'
import { variables } from '../upstream/catalog/variable.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'

const pathOf = ({ userTaskKey }: UserTaskRow) => ({ userTaskKey })

/** States in which listeners are at work, or the cluster itself. */
const MOVING: ReadonlySet<unknown> = new Set(['CREATING', 'ASSIGNING', 'UPDATING', 'COMPLETING', 'CANCELING'])

/** Whether a task will not change any more: whatever was done to it has had its effect. */
const isOver = ({ state }: UserTaskRow) => state === 'COMPLETED' || state === 'CANCELED' || state === 'FAILED'

/** Listeners may correct what a task is told: then it never reads as it was told. */
const correctable = {
  isMoving: ({ state }: UserTaskRow) => MOVING.has(state),
  isCorrection: () => true,
}

export const resolvers: Resolvers = {
  Query: {
    userTask: byKey(userTasks),
    userTasks: connection(userTasks),
  },
  UserTask: {
    id: globalId(userTasks),
    processInstance: one(
      processInstances,
      (task) => task.processInstanceKey,
      ({ processDefinitionId, processDefinitionKey, processDefinitionVersion, processName, tenantId }) => ({
        processDefinitionId,
        processDefinitionKey,
        processDefinitionName: processName,
        processDefinitionVersion,
        tenantId,
      }),
    ),
    processDefinition: one(
      processDefinitions,
      (task) => task.processDefinitionKey,
      ({ processDefinitionId, processDefinitionVersion, processName, tenantId }) => ({
        processDefinitionId,
        name: processName,
        version: processDefinitionVersion,
        tenantId,
      }),
    ),
    elementInstance: one(elementInstances, (task) => task.elementInstanceKey),
    rootProcessInstance: one(processInstances, (task) => task.rootProcessInstanceKey),
    form: form(operations.getUserTaskForm, pathOf, ({ formKey }) => formKey),
    variables: searchConnection(variables, operations.searchUserTaskVariables, pathOf),
    effectiveVariables: searchConnection(variables, operations.searchUserTaskEffectiveVariables, pathOf),
  },
  Mutation: {
    assignUserTask: command(operations.assignUserTask),
    unassignUserTask: command(operations.unassignUserTask),
    updateUserTask: command(operations.updateUserTask, { check: changesSomething, body: changeset }),
    completeUserTask: command(operations.completeUserTask),
  },
  AssignUserTaskPayload: {
    userTask: afterWrite(userTasks, {
      ...correctable,
      isVisible: (row, { input }) => row.assignee === input.assignee || isOver(row),
      changes: ({ assignee }) => assignee,
      // Without any, the assignment is more likely to be on its way.
      isCorrection: ({ assignee }) => Boolean(assignee),
    }),
  },
  UnassignUserTaskPayload: {
    userTask: afterWrite(userTasks, {
      ...correctable,
      isVisible: (row) => !row.assignee || isOver(row),
      changes: ({ assignee }) => assignee,
    }),
  },
  UpdateUserTaskPayload: {
    userTask: afterWrite(userTasks, {
      ...correctable,
      isVisible: async (row, { input }) => isOver(row) || (await hasChanges(row, input)),
      changes: (row) => CHANGEABLE.map((field) => row[field]),
    }),
  },
  CompleteUserTaskPayload: {
    userTask: afterWrite(userTasks, { isVisible: isOver }),
  },
}

const CHANGEABLE = ['candidateGroups', 'candidateUsers', 'dueDate', 'followUpDate', 'priority'] as const

function changesSomething(input: UpdateUserTaskInput): void {
  if (input.priority === null) {
    throw new InvalidInput('input.priority', 'a task always has one. Give a number from 0 to 100, or leave it out.')
  }
  if (CHANGEABLE.some((field) => input[field] !== undefined) || input.action) return
  throw new InvalidInput('input', `give what to change: ${CHANGEABLE.join(', ')}. null clears a value.`)
}

function changeset({ userTaskKey: _, action, ...changes }: UpdateUserTaskInput): unknown {
  return withoutNulls({ changeset: userTaskChanges(changes), action })
}

const ordered = (names: readonly string[] | null | undefined) => [...new Set(names ?? [])].sort()

/** Whether a row has the changed values: lists are compared as sets, dates as points in time. */
async function hasChanges(row: UserTaskRow, input: UpdateUserTaskInput): Promise<boolean> {
  const sameDate = (seen: string | null | undefined, wanted: string | null | undefined) =>
    wanted === undefined || (wanted === null ? !seen : !!seen && Date.parse(seen) === Date.parse(wanted))
  const sameList = async (
    seen: MaybeLazy<readonly string[] | undefined>,
    wanted: readonly string[] | null | undefined,
  ) => wanted === undefined || JSON.stringify(ordered(await resolveLazy(seen))) === JSON.stringify(ordered(wanted))
  return (
    (await sameList(row.candidateGroups, input.candidateGroups)) &&
    (await sameList(row.candidateUsers, input.candidateUsers)) &&
    sameDate(row.dueDate, input.dueDate) &&
    sameDate(row.followUpDate, input.followUpDate) &&
    ((input.priority ?? undefined) === undefined || row.priority === input.priority)
  )
}
