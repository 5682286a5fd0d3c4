import type { ElementInstanceRow } from '../../catalog/element-instance.ts'
import { fromEngineDate } from './dates.ts'
import { at } from './engine.ts'
import { activityInstanceList, incidentList } from './lists.ts'
import { orNull } from './or-null.ts'
import type { Page } from './page.ts'
import { definitionKeys } from './process-definition.ts'
import { chosen, dates, one, orExists, tenants, valuesOf } from './rules.ts'
import type { FilterRule, Query, Raw, RowOf, Table } from './table.ts'
import { fromEngineTenant } from './tenant.ts'

/** The kinds of element by Camunda 7's names for them. */
const TYPES: Readonly<Record<string, string>> = {
  startEvent: 'START_EVENT',
  startTimerEvent: 'START_EVENT',
  messageStartEvent: 'START_EVENT',
  signalStartEvent: 'START_EVENT',
  escalationStartEvent: 'START_EVENT',
  compensationStartEvent: 'START_EVENT',
  errorStartEvent: 'START_EVENT',
  conditionalStartEvent: 'START_EVENT',
  intermediateCatchEvent: 'INTERMEDIATE_CATCH_EVENT',
  intermediateMessageCatch: 'INTERMEDIATE_CATCH_EVENT',
  intermediateTimer: 'INTERMEDIATE_CATCH_EVENT',
  intermediateLinkCatch: 'INTERMEDIATE_CATCH_EVENT',
  intermediateSignalCatch: 'INTERMEDIATE_CATCH_EVENT',
  intermediateConditional: 'INTERMEDIATE_CATCH_EVENT',
  intermediateThrowEvent: 'INTERMEDIATE_THROW_EVENT',
  intermediateSignalThrow: 'INTERMEDIATE_THROW_EVENT',
  intermediateCompensationThrowEvent: 'INTERMEDIATE_THROW_EVENT',
  intermediateMessageThrowEvent: 'INTERMEDIATE_THROW_EVENT',
  intermediateNoneThrowEvent: 'INTERMEDIATE_THROW_EVENT',
  intermediateEscalationThrowEvent: 'INTERMEDIATE_THROW_EVENT',
  boundaryError: 'BOUNDARY_EVENT',
  boundaryTimer: 'BOUNDARY_EVENT',
  boundaryMessage: 'BOUNDARY_EVENT',
  boundarySignal: 'BOUNDARY_EVENT',
  compensationBoundaryCatch: 'BOUNDARY_EVENT',
  cancelBoundaryCatch: 'BOUNDARY_EVENT',
  boundaryEscalation: 'BOUNDARY_EVENT',
  boundaryConditional: 'BOUNDARY_EVENT',
  noneEndEvent: 'END_EVENT',
  errorEndEvent: 'END_EVENT',
  cancelEndEvent: 'END_EVENT',
  terminateEndEvent: 'END_EVENT',
  messageEndEvent: 'END_EVENT',
  signalEndEvent: 'END_EVENT',
  compensationEndEvent: 'END_EVENT',
  escalationEndEvent: 'END_EVENT',
  exclusiveGateway: 'EXCLUSIVE_GATEWAY',
  inclusiveGateway: 'INCLUSIVE_GATEWAY',
  parallelGateway: 'PARALLEL_GATEWAY',
  eventBasedGateway: 'EVENT_BASED_GATEWAY',
  task: 'TASK',
  scriptTask: 'SCRIPT_TASK',
  serviceTask: 'SERVICE_TASK',
  businessRuleTask: 'BUSINESS_RULE_TASK',
  manualTask: 'MANUAL_TASK',
  userTask: 'USER_TASK',
  sendTask: 'SEND_TASK',
  receiveTask: 'RECEIVE_TASK',
  callActivity: 'CALL_ACTIVITY',
  subProcess: 'SUB_PROCESS',
  adHocSubProcess: 'AD_HOC_SUB_PROCESS',
  transaction: 'SUB_PROCESS',
  multiInstanceBody: 'MULTI_INSTANCE_BODY',
}

const type: FilterRule = {
  operators: ['$eq'],
  translate: ({ $eq }) => ({
    queries: Object.entries(TYPES)
      .filter(([, kind]) => kind === $eq)
      .map(([activityType]) => ({ activityType })),
  }),
}

const STATES: Readonly<Record<string, Query>> = {
  ACTIVE: { unfinished: true },
  TERMINATED: { canceled: true, finished: true },
  // The engine cannot ask for what was not canceled.
  COMPLETED: { finished: true },
}

const state: FilterRule = {
  operators: ['$eq', '$neq', '$in', '$exists'],
  translate: (operators) => {
    if (operators.$like !== undefined || operators.$exists === false)
      return operators.$like ? undefined : { queries: [] }
    const { $exists: _, ...others } = operators
    const states = chosen(Object.keys(STATES), others)
    if (states.length === 3) return { queries: [{}] }
    const both = states.includes('COMPLETED') && states.includes('TERMINATED')
    const queries = (both ? states.filter((one) => one !== 'TERMINATED') : states).map((one) => STATES[one] ?? {})
    return states.includes('COMPLETED') && !both ? { queries, rest: { $in: states } } : { queries }
  },
}

const processDefinitionId: FilterRule = {
  operators: ['$eq'],
  translate: async (operators, engine) => {
    const keysIn = valuesOf(operators)
    if (!keysIn) return undefined
    const keys = await definitionKeys(engine, { keysIn })
    return { queries: keys.map((key) => ({ processDefinitionId: key })) }
  },
}

/** The engine finds no children: all of the process instance's are looked through. */
const scope: FilterRule = {
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
  sources: [
    {
      list: activityInstanceList,
      filters: {
        elementInstanceKey: one('activityInstanceId'),
        processInstanceKey: one('processInstanceId'),
        processDefinitionKey: one('processDefinitionId'),
        processDefinitionId,
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
    // What has no name is called by its id, as in the contract.
    elementName: raw.activityName ?? raw.activityId,
    type: TYPES[String(raw.activityType)] ?? 'UNKNOWN',
    state: endDate === null ? 'ACTIVE' : raw.canceled === true ? 'TERMINATED' : 'COMPLETED',
    startDate: fromEngineDate(raw.startTime),
    endDate,
    hasIncident: async () => (await incidentOf(page, raw)) !== null,
    incidentKey: () => incidentOf(page, raw),
    rootProcessInstanceKey: raw.rootProcessInstanceId,
    tenantId: fromEngineTenant(raw.tenantId),
    // No field of the contract, but filtered by.
    elementInstanceScopeKey: raw.parentActivityInstanceId,
  }
}

/** The open incident of an element that runs: the engine ties it to the execution. */
async function incidentOf(page: Page, raw: Raw): Promise<string | null> {
  const { processInstanceId, executionId, activityId, endTime } = raw
  if (endTime !== null || typeof processInstanceId !== 'string') return null
  const incidents = await page.once(`incidents ${processInstanceId}`, () =>
    page.engine.rows(incidentList, { processInstanceId }, MOST_INCIDENTS),
  )
  const own = incidents.find((one) => one.executionId === executionId && one.activityId === activityId)
  return typeof own?.id === 'string' ? own.id : null
}

const MOST_INCIDENTS = 10_000
