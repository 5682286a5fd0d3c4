import type { JobRow } from '../../catalog/job.ts'
import type { Row } from '../rows/row.ts'
import { fromEngineDate } from './dates.ts'
import { at, type Engine } from './engine.ts'
import { notSupported } from './generation.ts'
import { externalTaskLogList } from './lists.ts'
import { type Json, objectsIn, type Raw } from './objects.ts'
import type { Page } from './page.ts'
import type { RowOf } from './table.ts'
import { fromEngineTenant } from './tenant.ts'

/** What no job of Camunda 7 has. */
const LACKING = {
  deniedReason: null,
  isDenied: null,
  errorCode: null,
  kind: 'BPMN_ELEMENT',
  listenerEventType: 'UNSPECIFIED',
  lastUpdateTime: null,
} as const

const lacking = (field: string, instead: string) => () => {
  throw notSupported(`Job.${field}`, instead)
}

const customHeaders = lacking('customHeaders', 'A worker gets the extension properties of a job with activateJobs.')

/** What both lists say in the same words. */
function common(raw: Raw) {
  return {
    jobKey: raw.id,
    endTime: null,
    creationTime: fromEngineDate(raw.createTime),
    processInstanceKey: raw.processInstanceId,
    processDefinitionKey: raw.processDefinitionId,
    processDefinitionId: raw.processDefinitionKey,
    rootProcessInstanceKey: null,
    tenantId: fromEngineTenant(raw.tenantId),
    customHeaders,
  }
}

/** An external task as the contract has jobs. */
export function externalTaskRow(raw: Raw): RowOf<JobRow> {
  return {
    ...LACKING,
    ...common(raw),
    ...attempts(raw.retries, raw.errorMessage),
    type: raw.topicName,
    worker: raw.workerId ?? '',
    deadline: fromEngineDate(raw.lockExpirationTime),
    elementId: raw.activityId,
    elementInstanceKey: raw.activityInstanceId,
  }
}

/** A job of the engine's own: an asynchronous continuation, a timer. */
export function jobRow(raw: Raw, page: Page): RowOf<JobRow> {
  return {
    ...LACKING,
    ...common(raw),
    ...attempts(raw.retries, raw.exceptionMessage),
    type: async () => (await jobDefinition(page, raw)).jobType,
    worker: '',
    deadline: null,
    // What the engine filters by: of a job that continues after an element, not the one in which it failed.
    elementId: async () => (await jobDefinition(page, raw)).activityId,
    elementInstanceKey: () => placeOf(page, raw),
  }
}

/** Retries, and the state that they and the last failure make. An external task that never failed has no retries yet: 1. */
function attempts(retries: Json, failure: Json) {
  const left = typeof retries === 'number' ? retries : 1
  const failed = left === 0 || (failure !== null && failure !== undefined)
  return {
    retries: left,
    errorMessage: failure ?? null,
    state: failed ? 'FAILED' : 'CREATED',
    hasFailedWithRetriesLeft: failed && left > 0,
  }
}

function jobDefinition(page: Page, { jobDefinitionId }: Raw): Promise<Raw> {
  return page.object(at('/job-definition', jobDefinitionId))
}

/** The node of an instance's tree that a job's execution is at: an element, or the transition that waits before it. */
async function placeOf(page: Page, { processInstanceId, executionId }: Raw): Promise<unknown> {
  const tree = await page.object(at('/process-instance', processInstanceId, '/activity-instances'))
  const id = nodeOf(tree, executionId)
  if (id === undefined) throw notSupported('Job.elementInstanceKey', 'The job is at no element.')
  return id
}

function nodeOf(node: Raw, executionId: unknown): unknown {
  const { executionIds, executionId: own, childActivityInstances, childTransitionInstances } = node
  for (const child of [...objectsIn(childTransitionInstances), ...objectsIn(childActivityInstances)]) {
    const found = nodeOf(child, executionId)
    if (found !== undefined) return found
  }
  return own === executionId || (Array.isArray(executionIds) && executionIds.includes(executionId))
    ? node.id
    : undefined
}

/** External tasks that have ended, as their log tells, by the keys of those that are no longer there. */
export async function endedJobs(engine: Engine, keys: readonly string[]): Promise<Row[]> {
  const rows = await Promise.all(
    keys.map(async (externalTaskId) => {
      const sorting = [{ sortBy: 'timestamp', sortOrder: 'desc' as const }]
      const log = await engine.rows(externalTaskLogList, { externalTaskId }, 10, { sorting })
      const end = log.find(({ successLog, deletionLog }) => successLog === true || deletionLog === true)
      return end ? [engine.readable(() => endedRow(end))] : []
    }),
  )
  return rows.flat()
}

function endedRow(raw: Raw): RowOf<JobRow> {
  return {
    ...externalTaskRow({ ...raw, id: raw.externalTaskId }),
    state: raw.successLog === true ? 'COMPLETED' : 'CANCELED',
    hasFailedWithRetriesLeft: false,
    endTime: fromEngineDate(raw.timestamp),
    rootProcessInstanceKey: raw.rootProcessInstanceId,
  }
}
