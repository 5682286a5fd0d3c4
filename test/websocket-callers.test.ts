import { createHash } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { GraphQLError } from 'graphql'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { GatewayOptions } from '../src/gateway/gateway.ts'
import { tracing } from '../src/telemetry/tracing/tracing.ts'
import { Source } from './support/events.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { AUDIENCE, type Issuer, type Signer, startIssuer } from './support/issuer.ts'
import { keepingLog } from './support/log.ts'
import { key, processInstance } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'
import { rawSocket, readySocket, socketClient } from './support/websocket.ts'

let upstream: Upstream
let gateway: RunningGateway
let issuer: Issuer
let signer: Signer
let log: ReturnType<typeof keepingLog>

beforeEach(async () => {
  log = keepingLog()
  issuer = await startIssuer()
  signer = await issuer.signer()
  upstream = await startUpstream({
    version: '8.10',
    rows: { processInstances: [1, 2, 3].map((n) => processInstance({ processInstanceKey: key(n) })) },
  })
})

afterEach(async () => {
  await gateway.close()
  await upstream.close()
  await issuer.stop()
  expectNoViolations(upstream)
  expect(log.lines.filter(({ message }) => message === 'unexpected error')).toEqual([])
})

const FAST = { GATEWAY_LIVE_MIN_INTERVAL_MS: '100', GATEWAY_LIVE_MAX_INTERVAL_MS: '100' }

async function start(config: Record<string, string> = {}, { plugins = [], ...options }: GatewayOptions = {}) {
  gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10', ...FAST, ...config }, plugins, {
    logger: log.logger,
    ...options,
  })
}

const JWT = () => ({
  CAMUNDA_AUTH_STRATEGY: 'BASIC',
  CAMUNDA_BASIC_AUTH_USERNAME: 'gateway',
  CAMUNDA_BASIC_AUTH_PASSWORD: 'secret',
  GATEWAY_JWT_ISSUER: issuer.issuer,
  GATEWAY_JWT_AUDIENCE: AUDIENCE,
})

const COUNT = '{ processInstances { totalCount } }'
const COUNTED = { data: { processInstances: { totalCount: 3 } } }

