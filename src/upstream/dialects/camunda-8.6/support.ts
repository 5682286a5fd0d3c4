import { operateOperations, operateSearches } from '../operate-v1/operate-v1.ts'
import { supportOf } from '../operate-v1/table.ts'
import type { SearchSupport, Support } from '../support.ts'
import { clusterReads, commands } from './commands.ts'
import { incidents } from './incidents.ts'
import { taskSorts } from './task.ts'

export const generation = 'Camunda 8.6'

const TEXT = ['$eq', '$neq', '$exists', '$in', '$notIn', '$like'] as const
const ORDERED = ['$eq', '$neq', '$exists', '$in', '$gt', '$gte', '$lt', '$lte'] as const

const userTasks: SearchSupport = {
  filters: {
    state: TEXT,
    assignee: TEXT,
    name: TEXT,
    candidateGroup: TEXT,
    candidateUser: TEXT,
    tenantId: TEXT,
    priority: ORDERED,
    creationDate: ORDERED,
    completionDate: ORDERED,
    dueDate: ORDERED,
    followUpDate: ORDERED,
    elementId: ['$eq'],
    userTaskKey: ['$eq'],
    processDefinitionId: ['$eq'],
    processDefinitionKey: ['$eq'],
    processInstanceKey: ['$eq'],
  },
  sorts: [...Object.keys(taskSorts), 'name'],
}

const withIncidents = { ...supportOf(incidents) }

export const support: Support = {
  generation,
  searches: {
    ...operateSearches,
    searchIncidents: withIncidents,
    searchProcessInstanceIncidents: withIncidents,
    searchUserTasks: userTasks,
    searchUserTaskEffectiveVariables: { filters: { name: TEXT }, sorts: operateSearches.searchVariables?.sorts ?? [] },
  },
  operations: new Set([
    ...operateOperations,
    ...commands,
    ...Object.keys(clusterReads),
    'getUserTask',
    'getUserTaskForm',
  ]),
  instead: {
    searchJobs: 'It keeps no jobs to be read; an incident names the job behind it.',
    searchUserTaskVariables: '`effectiveVariables` has those that the task sees.',
    resolveProcessInstanceIncidents: 'Resolve each incident by `resolveIncident`.',
  },
}
