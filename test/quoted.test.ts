import { get } from 'node:http'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { serveMetrics } from '../src/command/metrics-listener.ts'
import { cut, quoted } from '../src/text/cut.ts'
import { cutValues } from '../src/text/cut-values.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { AUDIENCE, startIssuer } from './support/issuer.ts'
import { keepingLog } from './support/log.ts'
import { key, processInstance } from './support/rows.ts'
import { startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

/** Longer than anything that may be told of a value, and longer still. */
const LONG = 'z'.repeat(3_000)
const HUGE = 'z'.repeat(1_000_000)
/** Characters of a value that may be told, and bytes of an answer that says nothing but what is wrong. */
const TOLD = 80
const ANSWER = 9_000

/** The longest run of the letter that all long values here are made of. */
const longest = (text: string) => Math.max(0, ...[...text.matchAll(/z+/g)].map(([run]) => run.length))

const json = { 'content-type': 'application/json' }
const preflight = { 'apollo-require-preflight': 'true' }

const times = (n: number, make: (index: number) => string) =>
  Array.from({ length: n }, (_, index) => make(index)).join(' ')

/** Questions that are refused, by what is too long in them: none may be told back. */
const REFUSED: Record<string, { query: string; variables?: object; [more: string]: unknown }> = {
  'an Int': { query: `query ($f: Int) { processInstances(first: $f) { totalCount } }`, variables: { f: HUGE } },
  'a DateTime': {
    query: 'query ($f: DateTime) { processInstances(filter: { startDate: { gt: $f } }) { totalCount } }',
    variables: { f: HUGE },
  },
  'an enum': {
    query: 'query ($f: ProcessInstanceState) { processInstances(filter: { state: { eq: $f } }) { totalCount } }',
    variables: { f: HUGE },
  },
  'the name of an input field': {
    query: 'query ($f: ProcessInstanceFilter) { processInstances(filter: $f) { totalCount } }',
    variables: { f: { [HUGE]: 1 } },
  },
  'such a name with signs of its own': {
    query: 'query ($f: ProcessInstanceFilter) { processInstances(filter: $f) { totalCount } }',
    variables: { f: { [`"${'zzzz zz" '.repeat(10_000)}`]: 1 } },
  },
  'fifty mistakes beside a long text': {
    query: 'query ($f: ProcessInstanceFilter) { processInstances(filter: $f) { totalCount } }',
    variables: { f: { ...Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`x${n}`, n])), y: HUGE } },
  },
  'a list for a number': {
    query: 'query ($f: Int) { processInstances(first: $f) { totalCount } }',
    variables: { f: Array.from({ length: 5_000 }, () => LONG.slice(0, 100)) },
  },
  'a literal': { query: `{ processInstances(first: "${LONG}") { totalCount } }` },
  'a literal of many lines': { query: `{ processInstances(first: """${'zz "zz\n'.repeat(500)}""") { totalCount } }` },
  'a literal with escapes': { query: `{ processInstances(first: "${'\\"z'.repeat(1_000)}") { totalCount } }` },
  'a number': { query: `{ processInstances(first: ${'1'.repeat(3_000)}) { totalCount } }` },
  'a list literal': { query: `{ processInstances(first: [${times(1_000, () => '"zzzzzzzzzz"')}]) { totalCount } }` },
  'an object literal': { query: `{ processInstances(first: { z: { ${LONG}: "${LONG}" } }) { totalCount } }` },
  'an enum literal': { query: `{ processInstances(filter: { state: { eq: ${LONG} } }) { totalCount } }` },
  'a field': { query: `{ ${LONG} }` },
  'an argument': { query: `{ processInstances(${LONG}: 1) { totalCount } }` },
  'a type': { query: `query ($f: ${LONG}) { __typename }` },
  'a variable': { query: `query ($${LONG}: Int) { __typename }` },
  'a fragment': { query: `{ ...${LONG} }` },
  'a directive': { query: `{ __typename @${LONG} }` },
  'an operation': { query: `query ${LONG} { nope }` },
  'two fields of one name': { query: `{ ${LONG}: processInstances { totalCount } ${LONG}: userTasks { totalCount } }` },
  'what comes in place of a name': { query: `{ "${LONG}" }` },
  'an operation that is not there': { query: '{ __typename }', operationName: HUGE },
  'a parameter': { query: '{ __typename }', [HUGE]: 1 },
  'a hash': { query: undefined as never, extensions: { persistedQuery: { version: 1, sha256Hash: HUGE } } },
  'many mistakes': { query: `{ ${times(90, (n) => `${LONG.slice(0, 200)}${n}`)} }` },
}

