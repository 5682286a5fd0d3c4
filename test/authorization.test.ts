import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startGateway } from './support/gateway.ts'
import { key } from './support/rows.ts'
import { strictStand } from './support/stand.ts'
import { startUpstream } from './support/upstream.ts'

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

const OWNERS = {
  users: [{ username: 'joe+x@example.com', name: 'Jörg', email: null }],
  groups: [{ groupId: 'crew', name: 'Crew', description: null }],
  roles: [{ roleId: 'admin', name: 'Admin', description: null }],
  mappingRule: [{ mappingRuleId: 'rule', name: 'Rule', claimName: 'c', claimValue: 'v' }],
}
const owned = (n: number, ownerType: string, ownerId: string) => ({
  ...row,
  authorizationKey: key(n),
  ownerType,
  ownerId,
})

test('owners are of the kind that each row names; what nobody can read is null', async () => {
  const authorizations = [
    owned(1, 'USER', 'joe+x@example.com'),
    owned(2, 'GROUP', 'crew'),
    owned(3, 'ROLE', 'admin'),
    owned(4, 'MAPPING_RULE', 'rule'),
    owned(5, 'CLIENT', 'worker'),
    owned(6, 'GROUP', 'gone'),
  ]
  await using stand = await strictStand({ version: '8.10', rows: { authorizations, ...OWNERS } })
  const { authorizations: answer } =
    await stand.ask(`{ authorizations(sort: [{ field: ownerId }]) { nodes { owner { __typename
    ... on User { username } ... on Group { groupId } ... on Role { roleId } ... on MappingRule { mappingRuleId } ... on Client { clientId } } } } }`)
  expect(answer.nodes.map(({ owner }: { owner: unknown }) => owner)).toEqual([
    { __typename: 'Role', roleId: 'admin' },
    { __typename: 'Group', groupId: 'crew' },
    null,
    { __typename: 'User', username: 'joe+x@example.com' },
    { __typename: 'MappingRule', mappingRuleId: 'rule' },
    // Of which Camunda knows no more.
    { __typename: 'Client', clientId: 'worker' },
  ])
  // Two groups are one search, the others a read each, whatever is in their names.
  expect(
    stand
      .wire()
      .map(([call]) => call)
      .sort(),
  ).toEqual([
    'GET /mapping-rules/rule',
    'GET /roles/admin',
    `GET /users/${encodeURIComponent('joe+x@example.com')}`,
    'POST /authorizations/search',
    'POST /groups/search',
  ])
})

test('each owner has the authorizations that were given to it, whatever else is called the same', async () => {
  const types = ['USER', 'GROUP', 'ROLE', 'MAPPING_RULE', 'CLIENT']
  const all = types.map((type, n) => owned(n + 1, type, 'same'))
  await using stand = await strictStand({
    version: '8.8',
    rows: {
      authorizations: all.map(({ resourcePropertyName: _, ...rest }) => ({ ...rest, resourceType: 'GROUP' })),
      users: [{ username: 'same', name: 'S', email: null }],
      groups: [{ groupId: 'same', name: 'S', description: null }],
      roles: [{ roleId: 'same', name: 'S', description: null }],
      mappingRule: [{ mappingRuleId: 'same', name: 'S', claimName: 'c', claimValue: 'v' }],
      clientsForGroup: [{ groupId: 'same', clientId: 'same' }],
    },
  })
  const list = 'authorizations { nodes { authorizationKey } }'
  const data = await stand.ask(`{ user(username: "same") { ${list} } role(roleId: "same") { ${list} }
    mappingRule(mappingRuleId: "same") { ${list} } group(groupId: "same") { ${list} clients { nodes { ${list} } } } }`)
  const only = (n: number) => ({ nodes: [{ authorizationKey: key(n) }] })
  expect(data).toEqual({
    user: { authorizations: only(1) },
    group: { authorizations: only(2), clients: { nodes: [{ authorizations: only(5) }] } },
    role: { authorizations: only(3) },
    mappingRule: { authorizations: only(4) },
  })
  stand.wire()
  // The client's filter is added; what contradicts the owner's finds nothing, without a call.
  const filtered = (filter: string) =>
    `{ role(roleId: "same") { authorizations(filter: { ${filter} }) { totalCount } } }`
  expect(await stand.ask(filtered('resourceType: GROUP'))).toEqual({ role: { authorizations: { totalCount: 1 } } })
  expect(await stand.ask(filtered('ownerType: USER'))).toEqual({ role: { authorizations: { totalCount: 0 } } })
  expect(stand.wire().filter(([call]) => call.startsWith('POST'))).toEqual([
    [
      'POST /authorizations/search',
      expect.objectContaining({ filter: { ownerId: 'same', ownerType: 'ROLE', resourceType: 'GROUP' } }),
    ],
  ])
})

const INPUT = 'ownerId: "crew", ownerType: GROUP, resourceType: GROUP, permissionTypes: [READ, UPDATE]'

