import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createGateway } from '../src/gateway/gateway.ts'
import { schema } from '../src/schema/schema.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { AUDIENCE, type Issuer, startIssuer } from './support/issuer.ts'
import { incident, job, key, processDefinition, processInstance, userTask, variable } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'

const files = mkdtempSync(join(tmpdir(), 'gateway-policy-'))
afterAll(() => rmSync(files, { recursive: true, force: true }))

let written = 0
/** A policy file's path. */
function file(policy: unknown): string {
  const path = join(files, `${++written}.json`)
  writeFileSync(path, typeof policy === 'string' ? policy : JSON.stringify(policy))
  return path
}

let upstream: Upstream
let gateway: RunningGateway | undefined

beforeEach(async () => {
  upstream = await startUpstream({
    version: '8.10',
    rows: {
      processDefinitions: [processDefinition()],
      processInstances: [processInstance({ processInstanceKey: key(1) })],
      userTasks: [userTask({ userTaskKey: key(2), processInstanceKey: key(1) })],
      variables: [variable({ variableKey: key(3), processInstanceKey: key(1) })],
      incidents: [incident({ incidentKey: key(4), processInstanceKey: key(1) })],
      jobs: [job({ jobKey: key(5), processInstanceKey: key(1) })],
    },
    answers: {
      cancelProcessInstance: () => ({}),
      resolveIncident: () => ({}),
      completeUserTask: () => ({}),
    },
  })
})

afterEach(async () => {
  await gateway?.close()
  gateway = undefined
  expectNoViolations(upstream)
  await upstream.close()
})

const CANCEL = `cancelProcessInstance(input: { processInstanceKey: "${key(1)}" }) { __typename }`
const RESOLVE = `resolveIncident(input: { incidentKey: "${key(4)}" }) { __typename }`
const INSTANCE = `processInstance(processInstanceKey: "${key(1)}")`
const idOf = (type: string, ofKey: string) => Buffer.from(`${type}:${ofKey}`).toString('base64url')

