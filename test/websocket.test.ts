import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createGateway, type GatewayOptions } from '../src/gateway/gateway.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { keepingLog } from './support/log.ts'
import { key, processInstance } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'
import { rawSocket, readySocket, socketClient } from './support/websocket.ts'

let upstream: Upstream
let gateway: RunningGateway
let log: ReturnType<typeof keepingLog>

beforeEach(async () => {
  log = keepingLog()
  upstream = await startUpstream({
    version: '8.10',
    rows: { processInstances: [1, 2, 3].map((n) => processInstance({ processInstanceKey: key(n) })) },
  })
})

afterEach(async () => {
  await gateway.close()
  await upstream.close()
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

const ONE = '($key: ID!) { processInstance(processInstanceKey: $key) { processInstanceKey state } }'

const change = (n: number, to: object) => {
  const row = upstream.rows.processInstances.find(({ processInstanceKey }) => processInstanceKey === key(n))
  Object.assign(row ?? {}, to)
}

const ofOne = (n: number, state = 'ACTIVE') => ({ data: { processInstance: { processInstanceKey: key(n), state } } })

describe.each(WAYS)('%s', (_, plugins) => {
  test('queries, mutations and live questions share a connection', async () => {
    await start({}, { plugins })
    upstream.answers.cancelProcessInstance = () => ({})
    using socket = socketClient(gateway.url)
    const live = socket.ask(`subscription Watch ${ONE}`, { key: key(1) })
    expect(await live.next()).toEqual(ofOne(1))
    const asked = socket.ask(`query Once ${ONE}`, { key: key(2) })
    expect([await asked.next(), await asked.next()]).toEqual([ofOne(2), 'complete'])
    const command = socket.ask(
      'mutation Stop($key: ID!) { cancelProcessInstance(input: { processInstanceKey: $key }) { __typename } }',
      { key: key(3) },
    )
    expect([await command.next(), await command.next()]).toEqual([
      { data: { cancelProcessInstance: { __typename: 'CancelProcessInstancePayload' } } },
      'complete',
    ])
    change(1, { state: 'COMPLETED' })
    expect(await live.next()).toEqual(ofOne(1, 'COMPLETED'))
    expect(await live.next()).toBe('complete')
    await vi.waitFor(() =>
      expect(log.requests().map(({ type, operation, status, outcome }) => [type, operation, status, outcome])).toEqual(
        expect.arrayContaining([
          ['query', 'Once', 200, 'ok'],
          ['mutation', 'Stop', 200, 'ok'],
          ['subscription', 'Watch', 200, 'ok'],
        ]),
      ),
    )
  })

  test('what is refused is told with the codes that it has by HTTP', async () => {
    await start({ GATEWAY_MAX_DEPTH: '3' }, { plugins })
    using socket = socketClient(gateway.url)
    for (const [query, code] of [
      ['{', 'GRAPHQL_PARSE_FAILED'],
      ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
      ['query A { __typename } query B { __typename }', 'OPERATION_RESOLUTION_FAILURE'],
      ['{ processInstances { nodes { processDefinition { processDefinitionKey } } } }', 'LIMIT_EXCEEDED'],
      ['query ($n: Int!) { processInstances(first: $n) { totalCount } }', 'BAD_USER_INPUT'],
      ['subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ] as const) {
      const { refused } = await socket.ask(query).next()
      expect(refused, query).toMatchObject([{ extensions: { code } }])
      expect(refused[0].extensions.http).toBeUndefined()
    }
    expect(upstream.calls).toEqual([])
  })

  test('what fails is told in an answer', async () => {
    await start({}, { plugins })
    using socket = socketClient(gateway.url)
    upstream.fault = () => ({ status: 500, body: {} })
    const asked = socket.ask('{ processInstances { totalCount } }')
    expect(await asked.next()).toMatchObject({
      data: { processInstances: null },
      errors: [{ extensions: { code: 'UPSTREAM_ERROR' } }],
    })
    expect(await asked.next()).toBe('complete')
  })

  test('a client that completes an operation hears no more of it, and nobody is asked', async () => {
    await start({}, { plugins })
    using socket = socketClient(gateway.url, { lazy: false, onNonLazyError() {} })
    const live = socket.ask(`subscription ${ONE}`, { key: key(1) })
    await live.next()
    live.complete()
    await vi.waitFor(() => expect(log.requests()).toContainEqual(expect.objectContaining({ type: 'subscription' })))
    change(1, { state: 'COMPLETED' })
    // Another live question tells when several rounds have passed.
    const clock = socket.ask('subscription { incidents { totalCount } }')
    await clock.next()
    upstream.forget()
    await vi.waitFor(() => expect(upstream.calls.length).toBeGreaterThan(4), { timeout: 5_000 })
    expect(new Set(upstream.operations())).toEqual(new Set(['searchIncidents']))
    expect(await live.next()).toBe('complete')
  })
})

describe('the protocol', () => {
  test.each<[string, object | string | Buffer, number]>([
    ['what is no JSON', '{', 4400],
    ['what is no object', '[]', 4400],
    ['bytes', Buffer.from('{"type":"connection_init"}'), 4400],
    ['a message of another type', { type: 'start', id: '1' }, 4400],
    ['a message of the server', { type: 'next', id: '1', payload: {} }, 4400],
    ['an operation without an id', { type: 'subscribe', payload: { query: '{ __typename }' } }, 4400],
    [
      'an id of half a million characters',
      { type: 'subscribe', id: 'x'.repeat(500_000), payload: { query: '{ a }' } },
      4400,
    ],
    ['an operation without a question', { type: 'subscribe', id: '1' }, 4400],
    ['variables that are no object', { type: 'subscribe', id: '1', payload: { query: '{ a }', variables: 1 } }, 4400],
    ['params that are no object', { type: 'connection_init', payload: 1 }, 4400],
    ['a token that ends its header', { type: 'connection_init', payload: { authorization: 'a\r\nb: c' } }, 4400],
    ['a question of nobody', { type: 'subscribe', id: '1', payload: { query: '{ __typename }' } }, 4401],
    ['a message that is too long', JSON.stringify({ type: 'ping', payload: { a: 'x'.repeat(2_000_000) } }), 1009],
  ])('%s closes the connection', async (_, message, code) => {
    await start({ GATEWAY_MAX_BODY_BYTES: '1000000' })
    using socket = await rawSocket(gateway.url)
    socket.send(message)
    expect((await socket.closed)[0]).toBe(code)
    expect(upstream.calls).toEqual([])
  })

  test('who says twice who he is, or uses an id twice, has to go', async () => {
    await start()
    using twice = await readySocket(gateway.url)
    twice.send({ type: 'connection_init' })
    expect((await twice.closed)[0]).toBe(4429)
    using same = await readySocket(gateway.url)
    const payload = { query: `subscription ${ONE}`, variables: { key: key(1) } }
    same.send({ type: 'subscribe', id: '1', payload })
    expect(await same.next()).toMatchObject({ type: 'next', id: '1' })
    same.send({ type: 'subscribe', id: '1', payload })
    expect(await same.closed).toEqual([4409, 'Subscriber for 1 already exists'])
  })

  test('a thousand who never say who they are are closed in time, and are no obstacle', async () => {
    await start()
    const silent = await Promise.all(Array.from({ length: 1_000 }, () => rawSocket(gateway.url)))
    expect((await gateway.ask('{ processInstances { totalCount } }')).data.processInstances.totalCount).toBe(3)
    const codes = await Promise.all(silent.map(({ closed }) => closed))
    expect(new Set(codes.map(([code]) => code))).toEqual(new Set([4408]))
    expect(await gateway.connections()).toBeLessThan(10)
  }, 30_000)

  test('pings are answered, also before anything else, and a client may ask for a connection to be held', async () => {
    await start()
    using socket = await rawSocket(gateway.url)
    socket.send({ type: 'ping', payload: { n: 1 } })
    expect(await socket.next()).toEqual({ type: 'pong', payload: { n: 1 } })
    socket.send({ type: 'pong' })
    socket.send({ type: 'connection_init' })
    expect(await socket.next()).toEqual({ type: 'connection_ack' })
  })

  test('numbers that JavaScript cannot hold, long answers and answers in fragments come whole', async () => {
    await start()
    upstream.rows.processInstances.push(
      ...Array.from({ length: 900 }, (_, n) => processInstance({ processInstanceKey: key(1_000 + n) })),
    )
    using socket = await readySocket(gateway.url)
    const query =
      '{ processInstances(first: 1000) { nodes { id processInstanceKey processDefinitionName state startDate businessId processDefinitionId } } }'
    const byHttp = await gateway.ask(query)
    socket.send({ type: 'subscribe', id: 'é"\n', payload: { query } })
    expect(await socket.next()).toEqual({ type: 'next', id: 'é"\n', payload: JSON.parse(byHttp.text) })
    expect(byHttp.text.length).toBeGreaterThan(100_000)
    expect(await socket.next()).toEqual({ type: 'complete', id: 'é"\n' })
    upstream.answers.completeJob = () => ({ status: 204 })
    const command = 'mutation ($v: JSON) { completeJob(input: { jobKey: "1", variables: $v }) { __typename } }'
    const asked = JSON.stringify({ type: 'subscribe', id: 'n', payload: { query: command, variables: { v: 'N' } } })
    socket.send(asked.replace('"N"', '{"n":9007199254740993}'))
    expect((await socket.next()).id).toBe('n')
    expect(upstream.calls.at(-1)?.text).toContain('{"n":9007199254740993}')
  })

  test('many small messages in one packet, in fragments and bytewise are read', async () => {
    await start()
    using socket = await readySocket(gateway.url)
    const count = 5_000
    for (let n = 0; n < count; n++) socket.send({ type: 'ping', payload: { n } })
    for (let n = 0; n < count; n++) expect((await socket.next()).payload.n).toBe(n)
    const text = JSON.stringify({ type: 'ping', payload: { text: 'äöü'.repeat(10) } })
    const bytes = Buffer.from(text)
    for (const [at, byte] of bytes.entries())
      socket.ws.send(Buffer.from([byte]), { binary: false, fin: at === bytes.length - 1 })
    expect((await socket.next()).payload.text).toBe('äöü'.repeat(10))
  })

  test('a hundred thousand ids that are completed and never asked for cost nothing', async () => {
    await start()
    using socket = await readySocket(gateway.url)
    for (let n = 0; n < 100_000; n++) socket.send({ type: 'complete', id: `${n}` })
    socket.send({ type: 'subscribe', id: 'x', payload: { query: '{ __typename }' } })
    expect(await socket.next()).toMatchObject({ type: 'next', id: 'x' })
  })

  test('there may be two hundred operations on a connection', async () => {
    await start()
    using socket = await readySocket(gateway.url)
    const payload = { query: `subscription ${ONE}`, variables: { key: key(1) } }
    for (let n = 0; n < 200; n++) socket.send({ type: 'subscribe', id: `${n}`, payload })
    for (let n = 0; n < 200; n++) expect((await socket.next()).type).toBe('next')
    socket.send({ type: 'subscribe', id: 'more', payload })
    expect(await socket.next()).toMatchObject({
      type: 'error',
      id: 'more',
      payload: [{ extensions: { code: 'LIMIT_EXCEEDED', rule: 'operationsPerSocket', limit: 200 } }],
    })
    socket.send({ type: 'complete', id: '0' })
    socket.send({ type: 'subscribe', id: 'again', payload })
    expect(await socket.next()).toMatchObject({ type: 'next', id: 'again' })
  })
})

describe('the way in', () => {
  async function refusedUpgrade(path: string, headers: Record<string, string>) {
    const { request } = await import('node:http')
    const base = {
      connection: 'upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    }
    return new Promise<{ status: number | undefined; error: { message: string; extensions: { code: string } } }>(
      (resolve, reject) => {
        const asking = request(gateway.origin + path, { headers: { ...base, ...headers } })
        asking.once('error', reject)
        asking.once('upgrade', (response, socket) => {
          socket.destroy()
          resolve({ status: response.statusCode, error: { message: '', extensions: { code: '' } } })
        })
        asking.once('response', async (response) => {
          const text = (await response.toArray()).join('')
          resolve({ status: response.statusCode, error: JSON.parse(text).errors?.[0] })
        })
        asking.end()
      },
    )
  }
  const protocol = { 'sec-websocket-protocol': 'graphql-transport-ws' }

  test.each<[string, string, Record<string, string>, number, RegExp]>([
    ['another path', '/other', protocol, 404, /`\/graphql`/],
    ['no protocol', '/graphql', {}, 400, /`graphql-transport-ws`/],
    ['the older protocol', '/graphql', { 'sec-websocket-protocol': 'graphql-ws' }, 400, /older one/],
    ['another version', '/graphql', { ...protocol, 'sec-websocket-version': '7' }, 426, /version 13/],
    ['a key that is none', '/graphql', { ...protocol, 'sec-websocket-key': 'x' }, 400, /Sec-WebSocket-Key/],
    ['another protocol of HTTP', '/graphql', { ...protocol, upgrade: 'h2c' }, 426, /shouldUpgradeCallback/],
    ['another host', '/graphql', { ...protocol, host: 'evil.example' }, 421, /GATEWAY_ALLOWED_HOSTS/],
    [
      'a page of another site',
      '/graphql',
      { ...protocol, origin: 'https://evil.example' },
      403,
      /GATEWAY_CORS_ORIGINS/,
    ],
    ['a page without an origin', '/graphql', { ...protocol, origin: 'null' }, 403, /GATEWAY_CORS_ORIGINS/],
    [
      'what a browser says is of another site',
      '/graphql',
      { ...protocol, 'sec-fetch-site': 'cross-site' },
      403,
      /another site/,
    ],
  ])('%s is refused in HTTP', async (_, path, headers, status, message) => {
    await start()
    const refused = await refusedUpgrade(path, headers)
    expect(refused.status).toBe(status)
    expect(refused.error.message).toMatch(message)
    // Nobody is let in by a refusal.
    await vi.waitFor(async () => expect(await gateway.connections()).toBe(0))
    expect(log.requests()).toMatchObject([{ method: 'GET', status, outcome: 'refused' }])
  })

  test('pages of this site and of those that CORS lists may connect', async () => {
    await start({ GATEWAY_CORS_ORIGINS: 'https://app.example' })
    const { host, port } = new URL(gateway.origin)
    for (const [origin, status] of [
      [`http://${host}`, 101],
      ['https://app.example', 101],
      [`http://localhost:${port}`, 403],
      ['https://other.example', 403],
    ] as const) {
      expect((await refusedUpgrade('/graphql', { ...protocol, origin })).status, origin).toBe(status)
    }
    const sameSite = { ...protocol, origin: 'https://app.example', 'sec-fetch-site': 'same-site' }
    expect((await refusedUpgrade('/graphql', sameSite)).status).toBe(101)
  })

  test('a server of somebody else’s hands over its upgrades', async () => {
    const own = createGateway({ CAMUNDA_REST_ADDRESS: upstream.url, CAMUNDA_VERSION: '8.10' })
    await start()
    const server = createServer(own.handle)
    server.on('upgrade', own.handleUpgrade)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    using socket = socketClient(`http://127.0.0.1:${port}/graphql`)
    const asked = socket.ask(`query ${ONE}`, { key: key(1) })
    expect([await asked.next(), await asked.next()]).toEqual([ofOne(1), 'complete'])
    const closing = socket.ask(`subscription ${ONE}`, { key: key(1) })
    await closing.next()
    await own.close()
    expect(await closing.next()).toMatchObject({ closed: 1001 })
    await new Promise((resolve) => server.close(resolve))
  })
})
