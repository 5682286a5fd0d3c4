import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parseExact } from '../src/upstream/json/exact-json.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { key, variable } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'

let upstream: Upstream
let gateway: RunningGateway

beforeAll(async () => {
  upstream = await startUpstream({
    answers: {
      completeJob: () => ({}),
      updateJob: () => ({}),
      createDeployment: () => ({ body: { deploymentKey: key(1), tenantId: '<default>', deployments: [] } }),
    },
  })
  // The many numbers that are written into a query are as many tokens, and megabytes.
  const roomy = {
    GATEWAY_MAX_TOKENS: '100000',
    GATEWAY_MAX_DOCUMENT_BYTES: '10000000',
    GATEWAY_MAX_BODY_BYTES: '16000000',
  }
  gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9', ...roomy })
})

afterAll(async () => {
  await gateway.close()
  await upstream.close()
  expectNoViolations(upstream)
})

beforeEach(() => {
  upstream.forget()
  upstream.rows.variables.length = 0
})

/** JSON texts that come back different from what they were when JavaScript reads them as numbers, and some others. */
const TEXTS: Array<[string, string]> = [
  ['an integer beyond 2^53', '9007199254740993'],
  ['an integer beyond 2^64', '-123456789012345678901234567890'],
  ['1.0', '1.0'],
  ['1', '1'],
  ['-0', '-0'],
  ['-0.0', '-0.0'],
  ['1.10', '1.10'],
  ['a fraction of many digits', '3.141592653589793238462643383279'],
  ['an exponent', '1e5'],
  ['1e400', '1e400'],
  ['1E-400', '1E-400'],
  ['numbers in a list', '[1.0,[2.50,{"a":[3e0]}],9007199254740993]'],
  ['a number in a text', '"9007199254740993 and 1.0"'],
  ['text of the world', JSON.stringify('Grüße, 日本, 🎉, \u2028, "quoted", \\, \n, \u0000, ̈')],
  ['half a surrogate pair', '"\\ud83c"'],
  ['null, true and empty ones', '[null,true,false,"",[],{}]'],
  ['names that JavaScript knows', '{"__proto__":{"a":1.0},"constructor":1.0,"toString":2,"length":3.0}'],
  ['names in an order', '{"b":1.0,"a":2,"10":3,"9":4}'],
  ['a name that looks like a raw number', '{"rawJSON":"1","a":1.0}'],
  ['JSON at depth 400', `${'[{"a":'.repeat(200)}1.0${'}]'.repeat(200)}`],
  ['a value of 5 MB', JSON.stringify('ä0'.repeat(1_700_000))],
  ['many numbers', `[${'1.0,'.repeat(50_000)}1]`],
]

// Names that are whole numbers come first in any JavaScript object; their order is no part of JSON's meaning.
const sorted = (text: string) => text.replace('{"b":1.0,"a":2,"10":3,"9":4}', '{"9":4,"10":3,"b":1.0,"a":2}')

/** Compares long texts without printing them. */
function expectHolds(whole: string, part: string) {
  if (whole.includes(part)) return
  expect(whole.slice(0, 2_000)).toContain(part.slice(0, 2_000))
  expect.unreachable('the texts differ beyond their first 2,000 characters')
}

