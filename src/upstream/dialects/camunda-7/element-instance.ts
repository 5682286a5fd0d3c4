import type { ElementInstanceRow } from '../../catalog/element-instance.ts'
import { chosen, one, orExists, valuesOf } from '../planning/rules.ts'
import type { FilterRule, Query } from '../planning/translation.ts'
import { fromEngineDate } from './dates.ts'
import { at } from './engine.ts'
import { activityInstanceList, incidentList } from './lists.ts'
import type { Raw } from './objects.ts'
import { orNull } from './or-null.ts'
import type { Page } from './page.ts'
import { byDefinitionIds } from './process-definition.ts'
import { dates, tenants } from './rules.ts'
import type { EngineRule, RowOf, Table } from './table.ts'
import { fromEngineTenant } from './tenant.ts'

/** Camunda 7's names for each kind of element. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  START_EVENT: [
    'startEvent',
    'startTimerEvent',
    'messageStartEvent',
    'signalStartEvent',
    'escalationStartEvent',
    'compensationStartEvent',
    'errorStartEvent',
    'conditionalStartEvent',
  ],
  INTERMEDIATE_CATCH_EVENT: [
    'intermediateCatchEvent',
    'intermediateMessageCatch',
    'intermediateTimer',
    'intermediateLinkCatch',
    'intermediateSignalCatch',
    'intermediateConditional',
  ],
  INTERMEDIATE_THROW_EVENT: [
    'intermediateThrowEvent',
    'intermediateSignalThrow',
    'intermediateCompensationThrowEvent',
    'intermediateMessageThrowEvent',
    'intermediateNoneThrowEvent',
    'intermediateEscalationThrowEvent',
  ],
  BOUNDARY_EVENT: [
    'boundaryError',
    'boundaryTimer',
    'boundaryMessage',
    'boundarySignal',
    'compensationBoundaryCatch',
    'cancelBoundaryCatch',
    'boundaryEscalation',
    'boundaryConditional',
  ],
  END_EVENT: [
    'noneEndEvent',
    'errorEndEvent',
    'cancelEndEvent',
    'terminateEndEvent',
    'messageEndEvent',
    'signalEndEvent',
    'compensationEndEvent',
    'escalationEndEvent',
  ],
  EXCLUSIVE_GATEWAY: ['exclusiveGateway'],
  INCLUSIVE_GATEWAY: ['inclusiveGateway'],
  PARALLEL_GATEWAY: ['parallelGateway'],
  EVENT_BASED_GATEWAY: ['eventBasedGateway'],
  TASK: ['task'],
  SCRIPT_TASK: ['scriptTask'],
  SERVICE_TASK: ['serviceTask'],
  BUSINESS_RULE_TASK: ['businessRuleTask'],
  MANUAL_TASK: ['manualTask'],
  USER_TASK: ['userTask'],
  SEND_TASK: ['sendTask'],
  RECEIVE_TASK: ['receiveTask'],
  CALL_ACTIVITY: ['callActivity'],
  SUB_PROCESS: ['subProcess', 'transaction'],
  AD_HOC_SUB_PROCESS: ['adHocSubProcess'],
  MULTI_INSTANCE_BODY: ['multiInstanceBody'],
}

const kindOf = new Map(Object.entries(TYPES).flatMap(([kind, types]) => types.map((type) => [type, kind])))

const type: FilterRule = {
  operators: ['$eq'],
  translate: ({ $eq }) => ({ queries: (TYPES[String($eq)] ?? []).map((activityType) => ({ activityType })) }),
}

const STATES: Readonly<Record<string, Query>> = {
  ACTIVE: { unfinished: true },
  TERMINATED: { canceled: true, finished: true },
  // The engine has no filter for finished without canceled.
  COMPLETED: { finished: true },
}

const state: FilterRule = {
  operators: ['$eq', '$neq', '$in', '$exists'],
  translate: (operators) => {
    if (operators.$like !== undefined) return undefined
    const states = chosen(Object.keys(STATES), operators)
    if (states.length === 3) return { queries: [{}] }
    const both = states.includes('COMPLETED') && states.includes('TERMINATED')
    const queries = (both ? states.filter((one) => one !== 'TERMINATED') : states).map((one) => STATES[one] ?? {})
    return states.includes('COMPLETED') && !both ? { queries, rest: { $in: states } } : { queries }
  },
}

/** The engine has no filter by parent element, so all elements of the process instance are read and filtered here. */
const scope: EngineRule = {
  operators: ['$eq', '$in'],
  translate: async (operators, engine) => {
    const keys = valuesOf(operators)
    if (!keys) return undefined
    const instances = await Promise.all(
      keys.map(async (key) => {
        const path = at('/history/activity-instance', key)
        return (await orNull(engine.object(path)))?.processInstanceId ?? key
      }),
    )
    return {
      queries: [...new Set(instances)].map((processInstanceId) => ({ processInstanceId })),
      rest: operators,
    }
  },
}

