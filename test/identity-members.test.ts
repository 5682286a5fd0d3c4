import { expect, test } from 'vitest'
import { strictStand } from './support/stand.ts'

const user = (username: string) => ({ username, name: `Name of ${username}`, email: null })
const group = (groupId: string) => ({ groupId, name: `Name of ${groupId}`, description: null })
const rows = {
  users: ['ada', 'bob', 'cyd'].map(user),
  groups: ['crew', 'staff'].map(group),
  roles: [{ roleId: 'admin', name: 'Admin', description: null }],
  tenants: [{ tenantId: 'acme', name: 'Acme', description: null }],
  usersForGroup: [
    { groupId: 'crew', username: 'ada' },
    { groupId: 'crew', username: 'bob' },
    { groupId: 'staff', username: 'ada' },
    { groupId: 'staff', username: 'of-the-idp' },
  ],
  usersForRole: [{ roleId: 'admin', username: 'bob' }],
  usersForTenant: [{ tenantId: 'acme', username: 'cyd' }],
}

test('try', async () => {
  await using stand = await strictStand({ version: '8.10', rows })
  console.log(JSON.stringify(await stand.ask('{ groups { nodes { groupId users { totalCount nodes { id username } pageInfo { hasNextPage } } } } }')))
  console.log(stand.wire())
  console.log(JSON.stringify(await stand.ask('{ groups { nodes { groupId users { nodes { username name } } } } }')))
  console.log(stand.wire())
  console.log(JSON.stringify(await stand.ask('{ users { nodes { username groups { totalCount nodes { groupId name } } roles { nodes { roleId } } tenants { nodes { name} } } } }')))
  console.log(stand.wire())
})
