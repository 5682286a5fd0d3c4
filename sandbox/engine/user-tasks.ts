import type { Engine } from './engine.ts'
import { Failure } from './failure.ts'
import { evaluateInstant, evaluateInteger, evaluateOptionalString, evaluateStrings } from './feel.ts'
import { latestForm } from './forms.ts'
import { completeElement } from './lifecycle.ts'
import { mergeResult } from './mappings.ts'
import type { UserTaskDefinition } from './model/model.ts'
import type { ElementInstance, UserTask } from './records.ts'
import { noSuch, Rejection } from './rejection.ts'
import { feelContext, type Variables } from './variables.ts'

/** Creates the task of an element instance. */
export function createUserTask(engine: Engine, element: ElementInstance, definition: UserTaskDefinition): void {
  const context = feelContext(engine, element)
  const list = (text: string | null) => (text === null ? [] : evaluateStrings(text, context))
  const instant = (text: string | null) => (text === null ? null : evaluateInstant(text, context))
  const priority = definition.priority === null ? 50 : evaluateInteger(definition.priority, context)
  if (priority < 0 || priority > 100) {
    throw new Failure('EXTRACT_VALUE_ERROR', `Expected priority to be in the range [0,100] but was '${priority}'.`)
  }
  const task: UserTask = {
    userTaskKey: '',
    element,
    creationDate: engine.clock.now(),
    completionDate: null,
    state: 'CREATED',
    assignee: definition.assignee === null ? null : evaluateOptionalString(definition.assignee, context),
    candidateUsers: list(definition.candidateUsers),
    candidateGroups: list(definition.candidateGroups),
    dueDate: instant(definition.dueDate),
    followUpDate: instant(definition.followUpDate),
    priority,
    formKey: formKey(engine, definition.formId),
    externalFormReference: definition.externalReference,
    customHeaders: element.element.taskHeaders,
  }
  const created = { ...task, userTaskKey: engine.keys.next() }
  element.userTask = created
  engine.userTasks.set(created.userTaskKey, created)
  engine.changed({ kind: 'userTask', entity: created })
}

export function completeUserTask(engine: Engine, userTaskKey: string, variables: Variables): void {
  const task = findUserTask(engine, 'complete', userTaskKey)
  endUserTask(engine, task, 'COMPLETED')
  mergeResult(engine, task.element, variables)
  completeElement(engine, task.element)
}

/** Assigns a task. Without `allowOverride` nobody may have it yet. */
export function assignUserTask(engine: Engine, userTaskKey: string, assignee: string, allowOverride: boolean): void {
  const task = findUserTask(engine, 'assign', userTaskKey)
  if (!allowOverride && task.assignee !== null && task.assignee !== '') {
    throw new Rejection(
      'INVALID_STATE',
      `Expected to claim user task with key '${userTaskKey}', but it has already been assigned`,
    )
  }
  change(engine, task, { assignee: assignee === '' ? null : assignee })
}

export function unassignUserTask(engine: Engine, userTaskKey: string): void {
  change(engine, findUserTask(engine, 'unassign', userTaskKey), { assignee: null })
}

/** The attributes of a task that may be changed. */
export type UserTaskChanges = Partial<
  Pick<UserTask, 'candidateUsers' | 'candidateGroups' | 'dueDate' | 'followUpDate' | 'priority'>
>

export function updateUserTask(engine: Engine, userTaskKey: string, changes: UserTaskChanges): void {
  change(engine, findUserTask(engine, 'update', userTaskKey), changes)
}

/** Ends a task because its element is being terminated. */
export function cancelUserTask(engine: Engine, task: UserTask): void {
  if (task.state === 'CREATED') endUserTask(engine, task, 'CANCELED')
}

function endUserTask(engine: Engine, task: UserTask, state: 'COMPLETED' | 'CANCELED'): void {
  task.completionDate = engine.clock.now()
  task.element.userTask = null
  engine.userTasks.delete(task.userTaskKey)
  task.state = state
  engine.changed({ kind: 'userTask', entity: task })
}

function change(engine: Engine, task: UserTask, changes: UserTaskChanges & { assignee?: string | null }): void {
  Object.assign(task, changes)
  engine.changed({ kind: 'userTask', entity: task })
}

function findUserTask(engine: Engine, command: string, userTaskKey: string): UserTask {
  const task = engine.userTasks.get(userTaskKey)
  if (!task) throw noSuch(command, 'user task', userTaskKey)
  return task
}

function formKey(engine: Engine, formId: string | null): string | null {
  if (formId === null) return null
  const form = latestForm(engine, formId)
  if (form) return form.formKey
  throw new Failure(
    'FORM_NOT_FOUND',
    `Expected to find a form with id '${formId}', but no form with this id is found, ` +
      'at least a form with this id should be available. To resolve the Incident please deploy a form with the same id',
  )
}
