import type { UserResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

export const users = resource<UserResult>()({
  type: 'User',
  key: 'username',
  get: operations.getUser,
  search: operations.searchUsers,
})

export type UserRow = RowOf<typeof users>
