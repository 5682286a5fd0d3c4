import { describe, expect, test } from 'vitest'
import { startGateway } from './support/gateway.ts'
import { keepingLog } from './support/log.ts'
import { strictStand } from './support/stand.ts'
import { expectNoViolations, startUpstream } from './support/upstream.ts'

const ADMINISTRATION = { CAMUNDA_VERSION: '8.10', GATEWAY_ADMINISTRATION: 'true' }
const PASSWORD = 'Pa55word-nobody-sees'

interface Kind {
  type: string
  key: string
  rows: string
  path: string
  /** What it is created with beside its key, and what the cluster is sent for that. */
  made: Record<string, string>
  /** What it is changed to, and what the cluster is sent where that is something else. */
  changed: Record<string, string>
  sent?: Record<string, string>
  /** A change that gives the least, and what the cluster is sent. */
  least: [given: Record<string, string>, sent: Record<string, string>]
}

const described = (type: string, rows: string): Kind => ({
  type,
  key: `${type.toLowerCase()}Id`,
  rows,
  path: rows,
  made: { name: 'Old', description: 'For the old' },
  changed: { name: 'New', description: 'For the new' },
  least: [{ name: 'New' }, { name: 'New', description: '' }],
})

const KINDS: Kind[] = [
  described('Group', 'groups'),
  described('Role', 'roles'),
  described('Tenant', 'tenants'),
  {
    type: 'MappingRule',
    key: 'mappingRuleId',
    rows: 'mappingRule',
    path: 'mapping-rules',
    made: { name: 'Old', claimName: 'c', claimValue: 'v' },
    changed: { name: 'New', claimName: 'c', claimValue: 'w' },
    least: [
      { name: 'New', claimName: 'c', claimValue: 'v' },
      { name: 'New', claimName: 'c', claimValue: 'v' },
    ],
  },
  {
    type: 'User',
    key: 'username',
    rows: 'users',
    path: 'users',
    made: { name: 'Old', email: 'old@example.com', password: PASSWORD },
    changed: { name: 'New', email: 'new@example.com', password: PASSWORD },
    least: [{ password: PASSWORD }, { password: PASSWORD }],
  },
]

/** Answers reads from the rows, which become others after the first of them. */
const lagging = (become: () => void) => {
  let reads = 0
  return () => {
    reads++
    if (reads === 2) become()
    return undefined
  }
}

const fieldOf = (type: string) => type.charAt(0).toLowerCase() + type.slice(1)
const shown = (values: Record<string, string>) => Object.keys(values).filter((name) => name !== 'password')
const without = ({ password: _, ...row }: Record<string, string>) => row

/** Asks with the input as a variable. */
const asking = (command: string, selection: string) =>
  `mutation ($input: ${command.charAt(0).toUpperCase()}${command.slice(1)}Input!) { ${command}(input: $input) { ${selection} } }`

