import { startGateway } from '../gateway.ts'
import { operateDate } from '../operate/rows.ts'
import { type OperateOptions, type OperateServer, startOperate } from '../operate/server.ts'
import { type Asking, asking } from '../operate/stand.ts'
import { type RestOptions, rest } from './rest.ts'
import { type TasklistOptions, type TasklistTask, tasklist } from './tasklist.ts'

export interface Stand86Options extends Partial<RestOptions>, Partial<TasklistOptions> {
  rows?: NonNullable<OperateOptions['rows']>
}

export interface Stand86 extends Asking {
  readonly camunda: OperateServer
  /** What the playing engine has; may be changed at any time. */
  readonly state: RestOptions & TasklistOptions
}

/** Camunda 8.6 in one process, strict, behind a gateway. */
export async function stand86(
  { rows, ...options }: Stand86Options = {},
  config: Record<string, string> = {},
): Promise<Stand86> {
  const state: Stand86['state'] = {
    searches: true,
    incidents: [],
    userTasks: [],
    answers: {},
    health: 'healthy',
    tasks: [],
    variables: {},
    forms: {},
    brokenReads: false,
    ...options,
  }
  const camunda = await startOperate({
    withTasklist: true,
    ...(rows ? { rows } : {}),
    further: (call, violations) => rest(state, call, violations) ?? tasklist(state, call, violations),
  })
  const gateway = await startGateway(camunda, { CAMUNDA_API: '8.6', ...config })
  return { camunda, state, ...asking(gateway, camunda) }
}

/** An open, unassigned task with nothing set that need not be. */
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
