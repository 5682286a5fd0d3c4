import type { RestOperator } from '../../catalog/resource.ts'
import type { SearchSupport, Support } from '../support.ts'
import { commands } from './commands/index.ts'
import { GENERATION } from './generation.ts'
import { parentSupport } from './parent-searches.ts'
import { reads } from './reads.ts'
import type { Table } from './table.ts'
import { tables } from './tables.ts'

const ALL: readonly RestOperator[] = ['$eq', '$neq', '$exists', '$in', '$notIn', '$like', '$gt', '$gte', '$lt', '$lte']

/** What a table supports: what all its lists can filter by, and every operator of fields that rows are filtered by here. */
function searchSupport({ lists, fields, lazyFields = {} }: Table): SearchSupport {
  const filtered = new Set(lists.flatMap(({ filters }) => Object.keys(filters)))
  const filters: Record<string, readonly RestOperator[]> = {}
  for (const field of filtered) {
    const possible = lists.map(({ filters }) => filters[field]?.operators ?? [])
    filters[field] = ALL.filter((operator) => possible.every((operators) => operators.includes(operator)))
  }
  for (const field of Object.keys(fields)) filters[field] = ALL
  for (const [field, { operators }] of Object.entries(lazyFields)) filters[field] = operators
  return { filters, sorts: Object.keys(fields), or: true }
}

/** What of the contract works on Camunda 7, from the same tables that do it. */
export const support: Support = {
  generation: GENERATION,
  searches: {
    ...Object.fromEntries(Object.entries(tables).map(([operation, table]) => [operation, searchSupport(table)])),
    ...parentSupport,
  },
  operations: new Set([...Object.keys(reads), ...Object.keys(commands)]),
  instead: {
    ...Object.fromEntries(
      Object.values(tables).flatMap(({ operation, instead = {} }) =>
        Object.entries(instead).map(([field, text]) => [`${operation}.${field}`, text]),
      ),
    ),
    cancelProcessInstancesBatchOperation: 'Cancel each instance by `cancelProcessInstance`.',
    deleteProcessInstancesBatchOperation: 'Delete each instance by `deleteProcessInstance`.',
    migrateProcessInstancesBatchOperation: 'Migrate each instance by `migrateProcessInstance`.',
    modifyProcessInstancesBatchOperation: 'Modify each instance by `modifyProcessInstance`.',
    resolveIncidentsBatchOperation: 'Resolve each incident by `resolveIncident`.',
    searchBatchOperationItems: 'It counts the jobs of a batch, and keeps no items.',
    deleteDecisionInstance: 'They go with the history of their process instance: `deleteProcessInstance`.',
    searchRoles: 'It has groups, and no roles.',
    getRole: 'It has groups, and no roles.',
  },
}