let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream({
    rows: { processInstances: Array.from({ length: 300 }, (_, n) => processInstance({ processInstanceKey: key(n) })) },
  })
})
afterAll(() => upstream.close())

describe.each(WAYS)('%s', (_, plugins) => {
  let gateway: RunningGateway
  const log = keepingLog()
  beforeAll(async () => {
    const settings = { CAMUNDA_VERSION: '8.9', GATEWAY_MAX_BATCH_SIZE: '10' }
    gateway = await startGateway(upstream, settings, plugins, { logger: log.logger, metrics: true })
  })
  afterAll(() => gateway.close())
  afterEach(() => {
    upstream.fault = undefined
  })

  async function post(body: string, headers: Record<string, string> = json) {
    const response = await fetch(gateway.url, { method: 'POST', headers, body })
    return response.text()
  }

  test.each(Object.entries(REFUSED))('%s that is long is told in part', async (_, question) => {
    log.lines.length = 0
    const body = JSON.stringify(question)
    const text = await post(body)
    const { errors, data } = JSON.parse(text)
    expect(data).toBeUndefined()
    expect(errors.length).toBeGreaterThan(0)
    expect(text.length).toBeLessThan(ANSWER)
    expect(longest(text)).toBeLessThanOrEqual(TOLD)
    for (const { message } of errors) expect(message.length).toBeLessThanOrEqual(300)
    const batch = JSON.parse(await post(`[${body},{"query":"{ __typename }"}]`))
    expect(JSON.stringify(batch).length).toBeLessThan(ANSWER)
    expect(longest(JSON.stringify(batch))).toBeLessThanOrEqual(TOLD)
    expect(batch[1]).toEqual({ data: { __typename: 'Query' } })
    await vi.waitFor(() => expect(log.requests()).toHaveLength(2))
    expect(longest(log.text())).toBeLessThanOrEqual(TOLD)
    expect(log.text().length).toBeLessThan(2_000)
  })

  test.each(Object.entries(REFUSED))('%s: by a form and by the address, too', async (_, { query, variables = {} }) => {
    if (query === undefined) return
    const form = new URLSearchParams({ query, variables: JSON.stringify(variables) })
    const text = await post(form.toString(), { 'content-type': 'application/x-www-form-urlencoded', ...preflight })
    expect(text.length).toBeLessThan(ANSWER)
    expect(longest(text)).toBeLessThanOrEqual(TOLD)
    if (form.toString().length > 12_000) return
    const answer = await (await fetch(`${gateway.url}?${form}`, { headers: preflight })).text()
    expect(answer.length).toBeLessThan(ANSWER)
    expect(longest(answer)).toBeLessThanOrEqual(TOLD)
  })

  test('what is wrong with an upload is told in part', async () => {
    const form = new FormData()
    form.set('operations', JSON.stringify({ query: '{ __typename }', variables: {} }))
    form.set('map', JSON.stringify({ 0: [HUGE] }))
    form.set('0', new Blob(['x']), 'x')
    const response = await fetch(gateway.url, { method: 'POST', headers: preflight, body: form })
    const text = await response.text()
    expect(text).toContain('must lead to a null')
    expect(longest(text)).toBeLessThanOrEqual(TOLD)
  })

  test('what is not read says nothing of what was caught', async () => {
    for (const body of ['{ "query": ', `{"variables":{"a":${'[1.0,'.repeat(20_000)}`, `${'['.repeat(200_000)}1.0`]) {
      const response = await fetch(gateway.url, { method: 'POST', headers: json, body })
      const text = await response.text()
      expect(response.status).toBe(400)
      for (const word of ['originalError', 'RangeError', 'SyntaxError', 'stack']) expect(text).not.toContain(word)
    }
  })

  test('a thousand errors are told by the first hundred and how many there are', async () => {
    upstream.fault = ({ operation }) =>
      operation === 'searchUserTasks'
        ? { status: 403, body: { status: 403, title: 'FORBIDDEN', detail: 'No.' } }
        : undefined
    const {
      errors = [],
      data,
      text,
    } = await gateway.ask('{ processInstances(first: 300) { nodes { processInstanceKey userTasks { totalCount } } } }')
    expect(data?.processInstances.nodes).toHaveLength(300)
    expect(errors).toHaveLength(101)
    const paths = errors.slice(0, 100).map(({ path = [] }) => path.join('.'))
    expect(new Set(paths).size).toBe(100)
    for (const path of paths) expect(path).toMatch(/^processInstances\.nodes\.\d+\.userTasks$/)
    expect(errors[100]).toEqual({
      message: 'There are 300 errors, and 200 of them are not told here. Ask in parts, or for less at once.',
      extensions: { code: 'LIMIT_EXCEEDED', rule: 'errors', limit: 100, value: 300, retryable: false },
    })
    expect(JSON.stringify(errors).length).toBeLessThan(33_000)
    expect(text.length).toBeLessThan(60_000)
    const codes = () => gateway.gateway.metrics() ?? ''
    await vi.waitFor(() => expect(codes()).toContain('gateway_errors_total{code="FORBIDDEN"}'))
  })

  test('all errors are counted, also those that are too many to be kept', async () => {
    upstream.fault = ({ operation }) =>
      operation === 'searchUserTasks'
        ? { status: 403, body: { status: 403, title: 'FORBIDDEN', detail: 'No.' } }
        : undefined
    const rows = 'processInstances(first: 300) { nodes { userTasks { totalCount } } }'
    const lists = Array.from({ length: 5 }, (_, n) => `a${n}: ${rows}`)
    const { errors = [], data } = await gateway.ask(`{ ${lists.join(' ')} }`)
    expect(errors).toHaveLength(101)
    expect(errors[100]?.message).toMatch(/^There are 1500 errors, and 1400 of them are not told here\./)
    expect(errors[100]?.extensions).toMatchObject({ rule: 'errors', limit: 100, value: 1_500 })
    for (let n = 0; n < 5; n++) expect(data?.[`a${n}`].nodes).toEqual(Array(300).fill({ userTasks: null }))
  })

  test('errors with much to say are told as far as they fit', async () => {
    const detail = 'y'.repeat(1_000)
    upstream.fault = ({ operation }) =>
      operation === 'searchUserTasks' ? { status: 403, body: { status: 403, title: 'FORBIDDEN', detail } } : undefined
    const { errors = [] } = await gateway.ask('{ processInstances(first: 300) { nodes { userTasks { totalCount } } } }')
    const size = Buffer.byteLength(JSON.stringify(errors))
    expect(size).toBeGreaterThan(25_000)
    expect(size).toBeLessThan(33_000)
    expect(errors.at(-1)?.extensions).toMatchObject({ rule: 'errors', limit: errors.length - 1, value: 300 })
  })

  test('a path is told letter by letter, unless it is longer than any that is written', async () => {
    const alias = 'z'.repeat(300)
    const ask = async (name: string) =>
      (await gateway.ask(`{ ${name}: processInstance(processInstanceKey: "?") { state } }`)).errors
    expect((await ask(alias))?.[0]?.path).toEqual([alias])
    const [name] = (await ask(LONG))?.[0]?.path ?? []
    expect(name).toMatch(/^z{79}…$/)
  })

  test('fields that are merged into one are named by their first places', async () => {
    const { errors } = await gateway.ask(`{ ${times(99, () => 'userTasks(first: -1) { totalCount }')} }`)
    expect(errors?.[0]?.locations).toHaveLength(10)
  })

  test('texts of messages, paths and extensions that an owner throws are bounded, his status is kept', async () => {
    const { GraphQLError } = await import('graphql')
    const extension = {
      typeDefs: 'extend type Query { broken: String }',
      resolvers: {
        Query: {
          broken() {
            throw new GraphQLError(HUGE, {
              extensions: { code: HUGE, list: [HUGE], why: 'kept', http: { status: 418 } },
            })
          },
        },
      },
    }
    const own = keepingLog()
    await using other = await startGateway(upstream, { CAMUNDA_VERSION: '8.9' }, plugins, {
      extension,
      logger: own.logger,
      metrics: true,
    })
    const { text, errors, status } = await other.ask('{ broken }')
    expect(text.length).toBeLessThan(ANSWER)
    expect(status).toBe(418)
    expect(errors?.[0]?.extensions).toEqual({ code: expect.stringMatching(/^z{79}…$/), why: 'kept' })
    await vi.waitFor(() => expect(own.requests()).toHaveLength(1))
    expect(longest(own.text())).toBeLessThanOrEqual(TOLD)
    expect(longest(other.gateway.metrics() ?? '')).toBeLessThanOrEqual(TOLD)
  })

  test('names of operations are cut in the log and in metrics', async () => {
    log.lines.length = 0
    for (let n = 0; n < 20; n++) await gateway.ask(`query ${LONG}${n} { __typename }`)
    await vi.waitFor(() => expect(log.requests()).toHaveLength(20))
    expect(log.requests()[0]?.operation).toMatch(/^z{79}…$/)
    const text = gateway.gateway.metrics() ?? ''
    expect(text).toContain('operation="zzz')
    expect(longest(text)).toBeLessThanOrEqual(TOLD)
  })

  test('paths are cut in the log', async () => {
    log.lines.length = 0
    await fetch(`${gateway.origin}/${LONG}`)
    await vi.waitFor(() => expect(log.requests()).toHaveLength(1))
    expect(longest(log.text())).toBeLessThanOrEqual(TOLD)
  })
})

