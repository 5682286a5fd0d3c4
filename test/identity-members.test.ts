import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startCamunda7 } from './support/camunda-7/server.ts'
import { startGateway } from './support/gateway.ts'
import { strictStand } from './support/stand.ts'
import { startUpstream } from './support/upstream.ts'

/** A kind of object that has members or is one: where its rows are, and what identifies them. */
const KINDS = {
  Group: { rows: 'groups', key: 'groupId', field: 'groups' },
  Role: { rows: 'roles', key: 'roleId', field: 'roles' },
  Tenant: { rows: 'tenants', key: 'tenantId', field: 'tenants' },
  User: { rows: 'users', key: 'username', field: 'users' },
  Client: { rows: 'clients', key: 'clientId', field: 'clients' },
  MappingRule: { rows: 'mappingRule', key: 'mappingRuleId', field: 'mappingRules' },
} as const
type Kind = keyof typeof KINDS

const more = {
  Group: { description: 'd' },
  Role: { description: 'd' },
  Tenant: { description: 'd' },
  User: { email: 'e@example.com' },
  Client: {},
  MappingRule: { claimName: 'c', claimValue: 'v' },
}
const object = (kind: Kind, id: string): Record<string, string> => ({
  [KINDS[kind].key]: id,
  name: `Name of ${id}`,
  ...more[kind],
})

/** What REST tells of members, and by which search. */
const MEMBERS: ReadonlyArray<readonly [whole: Kind, member: Kind, search: string]> = [
  ['Group', 'User', 'searchUsersForGroup'],
  ['Group', 'Client', 'searchClientsForGroup'],
  ['Group', 'Role', 'searchRolesForGroup'],
  ['Group', 'MappingRule', 'searchMappingRulesForGroup'],
  ['Role', 'User', 'searchUsersForRole'],
  ['Role', 'Client', 'searchClientsForRole'],
  ['Role', 'Group', 'searchGroupsForRole'],
  ['Role', 'MappingRule', 'searchMappingRulesForRole'],
  ['Tenant', 'User', 'searchUsersForTenant'],
  ['Tenant', 'Client', 'searchClientsForTenant'],
  ['Tenant', 'Group', 'searchGroupIdsForTenant'],
  ['Tenant', 'Role', 'searchRolesForTenant'],
  ['Tenant', 'MappingRule', 'searchMappingRulesForTenant'],
]
/** The searches that answer no more than keys. */
const THIN: readonly Kind[] = ['User', 'Group', 'Client']

const rowsOf = (search: string) => search.charAt(6).toLowerCase() + search.slice(7)
const calls = (stand: { wire(): Array<[string, unknown?]> }) => stand.wire().map(([call]) => call)

