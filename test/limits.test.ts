import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { incident, key, processInstance } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

const LIMITS = {
  CAMUNDA_VERSION: '8.9',
  GATEWAY_MAX_BODY_BYTES: '20000',
  GATEWAY_MAX_UPLOAD_BYTES: '20000',
  GATEWAY_MAX_TOKENS: '400',
  GATEWAY_MAX_DEPTH: '6',
  GATEWAY_MAX_ALIASES: '5',
  GATEWAY_MAX_DIRECTIVES: '4',
  GATEWAY_MAX_ROOT_FIELDS: '7',
  GATEWAY_MAX_SELECTIONS: '40',
  GATEWAY_MAX_NODES: '1000',
  GATEWAY_MAX_PAGE_SIZE: '100',
}

let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream({
    rows: {
      processInstances: [processInstance({ processInstanceKey: key(1) })],
      incidents: [incident({ incidentKey: key(2), processInstanceKey: key(1) })],
    },
  })
})
afterAll(async () => {
  expectNoViolations(upstream)
  await upstream.close()
})
beforeEach(() => upstream.forget())

const times = (count: number, text: (n: number) => string) => Array.from({ length: count }, (_, n) => text(n)).join(' ')

/** What is just let through, and what is just too much: rule, limit, value, words of the message. */
const CASES: ReadonlyArray<{
  rule: string
  limit: number
  good: string
  bad: string
  value: number
  says: string
  variables?: { good: object; bad: object }
}> = [
  {
    rule: 'tokens',
    limit: 400,
    good: `{ processInstances(filter: { processInstanceKey: { in: [${times(380, (n) => `"${n}"`)}] } }) { totalCount } }`,
    bad: `{ processInstances(filter: { processInstanceKey: { in: [${times(381, (n) => `"${n}"`)}] } }) { totalCount } }`,
    value: 401,
    says: 'more than 400 tokens',
  },
  {
    rule: 'depth',
    limit: 6,
    good: '{ processInstances { nodes { parentProcessInstance { parentProcessInstance { processDefinition { name } } } } } }',
    bad: '{ processInstances { nodes { parentProcessInstance { parentProcessInstance { parentProcessInstance { state tags processDefinition { name } } } } } } }',
    value: 7,
    says: '7 levels of fields',
  },
  {
    rule: 'depth',
    limit: 6,
    good: '{ processInstances { nodes { ...P } } } fragment P on ProcessInstance { parentProcessInstance { ... { ...Q } } } fragment Q on ProcessInstance { processDefinition { name } }',
    bad: '{ processInstances { nodes { ...P } } } fragment P on ProcessInstance { parentProcessInstance { ...Q } } fragment Q on ProcessInstance { parentProcessInstance { parentProcessInstance { parentProcessInstance { state } } } }',
    value: 7,
    says: 'levels of fields',
  },
  {
    rule: 'aliases',
    limit: 5,
    good: `{ ${times(5, (n) => `a${n}: __typename`)} }`,
    bad: `{ ${times(6, (n) => `a${n}: __typename`)} }`,
    value: 6,
    says: '6 aliases',
  },
  {
    // Two fragments, each with two aliases, spread over two fields of the root.
    rule: 'aliases',
    limit: 5,
    good: '{ processInstances { ...F } } fragment F on ProcessInstanceConnection { a: totalCount b: totalCount nodes { c: state d: state } }',
    bad: '{ x: processInstances { ...F } y: processInstances { ...F } } fragment F on ProcessInstanceConnection { a: totalCount nodes { b: state } }',
    value: 6,
    says: 'Fragments count each time they are spread',
  },
  {
    rule: 'directives',
    limit: 4,
    good: '{ __typename @skip(if: false) @include(if: true) a: __typename @skip(if: false) @include(if: true) }',
    bad: '{ __typename @skip(if: false) @include(if: true) ... @skip(if: true) { a: __typename @skip(if: false) } ...F @include(if: false) } fragment F on Query { __typename }',
    value: 5,
    says: '5 directives',
  },
  {
    rule: 'rootFields',
    limit: 7,
    good: `{ ${'__typename '.repeat(7)} }`,
    bad: `{ ${'__typename '.repeat(4)} ...F } fragment F on Query { ${'__typename '.repeat(4)} }`,
    value: 8,
    says: '8 fields at its root',
  },
  {
    rule: 'selections',
    limit: 40,
    good: `{ processInstances { nodes { ${'state '.repeat(38)} } } }`,
    bad: `{ processInstances { nodes { ${'...F '.repeat(20)} } } } fragment F on ProcessInstance { state }`,
    value: 42,
    says: '42 fields and spreads of fragments',
  },
  {
    rule: 'nodes',
    limit: 1000,
    good: '{ processInstances(first: 10) { nodes { incidents(first: 99) { nodes { state } } } } }',
    bad: '{ processInstances(first: 10) { nodes { incidents(first: 100) { nodes { state } } } } }',
    value: 1010,
    says: 'may answer 1010 nodes',
  },
  {
    rule: 'nodes',
    limit: 1000,
    good: 'query ($n: Int = 9, $m: Int) { processInstances(first: $n) { edges { node { incidents(last: $m) { nodes { state } } } } } }',
    bad: 'query ($n: Int = 9, $m: Int) { processInstances(first: $n) { edges { node { incidents(last: $m) { nodes { state } } } } } }',
    // A page has 50 where no number is named.
    variables: { good: {}, bad: { n: 20 } },
    value: 1020,
    says: 'may answer 1020 nodes',
  },
]

