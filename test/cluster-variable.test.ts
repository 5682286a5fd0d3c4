import { expect, test } from 'vitest'
import { strictStand } from './support/stand.ts'
import type { RecordedCall } from './support/upstream.ts'

const row = {
  isTruncated: false,
  kind: 'JSON',
  metadata: { owner: 'finance' },
  name: 'limit',
  scope: 'GLOBAL',
  tenantId: null as string | null,
  value: '{"eur":1.0}',
}
const ofTenant = { ...row, scope: 'TENANT', tenantId: 'north', value: '2' }
const cut = { ...row, name: 'long', isTruncated: true, value: '"xx' }

/** Reads are by paths of their own, one for those of all tenants and one for those of one. */
function answerOf(call: RecordedCall) {
  const { tenantId = null, name } = call.parameters
  const found = [row, ofTenant, cut].find((one) => one.tenantId === tenantId && one.name === name)
  if (!found)
    return {
      status: 404,
      body: { type: 'about:blank', title: 'NOT_FOUND', status: 404, detail: 'none', instance: '/' },
    }
  const { isTruncated: _, ...whole } = found
  return { body: { ...whole, value: whole === row ? row.value : found.value.replace('"xx', '"xxxx"') } }
}

const start = () =>
  strictStand({
    version: '8.10',
    rows: { clusterVariables: [ofTenant, row, cut] },
    answers: { getGlobalClusterVariable: answerOf, getTenantClusterVariable: answerOf },
  })

test('one of all tenants and one of a tenant have the same name, and are two', async () => {
  await using stand = await start()
  const data = await stand.ask(`{
    all: globalClusterVariable(name: "limit") { tenantId scope kind metadata value isTruncated }
    one: tenantClusterVariable(tenantId: "north", name: "limit") { tenantId scope value }
    none: tenantClusterVariable(tenantId: "south", name: "limit") { value }
  }`)
  expect(data).toEqual({
    all: {
      tenantId: null,
      scope: 'GLOBAL',
      kind: 'JSON',
      metadata: { owner: 'finance' },
      value: { eur: 1 },
      isTruncated: false,
    },
    one: { tenantId: 'north', scope: 'TENANT', value: 2 },
    none: null,
  })
  expect(
    stand
      .wire()
      .map(([call]) => call)
      .sort(),
  ).toEqual([
    'GET /cluster-variables/global/limit',
    'GET /cluster-variables/tenants/north/limit',
    'GET /cluster-variables/tenants/south/limit',
  ])
})

test('a list is one search, sorted so that no two rows change places, and cut values are none', async () => {
  await using stand = await start()
  const data = await stand.ask(
    '{ clusterVariables(sort: [{ field: name }, { field: scope }]) { nodes { name tenantId value isTruncated } } }',
  )
  expect(data.clusterVariables.nodes).toEqual([
    { name: 'limit', tenantId: null, value: { eur: 1 }, isTruncated: false },
    { name: 'limit', tenantId: 'north', value: 2, isTruncated: false },
    { name: 'long', tenantId: null, value: null, isTruncated: true },
  ])
  stand.wire()
  await stand.ask('{ clusterVariables { nodes { name } } }')
  expect(stand.wire()).toEqual([
    [
      'POST /cluster-variables/search',
      {
        sort: [
          { field: 'name', order: 'ASC' },
          { field: 'tenantId', order: 'ASC' },
        ],
        page: { limit: 50 },
      },
    ],
  ])
})

test('cursors within a page find their place again', async () => {
  await using stand = await start()
  const list = 'sort: [{ field: name }, { field: scope }]'
  const { edges } = (await stand.ask(`{ clusterVariables(${list}) { edges { cursor } } }`)).clusterVariables
  const after = await stand.ask(
    `{ clusterVariables(first: 1, after: "${edges[0].cursor}", ${list}) { nodes { tenantId } } }`,
  )
  expect(after.clusterVariables.nodes).toEqual([{ tenantId: 'north' }])
})

test('each is found again by its global id', async () => {
  await using stand = await start()
  const { nodes } = (await stand.ask('{ clusterVariables { nodes { id name tenantId } } }')).clusterVariables
  expect(new Set(nodes.map(({ id }: { id: string }) => id)).size).toBe(3)
  stand.wire()
  const again = await stand.ask(
    'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on ClusterVariable { name tenantId } } }',
    {
      ids: nodes.map(({ id }: { id: string }) => id),
    },
  )
  expect(again.nodes).toEqual(nodes)
  expect(stand.wire()).toHaveLength(3)
})