describe.each(['8.8', '8.10'] as const)('on %s', (version) => {
  test.each(MEMBERS)('a %s tells its members of type %s', async (whole, member, search) => {
    const [of, has] = [KINDS[whole], KINDS[member]]
    const members = ['b', 'a', 'c'].map((id) => ({ [of.key]: 'one', ...object(member, id) }))
    await using stand = await strictStand({
      version,
      rows: {
        [of.rows]: [object(whole, 'one'), object(whole, 'two')],
        [has.rows]: ['a', 'b'].map((id) => object(member, id)),
        [rowsOf(search)]: members,
      },
    })
    const ask = (args: string, nodes: string) =>
      stand.ask(
        `{ ${of.field} { nodes { ${has.field}${args} { totalCount nodes { ${nodes} } pageInfo { hasNextPage endCursor } } } } }`,
      )
    const first = (data: Record<string, { nodes: Array<Record<string, { endCursor: string }>> }>) =>
      data[of.field]?.nodes[0]?.[has.field] as unknown as { pageInfo: { endCursor: string } }

    // One call below each, and the ids cost no more.
    const data = await ask('(first: 2)', has.key)
    expect(data[of.field].nodes).toEqual([
      {
        [has.field]: {
          totalCount: 3,
          nodes: [{ [has.key]: 'a' }, { [has.key]: 'b' }],
          pageInfo: { hasNextPage: true, endCursor: expect.any(String) },
        },
      },
      { [has.field]: { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false, endCursor: null } } },
    ])
    expect(stand.upstream.operations().filter((operation) => operation === search)).toHaveLength(2)
    expect(stand.upstream.operations()).toHaveLength(3)

    // The page after it, and the order that was asked for.
    const { endCursor } = first(data).pageInfo
    const after = `{ ${of.field}(first: 1) { nodes { ${has.field}(first: 2, after: "${endCursor}") { nodes { ${has.key} } } } } }`
    expect((await stand.ask(after))[of.field].nodes).toEqual([{ [has.field]: { nodes: [{ [has.key]: 'c' }] } }])
    const sorted = await ask(`(sort: [{ field: ${has.key}, order: DESC }])`, has.key)
    expect(first(sorted)).toMatchObject({ nodes: ['c', 'b', 'a'].map((id) => ({ [has.key]: id })) })

    // What is asked beside the ids is asked for all together; what cannot be found has its id alone.
    if (member === 'Client') return
    stand.wire()
    const named = await ask('', `id ${has.key} name`)
    expect(first(named)).toMatchObject({
      nodes: ['a', 'b', 'c'].map((id) => ({
        [has.key]: id,
        name: id === 'c' && THIN.includes(member) ? null : `Name of ${id}`,
      })),
    })
    expect(stand.upstream.operations().filter((operation) => !operation.includes('For'))).toEqual(
      THIN.includes(member) ? [`search${whole}s`, `search${member}s`] : [`search${whole}s`],
    )
  })
})

test('roles and mapping rules of a group are filtered as all of them are', async () => {
  const roles = ['a', 'b'].map((id) => ({ groupId: 'one', ...object('Role', id) }))
  await using stand = await strictStand({
    version: '8.10',
    rows: { groups: [object('Group', 'one')], rolesForGroup: roles, mappingRulesForGroup: [] },
  })
  const data = await stand.ask(`{ group(groupId: "one") {
    roles(filter: { roleId: { in: ["b", "x"] } }) { nodes { roleId } }
    mappingRules(filter: { claimName: "c" }) { totalCount } } }`)
  expect(data).toEqual({ group: { roles: { nodes: [{ roleId: 'b' }] }, mappingRules: { totalCount: 0 } } })
  expect(stand.wire()).toContainEqual([
    'POST /groups/one/roles/search',
    expect.objectContaining({ filter: { roleId: { $in: ['b', 'x'] } } }),
  ])
})

/** The other ends, which REST does not tell. */
const HOLDERS = MEMBERS.filter(
  ([whole, member]) => member !== 'Client' && (whole === 'Tenant' || !['Role', 'Group'].includes(member)),
)

