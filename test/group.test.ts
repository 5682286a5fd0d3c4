import { expect, test } from 'vitest'
import { strictStand } from './support/stand.ts'

const KEY = 'demo'
const row = {
  description: 'description',
  groupId: KEY,
  name: 'name',
}
const start = () => strictStand({ version: '8.10', rows: { groups: [row] } })

test('one by its key is one call', async () => {
  await using stand = await start()
  const data = await stand.ask(`{ group(groupId: "${KEY}") { description groupId name } }`)
  expect(data).toEqual({ group: row })
  expect(stand.wire()).toEqual([[`GET /groups/${KEY}`]])
})

test('a list is one search', async () => {
  await using stand = await start()
  const data = await stand.ask('{ groups(first: 1) { totalCount nodes { groupId } } }')
  expect(data).toEqual({ groups: { totalCount: 1, nodes: [{ groupId: KEY }] } })
  expect(stand.wire()).toEqual([['POST /groups/search', expect.objectContaining({ page: { limit: 1 } })]])
})

test('is found again by its global id', async () => {
  await using stand = await start()
  const { group } = (await stand.ask(`{ group(groupId: "${KEY}") { id } }`)) as { group: { id: string } }
  expect(await stand.ask(`{ node(id: "${group.id}") { ... on Group { groupId } } }`)).toEqual({
    node: { groupId: KEY },
  })
})

const users = [{ username: 'joe+x@example.com', name: 'Jörg', email: null }]

test.each([
  ['assignUserToGroup', 'PUT'],
  ['unassignUserFromGroup', 'DELETE'],
])('%s is one call, without a body, and answers both', async (command, method) => {
  await using stand = await strictStand({
    version: '8.10',
    rows: { groups: [row], users },
    answers: { [command]: () => ({}) },
  })
  const data = await stand.ask(
    `mutation { ${command}(input: { groupId: "${KEY}", username: "joe+x@example.com" }) { group { name } user { username } } }`,
  )
  expect(data).toEqual({ [command]: { group: { name: 'name' }, user: { username: 'joe+x@example.com' } } })
  // The user's name is known: only the group is read.
  expect(stand.wire()).toEqual([
    [`${method} /groups/${KEY}/users/${encodeURIComponent('joe+x@example.com')}`],
    [`GET /groups/${KEY}`],
  ])
})

test.each(['', '.', '..', 'x'.repeat(1_001)])('%j is no name: a path with it would lead elsewhere', async (name) => {
  await using stand = await start()
  const command = `mutation { assignUserToGroup(input: { groupId: "a", username: "${name}" }) { user { name } } }`
  expect(await stand.refused(command)).toEqual(['BAD_USER_INPUT'])
  expect(await stand.refused(`{ group(groupId: "${name}") { name } }`)).toEqual(['BAD_USER_INPUT'])
  expect(stand.wire()).toEqual([])
})

test('names may be anything else, and many are few calls', async () => {
  const names = ['a b', 'ü', '%2F', 'a/b', '?x=1', '#', '日本', 'Group:x', 'a~b:c', "'", '"', '\\', '...']
  const groups = names.map((groupId) => ({ ...row, groupId }))
  await using stand = await strictStand({ version: '8.10', rows: { groups } })
  for (const groupId of names) {
    const query = 'query ($groupId: String!) { group(groupId: $groupId) { id groupId } }'
    const { group } = await stand.ask(query, { groupId })
    expect(group.groupId).toBe(groupId)
    expect(
      await stand.ask('query ($id: ID!) { node(id: $id) { ... on Group { groupId } } }', { id: group.id }),
    ).toEqual({
      node: { groupId },
    })
  }
  const ids = (await stand.ask('{ groups { nodes { id } } }')).groups.nodes.map(({ id }: { id: string }) => id)
  stand.wire()
  const { nodes } = await stand.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Group { groupId } } }', { ids })
  expect(nodes).toHaveLength(names.length)
  expect(stand.wire().map(([call]) => call)).toEqual(['POST /groups/search'])
})
