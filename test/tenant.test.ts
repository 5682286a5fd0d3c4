import { expect, test } from 'vitest'
import { strictStand } from './support/stand.ts'

const KEY = 'demo'
const row = {
  description: 'description',
  name: 'name',
  tenantId: KEY,
}
const other = { tenantId: '<default>', name: 'Default', description: null }
const start = () => strictStand({ version: '8.10', rows: { tenants: [row, other] } })

test('one by its key is one call', async () => {
  await using stand = await start()
  const data = await stand.ask(`{ tenant(tenantId: "${KEY}") { description name tenantId } }`)
  expect(data).toEqual({ tenant: row })
  expect(stand.wire()).toEqual([[`GET /tenants/${KEY}`]])
  expect(await stand.ask('{ tenant(tenantId: "<default>") { name } }')).toEqual({ tenant: { name: 'Default' } })
  expect(await stand.ask('{ tenant(tenantId: "gone") { name } }')).toEqual({ tenant: null })
})

test.each(['8.8', '8.9', '8.10'] as const)('a list is one search, filtered and sorted, on %s', async (version) => {
  await using stand = await strictStand({ version, rows: { tenants: [row, other] } })
  const data = await stand.ask('{ tenants(first: 1) { totalCount nodes { tenantId } } }')
  expect(data).toEqual({ tenants: { totalCount: 2, nodes: [{ tenantId: '<default>' }] } })
  expect(stand.wire()).toEqual([
    ['POST /tenants/search', { page: { limit: 1 }, sort: [{ field: 'tenantId', order: 'ASC' }] }],
  ])
  const filtered = `{ tenants(filter: { name: "name", tenantId: "${KEY}" }, sort: [{ field: name, order: DESC }]) {
    nodes { description } } }`
  expect(await stand.ask(filtered)).toEqual({ tenants: { nodes: [{ description: 'description' }] } })
  expect(stand.wire()).toEqual([
    [
      'POST /tenants/search',
      {
        page: { limit: 50 },
        filter: { name: 'name', tenantId: KEY },
        sort: [
          { field: 'name', order: 'DESC' },
          { field: 'tenantId', order: 'ASC' },
        ],
      },
    ],
  ])
})

test('is found again by its global id, and as an entity', async () => {
  await using stand = await start()
  const { tenant } = (await stand.ask(`{ tenant(tenantId: "${KEY}") { id } }`)) as { tenant: { id: string } }
  expect(await stand.ask(`{ node(id: "${tenant.id}") { ... on Tenant { tenantId } } }`)).toEqual({
    node: { tenantId: KEY },
  })
  const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Tenant { name } } }'
  expect(await stand.ask(query, { of: [{ __typename: 'Tenant', tenantId: KEY }] })).toEqual({
    _entities: [{ name: 'name' }],
  })
})
