import type { ElementInstanceWaitStateResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { resource } from './resource.ts'
import { identifiedBy, type WithRowKey } from './row-key.ts'

export const elementInstanceWaitStates = resource<WithRowKey<ElementInstanceWaitStateResult>>()({
  type: 'ElementInstanceWaitState',
  key: 'rowKey',
  isListOnly: true,
  // An element instance may wait for several things.
  search: identifiedBy(operations.searchElementInstanceWaitStates, 'elementInstanceKey', 'details'),
  sort: [{ field: 'elementInstanceKey', order: 'ASC' }],
})
