import type { RoleResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

export const roles = resource<RoleResult>()({
  type: 'Role',
  key: 'roleId',
  get: operations.getRole,
  search: operations.searchRoles,
})

export type RoleRow = RowOf<typeof roles>
