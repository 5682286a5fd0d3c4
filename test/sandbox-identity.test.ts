import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { contract } from '../contract/contract.ts'
import { createSandbox, type Sandbox } from '../sandbox/sandbox.ts'
import { restClient } from '../sandbox/testing.ts'

/** One object of each kind: where it is, its key, and a body to make and one to change it with. */
const KINDS = [
  [
    'users',
    'username',
    { username: 'zoe+1@example.com', password: 'secret', email: 'zoe@example.com' },
    { name: 'Zoë' },
  ],
  ['groups', 'groupId', { groupId: 'g 1', name: 'One', description: 'first' }, { name: 'Eins' }],
  ['roles', 'roleId', { roleId: 'r 1', name: 'One' }, { name: 'Eins', description: 'erste' }],
  ['tenants', 'tenantId', { tenantId: 't.1', name: 'One' }, { name: 'Eins' }],
  [
    'mapping-rules',
    'mappingRuleId',
    { mappingRuleId: 'm/1', claimName: 'a', claimValue: 'b', name: 'One' },
    { claimName: 'a', claimValue: 'c', name: 'Eins' },
  ],
] as const

const ids: Record<string, string> = {
  users: 'zoe+1@example.com',
  groups: 'g 1',
  roles: 'r 1',
  tenants: 't.1',
  'mapping-rules': 'm/1',
  clients: 'any client',
}
const keys: Record<string, string> = {
  ...Object.fromEntries(KINDS.map(([kind, key]) => [kind, key])),
  clients: 'clientId',
}

const at = (kind: string) => `/${kind}/${encodeURIComponent(ids[kind] ?? '')}`

/** Every membership that the contract has: of what, and what is put into it. */
const MEMBERSHIPS = Object.values(contract('8.9').operations).flatMap(({ method, path }) => {
  const [, of = '', , member = ''] = path.split('/')
  return method === 'PUT' && of in ids && member in ids ? [[of, member] as const] : []
})

