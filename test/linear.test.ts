import { hash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createGateway } from '../src/gateway/gateway.ts'
import { speaksOf } from '../src/policy/policy.ts'
import { toTypedValue } from '../src/upstream/dialects/camunda-7/typed-values.ts'
import { exactNumber, parseExact } from '../src/upstream/json/exact-json.ts'
import { startCamunda7 } from './support/camunda-7/server.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { expectLinear, workOf } from './support/linear.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream({ answers: { completeJob: () => ({}), updateJob: () => ({}) } })
})
afterAll(async () => {
  expectNoViolations(upstream)
  await upstream.close()
})

const filled = (part: string, size: number) => part.repeat(Math.ceil(size / part.length))

/** Texts that expressions which go back may take long for. */
const PARTS = ['1', '.0', '*', '\\', '"', ' ', ';', 'a.', '😀', 'Did you mean ', ' cannot represent ']

/** Where a text of a client's may stand, as JSON that holds it. */
const PLACES: ReadonlyArray<[name: string, query: string, variables: (text: string) => string]> = [
  ['an Int', 'query ($v: Int) { processInstances(first: $v) { totalCount } }', (text) => `{"v":${text}}`],
  ['a Boolean', 'query ($v: Boolean!) { __typename @skip(if: $v) }', (text) => `{"v":${text}}`],
  ['a key', 'query ($v: ID!) { processInstance(processInstanceKey: $v) { state } }', (text) => `{"v":${text}}`],
  ['an id', 'query ($v: ID!) { node(id: $v) { id } }', (text) => `{"v":${text}}`],
  ['a cursor', 'query ($v: String) { processInstances(after: $v) { totalCount } }', (text) => `{"v":${text}}`],
  [
    'an enum',
    'query ($v: ProcessInstanceState!) { processInstances(filter: { state: { eq: $v } }) { totalCount } }',
    (text) => `{"v":${text}}`,
  ],
  [
    'a DateTime',
    'query ($v: DateTime) { processInstances(filter: { endDate: { gt: $v } }) { totalCount } }',
    (text) => `{"v":${text}}`,
  ],
  [
    'a Long',
    'mutation ($v: Long) { updateJob(input: { jobKey: "1", timeout: $v }) { __typename } }',
    (text) => `{"v":${text}}`,
  ],
  [
    'a pattern',
    'query ($v: String) { processInstances(filter: { businessId: { like: $v } }) { totalCount } }',
    (text) => `{"v":${text}}`,
  ],
  [
    'a name in an input',
    'query ($v: ProcessInstanceFilter) { processInstances(filter: $v) { totalCount } }',
    (text) => `{"v":{${text}:1}}`,
  ],
  [
    'JSON',
    'mutation ($v: JSON) { completeJob(input: { jobKey: "1", variables: $v }) { __typename } }',
    (text) => `{"v":{"a":${text}}}`,
  ],
  [
    'a representation',
    'query ($v: [_Any!]!) { _entities(representations: $v) { __typename } }',
    (text) => `{"v":[{"__typename":"ProcessInstance","id":${text}}]}`,
  ],
]

describe.each(WAYS)('%s', (_, plugins) => {
  describe.each([
    ['with suggestions', 'true'],
    ['without', 'false'],
  ])('%s, it takes no longer than the text is long:', (_name, introspection) => {
    let gateway: RunningGateway
    beforeAll(async () => {
      const settings = { CAMUNDA_VERSION: '8.9', GATEWAY_INTROSPECTION: introspection, GATEWAY_FEDERATION: 'true' }
      gateway = await startGateway(upstream, settings, plugins)
    })
    afterAll(() => gateway.close())

    test.each(PLACES)('%s', async (_place, query, variables) => {
      for (const part of PARTS) {
        await expectLinear(async (size) => {
          const { errors } = await gateway.ask(query, variables(JSON.stringify(filled(part, size))))
          // All that a service may say of it is that it is wrong.
          for (const { extensions } of errors ?? []) expect(extensions?.code).toMatch(/BAD_USER_INPUT|NOT_FOUND/)
        })
      }
    })

    test.each([
      ['digits', (size: number) => '1'.repeat(size)],
      ['zeros behind a point', (size: number) => `1.${'0'.repeat(size)}`],
      ['zeros before a digit', (size: number) => `1.${'0'.repeat(size)}1`],
      ['an exponent', (size: number) => `1e${'1'.repeat(size)}`],
    ])('a number of many %s', async (_kind, number) => {
      for (const [, query, variables] of PLACES.filter(([place]) => place !== 'a name in an input')) {
        await expectLinear((size) => gateway.ask(query, variables(number(size))))
      }
    })

    test.each([
      ['fractions', (size: number) => `[${filled('1.0,', size)}1]`],
      ['lists', (size: number) => `[${filled('[],', size)}1.0]`],
      ['names', (size: number) => `{${Array.from({ length: size / 10 }, (_one, n) => `"${n}":1.0`).join()}}`],
      ['unknown names', (size: number) => `{${Array.from({ length: size / 10 }, (_one, n) => `"a${n}":1`).join()}}`],
    ])('many %s', async (_kind, value) => {
      for (const [, query] of PLACES) await expectLinear((size) => gateway.ask(query, `{"v":${value(size)}}`))
    })

    test('suggestions for a text of a client’s', async () => {
      const query = 'query ($f: Int) { processInstances(first: $f) { totalCount } }'
      const work = await workOf(async () => {
        const { errors } = await gateway.ask(query, { f: 'Did you mean '.repeat(32_000) })
        expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT')
      })
      expect(work).toBeLessThan(1_000)
    })
  })

  test('variables that are too deep are refused by their limit, whatever is beside them', async () => {
    await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9' }, plugins)
    const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
    const query = 'mutation ($v: JSON) { completeJob(input: { jobKey: "1", variables: $v }) { __typename } }'
    for (const beside of ['1', '1.0']) {
      for (const levels of [1_100, 5_000, 100_000]) {
        const { status, data, errors } = await gateway.ask(query, `{"w":${beside},"v":${deep(levels)}}`)
        expect([levels, status, data]).toEqual([levels, 400, undefined])
        expect(errors?.map(({ message, extensions }) => [message, extensions])).toEqual([
          [
            'Lists and objects of variables may be at most 1000 levels deep.',
            { code: 'LIMIT_EXCEEDED', rule: 'variables', limit: 1_000, retryable: false },
          ],
        ])
      }
      expect((await gateway.ask(query, `{"w":${beside},"v":${deep(900)}}`)).errors).toBeUndefined()
    }
  })
})