describe('variables keep their text', () => {
  const ACTIVATED = `"type":"pay","processDefinitionId":"order-process","processDefinitionVersion":1,"elementId":"pay","customHeaders":{},"worker":"","retries":3,"deadline":1767268800123,"tenantId":"<default>","jobKey":"${key(7)}","processInstanceKey":"${key(1)}","processDefinitionKey":"${key(0)}","elementInstanceKey":"${key(2)}","kind":"BPMN_ELEMENT","listenerEventType":"UNSPECIFIED","userTask":null,"tags":[],"rootProcessInstanceKey":null`
  const CREATED = `"processDefinitionKey":"${key(0)}","processDefinitionId":"order-process","processDefinitionVersion":1,"tenantId":"<default>","processInstanceKey":"${key(1)}","tags":[],"businessId":null`

  test.each(TEXTS)('%s: in what is sent as variables of the query', async (_name, text) => {
    upstream.answers.createProcessInstance = () => ({ text: `{${CREATED},"variables":{}}` })
    const query = `mutation ($whole: JSON, $input: CreateProcessInstanceInput!) {
      completeJob(input: { jobKey: "1", variables: $whole }) { __typename }
      createProcessInstance(input: $input) { __typename }
    }`
    const { errors } = await gateway.ask(
      query,
      `{"whole":{"v":${text}},"input":{"processDefinitionId":"a","processDefinitionVersion":2.0,"variables":{"v":${text}}}}`,
    )
    expect(errors).toBeUndefined()
    const [completed, created] = upstream.calls
    expectHolds(completed?.text ?? '', `{"variables":{"v":${sorted(text)}}}`)
    expectHolds(created?.text ?? '', `"processDefinitionVersion":2,"variables":{"v":${sorted(text)}}}`)
  })

  test.each(TEXTS.filter(([, text]) => !/__proto__|"\d+":|surrogate|\\ud83c/.test(text)))(
    '%s: in what is written into the query',
    async (_name, text) => {
      // GraphQL writes names without quotes, and texts like JSON.
      const literal = text.length > 1_000_000 && text.startsWith('"') ? text : text.replaceAll(/"(\w+)":/g, '$1:')
      const { errors } = await gateway.ask(
        `mutation { completeJob(input: { jobKey: "1", variables: { v: ${literal} } }) { __typename } }`,
      )
      expect(errors).toBeUndefined()
      expectHolds(upstream.calls[0]?.text ?? '', `{"variables":{"v":${text}}}`)
    },
  )

  test('in a variable of the query within a value that is written into it', async () => {
    await gateway.ask(
      'mutation ($a: JSON, $n: Int) { completeJob(input: { jobKey: "1", variables: { a: $a, b: [$a, 1.0], n: $n } }) { __typename } }',
      '{"a":{"x":1.0,"y":9007199254740993},"n":5.0}',
    )
    expect(upstream.calls[0]?.text).toBe(
      '{"variables":{"a":{"x":1.0,"y":9007199254740993},"b":[{"x":1.0,"y":9007199254740993},1.0],"n":5}}',
    )
  })

  test.each(TEXTS)('%s: in what is read', async (_name, text) => {
    upstream.rows.variables.push(variable({ variableKey: key(3), value: text }))
    const one = await gateway.ask(`{ variable(variableKey: "${key(3)}") { value } }`)
    expect(one.errors).toBeUndefined()
    expectHolds(one.text, `{"value":${sorted(text)}}`)
    const list = await gateway.ask('{ variables { nodes { isTruncated value(full: true) } } }')
    expect(list.errors).toBeUndefined()
    expectHolds(list.text, `"value":${sorted(text)}}`)
  })

  test.each(TEXTS)('%s: in the jobs of a worker', async (_name, text) => {
    upstream.answers.activateJobs = () => ({ text: `{"jobs":[{${ACTIVATED},"variables":{"v":${text}}}]}` })
    const answer = await gateway.ask(
      'mutation { activateJobs(input: { type: "pay", maxJobsToActivate: 1, timeout: 1 }) { jobs { variables } } }',
    )
    expect(answer.errors).toBeUndefined()
    expectHolds(answer.text, `"variables":{"v":${sorted(text)}}`)
  })

  test.each(TEXTS)('%s: in what a process ends with', async (_name, text) => {
    upstream.answers.createProcessInstance = () => ({ text: `{${CREATED},"variables":{"v":${text}}}` })
    const answer = await gateway.ask(
      'mutation { createProcessInstance(input: { processDefinitionId: "a", awaitCompletion: true }) { variables } }',
    )
    expect(answer.errors).toBeUndefined()
    expectHolds(answer.text, `{"variables":{"v":${sorted(text)}}}`)
  })
})

/** Every way in that takes variables, each sending the same JSON text. */
const WAYS_IN: ReadonlyArray<readonly [name: string, send: (query: string, variables: string) => Request]> = (() => {
  const preflighted = { 'apollo-require-preflight': 'true' }
  const to = (init: RequestInit, address = '') => new Request(`${gateway.url}${address}`, { method: 'POST', ...init })
  const json = (query: string, variables: string) => `{"query":${JSON.stringify(query)},"variables":${variables}}`
  const parameters = (query: string, variables: string) => new URLSearchParams({ query, variables })
  const upload = (operations: string) => {
    const form = new FormData()
    form.append('operations', operations)
    form.append('map', '{}')
    return to({ body: form, headers: preflighted })
  }
  const typed = (type: string, headers = {}) => ({ headers: { 'content-type': type, ...headers } })
  return [
    ['JSON', (query, variables) => to({ body: json(query, variables), ...typed('application/json') })],
    ['JSON past the direct way', (q, v) => to({ body: json(q, v), ...typed('application/json') }, '?x')],
    ['application/graphql+json', (q, v) => to({ body: json(q, v), ...typed('application/graphql+json') })],
    [
      'JSON, to be answered by events',
      (q, v) => to({ body: json(q, v), ...typed('application/json', { accept: 'text/event-stream' }) }),
    ],
    ['a batch', (q, v) => to({ body: `[{"query":"{__typename}"},${json(q, v)}]`, ...typed('application/json') })],
    ['a form', (q, v) => to({ body: parameters(q, v), headers: preflighted })],
    ['an upload', (q, v) => upload(json(q, v))],
    ['a batch of uploads', (q, v) => upload(`[{"query":"{__typename}"},${json(q, v)}]`)],
  ]
})()