test.each([
  ['no pair', 'limit'],
  ['a number for a name', '["north",1]'],
  ['nothing for a name', '[null,""]'],
  ['a name that leads elsewhere', '[null,".."]'],
  ['a tenant that does', '["..","limit"]'],
  ['another way to write one', '[null, "limit"]'],
  ['three of them', '[null,"limit","x"]'],
])('an id with %s is refused before any call', async (_, key) => {
  await using stand = await start()
  const id = Buffer.from(`ClusterVariable:${key}`).toString('base64url')
  expect(await stand.refused(`{ node(id: "${id}") { id } }`)).toEqual(['BAD_USER_INPUT'])
  expect(stand.wire()).toEqual([])
})

test.each(['', '.', '..'])('%j is no name', async (name) => {
  await using stand = await start()
  expect(await stand.refused(`{ globalClusterVariable(name: "${name}") { id } }`)).toEqual(['BAD_USER_INPUT'])
  expect(await stand.refused(`{ tenantClusterVariable(tenantId: "${name}", name: "a") { id } }`)).toEqual([
    'BAD_USER_INPUT',
  ])
  expect(stand.wire()).toEqual([])
})

test('8.8 has none: they are refused before any call', async () => {
  await using stand = await strictStand({ version: '8.8' })
  expect(await stand.refused('{ clusterVariables { totalCount } }')).toEqual(['NOT_SUPPORTED'])
  expect(await stand.refused('{ globalClusterVariable(name: "a") { id } }')).toEqual(['NOT_SUPPORTED'])
  const id = Buffer.from('ClusterVariable:[null,"a"]').toString('base64url')
  expect(await stand.refused(`{ node(id: "${id}") { id } }`)).toEqual(['NOT_SUPPORTED'])
  expect(stand.wire()).toEqual([])
})

/** Rows that commands change, and reads that show a change only at the second look. */
function changing() {
  const held = new Map([[JSON.stringify([null, 'limit']), row as Omit<typeof row, 'isTruncated'>]])
  let late: (() => void) | undefined
  const keyOf = (call: RecordedCall, name: unknown = call.parameters.name) =>
    JSON.stringify([call.parameters.tenantId ?? null, name])
  const read = (call: RecordedCall) => {
    const { isTruncated: _, ...found } = { isTruncated: 0, ...held.get(keyOf(call)) }
    const answer = found.name ? { body: found } : { status: 404, body: PROBLEM }
    late?.()
    late = undefined
    return answer
  }
  const write = (call: RecordedCall) => {
    const { name = call.parameters.name ?? '', value, ...rest } = call.body as Partial<typeof row>
    const tenantId = call.parameters.tenantId ?? null
    const scope = tenantId === null ? 'GLOBAL' : 'TENANT'
    const made = { kind: 'JSON', metadata: row.metadata, ...rest, name, scope, tenantId, value: JSON.stringify(value) }
    late = () => held.set(keyOf(call, name), made)
    return { body: made }
  }
  const remove = (call: RecordedCall) => {
    late = () => held.delete(keyOf(call))
    return { status: 204 }
  }
  const answers = Object.fromEntries(
    ['Global', 'Tenant'].flatMap((scope) => [
      [`get${scope}ClusterVariable`, read],
      [`create${scope}ClusterVariable`, write],
      [`update${scope}ClusterVariable`, write],
      [`delete${scope}ClusterVariable`, remove],
    ]),
  )
  return strictStand({ version: '8.10', answers })
}
const PROBLEM = { type: 'about:blank', title: 'NOT_FOUND', status: 404, detail: 'none', instance: '/' }

const SHOWN = '{ clusterVariable { name tenantId value kind metadata } }'
const write = (command: string, input: string, shown = SHOWN) => `mutation { ${command}(input: ${input}) ${shown} }`