describe('variables that are too deep are refused in any way in:', () => {
  const query = 'query ($v: ProcessInstanceFilter) { processInstances(filter: $v) { totalCount } }'
  const variables = `{"v":${'{"or":[1.0,'.repeat(3_000)}1${']}'.repeat(3_000)}}`
  const form = () => {
    const data = new FormData()
    data.append('operations', JSON.stringify({ query }).replace('}"}', `}","variables":${variables}}`))
    data.append('map', '{}')
    return data
  }
  const json = { 'content-type': 'application/json' }
  test.each<[string, string, RequestInit]>([
    ['an address', `?${new URLSearchParams({ query, variables })}`, {}],
    ['a form', '', { method: 'POST', body: new URLSearchParams({ query, variables }) }],
    ['an upload', '', { method: 'POST', body: form() }],
    [
      'a batch',
      '',
      { method: 'POST', headers: json, body: `[{"query":${JSON.stringify(query)},"variables":${variables}}]` },
    ],
  ])('%s', async (_name, search, init) => {
    const gateway = createGateway({
      CAMUNDA_REST_ADDRESS: upstream.url,
      CAMUNDA_VERSION: '8.9',
      GATEWAY_MAX_BATCH_SIZE: '2',
    })
    const headers = { 'apollo-require-preflight': 'true', ...init.headers }
    const request = new Request(`http://localhost/graphql${search}`, { ...init, headers })
    const answer: unknown = await (await gateway.fetch(request)).json()
    expect([answer].flat()).toMatchObject([{ errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 1_000 } }] }])
    await gateway.close()
  })
})

