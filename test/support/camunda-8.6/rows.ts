import { operateDate, operateKey } from '../operate/rows.ts'
import type { OperateRow } from '../operate/search.ts'
import type { TasklistTask } from './tasklist.ts'

/** An incident as the search of 8.6's API v2 answers it. */
export function incident86(n: number, row: OperateRow = {}): OperateRow {
  return {
    key: operateKey(n),
    processDefinitionKey: operateKey(0),
    processDefinitionId: 'order',
    processInstanceKey: operateKey(1),
    errorType: 'JOB_NO_RETRIES',
    errorMessage: 'card declined',
    flowNodeId: 'pay',
    flowNodeInstanceKey: operateKey(9),
    creationTime: operateDate(n),
    state: 'ACTIVE',
    jobKey: operateKey(n),
    treePath: `PI_${operateKey(1)}/FN_pay/FNI_${operateKey(9)}`,
    tenantId: '<default>',
    ...row,
  }
}

/** A user task as the search of 8.6's API v2 answers it. */
export function userTask86(n: number, row: OperateRow = {}): OperateRow {
  return {
    key: operateKey(n),
    state: 'CREATED',
    elementId: 'check',
    elementInstanceKey: operateKey(n + 1),
    candidateGroup: ['sales'],
    candidateUser: ['ann'],
    processDefinitionId: 'order',
    processDefinitionKey: operateKey(0),
    processInstanceKey: operateKey(1),
    creationDate: '2026-11-21T11:37:19.284Z',
    tenantIds: '<default>',
    externalFormReference: '',
    processDefinitionVersion: 1,
    customHeaders: {},
    priority: 50,
    ...row,
  }
}

/** A task of Tasklist's: open, unassigned, with nothing set that need not be. */
export function tasklistTask(key: bigint, task: Partial<TasklistTask> = {}): TasklistTask {
  return {
    id: String(key),
    name: 'Check the order',
    taskDefinitionId: 'check',
    processName: 'Order',
    creationDate: operateDate(Number(key % 1_000n)),
    completionDate: null,
    assignee: null,
    taskState: 'CREATED',
    formKey: null,
    formId: null,
    formVersion: null,
    isFormEmbedded: null,
    processDefinitionKey: '9007199254740993',
    processInstanceKey: '9007199254740994',
    tenantId: '<default>',
    dueDate: null,
    followUpDate: null,
    candidateGroups: null,
    candidateUsers: null,
    implementation: 'ZEEBE_USER_TASK',
    priority: 50,
    ...task,
  }
}
