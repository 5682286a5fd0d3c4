import { expect, test } from 'vitest'
import { key } from './support/rows.ts'
import { strictStand } from './support/stand.ts'

const me = (given: object = {}) => ({
  username: 'ada',
  displayName: 'Ada',
  email: null,
  authorizedComponents: ['*'],
  tenants: [{ tenantId: 'acme', name: 'Acme', description: null }],
  groups: ['crew', 'of-the-idp'],
  roles: ['admin'],
  salesPlanType: null,
  c8Links: {},
  canLogout: true,
  ...given,
})
const authorization = (n: number, resourceType: string) => ({
  authorizationKey: key(n),
  ownerId: 'ada',
  ownerType: 'USER',
  permissionTypes: ['READ'],
  resourceId: '*',
  resourcePropertyName: null,
  resourceType,
})

test('groups, roles and tenants cost no call beyond their ids', async () => {
  await using stand = await strictStand({
    version: '8.10',
    answers: { getAuthentication: () => ({ body: me() }) },
    rows: {
      groups: [{ groupId: 'crew', name: 'Crew', description: null }],
      roles: [{ roleId: 'admin', name: 'Admin', description: null }],
    },
  })
  const ids = '{ viewer { groups { id groupId } roles { roleId } tenants { tenantId name description } } }'
  expect(await stand.ask(ids)).toEqual({
    viewer: {
      groups: [
        { id: Buffer.from('Group:crew').toString('base64url'), groupId: 'crew' },
        { id: Buffer.from('Group:of-the-idp').toString('base64url'), groupId: 'of-the-idp' },
      ],
      roles: [{ roleId: 'admin' }],
      tenants: [{ tenantId: 'acme', name: 'Acme', description: null }],
    },
  })
  expect(stand.wire()).toEqual([['GET /authentication/me']])
  // What else is asked of all groups together is one search; a group of an identity provider has an id alone.
  expect(await stand.ask('{ viewer { groups { groupId name description } roles { name } } }')).toEqual({
    viewer: {
      groups: [
        { groupId: 'crew', name: 'Crew', description: null },
        { groupId: 'of-the-idp', name: null, description: null },
      ],
      roles: [{ name: 'Admin' }],
    },
  })
  expect(stand.wire().map(([call]) => call)).toEqual([
    'GET /authentication/me',
    'GET /roles/admin',
    'POST /groups/search',
  ])
})

test('a group that is called `..` leads nowhere', async () => {
  await using stand = await strictStand({
    version: '8.10',
    answers: { getAuthentication: () => ({ body: me({ groups: ['..'] }) }) },
  })
  expect(await stand.ask('{ viewer { groups { groupId name users { totalCount } } } }')).toEqual({
    viewer: { groups: [{ groupId: '..', name: null, users: { totalCount: 0 } }] },
  })
  expect(stand.wire()).toEqual([['GET /authentication/me']])
})

test('what an 8.8 cluster leaves out is null, and a tenant without an id costs no other', async () => {
  await using stand = await strictStand({
    version: '8.8',
    answers: {
      getAuthentication: () => ({
        body: me({ salesPlanType: 'x', tenants: [{ name: 'Nameless' }, { tenantId: 'acme' }] }),
      }),
    },
    rows: { tenants: [{ tenantId: 'acme', name: 'Acme', description: 'd' }] },
  })
  expect(await stand.ask('{ viewer { tenants { tenantId name } } }')).toEqual({
    viewer: { tenants: [{ tenantId: 'acme', name: 'Acme' }] },
  })
  expect(stand.wire()).toEqual([['GET /authentication/me'], ['GET /tenants/acme']])
})

test('its authorizations are a list of their own on 8.10, filtered and sorted', async () => {
  const rows = [authorization(1, 'GROUP'), authorization(2, 'USER')]
  await using stand = await strictStand({
    version: '8.10',
    answers: {
      getAuthentication: () => ({ body: me() }),
      searchOwnAuthorizations: ({ body }) => {
        const { filter = {}, page } = body as { filter?: { resourceType?: string }; page: { limit: number } }
        const items = rows.filter((row) => !filter.resourceType || row.resourceType === filter.resourceType)
        return {
          body: {
            authorizationsEnabled: true,
            items: items.slice(0, page.limit),
            page: { totalItems: items.length, hasMoreTotalItems: false, startCursor: null, endCursor: null },
          },
        }
      },
    },
  })
  const query = `{ viewer { authorizationsEnabled authorizations(filter: { resourceType: USER }, sort: [{ field: resourceType }]) {
    totalCount nodes { authorizationKey resourceType } } } }`
  expect(await stand.ask(query)).toEqual({
    viewer: {
      authorizationsEnabled: true,
      authorizations: { totalCount: 1, nodes: [{ authorizationKey: key(2), resourceType: 'USER' }] },
    },
  })
  expect(stand.wire()).toEqual([
    ['GET /authentication/me'],
    ['POST /authentication/me/authorizations/search', { page: { limit: 1 } }],
    [
      'POST /authentication/me/authorizations/search',
      { filter: { resourceType: 'USER' }, sort: [{ field: 'resourceType', order: 'ASC' }], page: { limit: 50 } },
    ],
  ])
})

test('older clusters have no search for them', async () => {
  await using stand = await strictStand({
    version: '8.9',
    answers: { getAuthentication: () => ({ body: me() }) },
  })
  expect(await stand.refused('{ viewer { authorizations { totalCount } authorizationsEnabled } }')).toEqual([
    'NOT_SUPPORTED',
    'NOT_SUPPORTED',
  ])
})
