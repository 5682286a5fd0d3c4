import type { IncidentRow } from '../../catalog/incident.ts'
import { choices, chosen, one, valuesOf } from '../planning/rules.ts'
import { ALL, type FilterRule, NONE, type Query } from '../planning/translation.ts'
import type { Row } from '../rows/row.ts'
import { fromEngineDate } from './dates.ts'
import type { Engine } from './engine.ts'
import {
  activityInstanceList,
  closedIncidentList,
  type EngineList,
  incidentList,
  processInstanceList,
  runningInstanceList,
} from './lists.ts'
import type { Raw } from './objects.ts'
import { orNull } from './or-null.ts'
import type { Page } from './page.ts'
import { dates, manyInUrl, tenants, text } from './rules.ts'
import { stackTraceOf } from './stack-trace.ts'
import type { EngineRule, RowOf, Table } from './table.ts'
import { fromEngineTenant } from './tenant.ts'

/** The contract's type for each of Camunda 7's own incident types; those that applications define are UNKNOWN. */
const TYPES: Readonly<Record<string, string>> = { failedJob: 'JOB_NO_RETRIES', failedExternalTask: 'JOB_NO_RETRIES' }

const errorType: EngineRule = {
  operators: ['$eq', '$in'],
  translate: (operators) => {
    const kinds = valuesOf(operators)
    // The engine cannot filter by all types but the known ones.
    if (!kinds || kinds.includes('UNKNOWN')) return undefined
    return {
      queries: Object.entries(TYPES)
        .filter(([, kind]) => kinds.includes(kind))
        .map(([incidentType]) => ({ incidentType })),
    }
  },
}

/**
 * Incidents of many instances: the engine takes one instance a call, so first those are found that had an incident at
 * all. Running ones are asked for too: below the full history level history has no incidents.
 */
const processInstanceKey: EngineRule = {
  operators: ['$eq', '$in'],
  translate: async (operators, engine) => {
    const keys = valuesOf(operators)
    if (!keys) return undefined
    const some = keys.length > 1 ? await havingIncidents(engine, keys) : keys
    return { queries: some.map((processInstanceId) => ({ processInstanceId })) }
  },
}

async function havingIncidents(engine: Engine, keys: readonly unknown[]): Promise<unknown[]> {
  const ask = (list: EngineList, query: Query) => engine.rows(list, { processInstanceIds: keys, ...query }, keys.length)
  const [had, have] = await Promise.all([
    ask(processInstanceList, { withIncidents: true }),
    ask(runningInstanceList, { withIncident: true }),
  ])
  return [...new Set([...had, ...have].map(({ id }) => id))]
}

const shared = {
  incidentKey: one('incidentId'),
  processInstanceKey,
  processDefinitionKey: one('processDefinitionId'),
  processDefinitionId: manyInUrl('processDefinitionKeyIn'),
  errorType,
  errorMessage: text({ eq: 'incidentMessage', like: 'incidentMessageLike' }),
  elementId: one('activityId'),
  jobKey: one('configuration'),
} satisfies Readonly<Record<string, EngineRule>>

const closedState: FilterRule = {
  operators: ['$eq', '$neq', '$in', '$notIn', '$exists'],
  translate: (operators) => {
    if (operators.$like !== undefined) return undefined
    return chosen(['RESOLVED'], operators).length > 0 ? ALL : NONE
  },
}

const closed = {
  list: closedIncidentList,
  filters: {
    ...shared,
    state: closedState,
    creationTime: dates('createTimeAfter', 'createTimeBefore', 'exclusive'),
    tenantId: tenants('withoutTenantId'),
  },
  sorts: {},
  row: incidentRow,
} as const