describe.each(KINDS)('$type', ({ type, key, rows, path, made, changed, least }) => {
  const field = fieldOf(type)
  const row = { [key]: 'one', ...without(made) }
  const selection = `${field} { ${key} ${shown(made).join(' ')} }`

  test.each(['8.8', '8.9', '8.10'] as const)('is created, and there once it can be read, on %s', async (version) => {
    await using stand = await strictStand({
      version,
      rows: { [rows]: [] },
      answers: {
        [`create${type}`]: () => ({ status: 201, body: row }),
        [`get${type}`]: lagging(() => void stand.upstream.rows[rows]?.push(row)),
      },
    })
    const input = { [key]: 'one', ...made }
    expect(await stand.ask(asking(`create${type}`, selection), { input })).toEqual({
      [`create${type}`]: { [field]: row },
    })
    const [creation, ...reads] = stand.wire()
    expect(creation).toEqual([`POST /${path}`, input])
    expect(reads.length).toBeGreaterThan(1)
    expect(new Set(reads.map(([call]) => call))).toEqual(new Set([`GET /${path}/one`]))
    // Its key alone is known at once.
    stand.upstream.rows[rows] = []
    await stand.ask(asking(`create${type}`, `${field} { id ${key} }`), { input })
    expect(stand.wire()).toHaveLength(1)
  })

  test.each(['8.8', '8.9', '8.10'] as const)(
    'is updated, and waited for until reads say so, on %s',
    async (version) => {
      await using stand = await strictStand({
        version,
        rows: { [rows]: [row] },
        answers: {
          [`update${type}`]: () => ({ body: { [key]: 'one', ...without(changed) } }),
          [`get${type}`]: lagging(() => {
            stand.upstream.rows[rows] = [{ [key]: 'one', ...without(changed) }]
          }),
        },
      })
      const update = asking(`update${type}`, selection)
      expect(await stand.ask(update, { input: { [key]: 'one', ...changed } })).toEqual({
        [`update${type}`]: { [field]: { [key]: 'one', ...without(changed) } },
      })
      const [change, ...reads] = stand.wire()
      expect(change).toEqual([`PUT /${path}/one`, changed])
      expect(reads.length).toBeGreaterThan(1)
      const [given, sent] = least
      await stand.ask(asking(`update${type}`, `${field} { ${key} }`), { input: { [key]: 'one', ...given } })
      expect(stand.wire()).toEqual([[`PUT /${path}/one`, sent]])
    },
  )

  test('is deleted, and gone once it cannot be read', async () => {
    await using stand = await strictStand({
      version: '8.10',
      rows: { [rows]: [row] },
      answers: {
        [`delete${type}`]: () => ({}),
        [`get${type}`]: lagging(() => void stand.upstream.rows[rows]?.pop()),
      },
    })
    const deletion = asking(`delete${type}`, 'isGone')
    expect(await stand.ask(deletion, { input: { [key]: 'one' } })).toEqual({ [`delete${type}`]: { isGone: true } })
    const [call, ...reads] = stand.wire().map(([one]) => one)
    expect(call).toBe(`DELETE /${path}/one`)
    expect(reads.length).toBeGreaterThan(1)
  })

  test.each(['', '.', '..', 'x'.repeat(1_001)])('%j is no name: nothing is called', async (name) => {
    await using stand = await strictStand({ version: '8.10' })
    for (const [command, given] of [
      [`create${type}`, made],
      [`update${type}`, changed],
      [`delete${type}`, {}],
    ] as const) {
      const input = { [key]: name, ...given }
      const question = asking(command, command.startsWith('delete') ? 'isGone' : `${field} { ${key} }`)
      expect(await stand.refused(question, { input })).toEqual(['BAD_USER_INPUT'])
    }
    expect(stand.wire()).toEqual([])
  })

  test('what the cluster refuses is told as it says', async () => {
    await using stand = await strictStand({
      version: '8.10',
      answers: { [`update${type}`]: ({ path: instance }) => problem(404, 'NOT_FOUND', instance) },
    })
    const { errors } = await stand.gateway.ask(asking(`update${type}`, `${field} { ${key} }`), {
      input: { [key]: 'one', ...changed },
    })
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      expect.objectContaining({
        code: 'NOT_FOUND',
        operation: `update${type}`,
        problem: expect.objectContaining({ title: 'NOT_FOUND' }),
      }),
    ])
  })
})

const problem = (status: number, title: string, instance: string) => ({
  status,
  body: { type: 'about:blank', title, status, detail: title, instance },
})

test('names with slashes, spaces and umlauts stand whole in each path', async () => {
  // The contract has no such names, but a cluster with an identity provider may.
  await using upstream = await startUpstream({ version: '8.10' })
  await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10' })
  for (const name of ['a/b', 'Jörg Müller', '../x', '日本?#%']) {
    for (const [command, payload, input, path] of [
      ['deleteUser', 'isGone', { username: name }, `/users/${encodeURIComponent(name)}`],
      ['deleteTenant', 'isGone', { tenantId: name }, `/tenants/${encodeURIComponent(name)}`],
      [
        'assignRoleToClient',
        'client { clientId }',
        { roleId: name, clientId: name },
        `/roles/${encodeURIComponent(name)}/clients/${encodeURIComponent(name)}`,
      ],
    ] as const) {
      upstream.forget()
      await gateway.ask(asking(command, payload), { input })
      expect(upstream.calls[0]?.path).toBe(path)
    }
  }
})