describe.each(WAYS)('%s', (_, plugins) => {
  test('a token comes with the connection, or with its params', async () => {
    await start(JWT(), { plugins })
    const authorization = `Bearer ${await signer.sign()}`
    for (const options of [
      { headers: { authorization } },
      { connectionParams: { authorization } },
      { connectionParams: { Authorization: authorization } },
      { connectionParams: { headers: { Authorization: authorization } } },
      // What is shown last counts.
      { headers: { authorization: 'Bearer old' }, connectionParams: async () => ({ authorization }) },
    ]) {
      using socket = socketClient(gateway.url, options)
      expect(await socket.ask(COUNT).next()).toEqual(COUNTED)
    }
  })

  test('who shows no token, or one that is not good, is told so when he connects', async () => {
    await start(JWT(), { plugins })
    for (const [authorization, reason] of [
      [undefined, /^UNAUTHENTICATED: Nobody may ask without a token/],
      ['Bearer x.y.z', /^UNAUTHENTICATED: /],
      [`Bearer ${await signer.sign({ life: -100 })}`, /^UNAUTHENTICATED: .*expired/],
    ] as const) {
      using socket = socketClient(gateway.url, { connectionParams: { authorization } })
      expect(await socket.ask(COUNT).next()).toEqual({ closed: 4403, reason: expect.stringMatching(reason) })
    }
    expect(upstream.calls).toEqual([])
  })

  test('a token that ends, ends its questions with a code', async () => {
    await start(JWT(), { plugins })
    using socket = socketClient(gateway.url, {
      connectionParams: { authorization: `Bearer ${await signer.sign({ life: 2 })}` },
    })
    const live = socket.ask('subscription { processInstances { totalCount } }')
    expect(await live.next()).toEqual(COUNTED)
    expect(await live.next()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
    expect(await live.next()).toBe('complete')
    const { refused } = await socket.ask(COUNT).next()
    expect(refused).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED', retryable: false } }])
  }, 20_000)

  test('callers ask with their own rights, and never with those of others', async () => {
    await start({ CAMUNDA_AUTH_STRATEGY: 'FORWARD' }, { plugins })
    const options = [
      { headers: { authorization: 'Bearer one' } },
      { connectionParams: { authorization: 'Bearer two' } },
      { headers: { cookie: 'camunda-session=3' }, connectionParams: { 'X-CSRF-TOKEN': 't' } },
      { headers: { cookie: 'camunda-session=4', 'x-csrf-token': 'u' } },
    ]
    for (const one of options) {
      using socket = socketClient(gateway.url, one)
      const live = socket.ask('subscription { processInstances { totalCount } }')
      expect(await live.next()).toEqual(COUNTED)
      expect(await socket.ask(COUNT).next()).toEqual(COUNTED)
    }
    const shown = upstream.calls.map(({ headers }) => [headers.authorization, headers.cookie, headers['x-csrf-token']])
    const seen = new Set(shown.map((one) => one.map((value) => value ?? '').join(' ')))
    expect(seen).toEqual(new Set(['Bearer one  ', 'Bearer two  ', ' camunda-session=3 t', ' camunda-session=4 u']))
  })

  test('the physical tenant is the one that the proxy has named', async () => {
    await start({ GATEWAY_PHYSICAL_TENANT_HEADER: 'x-physical-tenant', GATEWAY_TRUSTED_PROXIES: '1' }, { plugins })
    using without = socketClient(gateway.url, { connectionParams: { 'x-physical-tenant': 'b' } })
    expect(await without.ask(COUNT).next()).toMatchObject({ closed: 4400 })
    using socket = socketClient(gateway.url, { headers: { 'x-physical-tenant': 'a' } })
    expect(await socket.ask(COUNT).next()).toEqual(COUNTED)
    expect(upstream.calls.map(({ physicalTenant }) => physicalTenant)).toEqual(['a'])
  })

  test('each operation is charged, and who has no points left is refused', async () => {
    await start({ GATEWAY_RATE_LIMIT: '4', GATEWAY_RATE_LIMIT_WINDOW_S: '3600' }, { plugins })
    using socket = socketClient(gateway.url)
    // Connecting costs one.
    for (const remaining of [2, 1, 0]) {
      const asked = socket.ask('{ __typename }')
      expect((await asked.next()).extensions.cost).toMatchObject({ requested: 1, remaining })
      expect(await asked.next()).toBe('complete')
    }
    expect(await socket.ask('{ __typename }').next()).toMatchObject({
      refused: [{ extensions: { code: 'RATE_LIMITED', retryable: true } }],
    })
    using other = socketClient(gateway.url)
    expect(await other.ask('{ __typename }').next()).toMatchObject({ closed: 1013 })
  })

  test('documents come by their hashes, and only trusted ones where only those are answered', async () => {
    await start({}, { plugins })
    const sha256Hash = createHash('sha256').update(COUNT).digest('hex')
    const persistedQuery = { persistedQuery: { version: 1, sha256Hash } }
    using socket = socketClient(gateway.url)
    expect(await socket.ask('', {}, persistedQuery).next()).toMatchObject({
      refused: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
    })
    expect(await socket.ask(COUNT, {}, persistedQuery).next()).toEqual(COUNTED)
    expect(await socket.ask('', {}, persistedQuery).next()).toEqual(COUNTED)
    using raw = await readySocket(gateway.url)
    raw.send({ type: 'subscribe', id: '1', payload: { documentId: `sha256:${sha256Hash}` } })
    expect(await raw.next()).toEqual({ type: 'next', id: '1', payload: COUNTED })
    await gateway.close()
    const manifest = join(mkdtempSync(join(tmpdir(), 'documents-')), 'manifest.json')
    writeFileSync(manifest, JSON.stringify({ count: COUNT }))
    await start({ GATEWAY_TRUSTED_DOCUMENTS: manifest, GATEWAY_TRUSTED_DOCUMENTS_ONLY: 'true' }, { plugins })
    using trusted = socketClient(gateway.url)
    expect(await trusted.ask('{ __typename }').next()).toMatchObject({
      refused: [{ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }],
    })
    expect(await trusted.ask('', {}, { persistedQuery: { version: 1, sha256Hash: 'count' } }).next()).toEqual(COUNTED)
  })

  test('the policy, the schema’s secrecy and the time that a request may take hold', async () => {
    const policy = join(mkdtempSync(join(tmpdir(), 'policy-')), 'policy.json')
    const when = { groups: 'reader' }
    writeFileSync(policy, JSON.stringify({ rules: [{ name: 'not for readers', when, deny: ['search*Incidents'] }] }))
    await start(
      { ...JWT(), GATEWAY_POLICY_FILE: policy, GATEWAY_INTROSPECTION: 'false', GATEWAY_REQUEST_TIMEOUT_MS: '1000' },
      { plugins },
    )
    const authorization = `Bearer ${await signer.sign({ claims: { groups: ['reader'] } })}`
    using socket = socketClient(gateway.url, { connectionParams: { authorization } })
    expect(await socket.ask('{ __schema { description } }').next()).toMatchObject({
      refused: [{ extensions: { code: 'INTROSPECTION_DISABLED' } }],
    })
    const denied = [{ extensions: { code: 'FORBIDDEN', rule: 'not for readers' } }]
    expect(await socket.ask('{ incidents { totalCount } }').next()).toMatchObject({ errors: denied })
    expect(await socket.ask('subscription { incidents { totalCount } }').next()).toMatchObject({ refused: denied })
    expect(upstream.calls).toEqual([])
    let letGo = () => {}
    upstream.answers.searchProcessInstances = async () => {
      await new Promise<void>((resolve) => {
        letGo = resolve
      })
      return undefined
    }
    expect(await socket.ask(COUNT).next()).toMatchObject({
      data: { processInstances: null },
      errors: [{ extensions: { code: 'REQUEST_TIMEOUT', rule: 'requestMs' } }],
    })
    letGo()
  })
})

test('a page that may ask without credentials asks without those of the browser', async () => {
  await start({ CAMUNDA_AUTH_STRATEGY: 'FORWARD', GATEWAY_CORS_ORIGINS: '*' })
  const headers = { origin: 'https://anybody.example', cookie: 'camunda-session=1', authorization: 'Basic eDp5' }
  using stolen = socketClient(gateway.url, { headers })
  expect(await stolen.ask(COUNT).next()).toEqual(COUNTED)
  using own = socketClient(gateway.url, { headers, connectionParams: { authorization: 'Bearer own' } })
  expect(await own.ask(COUNT).next()).toEqual(COUNTED)
  expect(upstream.calls.map(({ headers: { authorization, cookie } }) => [authorization, cookie])).toEqual([
    [undefined, undefined],
    ['Bearer own', undefined],
  ])
})

test('a page that CORS lets ask with credentials asks with them', async () => {
  await start({
    CAMUNDA_AUTH_STRATEGY: 'FORWARD',
    GATEWAY_CORS_ORIGINS: 'https://app.example',
    GATEWAY_CORS_CREDENTIALS: 'true',
  })
  const headers = { origin: 'https://app.example', cookie: 'camunda-session=1' }
  using socket = socketClient(gateway.url, { headers, connectionParams: { 'x-csrf-token': 't' } })
  expect(await socket.ask(COUNT).next()).toEqual(COUNTED)
  expect(upstream.calls.map(({ headers: { cookie } }) => cookie)).toEqual(['camunda-session=1'])
})

test('each hook of the owner’s plugins sees each operation', async () => {
  const seen: string[] = []
  await start(
    {},
    {
      plugins: [
        {
          onRequest({ request, endResponse, fetchAPI }) {
            seen.push(`request ${request.headers.get('x-api-key')}`)
            if (request.headers.get('x-api-key') !== 'good') endResponse(new fetchAPI.Response('no', { status: 403 }))
          },
          onParams: () => void seen.push('params'),
          onExecute: () => void seen.push('execute'),
          onSubscribe: () => void seen.push('subscribe'),
          onResponse: ({ response }) => void seen.push(`response ${response.status}`),
        },
      ],
    },
  )
  using bad = socketClient(gateway.url, { headers: { 'x-api-key': 'bad' } })
  expect(await bad.ask(COUNT).next()).toMatchObject({ refused: [{ extensions: { code: 'FORBIDDEN', status: 403 } }] })
  expect(upstream.calls).toEqual([])
  using good = socketClient(gateway.url, { headers: { 'x-api-key': 'good' } })
  expect(await good.ask(COUNT).next()).toEqual(COUNTED)
  expect(await good.ask('subscription { processInstances { totalCount } }').next()).toEqual(COUNTED)
  expect(seen).toEqual([
    'request bad',
    'response 403',
    'request good',
    'params',
    'execute',
    'response 200',
    'request good',
    'params',
    'subscribe',
    'response 200',
  ])
})

test('events of the owner’s come as live answers do', async () => {
  const source = new Source<string>()
  const other = new Source<string>()
  const sources = [source, other]
  await start(
    {},
    {
      extension: {
        typeDefs: 'type Subscription { said: String } extend type Query { fails: String }',
        resolvers: {
          Subscription: { said: { subscribe: () => sources.shift(), resolve: (text: string) => text } },
          Query: {
            fails() {
              throw new GraphQLError('mine', { extensions: { code: 'MINE', http: { status: 418 } } })
            },
          },
        },
      },
    },
  )
  using socket = socketClient(gateway.url)
  const said = socket.ask('subscription Said { said }')
  source.push('a', 'b')
  expect([await said.next(), await said.next()]).toEqual([{ data: { said: 'a' } }, { data: { said: 'b' } }])
  const fails = socket.ask('{ fails }')
  expect((await fails.next()).errors).toMatchObject([{ message: 'mine', extensions: { code: 'MINE' } }])
  said.complete()
  await vi.waitFor(() => expect(source.returned).toBe(1))
  const again = socket.ask('subscription Again { said }')
  other.end()
  expect(await again.next()).toBe('complete')
  await vi.waitFor(() =>
    expect(log.requests().map(({ operation, events, outcome }) => [operation, events, outcome])).toEqual(
      expect.arrayContaining([
        ['Said', 2, 'ok'],
        ['Again', 0, 'ok'],
      ]),
    ),
  )
})

test('a mistake is told with the id that the log has, and nothing else of it', async () => {
  await start(
    {},
    {
      extension: {
        typeDefs: 'scalar Odd extend type Query { odd: Odd }',
        // What no JSON can hold.
        resolvers: { Query: { odd: () => 1n } },
      },
    },
  )
  using socket = socketClient(gateway.url)
  const { refused } = await socket.ask('{ odd }').next()
  const { errorId } = refused[0].extensions
  expect(refused).toEqual([
    {
      message: 'Unexpected error.',
      extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: expect.any(String), retryable: false },
    },
  ])
  const mistakes = log.lines.splice(0).filter(({ message }) => message === 'unexpected error')
  expect(mistakes).toMatchObject([{ facts: { errorId } }])
  expect(await socket.ask(COUNT).next()).toEqual(COUNTED)
})

