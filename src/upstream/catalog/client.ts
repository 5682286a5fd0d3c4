import type { GroupClientResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { resource } from './resource.ts'

/** Camunda knows of them what others say: an id. */
export const clients = resource<GroupClientResult>()({
  type: 'Client',
  key: 'clientId',
  isListOnly: true,
  search: operations.searchClientsForGroup,
})
