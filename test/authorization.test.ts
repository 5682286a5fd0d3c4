import { expect, test } from 'vitest'
import { key } from './support/rows.ts'
import { strictStand } from './support/stand.ts'

const KEY = key(1)
const row = {
  authorizationKey: KEY,
  ownerId: 'ownerId',
  ownerType: 'USER',
  permissionTypes: [],
  resourceId: 'resourceId',
  resourcePropertyName: 'resourcePropertyName',
  resourceType: 'AUDIT_LOG',
}
const start = () => strictStand({ version: '8.10', rows: { authorizations: [row] } })

test('one by its key is one call', async () => {
  await using stand = await start()
  const data = await stand.ask(
    `{ authorization(authorizationKey: "${KEY}") { authorizationKey ownerId ownerType permissionTypes resourceId resourcePropertyName resourceType } }`,
  )
  expect(data).toEqual({ authorization: row })
  expect(stand.wire()).toEqual([[`GET /authorizations/${KEY}`]])
})

test('a list is one search', async () => {
  await using stand = await start()
  const data = await stand.ask('{ authorizations(first: 1) { totalCount nodes { authorizationKey } } }')
  expect(data).toEqual({ authorizations: { totalCount: 1, nodes: [{ authorizationKey: KEY }] } })
  expect(stand.wire()).toEqual([['POST /authorizations/search', expect.objectContaining({ page: { limit: 1 } })]])
})

test('is found again by its global id', async () => {
  await using stand = await start()
  const { authorization } = (await stand.ask(`{ authorization(authorizationKey: "${KEY}") { id } }`)) as {
    authorization: { id: string }
  }
  expect(await stand.ask(`{ node(id: "${authorization.id}") { ... on Authorization { authorizationKey } } }`)).toEqual({
    node: { authorizationKey: KEY },
  })
})