test('log, metrics and traces tell of each operation', async () => {
  const exporter = new InMemorySpanExporter()
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
  await start({}, { metrics: true, tracing: tracing(provider.getTracer('test')) })
  using socket = socketClient(gateway.url, { headers: { 'x-request-id': 'of-the-connection' } })
  for (const query of ['query Once { processInstances { totalCount } }', '{ nothing }']) await socket.ask(query).next()
  const live = socket.ask('subscription Watch { processInstances { totalCount } }')
  await live.next()
  live.complete()
  await vi.waitFor(() => expect(log.requests()).toHaveLength(5))
  expect(
    log
      .requests()
      .map(({ method, type, operation, status, outcome, errors }) => [
        method ?? type,
        operation,
        status,
        outcome,
        errors,
      ]),
  ).toEqual([
    ['GET', undefined, 101, 'ok', undefined],
    // Who connects.
    [undefined, undefined, 200, 'ok', undefined],
    ['query', 'Once', 200, 'ok', undefined],
    [undefined, undefined, 200, 'refused', ['GRAPHQL_VALIDATION_FAILED']],
    ['subscription', 'Watch', undefined, 'ok', undefined],
  ])
  const ids = log
    .requests()
    .slice(1)
    .map(({ requestId }) => requestId)
  expect(new Set(ids).size).toBe(4)
  const metrics = gateway.gateway.metrics()
  expect(metrics).toContain('gateway_requests_total{operation="Once",type="query",outcome="ok"} 1')
  expect(metrics).toContain('gateway_requests_total{operation="Watch",type="subscription",outcome="ok"} 1')
  expect(metrics).toContain('gateway_http_responses_total{status="101"} 1')
  expect(metrics).toContain('gateway_requests_in_flight 0')
  expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(
    expect.arrayContaining(['query Once', 'subscription Watch', 'searchProcessInstances']),
  )
})