export const incidentTable: Table = {
  operation: 'searchIncidents',
  lists: [
    {
      list: incidentList,
      filters: {
        ...shared,
        state: choices({ ACTIVE: [{}] }),
        creationTime: dates('incidentTimestampAfter', 'incidentTimestampBefore', 'exclusive'),
        tenantId: tenants(),
      },
      sorts: {},
      row: incidentRow,
    },
    { ...closed, fixed: { resolved: true } },
    // Its element ended while it was open.
    { ...closed, fixed: { deleted: true } },
  ],
  fields: {
    incidentKey: { kind: 'id' },
    processInstanceKey: { kind: 'id' },
    processDefinitionKey: { kind: 'text' },
    errorType: { kind: 'choice' },
    errorMessage: { kind: 'text' },
    elementId: { kind: 'text' },
    creationTime: { kind: 'date' },
    state: { kind: 'choice' },
    jobKey: { kind: 'id' },
    tenantId: { kind: 'text' },
  },
  instead: { elementInstanceKey: 'Ask by processInstanceKey and elementId.' },
}

/** An incident as the contract has it: of the list of open ones, or of history. */
export function incidentRow(raw: Raw, page: Page): RowOf<IncidentRow> {
  return {
    incidentKey: raw.id,
    processInstanceKey: raw.processInstanceId,
    processDefinitionKey: raw.processDefinitionId,
    processDefinitionId: raw.processDefinitionKey ?? (() => page.definition(raw, 'key')),
    errorType: TYPES[String(raw.incidentType)] ?? 'UNKNOWN',
    errorMessage: raw.incidentMessage,
    stackTrace: stackTraceOf(page, raw),
    // Where the execution stands, which is what the engine filters by. The job of an element that continues after it
    // asynchronously may fail in the element that follows (`failedActivityId`).
    elementId: raw.activityId,
    creationTime: fromEngineDate(raw.incidentTimestamp ?? raw.createTime),
    state: raw.open === undefined || raw.open === true ? 'ACTIVE' : 'RESOLVED',
    elementInstanceKey: () => elementOf(page, raw),
    rootProcessInstanceKey: raw.rootProcessInstanceId ?? (() => rootOf(page, raw)),
    jobKey: raw.incidentType === 'failedJob' || raw.incidentType === 'failedExternalTask' ? raw.configuration : null,
    tenantId: fromEngineTenant(raw.tenantId),
  }
}

/**
 * The element instance that is stopped: the engine names its execution alone, in which one element may follow another.
 * Null where none is there, as before an element that starts asynchronously, and where several might be it.
 */
async function elementOf(page: Page, raw: Raw): Promise<unknown> {
  const { executionId, activityId } = raw
  if (typeof executionId !== 'string' || typeof activityId !== 'string') return null
  const elements = await page.rows(activityInstanceList, { executionId, activityId }, MOST_ELEMENTS)
  const created = Date.parse(fromEngineDate(raw.incidentTimestamp ?? raw.createTime) ?? '')
  const wasRunning = ({ startTime, endTime }: Raw) => {
    const end = fromEngineDate(endTime)
    return Date.parse(fromEngineDate(startTime) ?? '') <= created && (end === null || Date.parse(end) >= created)
  }
  const running = page.engine.readable(() => elements.filter(wasRunning))
  return running.length === 1 ? running[0]?.id : null
}

const MOST_ELEMENTS = 1_000

async function rootOf(page: Page, { processInstanceId }: Raw): Promise<unknown> {
  if (typeof processInstanceId !== 'string') return null
  const roots = await page.once('roots', async () => {
    const ids = page.distinct('processInstanceId')
    const raws = await page.engine.rows(processInstanceList, { processInstanceIds: ids }, ids.length)
    return new Map(raws.map(({ id, rootProcessInstanceId }) => [id, rootProcessInstanceId]))
  })
  return roots.get(processInstanceId) ?? null
}

/** An incident by its key, open or closed; null where there is none. */
export async function readIncident(page: Page, key: string): Promise<Row | null> {
  const id = encodeURIComponent(key)
  const raw =
    (await orNull(page.engine.object(`/incident/${id}`))) ??
    (await page.engine.rows(closedIncidentList, { incidentId: key }, 1))[0]
  return raw ? page.engine.readable(() => incidentRow(raw, page)) : null
}
