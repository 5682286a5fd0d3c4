import { children } from '../fields/children.ts'
import { connection } from '../fields/connection.ts'
import { dateOf } from '../fields/date.ts'
import { items, wholeList } from '../fields/list.ts'
import { one } from '../fields/one.ts'
import { processRelations } from '../fields/process-relations.ts'
import { upstreamOf } from '../fields/upstream-of.ts'
import type { Resolvers, WaitStateDetails, WaitStateType } from '../generated/schema.ts'
import { elementInstances } from '../upstream/catalog/element-instance.ts'
import { jobs } from '../upstream/catalog/job.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { processInstances } from '../upstream/catalog/process-instance.ts'
import { userTasks } from '../upstream/catalog/user-task.ts'
import { elementInstanceWaitStates } from '../upstream/catalog/wait-state.ts'
import type { ProcessInstanceWaitStateStatisticsResult } from '../upstream/contract/types.ts'

/** The types of details, by the kind of thing that is waited for. */
const DETAILS = new Map<string, WaitStateDetails['__typename']>([
  ['JOB', 'JobWaitStateDetails'],
  ['MESSAGE', 'MessageWaitStateDetails'],
  ['USER_TASK', 'UserTaskWaitStateDetails'],
  ['TIMER', 'TimerWaitStateDetails'],
  ['SIGNAL', 'SignalWaitStateDetails'],
  ['CONDITION', 'ConditionWaitStateDetails'],
])

export const resolvers: Resolvers[] = [
  {
    Query: {
      elementInstanceWaitStates: connection(elementInstanceWaitStates),
    },
    ElementInstanceWaitState: {
      rootProcessInstance: processRelations.rootProcessInstance,
      // A kind that is not known is UNRECOGNIZED, as in all enums.
      waitStateType: ({ details }) => (details?.waitStateType ?? null) as WaitStateType | null,
      // They have relations of their own, so they must tell their cluster, too.
      details: (row, _args, context) =>
        row.details && DETAILS.has(row.details.waitStateType) ? upstreamOf(row, context).own(row.details) : null,
      elementInstance: one(
        elementInstances,
        (row) => row.elementInstanceKey,
        ({ bpmnProcessId, elementId, elementType, processInstanceKey, tenantId }) => ({
          processDefinitionId: bpmnProcessId,
          elementId,
          type: elementType,
          processInstanceKey,
          tenantId,
        }),
      ),
      processInstance: one(
        processInstances,
        (row) => row.processInstanceKey,
        ({ bpmnProcessId, tenantId }) => ({ processDefinitionId: bpmnProcessId, tenantId }),
      ),
    },
    WaitStateDetails: {
      __resolveType: ({ waitStateType }) => DETAILS.get(waitStateType) ?? null,
    },
    JobWaitStateDetails: {
      job: one(
        jobs,
        (details) => details.jobKey,
        ({ jobKind, jobType, listenerEventType, retries }) => ({
          kind: jobKind,
          type: jobType,
          listenerEventType,
          retries,
        }),
      ),
    },
    UserTaskWaitStateDetails: {
      userTask: one(
        userTasks,
        (details) => details.taskKey,
        ({ dueDate }) => ({ dueDate }),
      ),
    },
    TimerWaitStateDetails: {
      dueDate: ({ dueDate }) => dateOf(dueDate),
    },
  },
  {
    ElementInstance: {
      waitStates: children(elementInstanceWaitStates, 'elementInstanceKey', (row) => row.elementInstanceKey),
    },
    ProcessInstance: {
      waitStates: children(elementInstanceWaitStates, 'processInstanceKey', (row) => row.processInstanceKey),
      waitStateStatistics: (instance, _args, context) =>
        wholeList<ProcessInstanceWaitStateStatisticsResult>(
          instance,
          context,
          operations.getProcessInstanceWaitStateStatistics,
          { processInstanceKey: instance.processInstanceKey },
          items,
        ),
    },
  },
]
