import type { GroupClientResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

/** Camunda knows of them what others say: an id. */
export const clients = resource<GroupClientResult>()({
  type: 'Client',
  key: 'clientId',
  isListOnly: true,
  search: operations.searchClientsForGroup,
})

export type ClientRow = RowOf<typeof clients>