test('the subject of a token is a text, and cut in the log', async () => {
  await using issuer = await startIssuer()
  const signer = await issuer.signer()
  const log = keepingLog()
  await using gateway = await startGateway(
    upstream,
    { CAMUNDA_VERSION: '8.9', GATEWAY_JWT_ISSUER: issuer.issuer, GATEWAY_JWT_AUDIENCE: AUDIENCE },
    [],
    { logger: log.logger },
  )
  const ask = async (sub: unknown) => {
    const token = await signer.sign({ claims: { sub } })
    return gateway.ask('{ __typename }', {}, { authorization: `Bearer ${token}` })
  }
  expect((await ask(LONG)).status).toBe(200)
  await vi.waitFor(() => expect(log.requests()).toHaveLength(1))
  expect(log.requests()[0]?.caller).toMatch(/^z{79}…$/)
  for (const sub of [{ a: 1 }, ['a'], 7]) {
    const { status, errors } = await ask(sub)
    expect(status).toBe(401)
    expect(errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
    expect(errors?.[0]?.message).toContain('its claim sub is not accepted')
  }
  expect((await ask(undefined)).status).toBe(200)
})

describe('the listener for metrics', () => {
  const ask = (port: number, path: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
        response.resume()
        response.once('end', () => resolve(response.statusCode))
      }).once('error', reject)
    })

  test('survives whatever is thrown there, and says so', async () => {
    const told: unknown[] = []
    let broken = true
    const gateway = {
      handle() {
        throw new TypeError('no probe')
      },
      metrics() {
        if (broken) throw new RangeError('Invalid string length')
        return 'up 1\n'
      },
    }
    const port = await serveMetrics(
      gateway,
      { host: '127.0.0.1', protection: { names: { listed: undefined, any: false } } },
      0,
      (error) => void told.push(error),
    )
    expect(await ask(port, '/metrics')).toBe(500)
    expect(await ask(port, '/health')).toBe(500)
    broken = false
    expect(await ask(port, '/metrics')).toBe(200)
    expect(told.map(String)).toEqual(['RangeError: Invalid string length', 'TypeError: no probe'])
  })
})