describe.each(WAYS)('%s', (_, plugins) => {
  let gateway: RunningGateway
  beforeAll(async () => {
    gateway = await startGateway(upstream, LIMITS, plugins)
  })
  afterAll(() => gateway.close())

  test.each(CASES)('$rule: $limit are answered, $value refused without a call', async (one) => {
    const answered = await gateway.ask(one.good, one.variables?.good)
    expect(answered.errors).toBeUndefined()
    upstream.forget()
    // The second time it may be answered from a cache.
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const { status, data, errors } = await gateway.ask(one.bad, one.variables?.bad, { accept })
      expect({ status, data }).toEqual({ status: accept === 'application/json' ? 200 : 400, data: undefined })
      expect(errors).toHaveLength(1)
      expect(errors?.[0]?.extensions).toEqual({
        code: 'LIMIT_EXCEEDED',
        rule: one.rule,
        limit: one.limit,
        value: one.value,
        retryable: false,
      })
      expect(errors?.[0]?.message).toContain(one.says)
      expect(errors?.[0]?.message).toContain(String(one.limit))
    }
    expect(upstream.calls).toEqual([])
  })

  test('the body: by its length, before it is read', async () => {
    const question = (length: number) => {
      const text = JSON.stringify({ query: '{ __typename }', variables: { a: '' } })
      return text.replace('""', `"${'x'.repeat(length - text.length)}"`)
    }
    const post = (body: string) =>
      fetch(gateway.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    expect((await post(question(20_000))).status).toBe(200)
    const refused = await post(question(20_001))
    expect(refused.status).toBe(413)
    expect(await refused.json()).toEqual({
      errors: [
        {
          message: expect.stringMatching(/has 20001 bytes, but at most 20000/),
          extensions: { code: 'LIMIT_EXCEEDED', rule: 'bodyBytes', limit: 20_000, value: 20_001, retryable: false },
        },
      ],
    })
  })

  test.each([
    ['application/json', (text: string) => text],
    [
      'multipart/form-data; boundary=b',
      (text: string) => `--b\r\nContent-Disposition: form-data; name="operations"\r\n\r\n${text}\r\n--b--\r\n`,
    ],
  ])('the body of a %s that does not say how long it is', async (type, wrapped) => {
    const text = wrapped(JSON.stringify({ query: '{ __typename }', variables: { a: 'x'.repeat(50_000) } }))
    const answer = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': type, 'apollo-require-preflight': 'true', accept: 'application/json' },
      body: new Blob([text]).stream(),
      duplex: 'half',
    } as RequestInit)
    expect(answer.status).toBe(413)
    expect(await answer.json()).toEqual({
      errors: [
        {
          message: expect.stringContaining('20000'),
          extensions: { code: 'LIMIT_EXCEEDED', rule: 'bodyBytes', limit: 20_000, value: 20_001, retryable: false },
        },
      ],
    })
  })

  test('a page below an object: before its parent is fetched; at the root alone', async () => {
    const below = await gateway.ask(
      `query ($n: Int) { processInstance(processInstanceKey: "${key(1)}") { incidents(last: $n) { totalCount } } }`,
      { n: 101 },
    )
    expect(below.data).toBeUndefined()
    expect(below.errors?.map(({ message, extensions }) => ({ message, extensions }))).toEqual([
      {
        message: 'last: 101 is more than 100, the largest page. Ask for less and page on with a cursor.',
        extensions: {
          code: 'BAD_USER_INPUT',
          argument: 'last',
          rule: 'pageSize',
          limit: 100,
          value: 101,
          retryable: false,
        },
      },
    ])
    expect(upstream.calls).toEqual([])
    const root = await gateway.ask('{ processInstances(first: 101) { totalCount } incidents { totalCount } }')
    expect(root.data).toEqual({ processInstances: null, incidents: { totalCount: 1 } })
  })

  test('a document that is faulty as well is refused for its size first, and told in full where it is not too large', async () => {
    const large = await gateway.ask(`{ ${times(6, (n) => `a${n}: nope`)} }`)
    expect(large.errors?.map(({ extensions }) => extensions?.rule)).toEqual(['aliases'])
    const small = await gateway.ask('{ nope alsoNope }')
    expect(small.errors?.map(({ extensions }) => extensions?.code)).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
      'GRAPHQL_VALIDATION_FAILED',
    ])
  })
})

