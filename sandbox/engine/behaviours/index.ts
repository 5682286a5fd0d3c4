import type { ElementType } from '../model/model.ts'
import type { Behaviour } from './behaviour.ts'
import { callActivity } from './call-activity.ts'
import { catchEvent, eventBasedGateway, throwEvent } from './events.ts'
import { exclusiveGateway } from './exclusive-gateway.ts'
import { jobWorker } from './job-worker.ts'
import { multiInstance } from './multi-instance.ts'
import { passThrough } from './pass-through.ts'
import { scriptTask } from './script-task.ts'
import { subProcess } from './sub-process.ts'
import { userTask } from './user-task.ts'

/** What each type of element does. */
export const BEHAVIOURS: Readonly<Partial<Record<ElementType, Behaviour>>> = {
  START_EVENT: passThrough,
  BOUNDARY_EVENT: passThrough,
  INTERMEDIATE_CATCH_EVENT: catchEvent,
  INTERMEDIATE_THROW_EVENT: throwEvent,
  END_EVENT: throwEvent,
  TASK: passThrough,
  MANUAL_TASK: passThrough,
  SERVICE_TASK: jobWorker,
  SEND_TASK: jobWorker,
  BUSINESS_RULE_TASK: jobWorker,
  SCRIPT_TASK: scriptTask,
  RECEIVE_TASK: catchEvent,
  USER_TASK: userTask,
  CALL_ACTIVITY: callActivity,
  SUB_PROCESS: subProcess,
  EXCLUSIVE_GATEWAY: exclusiveGateway,
  PARALLEL_GATEWAY: passThrough,
  EVENT_BASED_GATEWAY: eventBasedGateway,
  MULTI_INSTANCE_BODY: multiInstance,
}
