import type { VariableSearchResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { resource } from './resource.ts'

/** A row of a search or, without `isTruncated` and never cut, of a read by key. */
export type VariableRow = Omit<VariableSearchResult, 'isTruncated'> & { isTruncated?: boolean }

export const variables = resource<VariableRow>()({
  type: 'Variable',
  key: 'variableKey',
  get: operations.getVariable,
  search: operations.searchVariables,
  // A read by key answers whole values; so must the search that stands in for several of them.
  searchQuery: 'truncateValues=false',
  isCut: ({ isTruncated }) => isTruncated === true,
})
