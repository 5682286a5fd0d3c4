import type { GroupResult } from '../contract/types.ts'
import { operations } from './operation.ts'
import { type RowOf, resource } from './resource.ts'

export const groups = resource<GroupResult>()({
  type: 'Group',
  key: 'groupId',
  get: operations.getGroup,
  search: operations.searchGroups,
})

export type GroupRow = RowOf<typeof groups>