describe('readers', () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, n) => processInstance({ processInstanceKey: key(10_000 + n) }))
  const LONG =
    '{ processInstances(first: 1000) { nodes { id processInstanceKey processDefinitionName state startDate businessId processDefinitionId } } }'

  test('who does not read what he has asked for has to go, and what waited counts no more', async () => {
    await start({ GATEWAY_SEND_TIMEOUT_MS: '1000' }, { metrics: true })
    upstream.rows.processInstances.push(...rows(950))
    using socket = await readySocket(gateway.url)
    socket.ws.pause()
    for (let n = 0; n < 100; n++) socket.send({ type: 'subscribe', id: `${n}`, payload: { query: LONG } })
    const used = () =>
      Number(/gateway_budget_used\{budget="sending"\} (\d+)/.exec(gateway.gateway.metrics() ?? '')?.[1])
    await vi.waitFor(() => expect(used()).toBeGreaterThan(1_000_000), { timeout: 10_000 })
    await vi.waitFor(async () => expect(await gateway.connections()).toBe(0), { timeout: 15_000 })
    await vi.waitFor(() => expect(used()).toBe(0))
  }, 40_000)

  test('who reads slowly gets the newest answer, and no queue', async () => {
    await start()
    upstream.rows.processInstances.push(...rows(900))
    using socket = await readySocket(gateway.url)
    socket.send({ type: 'subscribe', id: '1', payload: { query: `subscription ${LONG}` } })
    await socket.next()
    socket.ws.pause()
    for (let n = 0; n < 15; n++) {
      upstream.forget()
      // Each answer is larger than what a socket holds unread.
      const processDefinitionName = `${'x'.repeat(500_000)} ${n}`
      Object.assign(upstream.rows.processInstances[0] ?? {}, { processDefinitionName })
      await vi.waitFor(() => expect(upstream.calls.length).toBeGreaterThanOrEqual(2), { timeout: 5_000 })
    }
    socket.ws.resume()
    let last = ''
    let answers = 0
    while (!last.endsWith(' 14')) {
      last = (await socket.next()).payload.data.processInstances.nodes[0].processDefinitionName
      answers++
    }
    expect(answers).toBeLessThan(12)
  }, 40_000)

  test('who is not there any more is noticed', async () => {
    await start({ GATEWAY_SEND_TIMEOUT_MS: '300' })
    using socket = await rawSocket(gateway.url, { autoPong: false })
    socket.send({ type: 'connection_init' })
    await socket.next()
    using alive = await readySocket(gateway.url)
    expect((await socket.closed)[0]).toBe(1006)
    alive.send({ type: 'ping' })
    expect(await alive.next()).toEqual({ type: 'pong' })
  })
})

