import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startGateway } from './support/gateway.ts'
import { key, processInstance } from './support/rows.ts'
import { expectNoViolations, type Fault, startUpstream } from './support/upstream.ts'

const LIST = '{ processInstances { totalCount } }'
const ONE = `{ processInstance(processInstanceKey: "${key(1)}") { state } }`
const CANCEL = `mutation { cancelProcessInstance(input: { processInstanceKey: "${key(1)}" }) { __typename } }`
const ACTIVATE = 'mutation { activateJobs(input: { type: "a", maxJobsToActivate: 1, timeout: 1000 }) { __typename } }'
/** Each call once, and the breaker looks as soon as it may. */
const EAGER = { CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS: '1', GATEWAY_BREAKER_AFTER_MS: '1' }

const notSent = (operation: string) => ({
  message: `${operation} was not sent: the cluster has given no answer for a while. Try again later.`,
  extensions: { code: 'UPSTREAM_UNAVAILABLE', operation, retryable: true, retryAfter: expect.any(Number) },
})

// The log says why connections failed; here they fail on purpose.
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})

afterEach(() => {
  vi.restoreAllMocks()
})

async function start(config: Record<string, string> = EAGER) {
  const upstream = await startUpstream({
    rows: { processInstances: [processInstance({ processInstanceKey: key(1) })] },
    answers: { cancelProcessInstance: () => ({}), activateJobs: () => ({ body: { jobs: [] } }) },
  })
  const gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9', ...config })
  return {
    upstream,
    gateway,
    ask: gateway.ask,
    async [Symbol.asyncDispose]() {
      await upstream.close()
      await gateway.close()
    },
  }
}

