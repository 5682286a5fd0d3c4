import type { VariableSearchResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { resource } from './resource.ts'

/** What Camunda 7 knows of a value beside it. */
export interface ValueInfo {
  filename?: string | null
  mimeType?: string | null
  encoding?: string | null
  objectTypeName?: string | null
  serializationDataFormat?: string | null
}

/** A row of a search or, without `isTruncated` and never cut, of a read by key. Only one of Camunda 7 has a type. */
export type VariableRow = Omit<VariableSearchResult, 'isTruncated'> & {
  isTruncated?: boolean
  type?: string | null
  valueInfo?: ValueInfo | null
}

export const variables = resource<VariableRow>()({
  type: 'Variable',
  key: 'variableKey',
  get: operations.getVariable,
  search: operations.searchVariables,
  // A read by key answers whole values; so must the search that stands in for several of them.
  searchQuery: 'truncateValues=false',
  isCut: ({ isTruncated }) => isTruncated === true,
})