test.each(HOLDERS)('what has it, each %s, is told of a %s', async (whole, member, search) => {
  const [of, has] = [KINDS[whole], KINDS[member]]
  const isIn = (id: string, other: string) => ({ [of.key]: id, ...object(member, other) })
  await using stand = await strictStand({
    version: '8.8',
    rows: {
      [of.rows]: ['two', 'one'].map((id) => object(whole, id)),
      [has.rows]: ['a', 'b', 'c'].map((id) => object(member, id)),
      [rowsOf(search)]: [isIn('one', 'a'), isIn('two', 'a'), isIn('two', 'b')],
    },
  })
  const question = (args: string) =>
    `{ ${has.field} { nodes { ${of.field}${args} { totalCount nodes { ${of.key} name } pageInfo { hasNextPage hasPreviousPage endCursor } } } } }`
  const data = await stand.ask(question('(first: 1)'))
  expect(data[has.field].nodes.map((row: Record<string, unknown>) => row[of.field])).toEqual([
    {
      totalCount: 2,
      nodes: [{ [of.key]: 'one', name: 'Name of one' }],
      pageInfo: { hasNextPage: true, hasPreviousPage: false, endCursor: expect.any(String) },
    },
    {
      totalCount: 1,
      nodes: [{ [of.key]: 'two', name: 'Name of two' }],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, endCursor: expect.any(String) },
    },
    { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false, hasPreviousPage: false, endCursor: null } },
  ])
  // All that have members, and the members of each: once for the whole page.
  expect(stand.upstream.operations().slice(1).sort()).toEqual([`search${whole}s`, search, search].sort())
  const { endCursor } = data[has.field].nodes[0][of.field].pageInfo
  const [next] = (
    await stand.ask(
      `{ ${has.field}(first: 1) { nodes { ${of.field}(first: 1, after: "${endCursor}") { nodes { ${of.key} } pageInfo { hasNextPage hasPreviousPage } } } } }`,
    )
  )[has.field].nodes
  expect(next[of.field]).toEqual({
    nodes: [{ [of.key]: 'two' }],
    pageInfo: { hasNextPage: false, hasPreviousPage: true },
  })
  const [last] = (await stand.ask(question('(last: 1)')))[has.field].nodes
  expect(last[of.field]).toMatchObject({ nodes: [{ [of.key]: 'two' }] })
})

test('a page of users with groups, roles and tenants is one call for each of these, whatever the number of users', async () => {
  const people = Array.from({ length: 50 }, (_, n) => object('User', `user-${n}`))
  const ids = (kind: Kind) => ['x', 'y', 'z'].map((id) => object(kind, id))
  const member = (key: string) => people.map((row, n) => ({ [key]: 'xyz'.charAt(n % 3), username: row.username }))
  await using stand = await strictStand({
    version: '8.10',
    rows: {
      users: people,
      groups: ids('Group'),
      roles: ids('Role'),
      tenants: ids('Tenant'),
      usersForGroup: member('groupId'),
      usersForRole: member('roleId'),
      usersForTenant: member('tenantId'),
    },
  })
  const { users } = await stand.ask(`{ users { nodes {
    groups { nodes { groupId name } } roles { nodes { roleId } } tenants { nodes { tenantId name } } } } }`)
  expect(users.nodes).toHaveLength(50)
  expect(users.nodes[1]).toEqual({
    groups: { nodes: [{ groupId: 'y', name: 'Name of y' }] },
    roles: { nodes: [{ roleId: 'y' }] },
    tenants: { nodes: [{ tenantId: 'y', name: 'Name of y' }] },
  })
  expect(calls(stand)).toHaveLength(1 + 3 + 9)
})

test('clients are known by their ids, and by what has them', async () => {
  const has = (key: string) => ['one', 'two'].map((id) => ({ [key]: id, clientId: 'worker' }))
  await using stand = await strictStand({
    version: '8.10',
    rows: {
      groups: ['one', 'two'].map((id) => object('Group', id)),
      roles: ['one', 'two'].map((id) => object('Role', id)),
      tenants: ['one', 'two'].map((id) => object('Tenant', id)),
      clientsForGroup: has('groupId'),
      clientsForRole: has('roleId').slice(1),
      clientsForTenant: has('tenantId').slice(0, 1),
    },
    answers: { assignClientToGroup: () => ({}) },
  })
  const data = await stand.ask(`mutation { assignClientToGroup(input: { groupId: "one", clientId: "worker" }) {
    client { clientId groups { nodes { groupId } } roles { nodes { name } } tenants { totalCount } } } }`)
  expect(data.assignClientToGroup.client).toEqual({
    clientId: 'worker',
    groups: { nodes: [{ groupId: 'one' }, { groupId: 'two' }] },
    roles: { nodes: [{ name: 'Name of two' }] },
    tenants: { totalCount: 1 },
  })
})

const userOf = (groupId: string, n: number) => ({ groupId, username: `user-${n}` })
const GROUPS_OF_USERS = '{ users(first: 1) { nodes { groups { totalCount } } } }'

