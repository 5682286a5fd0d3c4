import { notCamundas } from '../../failures/failure.ts'
import { isJsonObject } from '../../json/json-object.ts'
import { choice, date, type Field, fromOperate, key, number, text } from '../operate-v1/fields.ts'
import type { Row } from '../operate-v1/table.ts'
import type { RowFields } from '../rows/row.ts'

export const taskStates = ['CREATED', 'COMPLETED', 'CANCELED', 'FAILED'] as const

/** What Tasklist shows of a task, by the contract's names. */
export const taskFields: Readonly<Record<string, Field>> = {
  userTaskKey: key('id'),
  name: text('name'),
  state: choice('taskState', taskStates),
  assignee: text('assignee'),
  elementId: text('taskDefinitionId'),
  processName: text('processName'),
  processDefinitionKey: key('processDefinitionKey'),
  processInstanceKey: key('processInstanceKey'),
  creationDate: date('creationDate'),
  completionDate: date('completionDate'),
  dueDate: date('dueDate'),
  followUpDate: date('followUpDate'),
  priority: number('priority'),
  tenantId: text('tenantId'),
}

/** The fields that rows are filtered by here, lists of candidates included. */
export const taskFilters: RowFields = {
  ...taskFields,
  candidateGroup: { kind: 'text' },
  candidateUser: { kind: 'text' },
}

/** What Tasklist sorts by, by the contract's names. */
export const taskSorts: Readonly<Record<string, string>> = {
  creationDate: 'creationTime',
  completionDate: 'completionTime',
  dueDate: 'dueDate',
  followUpDate: 'followUpDate',
  priority: 'priority',
}

/** What a task's row has from its process definition. */
export const taskFromDefinition = { processDefinitionId: 'processDefinitionId', processDefinitionVersion: 'version' }

/** A row, and where Tasklist says that it stands. */
export interface Task {
  row: Row
  sortValues: readonly string[]
  /** The form that Camunda holds for it; undefined where it holds none. */
  form: { formId: string; version: unknown } | undefined
  isUserTask: boolean
}

/** Reads a task as Tasklist answers it. Throws TypeError for one without its key. */
export function readTask(item: unknown): Task {
  if (!isJsonObject(item)) throw notCamundas('a task is no object')
  const [candidateGroups, candidateUsers] = [textsIn(item.candidateGroups), textsIn(item.candidateUsers)]
  const row: Row = {
    // None of these is in Tasklist.
    elementInstanceKey: null,
    externalFormReference: null,
    customHeaders: null,
    rootProcessInstanceKey: null,
    tags: null,
    candidateGroups,
    candidateUsers,
    // Not fields of the contract's rows, but clients can filter by them.
    candidateGroup: candidateGroups,
    candidateUser: candidateUsers,
    // Without an id of a form it is one that Camunda does not hold.
    formKey: typeof item.formId === 'string' && typeof item.formKey === 'string' ? item.formKey : null,
  }
  for (const [name, field] of Object.entries(taskFields)) row[name] = fromOperate(field, item[field.as])
  if (row.userTaskKey === null) throw notCamundas('a task has no id')
  const { sortValues, formId, formVersion, implementation } = item
  return {
    row,
    sortValues: Array.isArray(sortValues) ? sortValues.map(String) : [],
    form: typeof formId === 'string' ? { formId, version: formVersion } : undefined,
    // Tasklist also has the tasks that are jobs, which are none of the contract's.
    isUserTask: implementation === 'ZEEBE_USER_TASK',
  }
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
