import { expect, test } from 'vitest'
import { strictStand } from './support/stand.ts'

const KEY = 'demo'
const row = {
  description: 'description',
  name: 'name',
  roleId: KEY,
}
const start = () => strictStand({ version: '8.10', rows: { roles: [row] } })

test('one by its key is one call', async () => {
  await using stand = await start()
  const data = await stand.ask(`{ role(roleId: "${KEY}") { description name roleId } }`)
  expect(data).toEqual({ role: row })
  expect(stand.wire()).toEqual([[`GET /roles/${KEY}`]])
})

test('a list is one search', async () => {
  await using stand = await start()
  const data = await stand.ask('{ roles(first: 1) { totalCount nodes { roleId } } }')
  expect(data).toEqual({ roles: { totalCount: 1, nodes: [{ roleId: KEY }] } })
  expect(stand.wire()).toEqual([['POST /roles/search', expect.objectContaining({ page: { limit: 1 } })]])
})

test('is found again by its global id', async () => {
  await using stand = await start()
  const { role } = (await stand.ask(`{ role(roleId: "${KEY}") { id } }`)) as { role: { id: string } }
  expect(await stand.ask(`{ node(id: "${role.id}") { ... on Role { roleId } } }`)).toEqual({
    node: { roleId: KEY },
  })
})