test.each([
  ['Global', '', '/cluster-variables/global', null],
  ['Tenant', 'tenantId: "north", ', '/cluster-variables/tenants/north', 'north'],
])('%s variables are made, changed and deleted, and payloads wait for it', async (scope, tenant, path, tenantId) => {
  await using stand = await changing()
  const made = await stand.ask(
    write(`create${scope}ClusterVariable`, `{ ${tenant}name: "rate", value: { eur: 1.5, a: 1 }, kind: JSON }`),
  )
  expect(made[`create${scope}ClusterVariable`].clusterVariable).toEqual({
    name: 'rate',
    tenantId,
    value: { eur: 1.5, a: 1 },
    kind: 'JSON',
    metadata: { owner: 'finance' },
  })
  expect(stand.wire()).toEqual([
    [`POST ${path}`, { name: 'rate', value: { eur: 1.5, a: 1 }, kind: 'JSON' }],
    [`GET ${path}/rate`],
    [`GET ${path}/rate`],
  ])
  const changed = await stand.ask(
    write(`update${scope}ClusterVariable`, `{ ${tenant}name: "rate", value: [2], metadata: { by: "ann", n: 2 } }`),
  )
  expect(changed[`update${scope}ClusterVariable`].clusterVariable).toMatchObject({
    value: [2],
    metadata: { by: 'ann', n: 2 },
  })
  expect(stand.wire()).toEqual([
    [`PUT ${path}/rate`, { value: [2], metadata: { by: 'ann', n: 2 } }],
    [`GET ${path}/rate`],
    [`GET ${path}/rate`],
  ])
  const gone = await stand.ask(write(`delete${scope}ClusterVariable`, `{ ${tenant}name: "rate" }`, '{ isGone }'))
  expect(gone).toEqual({ [`delete${scope}ClusterVariable`]: { isGone: true } })
  expect(stand.wire()).toEqual([[`DELETE ${path}/rate`], [`GET ${path}/rate`], [`GET ${path}/rate`]])
})

test('who asks for no more of a new one than was said waits for nothing', async () => {
  await using stand = await changing()
  const shown = '{ clusterVariable { id name tenantId } }'
  const { createGlobalClusterVariable } = await stand.ask(
    write('createGlobalClusterVariable', '{ name: "rate", value: 1 }', shown),
  )
  const id = Buffer.from('ClusterVariable:[null,"rate"]').toString('base64url')
  expect(createGlobalClusterVariable.clusterVariable).toEqual({ id, name: 'rate', tenantId: null })
  expect(stand.wire()).toEqual([['POST /cluster-variables/global', { name: 'rate', value: 1 }]])
})

test.each([
  ['an empty name', 'create', '{ name: "", value: 1 }'],
  ['a name that leads elsewhere', 'create', '{ name: "..", value: 1 }'],
  ['the same in a path', 'update', '{ name: "..", value: 1 }'],
  ['metadata that are a list', 'create', '{ name: "a", value: 1, metadata: ["x"] }'],
  ['metadata that hold objects', 'update', '{ name: "a", value: 1, metadata: { by: { name: "x" } } }'],
  ['a kind that nobody knows', 'create', '{ name: "a", value: 1, kind: UNRECOGNIZED }'],
])('%s is refused before any call', async (_, command, input) => {
  await using stand = await changing()
  for (const [scope, given] of [
    ['Global', input],
    ['Tenant', input.replace('{', '{ tenantId: "t",')],
  ] as const)
    expect(await stand.refused(write(`${command}${scope}ClusterVariable`, given, '{ __typename }'))).toEqual([
      'BAD_USER_INPUT',
    ])
  expect(stand.wire()).toEqual([])
})

test('a name that is taken is a conflict, and one that is not there is not found', async () => {
  const problem = (status: number) => () => ({ status, body: { ...PROBLEM, status } })
  await using stand = await strictStand({
    version: '8.9',
    answers: { createGlobalClusterVariable: problem(409), deleteTenantClusterVariable: problem(404) },
  })
  expect(await stand.refused(write('createGlobalClusterVariable', '{ name: "a", value: 1 }'))).toEqual(['CONFLICT'])
  const missing = write('deleteTenantClusterVariable', '{ tenantId: "t", name: "a" }', '{ isGone }')
  expect(await stand.refused(missing)).toEqual(['NOT_FOUND'])
})

test('what older versions lack is refused before any call', async () => {
  await using old = await strictStand({ version: '8.8' })
  expect(await old.refused(write('createGlobalClusterVariable', '{ name: "a", value: 1 }'))).toEqual(['NOT_SUPPORTED'])
  await using stand = await strictStand({ version: '8.9' })
  const withKind = write('createGlobalClusterVariable', '{ name: "a", value: 1, kind: JSON }')
  expect(await stand.refused(withKind)).toEqual(['NOT_SUPPORTED'])
  expect([...old.wire(), ...stand.wire()]).toEqual([])
})