describe('passwords', () => {
  test.each(['createUser', 'createAdminUser', 'updateUser'])(
    'are sent by %s, and not told, whatever happens',
    async (command) => {
      for (const [status, title] of [
        [403, 'FORBIDDEN'],
        [500, 'INTERNAL'],
      ] as const) {
        await using upstream = await startUpstream({
          version: '8.10',
          answers: { [command]: ({ path }) => problem(status, title, path) },
        })
        const log = keepingLog()
        await using gateway = await startGateway(upstream, ADMINISTRATION, [], { logger: log.logger })
        const input = { username: 'ada', password: PASSWORD, name: 'Ada', email: 'ada@example.com' }
        const told = await gateway.ask(asking(command, 'user { username name }'), { input })
        expect(told.errors).toHaveLength(1)
        expect(upstream.calls[0]?.body).toMatchObject({ password: PASSWORD })
        expectNoViolations(upstream)
        // A mistake beside it, which GraphQL tells with the value that has it.
        const wrong = [
          { ...input, nickname: 'a' },
          { ...input, name: ['a'] },
          { ...input, username: null },
          { ...input, password: [PASSWORD] },
          { ...input, password: { secret: PASSWORD } },
          [input],
        ]
        const answers = await Promise.all(
          wrong.map((one) => gateway.ask(asking(command, 'user { username }'), { input: one })),
        )
        const literal = await gateway.ask(
          `mutation { ${command}(input: { username: "ada", password: "${PASSWORD}", nickname: "${PASSWORD}" }) { user { username } } }`,
        )
        expect(answers.every(({ errors }) => errors)).toBe(true)
        const unfit = await gateway.ask(
          `mutation { ${command}(input: { username: "ada", password: ["${PASSWORD}"] }) { user { username } } }`,
        )
        expect(unfit.errors).toBeDefined()
        expect(literal.errors).toBeDefined()
        expect(JSON.stringify([told, answers, literal, unfit]) + log.text()).not.toContain(PASSWORD)
      }
    },
  )
})

test('the first user is created where nobody administers the cluster yet, and where administration is open', async () => {
  const row = { username: 'root', name: 'Root', email: null }
  await using upstream = await startUpstream({
    version: '8.10',
    rows: { users: [row] },
    answers: { createAdminUser: () => ({ status: 201, body: row }) },
  })
  const input = { username: 'root', password: PASSWORD, name: 'Root' }
  const question = asking('createAdminUser', 'user { username name }')
  await using closed = await startGateway(upstream, { CAMUNDA_VERSION: '8.10' })
  expect((await closed.ask(question, { input })).errors).toHaveLength(1)
  expect(upstream.calls).toEqual([])
  await using gateway = await startGateway(upstream, ADMINISTRATION)
  const { data } = await gateway.ask(question, { input })
  expect(data).toEqual({ createAdminUser: { user: { username: 'root', name: 'Root' } } })
  expect(upstream.calls[0]).toMatchObject({ method: 'POST', path: '/setup/user', body: input })
  expectNoViolations(upstream)
})

const MEMBERS: Record<string, [key: string, path: string]> = {
  User: ['username', 'users'],
  Client: ['clientId', 'clients'],
  Group: ['groupId', 'groups'],
  Role: ['roleId', 'roles'],
  MappingRule: ['mappingRuleId', 'mapping-rules'],
}
const MEMBERSHIPS: ReadonlyArray<readonly [command: string, whole: string, member: string]> = [
  ...['User', 'Client', 'MappingRule'].flatMap((member) => both(`${member}`, 'Group', member, 'Group')),
  ...['User', 'Client', 'Group', 'MappingRule'].flatMap((member) => both('Role', member, member, 'Role')),
  ...['User', 'Client', 'Group', 'Role', 'MappingRule'].flatMap((member) => both(member, 'Tenant', member, 'Tenant')),
]

function both(what: string, where: string, member: string, whole: string) {
  return [
    [`assign${what}To${where}`, whole, member],
    [`unassign${what}From${where}`, whole, member],
  ] as const
}

