import type { BatchOperationItemResponse, BatchOperationResponse } from '../contract/types.ts'
import type { WithLazy } from './lazy.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

/** What Camunda 7 does not tell with a row. */
type LazyField = 'operationsCompletedCount' | 'operationsFailedCount'

export const batchOperations = resource<WithLazy<BatchOperationResponse, LazyField>>()({
  type: 'BatchOperation',
  key: 'batchOperationKey',
  get: operations.getBatchOperation,
  search: operations.searchBatchOperations,
})

export type BatchOperationRow = RowOf<typeof batchOperations>

/** Its key is the object's that it is about, so it is one of many with that key: it is found in lists alone. */
export const batchOperationItems = resource<BatchOperationItemResponse>()({
  type: 'BatchOperationItem',
  key: 'itemKey',
  isListOnly: true,
  search: operations.searchBatchOperationItems,
})

const ENDED: ReadonlySet<string | undefined> = new Set(['COMPLETED', 'PARTIALLY_COMPLETED', 'CANCELED', 'FAILED'])

/** Whether nothing more happens in a batch operation. */
export const hasEnded = ({ state, endDate }: BatchOperationRow): boolean => Boolean(endDate) || ENDED.has(state)
