import { describe, expect, test } from 'vitest'
import { camunda7Stand } from './support/camunda-7/stand.ts'

const user = (
  id: string,
  firstName: string | null,
  lastName: string | null,
  email: string | null,
  groups = ['sales'],
) => ({
  id,
  firstName,
  lastName,
  email,
  groups,
})
const rows = () => ({
  '/user': [
    user('ada', 'Ada', 'Lovelace', 'ada@example.org'),
    user('a/b c', null, 'Grün', null),
    user('demo', null, '', null, []),
  ],
  '/group': [
    { id: 'sales', name: 'Sales', type: 'WORKFLOW' },
    { id: 'camunda-admin', name: 'Administrators', type: 'SYSTEM' },
  ],
})

describe('users', () => {
  test('have one name, of the two that the engine knows', async () => {
    await using stand = await camunda7Stand(rows())
    const data = await stand.ask('{ users { totalCount nodes { username name email } } }')
    expect(data.users).toEqual({
      totalCount: 3,
      nodes: [
        { username: 'a/b c', name: 'Grün', email: null },
        { username: 'ada', name: 'Ada Lovelace', email: 'ada@example.org' },
        { username: 'demo', name: null, email: null },
      ],
    })
    expect(stand.engine.look()).toEqual(['GET /user'])
  })

  test('are read by any name', async () => {
    await using stand = await camunda7Stand(rows())
    const data = await stand.ask('{ user(username: "a/b c") { name } none: user(username: "no?&body") { name } }')
    expect(data).toEqual({ user: { name: 'Grün' }, none: null })
  })

  test.each<[filter: string, names: string[]]>([
    ['username: { in: ["ada", "demo", "nobody"] }', ['ada', 'demo']],
    ['username: { like: "a*" }', ['a/b c', 'ada']],
    ['email: { eq: "ada@example.org" }', ['ada']],
    ['email: { like: "*@example.org" }', ['ada']],
    ['email: { exists: false }', ['a/b c', 'demo']],
    ['name: { eq: "Ada Lovelace" }', ['ada']],
    ['name: { like: "*ün" }', ['a/b c']],
    ['name: { neq: "Grün" }', ['ada', 'demo']],
  ])('are found by %s', async (filter, names) => {
    await using stand = await camunda7Stand(rows())
    const data = await stand.ask(`{ users(filter: { ${filter} }) { nodes { username } } }`)
    expect(data.users.nodes.map((one: { username: string }) => one.username)).toEqual(names)
  })

  test('are sorted by their names here', async () => {
    await using stand = await camunda7Stand(rows())
    const data = await stand.ask('{ users(sort: [{ field: name, order: DESC }]) { nodes { name } } }')
    expect(data.users.nodes).toEqual([{ name: 'Grün' }, { name: 'Ada Lovelace' }, { name: null }])
  })
})

describe('groups', () => {
  test('are read, found and sorted', async () => {
    await using stand = await camunda7Stand(rows())
    const data = await stand.ask(`{
      group(groupId: "sales") { groupId name description }
      groups(filter: { groupId: { in: ["sales", "none"] } }) { nodes { groupId } }
      named: groups(filter: { name: { eq: "Administrators" } }) { nodes { groupId } }
      sorted: groups(sort: [{ field: name, order: DESC }]) { nodes { groupId } }
    }`)
    expect(data).toEqual({
      group: { groupId: 'sales', name: 'Sales', description: null },
      groups: { nodes: [{ groupId: 'sales' }] },
      named: { nodes: [{ groupId: 'camunda-admin' }] },
      sorted: { nodes: [{ groupId: 'sales' }, { groupId: 'camunda-admin' }] },
    })
  })

  const assign = (username: string) =>
    `mutation { assignUserToGroup(input: { groupId: "sales", username: "${username}" }) { user { username } group { name } } }`

  test('take a user in, and out', async () => {
    await using stand = await camunda7Stand(rows(), ({ method }) => (method === 'GET' ? undefined : { status: 204 }))
    expect(await stand.ask(assign('demo'))).toEqual({
      assignUserToGroup: { user: { username: 'demo' }, group: { name: 'Sales' } },
    })
    expect(stand.engine.look()).toEqual(['GET /user', 'PUT /group/sales/members/demo', 'GET /group'])
    await stand.ask(
      'mutation { unassignUserFromGroup(input: { groupId: "sales", username: "ada" }) { user { username } } }',
    )
    expect(stand.engine.look()).toEqual(['DELETE /group/sales/members/ada'])
    expect(
      await stand.ask('mutation { unassignUserFromGroup(input: { groupId: "sales", username: "demo" }) { isGone } }'),
    ).toEqual({ unassignUserFromGroup: { isGone: true } })
  })

  test('a member is not taken in again: the engine would fail', async () => {
    await using stand = await camunda7Stand(rows())
    expect(await stand.refused(assign('ada'))).toMatchObject([{ code: 'CONFLICT' }])
    expect(stand.engine.look()).toEqual(['GET /user'])
  })

  test.each(['group', 'user'])('a %s that is not there is told, which the engine says by 500', async (what) => {
    const message = `No ${what} found with id 'nope'.: ${what} is null`
    await using stand = await camunda7Stand(rows(), ({ method }) =>
      method === 'PUT' ? { status: 500, body: { type: 'NullValueException', message, code: 0 } } : undefined,
    )
    expect(await stand.refused(assign('demo'))).toMatchObject([{ code: 'NOT_FOUND' }])
  })
})