describe.each([
  ['past Yoga', []],
  ['through Yoga', [{ onResponse() {} }]],
])('%s', (_, plugins) => {
  async function start(policy?: object, config: Record<string, string> = {}) {
    gateway = await startGateway(
      upstream,
      { CAMUNDA_VERSION: '8.10', ...(policy ? { GATEWAY_POLICY_FILE: file(policy) } : {}), ...config },
      plugins,
    )
    return gateway
  }

  describe('GATEWAY_READ_ONLY', () => {
    test('refuses every mutation before any call, and no query', async () => {
      const { ask } = await start(undefined, { GATEWAY_READ_ONLY: 'true' })
      const mutations = Object.keys(schema().getMutationType()?.getFields() ?? {})
      expect(mutations.length).toBeGreaterThan(15)
      for (const document of [`mutation { ${CANCEL} }`, `mutation { ${RESOLVE} other: ${CANCEL} }`]) {
        const { data, errors } = await ask(document)
        expect(data).toBeUndefined()
        expect(errors).toHaveLength(1)
        expect(errors?.[0]?.extensions).toMatchObject({
          code: 'FORBIDDEN',
          rule: 'GATEWAY_READ_ONLY',
          retryable: false,
        })
      }
      expect(upstream.calls).toEqual([])
      const { data, errors } = await ask(`{ ${INSTANCE} { state } incidents { totalCount } }`)
      expect(errors).toBeUndefined()
      expect(data).toMatchObject({ processInstance: { state: 'ACTIVE' }, incidents: { totalCount: 1 } })
    })

    test('says what is refused, by which rule', async () => {
      const { ask } = await start(undefined, { GATEWAY_READ_ONLY: 'true' })
      const { status, errors, text } = await ask(`mutation { ${CANCEL} }`)
      expect(status).toBe(200)
      expect(JSON.parse(text)).not.toHaveProperty('data')
      expect(errors).toEqual([
        {
          message:
            'Mutation.cancelProcessInstance (cancelProcessInstance) is refused by the gateway\'s policy, rule "GATEWAY_READ_ONLY". Ask without it.',
          extensions: {
            code: 'FORBIDDEN',
            field: 'Mutation.cancelProcessInstance',
            operation: 'cancelProcessInstance',
            rule: 'GATEWAY_READ_ONLY',
            retryable: false,
          },
        },
      ])
    })

    test('goes before what a policy allows', async () => {
      const policy = { rules: [{ name: 'all', allow: ['*'] }] }
      const { ask } = await start(policy, { GATEWAY_READ_ONLY: 'true' })
      const { errors } = await ask(`mutation { ${CANCEL} }`)
      expect(errors?.[0]?.extensions?.rule).toBe('GATEWAY_READ_ONLY')
      expect(upstream.calls).toEqual([])
    })
  })

  describe('a mutation with a command that is refused', () => {
    const policy = { rules: [{ name: 'no cancelling', deny: ['cancelProcessInstance'] }] }

    test('is not executed at all: not even the commands before it', async () => {
      const { ask } = await start(policy)
      for (const document of [
        `mutation { ${RESOLVE} ${CANCEL} }`,
        `mutation { ${RESOLVE} ... { ${CANCEL} } }`,
        `mutation { ${RESOLVE} ... on Mutation { ...Rest } } fragment Rest on Mutation { alias: ${CANCEL} }`,
        `mutation ($yes: Boolean = true) { ${RESOLVE} ... @include(if: $yes) { ${CANCEL} } }`,
        `mutation ($no: Boolean! = false) { ${RESOLVE} ... @skip(if: $no) { ${CANCEL} } }`,
      ]) {
        const { errors, data } = await ask(document)
        expect([document, data, errors?.map(({ extensions }) => extensions?.rule)]).toEqual([
          document,
          undefined,
          ['no cancelling'],
        ])
      }
      expect(upstream.calls).toEqual([])
    })

    test('is executed where the command is left out, or another operation is asked for', async () => {
      const { ask } = await start(policy)
      for (const [document, variables] of [
        [`mutation ($no: Boolean!) { ${RESOLVE} ... @include(if: $no) { ${CANCEL} } }`, { no: false }],
        [`mutation { ${RESOLVE} ... @skip(if: true) { ${CANCEL} } }`],
      ] as const) {
        expect(await ask(document, variables)).toMatchObject({ data: { resolveIncident: {} } })
      }
      expect(upstream.operations()).toEqual(['resolveIncident', 'resolveIncident'])
    })

    test('is told of its variables first where they do not fit', async () => {
      const { ask } = await start(policy)
      const { errors } = await ask(`mutation ($no: Boolean!) { ${RESOLVE} ... @include(if: $no) { ${CANCEL} } }`, {})
      expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT')
      expect(upstream.calls).toEqual([])
    })
  })

  describe('an operation that is refused', () => {
    test('is refused at every field that it serves, relations included, and the rest is answered', async () => {
      const { ask } = await start({ rules: [{ name: 'no tasks', deny: ['*UserTask*'] }] })
      const { data, errors } = await ask(`{
        userTasks { totalCount }
        userTask(userTaskKey: "${key(2)}") { name }
        ${INSTANCE} { state userTasks { totalCount } incidents { totalCount } }
      }`)
      expect(data).toEqual({
        userTasks: null,
        userTask: null,
        processInstance: { state: 'ACTIVE', userTasks: null, incidents: { totalCount: 1 } },
      })
      expect(errors?.map(({ path, extensions }) => [path, extensions?.field, extensions?.operation])).toEqual([
        [['userTasks'], 'Query.userTasks', 'searchUserTasks'],
        [['userTask'], 'Query.userTask', 'getUserTask'],
        [['processInstance', 'userTasks'], 'ProcessInstance.userTasks', 'searchUserTasks'],
      ])
      expect(upstream.operations().sort()).toEqual(['getProcessInstance', 'searchIncidents'])
    })

    test('is refused where the answer needs no call: what the parent carries', async () => {
      const { ask } = await start({ rules: [{ name: 'r', deny: ['getProcessDefinition'] }] })
      const { data, errors } = await ask(`{ ${INSTANCE} { processDefinition { name version } } }`)
      expect(data).toEqual({ processInstance: { processDefinition: null } })
      expect(errors?.[0]).toMatchObject({
        path: ['processInstance', 'processDefinition'],
        extensions: { code: 'FORBIDDEN', rule: 'r' },
      })
      // What the row itself says stays a part of it.
      expect((await ask(`{ ${INSTANCE} { processDefinitionId } }`)).errors).toBeUndefined()
    })

    test('is refused in the payload of a command, which is carried out', async () => {
      const { ask } = await start({ rules: [{ name: 'r', deny: ['getIncident'] }] })
      const { data, errors } = await ask(
        `mutation { resolveIncident(input: { incidentKey: "${key(4)}" }) { incident { state } } }`,
      )
      expect(data).toEqual({ resolveIncident: { incident: null } })
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', field: 'ResolveIncidentPayload.incident' })
      expect(upstream.operations()).toEqual(['resolveIncident'])
    })

    test('is refused by an older cluster, too, before its version is asked for', async () => {
      const { ask } = await start({ rules: [{ name: 'r', deny: ['getProcessInstance'] }] }, { CAMUNDA_VERSION: '' })
      const { errors } = await ask(`{ userTasks { nodes { rootProcessInstance { state } } } }`)
      expect(errors?.[0]?.extensions?.rule).toBe('r')
      expect(upstream.operations({ topology: true })).not.toContain('getTopology')
    })

    test.each([
      ['operation', 'getUserTask'],
      ['root field', 'Query.userTask'],
    ])('by its %s is closed by `node`, `nodes` and `_entities` as well', async (_kind, pattern) => {
      const { ask } = await start({ rules: [{ name: 'r', deny: [pattern] }] })
      const [task, instance] = [idOf('UserTask', key(2)), idOf('ProcessInstance', key(1))]
      const node = await ask('query ($id: ID!) { node(id: $id) { id ... on UserTask { name } } }', { id: task })
      expect(node.data).toEqual({ node: null })
      expect(node.errors?.[0]?.extensions).toMatchObject({ field: 'Query.userTask', rule: 'r' })

      const nodes = await ask('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }', { ids: [task, instance] })
      expect(nodes.data).toEqual({ nodes: [null, { __typename: 'ProcessInstance' }] })
      expect(nodes.errors?.map(({ extensions }) => extensions?.rule)).toEqual(['r'])

      const entities = await ask(
        'query ($of: [_Any!]!) { _entities(representations: $of) { __typename ... on UserTask { name } } }',
        {
          of: [
            { __typename: 'UserTask', userTaskKey: key(2) },
            { __typename: 'ProcessInstance', processInstanceKey: key(1) },
          ],
        },
      )
      expect(entities.data).toEqual({ _entities: [null, { __typename: 'ProcessInstance' }] })
      expect(entities.errors?.map(({ extensions }) => extensions?.rule)).toEqual(['r'])
      expect(upstream.operations().join()).not.toContain('UserTask')
    })

    test('closes `node` for a type without a read by key', async () => {
      const { ask } = await start({ rules: [{ name: 'r', deny: ['searchJobs'] }] })
      const { data, errors } = await ask('query ($id: ID!) { node(id: $id) { id } }', { id: idOf('Job', key(5)) })
      expect(data).toEqual({ node: null })
      expect(errors?.[0]?.extensions).toMatchObject({ field: 'Query.job', operation: 'searchJobs' })
      expect(upstream.calls).toEqual([])
    })
  })

  describe('patterns', () => {
    test('of a field are refused there alone', async () => {
      const { ask } = await start({ rules: [{ name: 'r', deny: ['ProcessInstance.variables', 'Query.node*'] }] })
      const { data, errors } = await ask(
        `{ ${INSTANCE} { variables { totalCount } } variables { totalCount } node(id: "${idOf('Job', key(5))}") { id } }`,
      )
      expect(data).toEqual({ processInstance: { variables: null }, variables: { totalCount: 1 }, node: null })
      expect(errors?.map(({ extensions }) => extensions?.field).sort()).toEqual([
        'ProcessInstance.variables',
        'Query.node',
      ])
    })

    test('are whole names: a dot is a dot, and a part of a name is none', async () => {
      const { ask } = await start({ rules: [{ name: 'r', deny: ['getProcessInstance', '*.variables'] }] })
      const { data, errors } = await ask(`{ processInstances { nodes { variables { totalCount } } } }`)
      expect(data).toEqual({ processInstances: { nodes: [{ variables: null }] } })
      expect(errors).toHaveLength(1)
    })
  })

  describe('rules', () => {
    test('decide in their order; the first that speaks of a field counts', async () => {
      const { ask } = await start({
        rules: [
          { name: 'counts are free', allow: ['Query.incidents'] },
          { name: 'no incidents', deny: ['searchIncidents'], allow: ['getIncident'] },
          { name: 'nothing else of incidents', deny: ['*ncident*'] },
        ],
      })
      const { data, errors } = await ask(
        `{ incidents { totalCount } incident(incidentKey: "${key(4)}") { state } ${INSTANCE} { incidents { totalCount } } }`,
      )
      expect(data).toEqual({
        incidents: { totalCount: 1 },
        incident: { state: 'ACTIVE' },
        processInstance: { incidents: null },
      })
      expect(errors?.map(({ extensions }) => extensions?.rule)).toEqual(['no incidents'])
      const resolve = await ask(`mutation { ${RESOLVE} }`)
      expect(resolve.errors?.[0]?.extensions?.rule).toBe('nothing else of incidents')
    })

    test('`otherwise: deny` refuses all that no rule allows, but for what objects carry and __typename', async () => {
      const policy = { otherwise: 'deny', rules: [{ name: 'inbox', allow: ['Query.userTasks', 'completeUserTask'] }] }
      const { ask } = await start(policy)
      const { data, errors } = await ask(
        '{ __typename userTasks { totalCount nodes { __typename id name processInstance { state } } } incidents { totalCount } }',
      )
      expect(data).toEqual({
        __typename: 'Query',
        userTasks: {
          totalCount: 1,
          nodes: [{ __typename: 'UserTask', id: expect.any(String), name: 'Approve order', processInstance: null }],
        },
        incidents: null,
      })
      expect(errors?.map(({ extensions }) => extensions?.rule)).toEqual(['otherwise', 'otherwise'])
      const done = await ask(`mutation { completeUserTask(input: { userTaskKey: "${key(2)}" }) { __typename } }`)
      expect(done.errors).toBeUndefined()
      expect((await ask(`mutation { ${CANCEL} }`)).errors?.[0]?.extensions?.rule).toBe('otherwise')
      expect(upstream.operations()).toEqual(['searchUserTasks', 'completeUserTask'])
    })
  })

  describe('rules for some callers', () => {
    let issuer: Issuer
    beforeEach(async () => {
      issuer = await startIssuer()
    })
    afterEach(() => issuer.stop())

    /** A gateway that verifies callers, and a way to ask as one with these claims. */
    async function verifying(policy: object) {
      const { ask } = await start(policy, { GATEWAY_JWT_ISSUER: issuer.issuer, GATEWAY_JWT_AUDIENCE: AUDIENCE })
      const signer = await issuer.signer()
      return async (claims: Record<string, unknown>, query: string) =>
        ask(query, {}, { authorization: `Bearer ${await signer.sign({ claims })}` })
    }

    test('are chosen by claims: values, lists, scopes and what is inside', async () => {
      const asking = await verifying({
        rules: [
          { name: 'operators', when: { groups: ['ops', 'admins'], active: true }, allow: ['Mutation.*'] },
          { name: 'by scope', when: { scope: 'write', level: [2, 3] }, allow: ['Mutation.*'] },
          { name: 'by role', when: { 'realm_access.roles': 'operator' }, allow: ['Mutation.*'] },
          { name: 'by full name', when: { 'https://example.com/role': 'operator' }, allow: ['Mutation.*'] },
          { name: 'others only read', deny: ['Mutation.*'] },
        ],
      })
      const cases: Array<[claims: Record<string, unknown>, allowed: boolean]> = [
        [{}, false],
        [{ groups: ['ops'], active: true }, true],
        [{ groups: 'admins', active: true }, true],
        [{ groups: ['dev', 'admins'], active: true }, true],
        [{ groups: ['ops'], active: false }, false],
        [{ groups: ['ops'], active: 'true' }, false],
        [{ groups: ['ops'] }, false],
        [{ groups: ['opsx'], active: true }, false],
        [{ groups: 'ops admins', active: true }, false],
        [{ scope: 'read write', level: 3 }, true],
        [{ scope: 'read writer', level: 3 }, false],
        [{ scope: ['write'], level: 2 }, true],
        [{ scope: 'write', level: 4 }, false],
        [{ realm_access: { roles: ['operator'] } }, true],
        [{ realm_access: { roles: ['viewer'] } }, false],
        [{ realm_access: 'operator' }, false],
        [{ 'https://example.com/role': 'operator' }, true],
        [{ constructor: 'x', toString: 1 }, false],
      ]
      for (const [claims, allowed] of cases) {
        upstream.forget()
        const { errors } = await asking(claims, `mutation { ${RESOLVE} }`)
        expect([claims, errors?.[0]?.extensions?.rule]).toEqual([claims, allowed ? undefined : 'others only read'])
        expect(upstream.calls).toHaveLength(allowed ? 1 : 0)
        expect((await asking(claims, '{ incidents { totalCount } }')).errors).toBeUndefined()
      }
    })

    test('are those of the caller alone, however many rules there are for each', async () => {
      const asking = await verifying({
        rules: [
          { name: 'not for alice', when: { sub: 'alice' }, deny: ['searchIncidents'] },
          { name: 'not for bob', when: { sub: 'bob' }, deny: ['searchUserTasks'] },
        ],
      })
      const query = '{ incidents { totalCount } userTasks { totalCount } }'
      for (let round = 0; round < 2; round++) {
        for (const [sub, data, rules] of [
          ['alice', { incidents: null, userTasks: { totalCount: 1 } }, ['not for alice']],
          ['bob', { incidents: { totalCount: 1 }, userTasks: null }, ['not for bob']],
          ['carol', { incidents: { totalCount: 1 }, userTasks: { totalCount: 1 } }, undefined],
        ] as const) {
          const answer = await asking({ sub }, query)
          expect([sub, answer.data, answer.errors?.map(({ extensions }) => extensions?.rule)]).toEqual([
            sub,
            data,
            rules,
          ])
        }
      }
    })

    test('keep callers apart who share the cluster rights, reads in flight and kept documents', async () => {
      const query = `{ processDefinition(processDefinitionKey: "${key(0)}") { xml } }`
      upstream.answers.getProcessDefinitionXML = () => ({
        text: '<definitions/>',
        headers: { 'content-type': 'text/xml' },
      })
      const asking = await verifying({
        rules: [
          { name: 'modellers', when: { sub: 'alice' }, allow: ['*'] },
          { name: 'no models', deny: ['getProcessDefinitionXML'] },
        ],
      })
      const subjects = Array.from({ length: 40 }, (_, n) => (n % 2 ? 'alice' : 'bob'))
      for (let round = 0; round < 2; round++) {
        const answers = await Promise.all(subjects.map((sub) => asking({ sub }, query)))
        for (const [n, { data, errors }] of answers.entries()) {
          const isAlice = subjects[n] === 'alice'
          expect(data?.processDefinition?.xml).toBe(isAlice ? '<definitions/>' : null)
          expect(errors?.[0]?.extensions?.rule).toBe(isAlice ? undefined : 'no models')
        }
      }
    })
  })
})