test('a body that is no JSON is told so, and nothing of what was caught', async () => {
  await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9' })
  const send = (body: string) =>
    fetch(gateway.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  for (const body of ['{"query":', '{"a":1.0,', `${'['.repeat(200_000)}1.0`]) {
    const answer = await send(body)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({
      errors: [{ message: 'POST body sent invalid JSON.', extensions: { code: 'BAD_USER_INPUT', retryable: false } }],
    })
  }
})

describe('a header takes no longer than it is long:', () => {
  const gateway = () =>
    createGateway({
      CAMUNDA_REST_ADDRESS: upstream.url,
      CAMUNDA_VERSION: '8.9',
      CAMUNDA_AUTH_STRATEGY: 'FORWARD',
      GATEWAY_RATE_LIMIT: '1000000',
      GATEWAY_TRUSTED_PROXIES: '1',
    })
  const HEADERS = {
    accept: ['', 'text/html,', '*/*;q=0.1,'],
    authorization: ['Bearer ', 'Basic '],
    cookie: ['', 'a=b; ', 'camunda-session'],
    traceparent: ['', '00-', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01-`],
    tracestate: ['', 'a=b,'],
    'x-request-id': [''],
    'x-forwarded-for': ['', '::', '1.1.1.1,'],
    'content-type': ['application/json;', 'multipart/form-data; boundary='],
    origin: ['', 'http://'],
  }
  test.each(Object.entries(HEADERS))('%s', async (name, beginnings) => {
    const one = gateway()
    for (const beginning of beginnings) {
      for (const part of [...PARTS, ',', '0', '::', '\t'].filter((text) => /^[\t -~]+$/.test(text))) {
        await expectLinear(async (size) => {
          const headers = { 'content-type': 'application/json', [name]: beginning + filled(part, size) }
          const body = '{"query":"{ __typename }"}'
          await (await one.fetch(new Request('http://localhost/graphql', { method: 'POST', headers, body }))).text()
        })
      }
    }
    await one.close()
  })
})

test('filters that multiply are refused before they are multiplied', async () => {
  await using engine = await startCamunda7()
  await using gateway = await startGateway(engine, { CAMUNDA_API: 'camunda-7' })
  const many = { in: Array.from({ length: 1_000 }, (_one, n) => `a${n}`) }
  const filter = { type: many, worker: many, processDefinitionKey: many }
  const work = await workOf(async () => {
    const query = 'query ($f: JobFilter) { jobs(filter: $f) { totalCount } }'
    const { errors } = await gateway.ask(query, { f: filter })
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['NOT_SUPPORTED'])
    expect(errors?.[0]?.message).toContain('It would take 1000000 calls. Ask in parts.')
  })
  expect(work).toBeLessThan(1_000)
})

test('long lists of a filter are compared once, not each with each', async () => {
  await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9' })
  const list = (begin: string) => Array.from({ length: 1_000 }, (_one, n) => `${begin}${n}`)
  const or = Array.from({ length: 100 }, () => ({ businessId: { in: list('a'), notIn: list('b') } }))
  const work = await workOf(async () => {
    const query = 'query ($f: ProcessInstanceFilter) { processInstances(filter: $f) { totalCount } }'
    const { errors } = await gateway.ask(query, { f: { or } })
    expect(errors?.map(({ message }) => message) ?? []).not.toContain('Unexpected error.')
  })
  // A hundred times a million comparisons were 8 s.
  expect(work).toBeLessThan(2_000)
})

test('a cursor names no more rows than a cursor of this API does', async () => {
  await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9' })
  const forged = (parts: unknown[]) => {
    const content = Buffer.from(JSON.stringify(parts)).toString('base64url')
    return content + hash('sha256', content, 'base64url').slice(0, 8)
  }
  const query = 'query ($c: String) { processInstances(after: $c) { totalCount } }'
  const said = async (cursor: string) => (await gateway.ask(query, { c: cursor })).errors?.[0]?.message
  expect(await said(forged(['x', null, 1, 'a', 'b', 'c']))).toContain('belongs to another list')
  expect(await said(forged(['x', null, 1, 'a', 'b', 'c', 'd']))).toContain('not a cursor of this API')
  expect(await said(forged(['x', 'a'.repeat(300_000), 1]))).toContain('not a cursor of this API')
})

describe('without a network around it:', () => {
  test('exact numbers', async () => {
    const texts: Array<(size: number) => string> = [
      (size) => `[${filled('1.0,', size)}1]`,
      (size) => `[${filled('"\\\\",', size)}1.0]`,
      (size) => `"${filled('\\"', size)}1.0"`,
      (size) => `[${filled('-0,', size)}1]`,
      (size) => `[${filled('123456789012345,', size)}1]`,
      (size) => '1'.repeat(size),
      (size) => `${'['.repeat(size)}1.0${']'.repeat(size)}`,
      (size) => `${'{"a":'.repeat(size)}1.0${'}'.repeat(size)}`,
      (size) => `${filled(' ', size)}1.0`,
    ]
    for (const text of texts) await expectLinear((size) => parseExact(text(size * 4)))
  })

  test('1 MB of 1.0 is read at once', async () => {
    const text = `[${'1.0,'.repeat(250_000)}1]`
    const times: number[] = []
    for (let run = 0; run < 5; run++) times.push(await workOf(() => parseExact(text)))
    expect(Math.min(...times)).toBeLessThan(100)
  })

  test('numbers as Camunda 7 types them', async () => {
    for (const number of [
      (size: number) => `1.${'0'.repeat(size)}1`,
      (size: number) => `1.${'0'.repeat(size)}`,
      (size: number) => `0.${'9'.repeat(size)}`,
    ]) {
      await expectLinear((size) => toTypedValue(exactNumber(number(size))))
    }
    expect(toTypedValue(exactNumber('1.50')).type).toBe('Double')
    expect(toTypedValue(exactNumber(`1.${'0'.repeat(200)}`)).type).toBe('Json')
  })

  test('patterns of a policy', async () => {
    for (const pattern of ['*a*a*a*a*a*a*b', '*.*a*a*a*b', '*a*'.repeat(100)]) {
      const isMet = (size: number) =>
        speaksOf(pattern, { coordinate: `Query.${'a'.repeat(size)}`, operation: 'a'.repeat(size) })
      // Few letters first: of many, an expression that goes back would not come back.
      await expectLinear(isMet, [8, 64, 4_000, 32_000])
    }
  })
})