describe('tenants', () => {
  const all = () => ({
    ...rows(),
    '/user': rows()['/user'].map((one) => ({ ...one, tenants: one.id === 'ada' ? ['acme'] : [] })),
    '/group': rows()['/group'].map((one) => ({ ...one, tenants: one.id === 'sales' ? ['acme'] : [] })),
    '/tenant': [
      { id: 'acme', name: 'Acme' },
      { id: 'zenit', name: 'Above' },
    ],
  })

  test('are read, found and sorted, with who belongs to them', async () => {
    await using stand = await camunda7Stand(all())
    const data = await stand.ask(`{
      tenant(tenantId: "acme") { tenantId name description users { totalCount nodes { username name } } groups { nodes { groupId name } } }
      named: tenants(filter: { name: "Above" }) { nodes { tenantId } }
      one: tenants(filter: { tenantId: "acme" }) { nodes { tenantId } }
      sorted: tenants(sort: [{ field: name, order: ASC }]) { totalCount nodes { tenantId } }
      none: tenant(tenantId: "<default>") { name }
    }`)
    expect(data).toEqual({
      tenant: {
        tenantId: 'acme',
        name: 'Acme',
        description: null,
        users: { totalCount: 1, nodes: [{ username: 'ada', name: 'Ada Lovelace' }] },
        groups: { nodes: [{ groupId: 'sales', name: 'Sales' }] },
      },
      named: { nodes: [{ tenantId: 'zenit' }] },
      one: { nodes: [{ tenantId: 'acme' }] },
      sorted: { totalCount: 2, nodes: [{ tenantId: 'zenit' }, { tenantId: 'acme' }] },
      none: null,
    })
  })

  test('are told of users and groups, and groups of users, from the other end', async () => {
    await using stand = await camunda7Stand(all())
    const data = await stand.ask(`{
      user(username: "ada") { groups { nodes { groupId } } tenants { nodes { tenantId } } }
      group(groupId: "sales") { users { nodes { username email } } tenants { nodes { name } } }
    }`)
    expect(data).toEqual({
      user: { groups: { nodes: [{ groupId: 'sales' }] }, tenants: { nodes: [{ tenantId: 'acme' }] } },
      group: {
        users: {
          nodes: [
            { username: 'a/b c', email: null },
            { username: 'ada', email: 'ada@example.org' },
          ],
        },
        tenants: { nodes: [{ name: 'Acme' }] },
      },
    })
  })

  test.each([
    ['clients', '{ tenant(tenantId: "acme") { clients { totalCount } } }'],
    ['roles', '{ user(username: "ada") { roles { totalCount } } }'],
  ])('have no %s', async (_, query) => {
    await using stand = await camunda7Stand(all())
    expect(await stand.refused(query)).toMatchObject([{ code: 'NOT_SUPPORTED' }])
  })
})

