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

test.each([
  ['roles', '{ roles { totalCount } }'],
  ['mapping rules', '{ mappingRules { totalCount } }'],
])('there are no %s', async (_, query) => {
  await using stand = await camunda7Stand(rows())
  expect(await stand.refused(query)).toMatchObject([{ code: 'NOT_SUPPORTED' }])
  expect(stand.engine.look()).toEqual([])
})
