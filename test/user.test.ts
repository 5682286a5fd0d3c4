import { expect, test } from 'vitest'
import { strictStand } from './support/stand.ts'

const KEY = 'demo'
const row = {
  email: 'email',
  name: 'name',
  username: KEY,
}
const start = () => strictStand({ version: '8.10', rows: { users: [row] } })

test('one by its key is one call', async () => {
  await using stand = await start()
  const data = await stand.ask(`{ user(username: "${KEY}") { email name username } }`)
  expect(data).toEqual({ user: row })
  expect(stand.wire()).toEqual([[`GET /users/${KEY}`]])
})

test('a list is one search', async () => {
  await using stand = await start()
  const data = await stand.ask('{ users(first: 1) { totalCount nodes { username } } }')
  expect(data).toEqual({ users: { totalCount: 1, nodes: [{ username: KEY }] } })
  expect(stand.wire()).toEqual([['POST /users/search', expect.objectContaining({ page: { limit: 1 } })]])
})

test('is found again by its global id', async () => {
  await using stand = await start()
  const { user } = (await stand.ask(`{ user(username: "${KEY}") { id } }`)) as { user: { id: string } }
  expect(await stand.ask(`{ node(id: "${user.id}") { ... on User { username } } }`)).toEqual({
    node: { username: KEY },
  })
})