describe('commands', () => {
  const TENANT = { '/tenant': [{ id: 'acme', name: 'Acme' }] }
  const done = { status: 204 }

  test.each<[document: string, calls: string[], body: object | undefined]>([
    [
      'createUser(input: { username: "eve", password: "secret", name: "Eve van Dam", email: "eve@example.org" }) { __typename }',
      ['POST /user/create'],
      {
        profile: { id: 'eve', firstName: 'Eve van', lastName: 'Dam', email: 'eve@example.org' },
        credentials: { password: 'secret' },
      },
    ],
    [
      'updateUser(input: { username: "ada", name: "Ada", password: "" }) { __typename }',
      ['PUT /user/ada/profile'],
      { id: 'ada', firstName: 'Ada', lastName: null, email: null },
    ],
    ['deleteUser(input: { username: "ada" }) { __typename }', ['GET /user', 'DELETE /user/ada'], undefined],
    [
      'createGroup(input: { groupId: "it", name: "IT" }) { __typename }',
      ['POST /group/create'],
      { id: 'it', name: 'IT' },
    ],
    [
      'updateGroup(input: { groupId: "sales", name: "Sellers" }) { __typename }',
      ['GET /group', 'PUT /group/sales'],
      { id: 'sales', name: 'Sellers', type: 'WORKFLOW' },
    ],
    ['deleteGroup(input: { groupId: "sales" }) { __typename }', ['GET /group', 'DELETE /group/sales'], undefined],
    [
      'createTenant(input: { tenantId: "new", name: "New" }) { __typename }',
      ['POST /tenant/create'],
      { id: 'new', name: 'New' },
    ],
    [
      'updateTenant(input: { tenantId: "acme", name: "Other" }) { __typename }',
      ['PUT /tenant/acme'],
      { id: 'acme', name: 'Other' },
    ],
    ['deleteTenant(input: { tenantId: "acme" }) { __typename }', ['GET /tenant', 'DELETE /tenant/acme'], undefined],
    [
      'assignUserToTenant(input: { tenantId: "acme", username: "ada" }) { __typename }',
      ['GET /user', 'PUT /tenant/acme/user-members/ada'],
      undefined,
    ],
    [
      'unassignUserFromTenant(input: { tenantId: "acme", username: "ada" }) { __typename }',
      ['DELETE /tenant/acme/user-members/ada'],
      undefined,
    ],
    [
      'assignGroupToTenant(input: { tenantId: "acme", groupId: "sales" }) { __typename }',
      ['GET /group', 'PUT /tenant/acme/group-members/sales'],
      undefined,
    ],
    [
      'unassignGroupFromTenant(input: { tenantId: "acme", groupId: "sales" }) { __typename }',
      ['DELETE /tenant/acme/group-members/sales'],
      undefined,
    ],
  ])('%s', async (document, calls, body) => {
    await using stand = await camunda7Stand({ ...rows(), ...TENANT }, ({ method }) =>
      method === 'GET' ? undefined : done,
    )
    await stand.ask(`mutation { ${document} }`)
    expect(stand.engine.calls.at(-1)?.body).toEqual(body)
    expect(stand.engine.look()).toEqual(calls)
  })

  test.each<[document: string, code: string]>([
    ['deleteUser(input: { username: "nobody" }) { isGone }', 'NOT_FOUND'],
    ['updateGroup(input: { groupId: "none", name: "x" }) { __typename }', 'NOT_FOUND'],
    ['createGroup(input: { groupId: "it", name: "IT", description: "x" }) { __typename }', 'NOT_SUPPORTED'],
    ['updateTenant(input: { tenantId: "acme", name: "x", description: "x" }) { __typename }', 'NOT_SUPPORTED'],
    ['updateUser(input: { username: "ada", password: "new" }) { __typename }', 'NOT_SUPPORTED'],
    ['createRole(input: { roleId: "r", name: "R" }) { __typename }', 'NOT_SUPPORTED'],
  ])('%s is refused before anything is written', async (document, code) => {
    await using stand = await camunda7Stand({ ...rows(), ...TENANT })
    expect(await stand.refused(`mutation { ${document} }`)).toMatchObject([{ code }])
    expect(stand.engine.calls.filter(({ method }) => method !== 'GET')).toEqual([])
  })

  test.each([
    ['BadUserRequestException', 'The user already exists', 400, 'CONFLICT'],
    [
      'ProcessEngineException',
      "User has an invalid id: 'u x' is not a valid resource identifier.",
      500,
      'BAD_USER_INPUT',
    ],
  ])('what the engine says by %s "%s" is told', async (type, message, status, code) => {
    await using stand = await camunda7Stand(rows(), ({ method }) =>
      method === 'POST' ? { status, body: { type, message, code: 0 } } : undefined,
    )
    const errors = await stand.refused(
      'mutation { createUser(input: { username: "u x", password: "p" }) { __typename } }',
    )
    expect(errors).toMatchObject([{ code }])
  })
})

test.each([
  ['roles', '{ roles { totalCount } }'],
  ['mapping rules', '{ mappingRules { totalCount } }'],
])('there are no %s', async (_, query) => {
  await using stand = await camunda7Stand(rows())
  expect(await stand.refused(query)).toMatchObject([{ code: 'NOT_SUPPORTED' }])
  expect(stand.engine.look()).toEqual([])
})