/** An address that does this to every connection; how many there were is counted. */
async function startDead(onConnection: (socket: Socket) => void) {
  const sockets = new Set<Socket>()
  const dead = {
    connections: 0,
    url: '',
    port: 0,
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
  const server: Server = createServer((socket) => {
    dead.connections++
    sockets.add(socket.on('error', () => {}))
    onConnection(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('no port')
  dead.port = address.port
  dead.url = `http://127.0.0.1:${address.port}`
  return dead
}

/** Asks until the gateway does not send any more; answers that error. */
async function untilOpen(ask: (query: string) => Promise<{ errors?: readonly { message: string }[] }>, query = LIST) {
  for (let n = 0; n < 1_000; n++) {
    const [error] = (await ask(query)).errors ?? []
    if (error?.message.includes('was not sent')) return error
  }
  throw new Error('it never opened')
}

describe('an address that is dead', () => {
  test('is not asked for each call any more: they fail at once and say when to come back', async () => {
    const dead = await startDead((socket) => socket.resetAndDestroy())
    await using gateway = await startGateway(dead, { CAMUNDA_VERSION: '8.9', ...EAGER })
    expect(await untilOpen(gateway.ask)).toMatchObject(notSent('searchProcessInstances'))
    const { connections } = dead
    const began = performance.now()
    for (let n = 0; n < 100 || performance.now() - began < 1_000; n++) {
      // A command that was not sent has no unknown outcome.
      const { status, errors } = await gateway.ask(n % 2 === 0 ? CANCEL : ONE)
      // 503 is for the gateway's own overload alone.
      expect(status).toBe(200)
      expect(errors).toHaveLength(1)
      expect(errors?.[0]).toMatchObject(notSent(n % 2 === 0 ? 'cancelProcessInstance' : 'getProcessInstance'))
      expect(errors?.[0]?.extensions).not.toHaveProperty('outcomeUnknown')
      expect(errors?.[0]?.extensions?.retryAfter).toBeGreaterThanOrEqual(1)
      expect(errors?.[0]?.extensions?.retryAfter).toBeLessThanOrEqual(2)
    }
    expect((await gateway.ask(ACTIVATE)).errors?.[0]).toMatchObject(notSent('activateJobs'))
    // It asks by itself: after 100 ms, then 200, 400 and so on.
    const asked = 1 + Math.log2(1 + (performance.now() - began) / 100)
    expect(dead.connections - connections).toBeLessThanOrEqual(asked)
    await dead.close()
  })

  test('is found again soon after it is back, by a question in nobody’s name', async () => {
    const dead = await startDead((socket) => socket.resetAndDestroy())
    await using gateway = await startGateway(dead, {
      CAMUNDA_VERSION: '8.9',
      CAMUNDA_AUTH_STRATEGY: 'FORWARD',
      ...EAGER,
    })
    const ask = (query: string) => gateway.ask(query, {}, { authorization: 'Bearer of-somebody' })
    await untilOpen(ask)
    // Whoever asks whether the gateway is ready need not wait either.
    const ready = await fetch(`${gateway.origin}/ready`)
    expect(ready.status).toBe(503)
    expect((await ready.json()) as object).toMatchObject({ ready: false, reason: notSent('getTopology').message })
    await dead.close()
    const requests: Array<Pick<IncomingMessage, 'method' | 'url' | 'headers'>> = []
    const back = createHttpServer(({ method, url, headers }, response) => {
      requests.push({ method, url, headers })
      if (!headers.authorization) return response.writeHead(401).end()
      return response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"items":[],"page":{"totalItems":0,"startCursor":null,"endCursor":null,"hasMoreTotalItems":false}}')
    })
    await new Promise<void>((resolve) => back.listen(dead.port, '127.0.0.1', resolve))
    const began = performance.now()
    await vi.waitFor(async () => expect((await ask(LIST)).errors).toBeUndefined(), { timeout: 8_000, interval: 5 })
    // The longest pause is two seconds; the rest is for slow machines.
    expect(performance.now() - began).toBeLessThan(4_000)
    // 401 is an answer, too.
    expect(requests[0]).toMatchObject({ method: 'GET', url: '/v2/topology' })
    expect(requests[0]?.headers).not.toHaveProperty('authorization')
    expect(requests.filter(({ url }) => url === '/v2/topology')).toHaveLength(1)
    for (let n = 0; n < 20; n++) expect((await ask(LIST)).errors).toBeUndefined()
    back.close()
    back.closeAllConnections()
  })

  test('is one that takes connections and says nothing, too', async () => {
    const dead = await startDead(() => {})
    await using gateway = await startGateway(dead, {
      CAMUNDA_VERSION: '8.9',
      GATEWAY_UPSTREAM_TIMEOUT_MS: '100',
      ...EAGER,
    })
    await untilOpen(gateway.ask)
    const began = performance.now()
    for (let n = 0; n < 10; n++)
      expect((await gateway.ask(ONE)).errors?.[0]).toMatchObject(notSent('getProcessInstance'))
    expect(performance.now() - began).toBeLessThan(900)
    await dead.close()
  })

  test('is asked for every call where the breaker is switched off', async () => {
    const dead = await startDead((socket) => socket.resetAndDestroy())
    await using gateway = await startGateway(dead, { CAMUNDA_VERSION: '8.9', ...EAGER, GATEWAY_BREAKER_AFTER_MS: '0' })
    for (let n = 0; n < 60; n++) {
      expect((await gateway.ask(ONE)).errors?.[0]?.message).not.toContain('was not sent')
    }
    expect(dead.connections).toBe(60)
    await dead.close()
  })

  test('is asked for every call until it has been dead for as long as is configured', async () => {
    const dead = await startDead((socket) => socket.resetAndDestroy())
    await using gateway = await startGateway(dead, {
      CAMUNDA_VERSION: '8.9',
      ...EAGER,
      GATEWAY_BREAKER_AFTER_MS: '60000',
    })
    for (let n = 0; n < 60; n++) {
      expect((await gateway.ask(ONE)).errors?.[0]?.message).not.toContain('was not sent')
    }
    await dead.close()
  })

  test('leaves nothing in the queue: who has waited is told at once', async () => {
    await using started = await start({ ...EAGER, GATEWAY_MAX_UPSTREAM_CALLS: '1' })
    const { upstream } = started
    upstream.fault = ({ operation }) => (operation.startsWith('search') ? 'hang' : 'reset')
    const first = new AbortController()
    const holding = fetch(started.gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: LIST }),
      signal: first.signal,
    }).catch(() => 'left')
    await vi.waitFor(() => expect(upstream.operations()).toEqual(['searchProcessInstances']))
    const waiting = started.ask('{ userTasks { totalCount } jobs { totalCount } incidents { totalCount } }')
    // Polls have no limit: they find out that the address is dead.
    await untilOpen(started.ask, ACTIVATE)
    first.abort()
    expect(await holding).toBe('left')
    const { errors } = await waiting
    expect(errors).toHaveLength(3)
    expect(errors).toMatchObject([notSent('searchUserTasks'), notSent('searchJobs'), notSent('searchIncidents')])
    expect(upstream.operations().filter((operation) => operation.startsWith('search'))).toHaveLength(1)
  })
})

