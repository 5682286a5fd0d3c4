import type { ProcessInstanceRow } from '../../catalog/process-instance.ts'
import { choices, many, one, orExists, valuesOf } from '../planning/rules.ts'
import { type FilterRule, NONE } from '../planning/translation.ts'
import { byVariables, variablesOfInstances } from './by-variables.ts'
import { fromEngineDate } from './dates.ts'
import { at } from './engine.ts'
import { activityInstanceList, processInstanceList } from './lists.ts'
import type { Raw } from './objects.ts'
import { orNull } from './or-null.ts'
import type { Page } from './page.ts'
import { byDefinitions } from './process-definition.ts'
import { dates, tenants, text } from './rules.ts'
import type { EngineRule, RowOf, Table } from './table.ts'
import { fromEngineTenant } from './tenant.ts'

const hasIncident: FilterRule = {
  operators: ['$eq'],
  translate: ({ $eq }) => ($eq === true ? { queries: [{ incidentStatus: 'open' }] } : undefined),
}

/** History tells which instance a call activity has called; an instance does not tell who called it. */
const parentElementInstance: EngineRule = {
  operators: ['$eq', '$in'],
  translate: async (operators, engine) => {
    const keys = valuesOf(operators)
    if (!keys) return undefined
    const called = await Promise.all(
      keys.map(async (key) => {
        const path = at('/history/activity-instance', key)
        const activity = await orNull(engine.object(path))
        return activity?.calledProcessInstanceId
      }),
    )
    const ids = called.filter((id) => typeof id === 'string')
    return ids.length === 0 ? NONE : { queries: [{ processInstanceIds: ids }] }
  },
}

const versionTag: EngineRule = {
  operators: ['$eq'],
  translate: async ({ $eq, ...others }, engine) => {
    if ($eq === undefined || Object.keys(others).length > 0) return undefined
    return { queries: await byDefinitions(engine, { versionTag: $eq }) }
  },
}

export const processInstanceTable: Table = {
  operation: 'searchProcessInstances',
  lists: [
    {
      // History has what runs too, with the date and version that the list of what runs lacks.
      list: processInstanceList,
      filters: {
        processInstanceKey: many('processInstanceIds'),
        processDefinitionKey: one('processDefinitionId'),
        processDefinitionId: many('processDefinitionKeyIn', 'processDefinitionKeyNotIn'),
        processDefinitionName: one('processDefinitionName'),
        processDefinitionVersionTag: versionTag,
        startDate: dates('startedAfter', 'startedBefore', 'inclusive'),
        endDate: orExists(dates('finishedAfter', 'finishedBefore', 'inclusive'), {
          true: { finished: true },
          false: { unfinished: true },
        }),
        state: choices({
          ACTIVE: [{ active: true }],
          SUSPENDED: [{ suspended: true }],
          COMPLETED: [{ completed: true }],
          TERMINATED: [{ externallyTerminated: true }, { internallyTerminated: true }],
        }),
        hasIncident,
        variables: byVariables,
        errorMessage: one('incidentMessage', { incidentStatus: 'open' }),
        parentProcessInstanceKey: orExists(one('superProcessInstanceId'), { false: { rootProcessInstances: true } }),
        parentElementInstanceKey: parentElementInstance,
        tenantId: tenants('withoutTenantId'),
        businessId: text({
          eq: 'processInstanceBusinessKey',
          in: 'processInstanceBusinessKeyIn',
          like: 'processInstanceBusinessKeyLike',
        }),
      },
      sorts: {
        processDefinitionKey: 'definitionId',
        processDefinitionId: 'definitionKey',
        processDefinitionName: 'definitionName',
        processDefinitionVersion: 'definitionVersion',
        startDate: 'startTime',
        endDate: 'endTime',
        tenantId: 'tenantId',
        businessId: 'businessKey',
      },
      row: instanceRow,
    },
  ],
  fields: {
    processInstanceKey: { kind: 'id' },
    processDefinitionKey: { kind: 'text' },
    processDefinitionId: { kind: 'text' },
    processDefinitionName: { kind: 'text' },
    processDefinitionVersion: { kind: 'number' },
    startDate: { kind: 'date' },
    endDate: { kind: 'date', optional: true },
    state: { kind: 'choice' },
    parentProcessInstanceKey: { kind: 'id' },
    tenantId: { kind: 'text' },
    businessId: { kind: 'text' },
  },
  // One call for all of them.
  lazyFields: { hasIncident: { kind: 'flag', operators: ['$eq'], most: 10_000 }, variables: variablesOfInstances },
  instead: {
    elementId: 'Ask `elementInstances` by elementId, and for the instance of each.',
    elementInstanceState: 'Ask `elementInstances` by state, and for the instance of each.',
  },
}

/** An instance as the contract has it. */
export function instanceRow(raw: Raw, page: Page): RowOf<ProcessInstanceRow> {
  return {
    processInstanceKey: raw.id,
    processDefinitionKey: raw.processDefinitionId,
    processDefinitionId: raw.processDefinitionKey,
    processDefinitionName: raw.processDefinitionName,
    processDefinitionVersion: raw.processDefinitionVersion,
    processDefinitionVersionTag: () => page.definition(raw, 'versionTag'),
    startDate: fromEngineDate(raw.startTime),
    endDate: fromEngineDate(raw.endTime),
    state: STATES[String(raw.state)] ?? raw.state,
    hasIncident: async () => (await withIncident(page)).has(raw.id),
    parentProcessInstanceKey: raw.superProcessInstanceId,
    parentElementInstanceKey: () => callerOf(page, raw),
    rootProcessInstanceKey: raw.rootProcessInstanceId,
    tenantId: fromEngineTenant(raw.tenantId),
    businessId: raw.businessKey,
    tags: null,
  }
}

const STATES: Readonly<Record<string, string>> = {
  EXTERNALLY_TERMINATED: 'TERMINATED',
  INTERNALLY_TERMINATED: 'TERMINATED',
}

/** Which of the rows have an open incident. */
function withIncident(page: Page): Promise<Set<unknown>> {
  return page.once('incidents', async () => {
    const ids = page.distinct('id')
    const query = { processInstanceIds: ids, incidentStatus: 'open' }
    const raws = await page.engine.rows(processInstanceList, query, ids.length)
    return new Set(raws.map(({ id }) => id))
  })
}

/** The call activity's instance that started a row's. */
async function callerOf(page: Page, { id, superProcessInstanceId }: Raw): Promise<unknown> {
  if (typeof superProcessInstanceId !== 'string') return null
  const query = { processInstanceId: superProcessInstanceId, activityType: 'callActivity' }
  const callers = await page.rows(activityInstanceList, query, MOST_CALLERS)
  return callers.find(({ calledProcessInstanceId }) => calledProcessInstanceId === id)?.id ?? null
}

const MOST_CALLERS = 10_000