describe('sending away', () => {
  test('clients are told to connect again, and go on there', async () => {
    await start()
    const second = await startGateway(upstream, { CAMUNDA_VERSION: '8.10', ...FAST })
    try {
      const urls = [gateway.url, second.url]
      let at = 0
      using socket = socketClient(gateway.url, {
        url: () => (urls[at++] ?? second.url).replace(/^http/, 'ws'),
        retryAttempts: 3,
        retryWait: async () => {},
      })
      const closings: number[] = []
      socket.client.on('closed', (event) => {
        if (typeof event === 'object' && event && 'code' in event) closings.push(Number(event.code))
      })
      const live = socket.ask('subscription { processInstances { totalCount } }')
      expect(await live.next()).toEqual(COUNTED)
      let letGo = () => {}
      upstream.answers.searchIncidents = async () => {
        await new Promise<void>((resolve) => {
          letGo = resolve
        })
        return undefined
      }
      const slow = socket.ask('{ incidents { totalCount } }')
      await vi.waitFor(() => expect(upstream.operations()).toContain('searchIncidents'))
      gateway.gateway.drain()
      await expect(rawSocket(gateway.url)).rejects.toThrow('503')
      letGo()
      // What was asked is answered before.
      expect(await slow.next()).toEqual({ data: { incidents: { totalCount: 0 } } })
      expect(await slow.next()).toBe('complete')
      expect(await live.next()).toEqual(COUNTED)
      expect(at).toBe(2)
      expect(closings).toEqual([1012])
      upstream.rows.processInstances.pop()
      expect(await live.next()).toEqual({ data: { processInstances: { totalCount: 2 } } })
    } finally {
      await second.close()
    }
  }, 20_000)

  test('a connection on which nothing is asked is closed at once', async () => {
    await start()
    using idle = await readySocket(gateway.url)
    gateway.gateway.drain()
    expect((await idle.closed)[0]).toBe(1012)
  })
})