describe('identity', () => {
  let sandbox: Sandbox
  let rest: ReturnType<typeof restClient>
  beforeAll(async () => {
    sandbox = await createSandbox({ exportLagMs: 0 })
    rest = restClient(sandbox.url)
  })
  afterAll(() => sandbox.close())

  it.each(KINDS)('makes, reads, finds and changes %s', async (kind, key, made, changed) => {
    const id = ids[kind]
    const { password: _, ...shown } = { password: undefined, ...made }
    expect(await rest.post(`/${kind}`, made)).toMatchObject({ status: 201, body: shown })
    expect(await rest.get(at(kind))).toMatchObject({ status: 200, body: shown })
    expect((await rest.get(at(kind))).text).not.toContain('secret')
    const found = await rest.post(`/${kind}/search`, { filter: { [key]: id }, sort: [{ field: key }] })
    expect(found.body).toMatchObject({ items: [shown], page: { totalItems: 1 } })
    expect((await rest.put(at(kind), changed)).body).toMatchObject({ [key]: id, ...changed })
    expect((await rest.get(at(kind))).body).toMatchObject({ [key]: id, ...changed })

    expect(await rest.post(`/${kind}`, made)).toMatchObject({
      status: 409,
      body: { title: 'ALREADY_EXISTS', detail: expect.stringContaining(`'${id}'`) },
    })
    expect((await rest.post(`/${kind}`, { ...made, [key]: '' })).status).toBe(400)
    expect(await rest.get(`/${kind}/nobody`)).toMatchObject({ status: 404, body: { title: 'NOT_FOUND' } })
    expect((await rest.put(`/${kind}/nobody`, changed)).status).toBe(404)
    expect((await rest.delete(`/${kind}/nobody`)).status).toBe(404)
    const { [key as keyof typeof made]: __, ...keyless } = made
    expect(await rest.post(`/${kind}`, keyless)).toMatchObject({ status: 400, body: { detail: `No ${key} provided.` } })
  })

  it('refuses a name that no path could have', async () => {
    expect(await rest.post('/users', { username: 'zoë / çelik', password: 'secret' })).toMatchObject({
      status: 400,
      body: { title: 'INVALID_ARGUMENT', detail: 'The provided username contains illegal characters.' },
    })
  })

  it('has every kind of membership', () => expect(MEMBERSHIPS).toHaveLength(12))

  it.each(MEMBERSHIPS)('puts into %s: %s', async (of, member) => {
    const path = `${at(of)}/${member}/${encodeURIComponent(ids[member] ?? '')}`
    const members = async () => (await rest.post(`${at(of)}/${member}/search`, {})).body.items
    expect(await members()).toEqual([])
    expect((await rest.put(path)).status).toBe(204)
    expect(await members()).toMatchObject([{ [keys[member] ?? '']: ids[member] }])
    expect((await rest.put(path)).status).toBe(409)
    expect((await rest.put(`/${of}/nothing/${member}/${encodeURIComponent(ids[member] ?? '')}`)).status).toBe(404)
    const stranger = await rest.put(`${at(of)}/${member}/stranger`)
    // Clients are an identity provider's: the cluster does not know whom there is.
    expect(stranger.status).toBe(member === 'clients' ? 204 : 404)
    expect((await rest.delete(path)).status).toBe(204)
    expect((await rest.delete(path)).status).toBe(404)
  })

  it('tells the roles of a group, and the groups, roles and tenants of whoever asks', async () => {
    await rest.put('/roles/admin/groups/g%201')
    expect((await rest.post('/groups/g%201/roles/search', {})).body.items).toEqual([
      { roleId: 'admin', name: 'Admin', description: null },
    ])
    await rest.put('/groups/g%201/users/demo')
    expect((await rest.get('/authentication/me')).body).toMatchObject({
      username: 'demo',
      groups: ['g 1'],
      roles: ['admin'],
      tenants: [{ tenantId: '<default>', name: 'Default' }],
    })
  })

  it('keeps authorizations, and deletes with an object what belongs to it', async () => {
    const told = {
      ownerType: 'USER',
      ownerId: ids.users,
      resourceType: 'USER_TASK',
      resourcePropertyName: 'assignee',
      permissionTypes: ['READ'],
    }
    const { body } = await rest.post('/authorizations', told)
    const path = `/authorizations/${body.authorizationKey}`
    expect((await rest.get(path)).body).toEqual({ ...body, ...told, resourceId: null })
    const { resourcePropertyName: _, ...changed } = { ...told, resourceId: 'x', permissionTypes: ['READ', 'CLAIM'] }
    expect((await rest.put(path, changed)).status).toBe(204)
    const count = async (filter: object) =>
      (await rest.post('/authorizations/search', { filter })).body.page.totalItems as number
    expect(await count({ ownerId: ids.users, resourceIds: ['x', 'y'] })).toBe(1)
    expect(await count({ resourceIds: ['y'] })).toBe(0)
    expect((await rest.post('/authorizations', { ...told, ownerId: 'stranger' })).status).toBe(404)

    await rest.put(`/groups/g%201/users/${encodeURIComponent(ids.users ?? '')}`)
    expect((await rest.delete(at('users'))).status).toBe(204)
    expect((await rest.get(at('users'))).status).toBe(404)
    expect((await rest.get(path)).status).toBe(404)
    expect((await rest.post('/groups/g%201/users/search', {})).body.items).toEqual([{ username: 'demo' }])
    expect((await rest.delete(at('groups'))).status).toBe(204)
    expect((await rest.get('/authentication/me')).body.groups).toEqual([])
  })

  it('shows what was done when the export lag has passed', async () => {
    await using slow = {
      sandbox: await createSandbox({ exportLagMs: 100 }),
      [Symbol.asyncDispose]: () => slow.sandbox.close(),
    }
    const lagging = restClient(slow.sandbox.url)
    await lagging.post('/groups', { groupId: 'late', name: 'Late' })
    expect((await lagging.get('/groups/late')).status).toBe(404)
    expect((await lagging.put('/groups/late/users/demo')).status).toBe(204)
    await vi.waitFor(async () => expect((await lagging.get('/groups/late')).status).toBe(200))
  })
})