describe('cutting', () => {
  const value = fc.string({ unit: 'binary', maxLength: 400 })

  test('leaves short texts alone, and never makes one longer', () => {
    fc.assert(
      fc.property(value, fc.integer({ min: 2, max: 100 }), (text, most) => {
        const short = cut(text, most)
        if (text.length <= most) expect(short).toBe(text)
        else expect(short.length).toBeLessThanOrEqual(most)
        expect(quoted(text).length).toBeLessThanOrEqual(60 * 6 + 2)
      }),
    )
  })

  test('leaves no value of a message long, however it is written, and keeps what is around', () => {
    const written = fc.oneof(
      value.map((text) => JSON.stringify(text)),
      fc.array(value, { maxLength: 30 }).map((list) => JSON.stringify(list)),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,90}$/), value).map((object) => JSON.stringify(object)),
      fc.stringMatching(/^[a-zA-Z0-9_]{1,300}$/),
    )
    fc.assert(
      fc.property(written, written, (one, other) => {
        const told = cutValues(`Value ${one} is bad; found ${other} there`)
        expect(told).toMatch(/^Value [\s\S]{1,80} is bad; found [\s\S]{1,80} there$/)
        if (one.length <= 60 && other.length <= 60) expect(told).toBe(`Value ${one} is bad; found ${other} there`)
      }),
    )
  })

  test('takes time as messages are long', { retry: 3 }, () => {
    for (const part of ['"', '\\"', '\\', '[', '{"', ']', '" ', 'a ', '"""', '"\\\\"']) {
      const time = (n: number) => {
        const message = `Value "${part.repeat(n)}`
        const began = performance.now()
        cutValues(message)
        return performance.now() - began
      }
      time(50_000)
      expect(time(400_000)).toBeLessThan(4 * time(200_000) + 50)
    }
  })

  test('keeps nothing of the long text', async () => {
    const { setFlagsFromString } = await import('node:v8')
    const { runInNewContext } = await import('node:vm')
    setFlagsFromString('--expose-gc')
    const collect: () => void = runInNewContext('gc')
    collect()
    const before = process.memoryUsage().heapUsed
    const kept = Array.from({ length: 50 }, (_, n) => cut(String(n).padEnd(1_000_000, 'x')))
    collect()
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000)
    expect(kept[49]).toMatch(/^49x{77}…$/)
  })
})
