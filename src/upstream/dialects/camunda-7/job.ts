import { many, one, orExists, valuesOf } from '../planning/rules.ts'
import { ALL, type FilterRule, NONE, type Query } from '../planning/translation.ts'
import { externalTaskRow, jobRow } from './job-row.ts'
import { externalTaskList, jobDefinitionList, jobList } from './lists.ts'
import { byDefinitionIds } from './process-definition.ts'
import { absent, dates, tenants } from './rules.ts'
import type { EngineRule, Table } from './table.ts'

/** The engine's own jobs have the type of their definition. */
const byJobType: EngineRule = {
  operators: ['$eq', '$in'],
  translate: async (operators, engine) => {
    const types = valuesOf(operators)
    if (!types) return undefined
    const definitions = await Promise.all(
      types.map((jobType) => engine.rows(jobDefinitionList, { jobType }, MOST_DEFINITIONS)),
    )
    return { queries: definitions.flat().map(({ id }): Query => ({ jobDefinitionId: id })) }
  },
}

const MOST_DEFINITIONS = 1_000

const retries: FilterRule = {
  operators: ['$eq'],
  translate: (operators) =>
    Object.keys(operators).length === 1 && operators.$eq === 0 ? { queries: [{ noRetriesLeft: true }] } : undefined,
}

/** The engine's own jobs have no worker. */
const noWorker: FilterRule = {
  operators: ['$eq', '$in'],
  translate: (operators) => {
    const workers = valuesOf(operators)
    return workers && (workers.includes('') ? ALL : NONE)
  },
}

export const jobTable: Table = {
  operation: 'searchJobs',
  lists: [
    {
      list: externalTaskList,
      filters: {
        jobKey: many('externalTaskIdIn'),
        processInstanceKey: many('processInstanceIdIn'),
        processDefinitionKey: one('processDefinitionId'),
        // Older 7.x versions cannot filter external tasks by the id of the process.
        processDefinitionId: byDefinitionIds(['$eq', '$in']),
        elementId: many('activityIdIn'),
        type: one('topicName'),
        worker: one('workerId'),
        retries,
        deadline: orExists(dates('lockExpirationAfter', 'lockExpirationBefore', 'exclusive'), {}),
        tenantId: tenants(),
      },
      sorts: {
        processInstanceKey: 'processInstanceId',
        processDefinitionKey: 'processDefinitionId',
        processDefinitionId: 'processDefinitionKey',
        tenantId: 'tenantId',
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
        elementInstanceKey: { operators: ['$eq', '$in'], translate: () => NONE },
        type: byJobType,
        worker: noWorker,
        retries,
        deadline: absent,
        tenantId: tenants('withoutTenantId'),
      },
      sorts: {
        processInstanceKey: 'processInstanceId',
        processDefinitionKey: 'processDefinitionId',
        processDefinitionId: 'processDefinitionKey',
        tenantId: 'tenantId',
      },
      row: jobRow,
      // Start timers, batches and history cleanup belong to no instance.
      includes: (row) => row.processInstanceKey !== null,
    },
  ],
  fields: {
    jobKey: { kind: 'id' },
    processInstanceKey: { kind: 'id' },
    processDefinitionKey: { kind: 'text' },
    processDefinitionId: { kind: 'text' },
    worker: { kind: 'text' },
    retries: { kind: 'number' },
    deadline: { kind: 'date' },
    state: { kind: 'choice' },
    errorMessage: { kind: 'text' },
    hasFailedWithRetriesLeft: { kind: 'flag' },
    tenantId: { kind: 'text' },
  },
}