describe('an address that is alive', () => {
  const ALIVE: Array<[string, Fault]> = [
    ['400', { status: 400 }],
    ['403', { status: 403 }],
    ['429', { status: 429 }],
    ['500', { status: 500 }],
    ['502', { status: 502 }],
    ['503', { status: 503 }],
    ['504', { status: 504 }],
    ['HTML', 'html'],
    ['cut JSON', 'truncatedJson'],
    ['a redirect', { redirect: 'http://127.0.0.1:1/' }],
  ]

  test.each(ALIVE)('is not taken for dead because it answers %s', async (_name, fault) => {
    await using started = await start()
    started.upstream.fault = () => fault
    for (let n = 0; n < 20; n++) {
      const { errors } = await started.ask(n % 2 === 0 ? LIST : CANCEL)
      expect(errors?.[0]?.message).not.toContain('was not sent')
    }
    expect(started.upstream.calls).toHaveLength(20)
    started.upstream.fault = undefined
    expect((await started.ask(LIST)).errors).toBeUndefined()
  })

  test('is not taken for dead because callers leave', async () => {
    await using started = await start()
    started.upstream.fault = ({ operation }) => (operation === 'searchProcessInstances' ? 'hang' : undefined)
    for (let n = 1; n <= 10; n++) {
      const gone = new AbortController()
      const asked = fetch(started.gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: LIST }),
        signal: gone.signal,
      }).catch(() => 'left')
      await vi.waitFor(() => expect(started.upstream.calls).toHaveLength(n))
      gone.abort()
      expect(await asked).toBe('left')
      await vi.waitFor(() => expect(started.upstream.calls.at(-1)?.aborted).toBe(true))
    }
    // Not even suspected: nobody has asked it anything else.
    expect(started.upstream.operations({ topology: true })).toEqual(new Array(10).fill('searchProcessInstances'))
    expect((await started.ask(ONE)).errors).toBeUndefined()
  })

  test('is not even suspected for old calls that break while others are answered', async () => {
    await using started = await start({ ...EAGER, GATEWAY_BREAKER_AFTER_MS: '300' })
    const { upstream } = started
    const { promise: broken, reject: breakAll } = Promise.withResolvers<undefined>()
    upstream.answers.searchProcessInstances = () => broken
    const lists = Array.from({ length: 8 }, (_, n) => `l${n}: processInstances(first: ${n + 1}) { nodes { state } }`)
    const asked = started.ask(`{ ${lists.join(' ')} }`)
    await vi.waitFor(() => expect(upstream.calls).toHaveLength(8))
    const began = performance.now()
    while (performance.now() - began < 400) expect((await started.ask(ONE)).errors).toBeUndefined()
    breakAll(new Error('broken'))
    expect((await asked).errors).toHaveLength(8)
    expect((await started.ask(ONE)).errors).toBeUndefined()
    expect(upstream.operations({ topology: true })).not.toContain('getTopology')
  })

  test('is not taken for dead where others were answered while it was looked at', async () => {
    await using started = await start()
    const { upstream } = started
    const looks = () => upstream.calls.filter(({ operation }) => operation === 'getTopology')
    upstream.fault = ({ operation }) =>
      operation === 'getTopology' ? 'hang' : operation === 'searchProcessInstances' ? 'reset' : undefined
    for (let n = 0; looks().length === 0 && n < 100; n++) await started.ask(LIST)
    expect((await started.ask(ONE)).errors).toBeUndefined()
    // The look itself ends without an answer.
    await vi.waitFor(() => expect(looks()[0]?.aborted).toBe(true), { timeout: 5_000 })
    for (let n = 0; n < 3; n++) expect((await started.ask(ONE)).errors).toBeUndefined()
  })

  test.each<[string, Fault, string]>([
    ['take too long', 'hang', 'UPSTREAM_TIMEOUT'],
    ['break its connections', 'reset', 'UPSTREAM_UNAVAILABLE'],
  ])('is not taken for dead because one caller’s questions %s', async (_name, fault, code) => {
    await using started = await start({ ...EAGER, GATEWAY_UPSTREAM_TIMEOUT_MS: '250' })
    started.upstream.fault = ({ operation }) => (operation === 'searchProcessInstances' ? fault : undefined)
    for (let n = 0; n < 15; n++) {
      const { errors } = await started.ask(LIST)
      expect(errors?.[0]?.message).not.toContain('was not sent')
      expect(errors?.[0]?.extensions?.code).toBe(code)
    }
    const calls = started.upstream.operations({ topology: true })
    expect(calls.filter((operation) => operation === 'searchProcessInstances')).toHaveLength(15)
    // It was asked something plain, once for each five failures, in nobody's name.
    expect(calls.filter((operation) => operation === 'getTopology').length).toBeGreaterThanOrEqual(1)
    expect(calls.filter((operation) => operation === 'getTopology').length).toBeLessThanOrEqual(3)
    expect((await started.ask(ONE)).data).toEqual({ processInstance: { state: 'ACTIVE' } })
    expect((await started.ask(CANCEL)).errors).toBeUndefined()
    expectNoViolations(started.upstream)
  })
})