describe('a policy file', () => {
  const rule = { name: 'r', deny: ['Mutation.*'] }
  test.each([
    ['{', /it is no JSON/],
    ['[]', /it holds no JSON object/],
    [{}, /rules is not there, but it must be a list of rules/],
    [{ rules: {} }, /rules is \{\}, but it must be a list of rules/],
    [{ rules: [], default: 'deny' }, /default is no member of it: there are rules, otherwise/],
    [{ rules: [], otherwise: 'refuse' }, /otherwise is "refuse", but it must be "allow" or "deny"/],
    [{ rules: [1] }, /rules\[0\] is 1, but it must be an object/],
    [{ rules: [{ deny: ['*'] }] }, /rules\[0\]\.name is not there, but it must be a text that names the rule/],
    [{ rules: [{ name: ' ', deny: ['*'] }] }, /rules\[0\]\.name is " ", but/],
    [{ rules: [rule, rule] }, /rules\[1\]\.name is "r", but it must be another name/],
    [{ rules: [{ ...rule, denies: [] }] }, /rules\[0\]\.denies is no member of it/],
    [{ rules: [{ name: 'r' }] }, /rules\[0\] must allow or deny something/],
    [{ rules: [{ name: 'r', allow: [], deny: [] }] }, /rules\[0\] must allow or deny something/],
    [{ rules: [{ name: 'r', deny: '*' }] }, /rules\[0\]\.deny is "\*", but it must be a list of patterns/],
    [
      { rules: [{ name: 'r', allow: [7] }] },
      /rules\[0\]\.allow\[0\] is 7, but it must be an operationId or Type\.field/,
    ],
    [{ rules: [{ name: 'r', allow: ['a.b.c'] }] }, /rules\[0\]\.allow\[0\] is "a\.b\.c", but/],
    [{ rules: [{ name: 'r', allow: ['a b'] }] }, /rules\[0\]\.allow\[0\] is "a b", but/],
    [{ rules: [{ ...rule, when: { sub: 'a' } }] }, /rules\[0\]\.when asks for claims, but without GATEWAY_JWT_ISSUER/],
    [
      { rules: [{ name: 'typo', deny: ['cancelProcesInstance'] }] },
      /rule "typo" speaks of "cancelProcesInstance", but that is neither/,
    ],
    [{ rules: [{ name: 'r', deny: ['Mutation.search*'] }] }, /rule "r" speaks of "Mutation\.search\*"/],
    [{ rules: [{ name: 'r', deny: ['rocessInstance*'] }] }, /rule "r" speaks of "rocessInstance\*"/],
    [{ rules: [{ name: 'r', deny: ['*rocess'] }] }, /rule "r" speaks of "\*rocess"/],
    [{ rules: [{ name: 'r', deny: ['Quer.*Tasks'] }] }, /rule "r" speaks of "Quer\.\*Tasks"/],
    [{ rules: [{ name: 'r', allow: ['UserTask.nam'] }] }, /rule "r" speaks of "UserTask\.nam"/],
    [{ rules: [{ name: 'r', deny: ['UserTaskFilter.nam'] }] }, /rule "r" speaks of "UserTaskFilter\.nam"/],
  ])('of %j is refused at start', (policy, message) => {
    expect(() => createGateway({ GATEWAY_POLICY_FILE: file(policy) })).toThrow(message)
  })

  test.each([
    [{ when: {} }, /rules\[0\]\.when is \{\}, but it must be an object of claims/],
    [{ when: [] }, /rules\[0\]\.when is \[\], but/],
    [{ when: { sub: null } }, /rules\[0\]\.when\.sub is null, but it must be a text, number or boolean/],
    [{ when: { sub: [] } }, /rules\[0\]\.when\.sub is \[\], but/],
    [{ when: { sub: [{}] } }, /rules\[0\]\.when\.sub is \[\{\}\], but/],
  ])('with %j is refused at start', (part, message) => {
    const jwt = { GATEWAY_JWT_ISSUER: 'https://login.example', GATEWAY_JWT_AUDIENCE: 'a' }
    expect(() => createGateway({ ...jwt, GATEWAY_POLICY_FILE: file({ rules: [{ ...rule, ...part }] }) })).toThrow(
      message,
    )
  })

  test('that is not there is named', () => {
    expect(() => createGateway({ GATEWAY_POLICY_FILE: join(files, 'none.json') })).toThrow(
      /GATEWAY_POLICY_FILE is ".*none\.json", but it must be a readable JSON file of rules \(ENOENT\)/,
    )
  })
})
