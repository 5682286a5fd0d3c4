import type { ElementInstanceResult } from '../contract/types.ts'
import type { WithLazy } from './lazy.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

/** What Camunda 7 does not tell with a row. */
type LazyField = 'hasIncident' | 'incidentKey'

export const elementInstances = resource<WithLazy<ElementInstanceResult, LazyField>>()({
  type: 'ElementInstance',
  key: 'elementInstanceKey',
  get: operations.getElementInstance,
  search: operations.searchElementInstances,
})

export type ElementInstanceRow = RowOf<typeof elementInstances>