describe('on every way in', () => {
  const MANY = { GATEWAY_MAX_BATCH_SIZE: '2' }
  const VALUES =
    '{"v":[9007199254740993,1.0,1e5,-0,{"__proto__":2.50,"b":3}],"k":9007199254740993,"n":1.0,"f":9007199254740993}'
  let served: RunningGateway
  beforeAll(async () => {
    served = await startGateway(upstream, { CAMUNDA_VERSION: '8.9', ...MANY })
  })
  afterAll(() => served.close())

  const ask = async (request: Request, byFetch: boolean) => {
    const target = new Request(request.url.replace(gateway.origin, served.origin), request)
    const answer = await (byFetch ? served.gateway.fetch(target) : fetch(target))
    return answer.text()
  }

  test.each(WAYS_IN)(
    '%s: a command’s variables reach the cluster byte by byte, keys as they are',
    async (_name, send) => {
      for (const byFetch of [false, true]) {
        upstream.forget()
        const text = await ask(
          send(
            'mutation ($v: JSON, $k: ID!) { completeJob(input: { jobKey: $k, variables: { v: $v } }) { __typename } }',
            VALUES,
          ),
          byFetch,
        )
        expect(text).toContain('"CompleteJobPayload"')
        expect(upstream.calls.map(({ path, text: sent }) => [path, sent])).toEqual([
          [
            expect.stringContaining('/jobs/9007199254740993/completion'),
            '{"variables":{"v":[9007199254740993,1.0,1e5,-0,{"__proto__":2.50,"b":3}]}}',
          ],
        ])
      }
    },
  )

  test.each([
    ...WAYS_IN,
    [
      'an address',
      (query: string, variables: string) =>
        new Request(`${gateway.url}?${new URLSearchParams({ query, variables })}`, {
          headers: { 'apollo-require-preflight': 'true' },
        }),
    ] as const,
  ])('%s: a query’s key keeps its digits, and a whole number is an Int', async (_name, send) => {
    for (const byFetch of [false, true]) {
      upstream.forget()
      const text = await ask(
        send(
          'query ($k: ID!, $n: Int) { processInstances(first: $n, filter: { processInstanceKey: { eq: $k } }) { totalCount } }',
          '{"k":9007199254740993,"n":1.0}',
        ),
        byFetch,
      )
      expect(text).toContain('"totalCount":0')
      expect(upstream.calls[0]?.body).toMatchObject({
        filter: { processInstanceKey: '9007199254740993' },
        page: { limit: 1 },
      })
    }
  })

  test('a file is put beside them', async () => {
    const form = new FormData()
    const query =
      'mutation ($v: JSON, $f: Upload) { completeJob(input: { jobKey: "1", variables: { v: $v } }) { __typename } createDeployment(input: { resources: [{ file: $f }] }) { __typename } }'
    form.append('operations', `{"query":${JSON.stringify(query)},"variables":{"v":[1.0,null],"f":null}}`)
    form.append('map', '{"0":["variables.f"]}')
    form.append('0', new Blob(['{}']), 'a.form')
    const answer = await fetch(served.url, {
      method: 'POST',
      headers: { 'apollo-require-preflight': 'true' },
      body: form,
    })
    expect(await answer.text()).toContain('"CompleteJobPayload"')
    expect(upstream.calls[0]?.text).toBe('{"variables":{"v":[1.0,null]}}')
    expect(upstream.calls[1]?.text).toContain('a.form')
  })

  test.each(['variables', 'extensions'])(
    '%s that are too deep to be worked on are refused by a form, too',
    async (name) => {
      const deep = `{"a":${'['.repeat(2_000)}1.0${']'.repeat(2_000)}}`
      const answer = await fetch(served.url, {
        method: 'POST',
        headers: { 'apollo-require-preflight': 'true' },
        body: new URLSearchParams({ query: '{ __typename }', [name]: deep }),
      })
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 1_000 } }] })
    },
  )
})