describe('calls of one request', () => {
  test.each(WAYS)('%s: the first are made, the others fail with the limit', async (_, plugins) => {
    // No version that could put six keys into one search.
    await using old = await startUpstream({ version: '8.8', rows: { processInstances: [] } })
    const config = { CAMUNDA_VERSION: '8.8', GATEWAY_MAX_CALLS_PER_REQUEST: '4', GATEWAY_SHARE_READS: 'false' }
    await using gateway = await startGateway(old, config, plugins)
    const fields = times(6, (n) => `a${n}: userTask(userTaskKey: "${key(10 + n)}") { state }`)
    const { data, errors } = await gateway.ask(`{ ${fields} }`)
    expect(old.operations()).toHaveLength(4)
    expect(Object.keys(data)).toHaveLength(6)
    expect(errors).toHaveLength(2)
    for (const { message, extensions } of errors ?? []) {
      expect(extensions).toEqual({
        code: 'LIMIT_EXCEEDED',
        operation: 'getUserTask',
        rule: 'calls',
        limit: 4,
        value: 5,
        retryable: false,
      })
      expect(message).toContain('more than 4 calls')
    }
    // The next request has its own four.
    old.forget()
    expect((await gateway.ask('{ userTasks { totalCount } }')).errors).toBeUndefined()
    expectNoViolations(old)
  })

  test('no command is sent beyond them, and its outcome is known', async () => {
    await using cluster = await startUpstream({ answers: { resolveIncident: () => ({ status: 204 }) } })
    await using gateway = await startGateway(cluster, { CAMUNDA_VERSION: '8.9', GATEWAY_MAX_CALLS_PER_REQUEST: '2' })
    const { data, errors } = await gateway.ask(
      `mutation { ${times(3, (n) => `a${n}: resolveIncident(input: { incidentKey: "${key(n)}" }) { __typename }`)} }`,
    )
    expect(data).toEqual({
      a0: { __typename: 'ResolveIncidentPayload' },
      a1: { __typename: 'ResolveIncidentPayload' },
      a2: null,
    })
    expect(errors?.[0]?.extensions).not.toHaveProperty('outcomeUnknown')
    expect(cluster.operations()).toEqual(['resolveIncident', 'resolveIncident'])
  })

  test('all questions of a batch share them', async () => {
    await using gateway = await startGateway(upstream, {
      ...LIMITS,
      GATEWAY_MAX_BATCH_SIZE: '3',
      GATEWAY_MAX_CALLS_PER_REQUEST: '2',
      GATEWAY_SHARE_READS: 'false',
    })
    const answer = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([0, 1, 2].map((n) => ({ query: `{ a${n}: incidents { totalCount } }` }))),
    })
    const results = (await answer.json()) as Array<{ errors?: Array<{ extensions: object }> }>
    expect(results.map(({ errors }) => errors?.[0]?.extensions)).toEqual([
      undefined,
      undefined,
      expect.objectContaining({ code: 'LIMIT_EXCEEDED', rule: 'calls' }),
    ])
  })
})

describe('batches', () => {
  const batch = (length: number) => JSON.stringify(Array.from({ length }, () => ({ query: '{ __typename }' })))
  const post = async (gateway: RunningGateway, body: string) => {
    const answer = await fetch(gateway.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    return { status: answer.status, body: await answer.json() }
  }

  test('are off', async () => {
    await using gateway = await startGateway(upstream, LIMITS)
    for (const length of [0, 1, 2]) {
      const { status, body } = await post(gateway, batch(length))
      expect(status).toBe(400)
      expect(body).toEqual({
        errors: [
          {
            message: expect.stringContaining('switched off'),
            extensions: { code: 'LIMIT_EXCEEDED', rule: 'batch', limit: 1, value: length, retryable: false },
          },
        ],
      })
    }
  })

  test('are bounded where they are on, each question by its own limits', async () => {
    await using gateway = await startGateway(upstream, { ...LIMITS, GATEWAY_MAX_BATCH_SIZE: '3' })
    expect(await post(gateway, batch(3))).toEqual({
      status: 200,
      body: Array.from({ length: 3 }, () => ({ data: { __typename: 'Query' } })),
    })
    const { status, body } = await post(gateway, batch(4))
    expect(status).toBe(413)
    expect(body).toMatchObject({ errors: [{ extensions: { rule: 'batch', limit: 3, value: 4 } }] })
    const mixed = await post(
      gateway,
      JSON.stringify([{ query: '{ __typename }' }, { query: `{ ${times(6, (n) => `a${n}: __typename`)} }` }]),
    )
    expect(mixed.body).toMatchObject([
      { data: { __typename: 'Query' } },
      { errors: [{ extensions: { rule: 'aliases' } }] },
    ])
  })
})
