import type { GroupRow } from '../../catalog/group.ts'
import { one } from '../planning/rules.ts'
import { groupList } from './lists.ts'
import type { Raw } from './objects.ts'
import { manyInUrl, text } from './rules.ts'
import type { RowOf, Table } from './table.ts'

export const groupTable: Table = {
  operation: 'searchGroups',
  lists: [
    {
      list: groupList,
      filters: {
        groupId: manyInUrl('idIn'),
        name: text({ eq: 'name', like: 'nameLike', looser: true }),
        // No field of the contract's: the search of members is narrowed by it.
        memberOfTenant: one('memberOfTenant'),
      },
      sorts: {},
      row: groupRow,
    },
  ],
  fields: { groupId: { kind: 'text' }, name: { kind: 'text' } },
}

/** A group as the contract has it; the engine knows no descriptions. */
export function groupRow({ id, name }: Raw): RowOf<GroupRow> {
  return { groupId: id, name, description: null }
}