export const elementInstanceTable: Table = {
  operation: 'searchElementInstances',
  lists: [
    {
      list: activityInstanceList,
      filters: {
        elementInstanceKey: one('activityInstanceId'),
        processInstanceKey: one('processInstanceId'),
        processDefinitionKey: one('processDefinitionId'),
        processDefinitionId: byDefinitionIds(['$eq']),
        elementId: one('activityId'),
        elementName: one('activityName'),
        type,
        state,
        startDate: dates('startedAfter', 'startedBefore', 'inclusive'),
        endDate: orExists(dates('finishedAfter', 'finishedBefore', 'inclusive'), {
          true: { finished: true },
          false: { unfinished: true },
        }),
        elementInstanceScopeKey: scope,
        tenantId: tenants('withoutTenantId'),
      },
      sorts: {
        processInstanceKey: 'instanceId',
        processDefinitionKey: 'definitionId',
        elementId: 'activityId',
        elementName: 'activityName',
        startDate: 'startTime',
        endDate: 'endTime',
        tenantId: 'tenantId',
      },
      row: elementRow,
    },
  ],
  fields: {
    elementInstanceKey: { kind: 'text' },
    processInstanceKey: { kind: 'id' },
    processDefinitionKey: { kind: 'text' },
    processDefinitionId: { kind: 'text' },
    elementId: { kind: 'text' },
    elementName: { kind: 'text' },
    type: { kind: 'choice' },
    state: { kind: 'choice' },
    startDate: { kind: 'date' },
    endDate: { kind: 'date', optional: true },
    elementInstanceScopeKey: { kind: 'text' },
    tenantId: { kind: 'text' },
  },
  instead: {
    hasIncident: 'Ask `incidents` by processInstanceKey and elementId.',
    incidentKey: 'Ask `incident` for its element instance.',
  },
}

/** An element instance as the contract has it. */
export function elementRow(raw: Raw, page: Page): RowOf<ElementInstanceRow> {
  const endDate = fromEngineDate(raw.endTime)
  return {
    elementInstanceKey: raw.id,
    processInstanceKey: raw.processInstanceId,
    processDefinitionKey: raw.processDefinitionId,
    processDefinitionId: raw.processDefinitionKey,
    elementId: raw.activityId,
    // The contract uses the id as the name of an element without one.
    elementName: raw.activityName ?? raw.activityId,
    type: kindOf.get(String(raw.activityType)) ?? 'UNKNOWN',
    state: endDate === null ? 'ACTIVE' : raw.canceled === true ? 'TERMINATED' : 'COMPLETED',
    startDate: fromEngineDate(raw.startTime),
    endDate,
    hasIncident: async () => (await incidentOf(page, raw)) !== null,
    incidentKey: () => incidentOf(page, raw),
    rootProcessInstanceKey: raw.rootProcessInstanceId,
    tenantId: fromEngineTenant(raw.tenantId),
    // Not a field of the contract's rows, but clients can filter by it.
    elementInstanceScopeKey: raw.parentActivityInstanceId,
  }
}

/** The open incident of an element that runs: the engine ties it to the execution. */
async function incidentOf(page: Page, raw: Raw): Promise<string | null> {
  const { processInstanceId, executionId, activityId, endTime } = raw
  if (endTime !== null || typeof processInstanceId !== 'string') return null
  const incidents = await page.rows(incidentList, { processInstanceId }, MOST_INCIDENTS)
  const own = incidents.find((one) => one.executionId === executionId && one.activityId === activityId)
  return typeof own?.id === 'string' ? own.id : null
}

const MOST_INCIDENTS = 10_000
