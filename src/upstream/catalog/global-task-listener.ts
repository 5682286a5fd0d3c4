import type { GlobalTaskListenerResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

export const globalTaskListeners = resource<GlobalTaskListenerResult>()({
  type: 'GlobalTaskListener',
  key: 'id',
  get: operations.getGlobalTaskListener,
  search: operations.searchGlobalTaskListeners,
})

export type GlobalTaskListenerRow = RowOf<typeof globalTaskListeners>