test('a whole number that is written with a fraction is as good as any where the schema wants an Int', async () => {
  const { data, errors } = await gateway.ask(
    'query ($n: Int, $f: ProcessInstanceFilter) { processInstances(first: $n, filter: $f) { totalCount } }',
    '{"n":1.0,"f":{"processDefinitionVersion":{"in":[1.0,2e0],"gte":1.0}}}',
  )
  expect(errors).toBeUndefined()
  expect(data).toEqual({ processInstances: { totalCount: 0 } })
  expect(upstream.calls[0]?.text).toContain('{"processDefinitionVersion":{"$in":[1,2],"$gte":1}}')
  expect(upstream.calls[0]?.text).toContain('"page":{"limit":1}')
})

test('a Long keeps its digits', async () => {
  const query =
    'mutation ($r: Long) { updateJob(input: { jobKey: "1", timeout: 1000, operationReference: $r }) { __typename } }'
  for (const written of ['9007199254740993', '1.0', '9223372036854775807']) {
    const { errors } = await gateway.ask(query, `{"r":${written}}`)
    expect(errors).toBeUndefined()
  }
  expect(upstream.calls.map(({ text }) => text)).toEqual(
    ['9007199254740993', '1', '9223372036854775807'].map(
      (sent) => `{"changeset":{"timeout":1000},"operationReference":${sent}}`,
    ),
  )
})

describe('JSON with exact numbers is read', () => {
  const numbers = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.constantFrom('1.0', '-0', '9007199254740993', '1e5', '1E+400', '0.10', '-12', '0'),
  )
  const space = fc.constantFrom('', ' ', '\n', '\t\r\n ')
  const { json } = fc.letrec<{ json: string; list: string; object: string }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'small' },
      numbers,
      fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
      fc.constantFrom('true', 'false', 'null', '[]', '{}', '"\\ud83d"', '"1.0"', '"\\\\"', '"\\""'),
      tie('list'),
      tie('object'),
    ),
    list: fc.array(fc.tuple(space, tie('json'), space).map((parts) => parts.join(''))).map((all) => `[${all.join()}]`),
    object: fc
      .array(
        fc
          .tuple(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'a', '1', 'rawJSON')), space, tie('json'))
          .map(([name, blank, value]) => `${blank}${JSON.stringify(name)}${blank}:${value}${blank}`),
      )
      .map((all) => `{${all.join()}}`),
  }))

  /** The same by JSON.parse, which tells a reviver each number's text. */
  function expected(text: string): unknown {
    const parse = JSON.parse as (
      text: string,
      reviver: (name: string, value: unknown, context: { source?: string }) => unknown,
    ) => unknown
    const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }
    return parse(text, (_name, value, { source = '' }) => (typeof value === 'number' ? rawJSON(source) : value))
  }

  test('as JSON.parse reads it, but for the numbers', () => {
    fc.assert(
      fc.property(json, (text) => {
        const within = `[1.0,${text}]`
        expect(JSON.stringify(parseExact(within))).toBe(JSON.stringify(expected(within)))
      }),
      { numRuns: 3_000 },
    )
  })

  test('and nothing else is taken for JSON', () => {
    const change = fc.tuple(
      json,
      fc.nat(),
      fc.constantFrom('', ',', ']', '}', '"', '1', '.', '-', ':', 'x', '\u0000', '\\'),
    )
    fc.assert(
      fc.property(change, ([text, at, other]) => {
        const whole = `[1.0,${text}]`
        const place = at % whole.length
        const changed = whole.slice(0, place) + other + whole.slice(place + 1)
        const read = (by: (text: string) => unknown) => {
          try {
            return JSON.stringify(by(changed))
          } catch (error) {
            return error instanceof SyntaxError ? error.message : String(error)
          }
        }
        expect(read(parseExact)).toBe(read(expected))
      }),
      { numRuns: 3_000 },
    )
  })

  test('without touching what objects inherit, at any depth', () => {
    const read = parseExact('{"__proto__":{"polluted":1.0},"a":1.0}') as object
    expect(Object.keys(read)).toEqual(['__proto__', 'a'])
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    let inner: unknown = parseExact(`${'['.repeat(100_000)}1.0${']'.repeat(100_000)}`)
    let depth = 0
    for (; Array.isArray(inner); depth++) inner = inner[0]
    expect([depth, JSON.stringify(inner)]).toEqual([100_000, '1.0'])
  })
})