test('creating one gives several permissions at once, and waits until it can be read', async () => {
  await using stand = await strictStand({
    version: '8.10',
    rows: { authorizations: [] },
    answers: {
      createAuthorization: ({ body }) => {
        setTimeout(() => {
          stand.upstream.rows.authorizations?.push({
            ...(body as object),
            authorizationKey: KEY,
            resourcePropertyName: null,
          })
        }, 40)
        return { status: 201, body: { authorizationKey: KEY } }
      },
    },
  })
  const data = await stand.ask(`mutation { createAuthorization(input: { ${INPUT}, resourceId: "*" }) {
    authorizationKey authorization { permissionTypes } } }`)
  expect(data).toEqual({
    createAuthorization: { authorizationKey: KEY, authorization: { permissionTypes: ['READ', 'UPDATE'] } },
  })
  const [create, ...reads] = stand.wire()
  expect(create).toEqual([
    'POST /authorizations',
    {
      ownerId: 'crew',
      ownerType: 'GROUP',
      resourceType: 'GROUP',
      permissionTypes: ['READ', 'UPDATE'],
      resourceId: '*',
    },
  ])
  expect(reads.length).toBeGreaterThan(1)
})

test.each([
  ['neither an id nor a property', INPUT],
  ['both of them', `${INPUT}, resourceId: "*", resourcePropertyName: "p"`],
  ['no permission', `${INPUT.replace('[READ, UPDATE]', '[]')}, resourceId: "*"`],
])('creating one with %s is refused before any call', async (_, input) => {
  await using stand = await start()
  expect(await stand.refused(`mutation { createAuthorization(input: { ${input} }) { authorizationKey } }`)).toEqual([
    'BAD_USER_INPUT',
  ])
  expect(stand.wire()).toEqual([])
})

test('updating one waits until reads show what it is told to say', async () => {
  await using stand = await strictStand({
    version: '8.10',
    rows: { authorizations: [row] },
    answers: {
      updateAuthorization: ({ body }) => {
        setTimeout(() => {
          const changed = { ...row, ...(body as object), resourcePropertyName: null }
          stand.upstream.rows.authorizations = [changed]
        }, 40)
        return {}
      },
    },
  })
  const data = await stand.ask(`mutation { updateAuthorization(input: {
    authorizationKey: "${KEY}", ${INPUT}, resourceId: "*" }) { authorization { ownerId permissionTypes } } }`)
  expect(data).toEqual({
    updateAuthorization: { authorization: { ownerId: 'crew', permissionTypes: ['READ', 'UPDATE'] } },
  })
})

test('deleting one waits until it is gone, where that is asked for', async () => {
  await using stand = await strictStand({
    version: '8.10',
    rows: { authorizations: [row] },
    answers: {
      deleteAuthorization: () => {
        setTimeout(() => void stand.upstream.rows.authorizations?.pop(), 40)
        return {}
      },
    },
  })
  const query = `mutation { deleteAuthorization(input: { authorizationKey: "${KEY}" }) { isGone } }`
  expect(await stand.ask(query)).toEqual({ deleteAuthorization: { isGone: true } })
  const [deletion, ...reads] = stand.wire().map(([call]) => call)
  expect(deletion).toBe(`DELETE /authorizations/${KEY}`)
  expect(reads.length).toBeGreaterThan(1)
  expect(new Set(reads)).toEqual(new Set([`GET /authorizations/${KEY}`]))
})

test('one that does not go away in time is NOT_YET_VISIBLE', async () => {
  await using upstream = await startUpstream({
    version: '8.10',
    rows: { authorizations: [row] },
    answers: { deleteAuthorization: () => ({}) },
  })
  await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10', GATEWAY_READ_AFTER_WRITE_MS: '60' })
  const { data, errors } = await gateway.ask(
    `mutation { deleteAuthorization(input: { authorizationKey: "${KEY}" }) { isGone } }`,
  )
  expect(data).toEqual({ deleteAuthorization: { isGone: null } })
  expect(errors?.map(({ extensions, message }) => [extensions?.code, message])).toEqual([
    ['NOT_YET_VISIBLE', expect.stringContaining('deleteAuthorization')],
  ])
})

test('a type that the policy refuses is refused as an owner, too', async () => {
  await using upstream = await startUpstream({
    version: '8.10',
    rows: { authorizations: [owned(1, 'GROUP', 'crew')], ...OWNERS },
  })
  const folder = await mkdtemp(join(tmpdir(), 'policy-'))
  const policy = join(folder, 'policy.json')
  await writeFile(policy, JSON.stringify({ rules: [{ name: 'r', deny: ['getGroup'] }] }))
  await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10', GATEWAY_POLICY_FILE: policy })
  const { data, errors } = await gateway.ask('{ authorizations { nodes { owner { __typename } } } }')
  expect(data).toEqual({ authorizations: { nodes: [{ owner: null }] } })
  expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['FORBIDDEN'])
  expect(upstream.operations()).toEqual(['searchAuthorizations'])
  await rm(folder, { recursive: true })
})
