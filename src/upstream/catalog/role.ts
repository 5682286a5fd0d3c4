import type { RoleResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { resource } from './resource.ts'

export const roles = resource<RoleResult>()({
  type: 'Role',
  key: 'roleId',
  get: operations.getRole,
  search: operations.searchRoles,
})
