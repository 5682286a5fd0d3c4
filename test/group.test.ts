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
