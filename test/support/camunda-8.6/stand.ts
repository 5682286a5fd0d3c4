import { startGateway } from '../gateway.ts'
import { type OperateOptions, type OperateServer, startOperate } from '../operate/server.ts'
import { type Asking, asking } from '../operate/stand.ts'
import { type RestOptions, restAnswerer } from './rest.ts'
import { type TasklistOptions, tasklistAnswerer } from './tasklist.ts'

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
    ...(rows ? { rows } : {}),
    beside: { 'tasklist-v1': tasklistAnswerer(state), 'camunda-8.6': restAnswerer(state) },
  })
  const gateway = await startGateway(camunda, { CAMUNDA_API: '8.6', ...config })
  return { camunda, state, ...asking(gateway, camunda) }
}