test('a group of thousands is looked through all the same, and the second call is made for it alone', async () => {
  await using stand = await strictStand({
    version: '8.10',
    rows: {
      users: [object('User', 'user-1999')],
      groups: [object('Group', 'large'), object('Group', 'small')],
      usersForGroup: [...Array.from({ length: 2_000 }, (_, n) => userOf('large', n)), userOf('small', 1_999)],
    },
  })
  expect(await stand.ask(GROUPS_OF_USERS)).toEqual({ users: { nodes: [{ groups: { totalCount: 2 } }] } })
  expect(calls(stand)).toEqual([
    'POST /users/search',
    'POST /groups/search',
    'POST /groups/large/users/search',
    'POST /groups/small/users/search',
    'POST /groups/large/users/search',
  ])
})

test.each([
  ['more groups than are looked through', 101, 1, 2],
  ['more members than can be counted', 1, 10_001, 3],
])('%s are refused, and say what to do', async (_, groups, members, made) => {
  await using stand = await strictStand({
    version: '8.10',
    rows: {
      users: [object('User', 'user-1')],
      groups: Array.from({ length: groups }, (_, n) => object('Group', `group-${n}`)),
      usersForGroup: Array.from({ length: members }, (_, n) => userOf('group-0', n)),
    },
  })
  const { data, errors } = await stand.gateway.ask(GROUPS_OF_USERS)
  expect(data).toEqual({ users: { nodes: [{ groups: null }] } })
  expect(errors?.map(({ extensions, message }) => [extensions?.code, message])).toEqual([
    ['NOT_SUPPORTED', expect.stringMatching(/searchUsersForGroup.* 100 .*other end/)],
  ])
  expect(calls(stand)).toHaveLength(made)
})

test('a group that is gone before its members are searched for has none', async () => {
  await using stand = await strictStand({
    version: '8.10',
    rows: {
      users: [object('User', 'user-1')],
      groups: [object('Group', 'gone'), object('Group', 'here')],
      usersForGroup: [userOf('here', 1)],
    },
    answers: {
      searchUsersForGroup: ({ path }) =>
        path.includes('gone')
          ? { status: 404, body: { type: 'about:blank', title: 'NOT_FOUND', status: 404, detail: 'x', instance: path } }
          : undefined,
    },
  })
  expect(await stand.ask(GROUPS_OF_USERS)).toEqual({ users: { nodes: [{ groups: { totalCount: 1 } }] } })
})

test('what the policy denies of the type is denied from the other end, and of what a list does not tell, too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'policy-'))
  const policy = join(folder, 'policy.json')
  await writeFile(policy, JSON.stringify({ rules: [{ name: 'r', deny: ['getGroup', 'getUser'] }] }))
  await using upstream = await startUpstream({
    version: '8.10',
    rows: { roles: [object('Role', 'r')], usersForRole: [{ roleId: 'r', username: 'ada' }] },
  })
  await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10', GATEWAY_POLICY_FILE: policy })
  const { data, errors } = await gateway.ask(
    '{ role(roleId: "r") { users { nodes { username name groups { totalCount } } } } }',
  )
  expect(data).toEqual({ role: { users: { nodes: [{ username: 'ada', name: null, groups: null }] } } })
  expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['FORBIDDEN', 'FORBIDDEN'])
  expect(upstream.operations()).toEqual(['getRole', 'searchUsersForRole'])
  await rm(folder, { recursive: true })
})

test('an older generation refuses what it has no like of', async () => {
  await using engine = await startCamunda7({})
  await using gateway = await startGateway(engine, { CAMUNDA_API: 'camunda-7' })
  const { errors } = await gateway.ask(
    'mutation { assignRoleToTenant(input: { tenantId: "a", roleId: "b" }) { role { roleId } } }',
  )
  expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['NOT_SUPPORTED'])
})
