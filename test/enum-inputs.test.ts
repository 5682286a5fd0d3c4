import { expect, test } from 'vitest'
import { key } from './support/rows.ts'
import { strictStand } from './support/stand.ts'

const COMMAND =
  'mutation ($input: CreateAuthorizationInput!) { createAuthorization(input: $input) { authorizationKey } }'
const INPUT = { ownerId: 'a', ownerType: 'USER', resourceId: '*', resourceType: 'GROUP', permissionTypes: ['READ'] }

test.each([
  ['UNRECOGNIZED', { ownerType: 'UNRECOGNIZED' }, 'BAD_USER_INPUT'],
  ['UNRECOGNIZED in a list', { permissionTypes: ['READ', 'UNRECOGNIZED'] }, 'BAD_USER_INPUT'],
  ['a value of a newer cluster', { resourceType: 'SECRET' }, 'NOT_SUPPORTED'],
  ['a value of a newer cluster in a list', { permissionTypes: ['CLAIM'] }, 'NOT_SUPPORTED'],
])('%s is refused in a command before any call', async (_, given, code) => {
  await using stand = await strictStand({ version: '8.8' })
  expect(await stand.refused(COMMAND, { input: { ...INPUT, ...given } })).toEqual([code])
  expect(stand.wire()).toEqual([])
})

test('a value that came later is given to a cluster that has it', async () => {
  await using stand = await strictStand({
    version: '8.9',
    answers: { createAuthorization: () => ({ status: 201, body: { authorizationKey: key(1) } }) },
  })
  const input = { ...INPUT, permissionTypes: ['CLAIM'] }
  expect(await stand.ask(COMMAND, { input })).toEqual({ createAuthorization: { authorizationKey: key(1) } })
})

test('an authorization that changes by its property alone is waited for', async () => {
  const row = (resourcePropertyName: string) => ({
    authorizationKey: key(1),
    ownerId: 'a',
    ownerType: 'USER',
    permissionTypes: ['READ'],
    resourceId: null,
    resourcePropertyName,
    resourceType: 'USER_TASK',
  })
  await using stand = await strictStand({
    version: '8.10',
    rows: { authorizations: [row('assignee')] },
    answers: {
      updateAuthorization: () => {
        setTimeout(() => {
          stand.upstream.rows.authorizations = [row('candidateUsers')]
        }, 40)
        return {}
      },
    },
  })
  const data = await stand.ask(`mutation { updateAuthorization(input: { authorizationKey: "${key(1)}", ownerId: "a",
    ownerType: USER, resourcePropertyName: "candidateUsers", resourceType: USER_TASK, permissionTypes: [READ] }) {
    authorization { resourcePropertyName } } }`)
  expect(data).toEqual({ updateAuthorization: { authorization: { resourcePropertyName: 'candidateUsers' } } })
})

test('a filter by a list finds what has any of its values', async () => {
  const row = (n: number, resourceId: string) => ({
    authorizationKey: key(n),
    ownerId: 'a',
    ownerType: 'USER',
    permissionTypes: ['READ'],
    resourceId,
    resourcePropertyName: null,
    resourceType: 'GROUP',
  })
  const authorizations = [row(1, 'x'), row(2, 'y'), row(3, 'z')]
  await using stand = await strictStand({ version: '8.10', rows: { authorizations } })
  const { authorizations: answer } = await stand.ask(
    '{ authorizations(filter: { resourceIds: ["x", "z"] }) { nodes { resourceId } } }',
  )
  expect(answer.nodes.map(({ resourceId }: { resourceId: string }) => resourceId).sort()).toEqual(['x', 'z'])
})
