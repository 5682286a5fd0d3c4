import type { ElementInstanceResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

export const elementInstances = resource<ElementInstanceResult>()({
  type: 'ElementInstance',
  key: 'elementInstanceKey',
  get: operations.getElementInstance,
  search: operations.searchElementInstances,
})

export type ElementInstanceRow = RowOf<typeof elementInstances>
