import type { UserRow } from '../../catalog/user.ts'
import { one } from '../planning/rules.ts'
import { userList } from './lists.ts'
import type { Raw } from './objects.ts'
import { manyInUrl, text } from './rules.ts'
import type { RowOf, Table } from './table.ts'

export const userTable: Table = {
  operation: 'searchUsers',
  lists: [
    {
      list: userList,
      filters: {
        username: manyInUrl('idIn'),
        email: text({ eq: 'email', like: 'emailLike', looser: true }),
        // Not fields of the contract's: searches of members are narrowed by them.
        memberOfGroup: one('memberOfGroup'),
        memberOfTenant: one('memberOfTenant'),
      },
      sorts: {},
      row: userRow,
    },
  ],
  fields: { username: { kind: 'text' }, name: { kind: 'text' }, email: { kind: 'text' } },
}

/** A user as the contract has it: with one name, where the engine has a first and a last one. */
export function userRow({ id, firstName, lastName, email }: Raw): RowOf<UserRow> {
  const names = [firstName, lastName].filter((name) => typeof name === 'string' && name !== '')
  return { username: id, name: names.length > 0 ? names.join(' ') : null, email }
}