test.each(MEMBERSHIPS)('%s is one call without a body, and answers both', async (command, whole, member) => {
  await using stand = await strictStand({ version: '8.10', answers: { [command]: () => ({}) } })
  const [[wholeKey, wholePath], [memberKey, memberPath]] = [
    MEMBERS[whole] ?? ['tenantId', 'tenants'],
    MEMBERS[member] ?? [],
  ]
  const input = { [wholeKey]: 'one', [`${memberKey}`]: 'other' }
  const selection = `${fieldOf(whole)} { ${wholeKey} } ${fieldOf(member)} { ${memberKey} }`
  expect(await stand.ask(asking(command, selection), { input })).toEqual({
    [command]: { [fieldOf(whole)]: { [wholeKey]: 'one' }, [fieldOf(member)]: { [`${memberKey}`]: 'other' } },
  })
  const method = command.startsWith('un') ? 'DELETE' : 'PUT'
  expect(stand.wire()).toEqual([[`${method} /${wholePath}/one/${memberPath}/other`]])
  expect(await stand.refused(asking(command, selection), { input: { ...input, [`${memberKey}`]: '..' } })).toEqual([
    'BAD_USER_INPUT',
  ])
  expect(stand.wire()).toEqual([])
})

/** A page of a search for members that has so many in all. */
const members = (items: object[], totalItems = items.length) => ({
  body: { items, page: { totalItems, hasMoreTotalItems: false, startCursor: null, endCursor: null } },
})

test.each([
  ['assignUserToGroup', 'searchUsersForGroup', { groupId: 'one', username: 'other' }],
  ['unassignUserFromGroup', 'searchUsersForGroup', { groupId: 'one', username: 'other' }],
  ['assignRoleToClient', 'searchClientsForRole', { roleId: 'one', clientId: 'other' }],
  ['unassignMappingRuleFromTenant', 'searchMappingRulesForTenant', { tenantId: 'one', mappingRuleId: 'other' }],
])('%s tells when reads show what was done', async (command, search, input) => {
  const isGone = command.startsWith('un')
  const [, memberKey = ''] = Object.keys(input)
  const others = members([memberOf(memberKey, 'another')])
  const both = members([memberOf(memberKey, 'another'), memberOf(memberKey, 'other')])
  let looks = 0
  // Reads lag behind: the first two show what was there before.
  const answer = () => (++looks > 2 === isGone ? others : both)
  await using stand = await strictStand({ version: '8.10', answers: { [command]: () => ({}), [search]: answer } })
  const field = isGone ? 'isGone' : 'isVisible'
  expect(await stand.ask(asking(command, field), { input })).toEqual({ [command]: { [field]: true } })
  expect(stand.upstream.operations()).toEqual([command, search, search, search])
  // Whoever does not ask for it does not wait for it.
  await stand.ask(asking(command, '__typename'), { input })
  expect(stand.upstream.operations()).toHaveLength(5)
})

const memberOf = (key: string, id: string) =>
  key === 'mappingRuleId' ? { [key]: id, name: 'n', claimName: 'c', claimValue: 'v' } : { [key]: id }

test('a membership that does not show in time is NOT_YET_VISIBLE, one among too many NOT_SUPPORTED', async () => {
  const input = { groupId: 'one', username: 'other' }
  for (const [total, code] of [
    [1, 'NOT_YET_VISIBLE'],
    [10_001, 'NOT_SUPPORTED'],
  ] as const) {
    await using upstream = await startUpstream({
      version: '8.10',
      answers: { assignUserToGroup: () => ({}), searchUsersForGroup: () => members([{ username: 'another' }], total) },
    })
    await using gateway = await startGateway(upstream, {
      CAMUNDA_VERSION: '8.10',
      GATEWAY_READ_AFTER_WRITE_MS: '50',
    })
    const { data, errors } = await gateway.ask(asking('assignUserToGroup', 'isVisible group { groupId }'), { input })
    expect(data).toEqual({ assignUserToGroup: { isVisible: null, group: { groupId: 'one' } } })
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual([code])
    expectNoViolations(upstream)
  }
})
