import { fetchRows } from './engine.ts'
import { externalTaskRow, jobRow } from './job-row.ts'
import { externalTaskList, jobDefinitionList, jobList } from './lists.ts'
import { definitionKeys } from './process-definition.ts'
import { ALL, absent, dates, many, NONE, one, orExists, tenants, valuesOf } from './rules.ts'
import type { FilterRule, Query, SearchTable } from './table.ts'

/** External tasks have known no process id of the model from the start. */
const byDefinitions: FilterRule = {
  operators: ['$eq', '$in'],
  ask: async (operators, wire, operation) => {
    const keysIn = valuesOf(operators)
    if (!keysIn) return undefined
    const keys = await definitionKeys(wire, operation, { keysIn })
    return { queries: keys.map((processDefinitionId) => ({ processDefinitionId })) }
  },
}

/** The engine's own jobs have the type of their definition. */
const byJobType: FilterRule = {
  operators: ['$eq', '$in'],
  ask: async (operators, wire, operation) => {
    const types = valuesOf(operators)
    if (!types) return undefined
    const definitions = await Promise.all(
      types.map((jobType) => fetchRows(wire, operation, jobDefinitionList, { jobType }, [], 0, MOST_DEFINITIONS)),
    )
    return { queries: definitions.flat().map(({ id }): Query => ({ jobDefinitionId: id })) }
  },
}

const MOST_DEFINITIONS = 1_000

const retries: FilterRule = {
  operators: ['$eq'],
  ask: (operators) =>
    Object.keys(operators).length === 1 && operators.$eq === 0 ? { queries: [{ noRetriesLeft: true }] } : undefined,
}

/** The engine's own jobs are no worker's. */
const noWorker: FilterRule = {
  operators: ['$eq', '$in'],
  ask: (operators) => {
    const workers = valuesOf(operators)
    return workers && (workers.includes('') ? ALL : NONE)
  },
}

export const jobTable: SearchTable = {
  operation: 'searchJobs',
  sources: [
    {
      list: externalTaskList,
      filters: {
        jobKey: many('externalTaskIdIn'),
        processInstanceKey: many('processInstanceIdIn'),
        processDefinitionKey: one('processDefinitionId'),
        processDefinitionId: byDefinitions,
        elementId: many('activityIdIn'),
        type: one('topicName'),
        worker: one('workerId'),
        retries,
        deadline: orExists(dates('lockExpirationAfter', 'lockExpirationBefore', 'exclusive'), {}),
        tenantId: tenants(),
      },
      sorts: {
        jobKey: { by: 'id', order: 'key' },
        processInstanceKey: { by: 'processInstanceId', order: 'key' },
        processDefinitionKey: { by: 'processDefinitionId', order: 'text' },
        processDefinitionId: { by: 'processDefinitionKey', order: 'text' },
        tenantId: { by: 'tenantId', order: 'text', optional: true },
      },
      row: externalTaskRow,
    },
    {
      list: jobList,
      filters: {
        jobKey: many('jobIds'),
        processInstanceKey: many('processInstanceIds'),
        processDefinitionKey: one('processDefinitionId'),
        processDefinitionId: one('processDefinitionKey'),
        elementId: one('activityId'),
        elementInstanceKey: { operators: ['$eq', '$in'], ask: () => NONE },
        type: byJobType,
        worker: noWorker,
        retries,
        deadline: absent,
        tenantId: tenants('withoutTenantId'),
      },
      sorts: {
        jobKey: { by: 'jobId', order: 'key' },
        processInstanceKey: { by: 'processInstanceId', order: 'key' },
        processDefinitionKey: { by: 'processDefinitionId', order: 'text' },
        processDefinitionId: { by: 'processDefinitionKey', order: 'text' },
        tenantId: { by: 'tenantId', order: 'text', optional: true },
      },
      row: jobRow,
      // Start timers, batches and the clean-up of history belong to no instance.
      isOne: (row) => (row as { processInstanceKey: unknown }).processInstanceKey !== null,
    },
  ],
  plain: [
    'jobKey',
    'processInstanceKey',
    'processDefinitionKey',
    'processDefinitionId',
    'worker',
    'retries',
    'deadline',
    'state',
    'errorMessage',
    'hasFailedWithRetriesLeft',
    'tenantId',
  ],
  orders: { retries: { order: 'number' }, deadline: { order: 'date' } },
}
