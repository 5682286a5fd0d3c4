import type { VariableSearchResult } from '@camunda8/orchestration-cluster-api'
import { inSince, resource } from './resource.ts'

/** A row of a search or, without `isTruncated` and never cut, of a read by key. */
export type VariableRow = Omit<VariableSearchResult, 'isTruncated'> & { isTruncated?: boolean }

export const variables = resource<VariableRow>({
  type: 'Variable',
  key: 'variableKey',
  get: { operation: 'getVariable', path: '/variables/{variableKey}' },
  search: { operation: 'searchVariables', path: '/variables/search' },
  many: {
    variableKey: inSince('8.8'),
    processInstanceKey: inSince('8.8'),
    scopeKey: inSince('8.8'),
  },
  shows: ['processInstanceKey', 'scopeKey'],
  sort: [{ field: 'variableKey', order: 'ASC' }],
  sortsByKey: true,
  // A read by key answers whole values; so must the search that stands in for several of them.
  searchQuery: 'truncateValues=false',
})
