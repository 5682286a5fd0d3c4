import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { ExecutionResult } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { eventParts } from '../src/answers/event-parts.ts'
import { EVENT_STREAM } from '../src/answers/stream-framing.ts'
import type { ExecutorName } from '../src/execution/executors.ts'
import type { GatewayOptions } from '../src/gateway/gateway.ts'
import { ask, type Extension, type GatewayContext, load } from '../src/index.ts'
import { tracing } from '../src/telemetry/tracing/tracing.ts'
import { useClock } from './support/clock.ts'
import { type Listening, listen, Source } from './support/events.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { AUDIENCE, startIssuer } from './support/issuer.ts'
import { keepingLog } from './support/log.ts'
import { key, processInstance } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'

/** An event: what its answer is, or what its resolver throws. */
type Move = { moved: string } | { error: Error } | { callback: () => unknown }

let source: Source<Move>
/** What opens the source, in place of opening at once. */
let opening: (context: GatewayContext) => unknown

const extension: Extension = {
  typeDefs: /* GraphQL */ `
    type Subscription {
      moved(times: Int): ProcessInstance
      text: String
    }
    extend type ProcessInstance {
      peers(first: Int): ProcessInstanceConnection
    }
  `,
  resolvers: {
    Subscription: {
      moved: {
        subscribe: (_, _args, context) => opening(context) as Source<Move>,
        resolve: (move: Move, _args, context) => {
          if ('error' in move) throw move.error
          return 'callback' in move ? move.callback() : load(context, 'ProcessInstance', move.moved)
        },
      },
      text: { subscribe: () => source, resolve: ({ moved }: { moved: string }) => 'x'.repeat(Number(moved)) },
    },
    ProcessInstance: { peers: (_, args: object, context, info) => ask(context, info, 'processInstances', args) },
  },
}

const MOVED = 'subscription Watch { moved { processInstanceKey state } }'

let upstream: Upstream
let gateway: RunningGateway
let listening: Listening | undefined
let log: ReturnType<typeof keepingLog>

beforeEach(async () => {
  log = keepingLog()
  source = new Source()
  opening = () => source
  listening = undefined
  upstream = await startUpstream({
    version: '8.10',
    rows: { processInstances: [1, 2, 3].map((n) => processInstance({ processInstanceKey: key(n) })) },
  })
})

afterEach(async () => {
  listening?.leave()
  await gateway.close()
  await upstream.close()
  expectNoViolations(upstream)
})

const WAYS: [string, Plugin[], ExecutorName][] = [
  ['by the gateway’s executor', [], 'compiled'],
  ['with a plugin of the owner’s', [{ onResponse() {} }], 'compiled'],
  ['by graphql-js', [], 'graphql-js'],
]

/** The line of the request, once it is there. */
async function line() {
  await vi.waitFor(() => expect(log.requests()).toHaveLength(1))
  return log.requests()[0]
}

async function start(
  config: Record<string, string> = {},
  plugins: Plugin[] = [],
  options: GatewayOptions & { executor?: ExecutorName } = {},
) {
  const own = { extension, logger: log.logger, ...options }
  gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10', ...config }, plugins, own)
}

async function subscribe(query = MOVED, options: Parameters<typeof listen>[2] = {}): Promise<Listening> {
  listening = await listen(gateway.url, query, options)
  return listening
}

const stateOf = (n: number, state = 'ACTIVE') => ({ data: { moved: { processInstanceKey: key(n), state } } })

describe.each(WAYS)('%s', (_, plugins, executor) => {
  test('each event is answered with what the cluster says by then', async () => {
    await start({}, plugins, { executor })
    const { next, status, headers } = await subscribe()
    expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream'])
    source.push({ moved: key(1) })
    expect(await next()).toEqual(stateOf(1))
    const [row] = upstream.rows.processInstances
    Object.assign(row ?? {}, { state: 'COMPLETED' })
    source.push({ moved: key(1) }, { moved: key(2) })
    expect(await next()).toEqual(stateOf(1, 'COMPLETED'))
    expect(await next()).toEqual(stateOf(2))
    expect(upstream.operations()).toEqual(Array(3).fill('getProcessInstance'))
    source.end()
    expect(await next()).toBeUndefined()
  })

  test('events have the time of a request each, however long the subscription lasts', async () => {
    upstream.answers.getProcessInstance = async ({ path }) => {
      if (path.endsWith(key(2))) await sleep(10_000, undefined, { ref: false })
      return undefined
    }
    await start({ GATEWAY_REQUEST_TIMEOUT_MS: '300' }, plugins, { executor })
    const { next } = await subscribe()
    for (let time = 0; time < 3; time++) {
      await sleep(200)
      source.push({ moved: key(1) })
      expect(await next()).toEqual(stateOf(1))
    }
    source.push({ moved: key(2) }, { moved: key(3) })
    const { data, errors } = await next()
    expect(data).toEqual({ moved: null })
    expect(errors[0].extensions).toMatchObject({ code: 'REQUEST_TIMEOUT', operation: 'getProcessInstance', limit: 300 })
    expect(await next()).toEqual(stateOf(3))
  })

  test('an event that fails ends nothing, and shows nothing of the gateway', async () => {
    await start({}, plugins, { executor })
    const { next } = await subscribe()
    source.push({ error: new Error('secret of the owner') }, { moved: 'x' }, { moved: key(1) })
    const { data, errors } = await next()
    expect(data).toEqual({ moved: null })
    expect(errors).toMatchObject([
      { message: 'Unexpected error.', path: ['moved'], extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ])
    expect((await next()).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
    expect(await next()).toEqual(stateOf(1))
    expect(log.text()).toContain('secret of the owner')
  })

  test('a source that fails is told as the last answer', async () => {
    await start({}, plugins, { executor })
    const { next } = await subscribe()
    source.push({ moved: key(1) })
    expect(await next()).toEqual(stateOf(1))
    source.fail(new Error('secret of the source'))
    const { data, errors } = await next()
    expect(data).toBeUndefined()
    expect(errors).toMatchObject([{ message: 'Unexpected error.', path: ['moved'] }])
    expect(await next()).toBeUndefined()
    expect(log.text()).toContain('secret of the source')
  })

  test('a client that leaves ends the source, and what is read for an event', async () => {
    let isAsked = () => {}
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve
    })
    upstream.answers.getProcessInstance = async () => {
      isAsked()
      await sleep(10_000, undefined, { ref: false })
      return undefined
    }
    await start({}, plugins, { executor })
    const { leave } = await subscribe()
    source.push({ moved: key(1) })
    await asked
    expect(source.returned).toBe(0)
    leave()
    await vi.waitFor(() => expect(source.returned).toBe(1))
    await vi.waitFor(() => expect(upstream.calls.map(({ aborted }) => aborted)).toEqual([true]))
    expect(await line()).toMatchObject({ type: 'subscription', operation: 'Watch', outcome: 'ok' })
  })

  test('a client that leaves between two events ends the source', async () => {
    await start({}, plugins, { executor })
    const { next, leave } = await subscribe()
    source.push({ moved: key(1) })
    expect(await next()).toEqual(stateOf(1))
    leave()
    await vi.waitFor(() => expect(source.returned).toBe(1))
    expect(await line()).toMatchObject({ outcome: 'ok', events: 1, calls: 1 })
  })

  test('the line of the log and the metrics say what was asked, and how its events ended', async () => {
    await start({}, plugins, { metrics: true, executor })
    const { next } = await subscribe()
    source.push({ moved: key(1) }, { moved: 'x' })
    await next()
    await next()
    source.end()
    expect(await next()).toBeUndefined()
    const { ms: _, requestId: _id, ...facts } = await line()
    expect(facts).toEqual({
      type: 'subscription',
      operation: 'Watch',
      events: 2,
      status: 200,
      outcome: 'partial',
      errors: ['BAD_USER_INPUT'],
      calls: 1,
    })
    const metrics = gateway.gateway.metrics() ?? ''
    expect(metrics).toContain('gateway_requests_total{operation="Watch",type="subscription",outcome="partial"} 1')
    // It lasts as long as its client wants.
    expect(metrics).not.toContain('gateway_request_duration_seconds_count{operation="Watch"}')
  })

  test('variables are held against their types once, before the source is opened', async () => {
    await start({}, plugins, { executor })
    const query = 'subscription ($times: Int) { moved(times: $times) { state } }'
    const { next } = await subscribe(query, { variables: { times: 'x' } })
    expect((await next()).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
    expect(await next()).toBeUndefined()
    expect(source.asked).toBe(0)
  })

  test('no more events are asked for than the client reads', async () => {
    await start({}, plugins, { executor })
    source.push(...Array.from({ length: 1_000 }, () => ({ moved: '100000' })))
    const { next } = await subscribe('subscription { text }')
    for (let time = 0; time < 3; time++) expect((await next()).data.text).toHaveLength(100_000)
    let before = -1
    await vi.waitFor(
      () => {
        const { asked } = source
        const isOneMore = asked !== before
        before = asked
        expect(isOneMore).toBe(false)
      },
      { timeout: 20_000, interval: 300 },
    )
    expect(source.asked).toBeLessThan(900)
  })
})

describe('what is asked', () => {
  test('is refused where nobody could be answered, before the source is opened', async () => {
    let opened = 0
    opening = () => {
      opened++
      return source
    }
    await start({ GATEWAY_MAX_BATCH_SIZE: '2' })
    const { status, errors } = await gateway.ask(MOVED)
    expect([status, errors?.[0]?.extensions?.code]).toEqual([406, 'BAD_USER_INPUT'])
    expect(errors?.[0]?.message).toContain('accept: text/event-stream')
    const batch = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ query: MOVED }, { query: '{ __typename }' }]),
    })
    const [first, second] = await batch.json()
    expect(first.errors[0].message).toContain('request of its own')
    expect(second).toEqual({ data: { __typename: 'Query' } })
    const { next } = await subscribe('subscription { moved @include(if: false) { state } }')
    expect((await next()).errors[0].message).toContain('@skip and @include leave none')
    expect(opened).toBe(0)
  })

  test('keeps the limits of documents and of nodes', async () => {
    await start({ GATEWAY_MAX_NODES: '100', GATEWAY_MAX_DEPTH: '5' })
    const codes = async (query: string) => {
      const { next } = await subscribe(query)
      return (await next()).errors.map(({ extensions }: { extensions: { rule: string } }) => extensions.rule)
    }
    expect(await codes('subscription { moved { peers(first: 101) { nodes { state } } } }')).toEqual(['nodes'])
    const deep =
      'moved { parentProcessInstance { parentProcessInstance { parentProcessInstance { peers { totalCount } } } } }'
    expect(await codes(`subscription { ${deep} }`)).toEqual(['depth'])
    expect(source.asked).toBe(0)
  })

  test('is charged when it opens, its calls as they come, and no event is executed without a point', async () => {
    await start({ GATEWAY_RATE_LIMIT: '4', GATEWAY_RATE_LIMIT_WINDOW_S: '3600' })
    const { next, headers } = await subscribe()
    expect(headers.get('ratelimit')).toMatch(/^"caller";r=3;/)
    source.push(...[1, 2, 3, 1].map((n) => ({ moved: key(n) })))
    for (const n of [1, 2, 3]) expect(await next()).toEqual(stateOf(n))
    const { data, errors } = await next()
    expect(data).toBeUndefined()
    expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryable: true } }])
    expect(upstream.operations()).toHaveLength(3)
    expect(await gateway.ask('{ __typename }')).toMatchObject({ status: 429 })
    // Goes on once there are points again.
    source.push({ moved: key(1) })
    expect((await next()).errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }])
    expect(source.returned).toBe(0)
  })

  test('is refused where it costs more than the caller has', async () => {
    await start({ GATEWAY_RATE_LIMIT: '2', GATEWAY_RATE_LIMIT_WINDOW_S: '3600' })
    const { next } = await subscribe('subscription { moved { peers(first: 1000) { nodes { state } } } }')
    expect((await next()).errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }])
    expect(source.asked).toBe(0)
  })

  test('may make so many calls of the cluster for each event', async () => {
    await start({ GATEWAY_MAX_CALLS_PER_REQUEST: '1', GATEWAY_SHARE_READS: 'false' })
    const { next } = await subscribe('subscription { moved { state peers(first: 1) { totalCount } } }')
    source.push({ moved: key(1) }, { moved: key(2) })
    for (let event = 0; event < 2; event++) {
      const { data, errors } = await next()
      expect(data.moved).toEqual({ state: 'ACTIVE', peers: null })
      expect(errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED', rule: 'calls', limit: 1 } }])
    }
  })

  test('must be open within the time of a request', async () => {
    opening = async () => {
      await sleep(200)
      return source
    }
    await start({ GATEWAY_REQUEST_TIMEOUT_MS: '50' })
    const { next } = await subscribe()
    expect((await next()).errors).toMatchObject([{ extensions: { code: 'REQUEST_TIMEOUT', rule: 'requestMs' } }])
    expect(await next()).toBeUndefined()
    expect(source.returned).toBe(1)
  })

  test('is ended as soon as it is open where its client has left by then', async () => {
    let letGo = (_: unknown) => {}
    opening = () =>
      new Promise((resolve) => {
        letGo = resolve
      })
    await start()
    const leaving = new AbortController()
    const asking = fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: MOVED }),
      signal: leaving.signal,
    })
    asking.catch(() => {})
    const before = letGo
    await vi.waitFor(() => expect(letGo).not.toBe(before))
    leaving.abort()
    expect(await line()).toMatchObject({ operation: 'Watch', outcome: 'left' })
    letGo(source)
    await vi.waitFor(() => expect(source.returned).toBe(1))
    expect(source.asked).toBe(0)
  })

  test('may be refused by its own resolver', async () => {
    opening = (context) => load(context, 'ProcessInstance', 'x')
    await start()
    const { next } = await subscribe()
    expect((await next()).errors).toMatchObject([{ path: ['moved'], extensions: { code: 'BAD_USER_INPUT' } }])
    expect(await next()).toBeUndefined()
  })
})

describe('with a policy', () => {
  const files = mkdtempSync(join(tmpdir(), 'gateway-subscriptions-'))
  afterAll(() => rmSync(files, { recursive: true }))

  test('events show what the caller may see', async () => {
    const policy = join(files, 'policy.json')
    writeFileSync(policy, JSON.stringify({ rules: [{ name: 'no incidents', deny: ['searchIncidents'] }] }))
    await start({ GATEWAY_POLICY_FILE: policy })
    const { next } = await subscribe('subscription { moved { state incidents { totalCount } } }')
    source.push({ moved: key(1) })
    const { data, errors } = await next()
    expect(data).toEqual({ moved: { state: 'ACTIVE', incidents: null } })
    expect(errors).toMatchObject([{ path: ['moved', 'incidents'], extensions: { code: 'FORBIDDEN' } }])
    expect(upstream.operations()).toEqual(['getProcessInstance'])
  })
})

describe('budgets', () => {
  const used = (name: string) =>
    Number(new RegExp(`gateway_budget_used\\{budget="${name}"\\} (\\d+)`).exec(gateway.gateway.metrics() ?? '')?.[1])

  test('a subscription that waits holds nothing, and each of its events what a question does', async () => {
    let letGo = () => {}
    const gone = new Promise<void>((resolve) => {
      letGo = resolve
    })
    upstream.answers.searchProcessInstances = async () => {
      await gone
      return undefined
    }
    await start({ GATEWAY_MAX_REQUESTS: '1' }, [], { metrics: true })
    const { next } = await subscribe('subscription { moved { state peers(first: 1000) { nodes { state } } } }')
    await vi.waitFor(() => expect(used('questions')).toBe(0))
    expect(await gateway.ask('{ __typename }')).toMatchObject({ status: 200 })
    source.push({ moved: key(1) })
    await vi.waitFor(() => expect(upstream.operations()).toEqual(['getProcessInstance', 'searchProcessInstances']))
    expect([used('questions'), used('bodies')]).toEqual([1, 0])
    expect(used('answers')).toBeGreaterThan(0)
    expect(await gateway.ask('{ __typename }')).toMatchObject({ status: 503 })
    letGo()
    expect((await next()).data.moved.peers.nodes).toHaveLength(3)
    expect([used('questions'), used('nodes'), used('answers')]).toEqual([0, 0, 0])
  })

  test('an event for which there is no room is answered so, and the next one is executed', async () => {
    await start({ GATEWAY_MAX_REQUESTS: '1' }, [], { metrics: true })
    const { next } = await subscribe()
    let letGo = () => {}
    upstream.answers.searchProcessInstances = () =>
      new Promise((resolve) => {
        letGo = () => resolve(undefined)
      })
    const asking = gateway.ask('{ processInstances { totalCount } }')
    await vi.waitFor(() => expect(upstream.operations()).toEqual(['searchProcessInstances']))
    source.push({ moved: key(1) })
    expect((await next()).errors).toMatchObject([{ extensions: { code: 'OVERLOADED', retryable: true } }])
    letGo()
    expect((await asking).status).toBe(200)
    source.push({ moved: key(1) })
    expect(await next()).toEqual(stateOf(1))
  })
})

test('what a client does not read is counted, and ends with its connection', async () => {
  await start({ GATEWAY_SEND_TIMEOUT_MS: '1000' }, [], { metrics: true })
  const used = () => /gateway_budget_used\{budget="sending"\} (\d+)/.exec(gateway.gateway.metrics() ?? '')?.[1]
  source.push(...Array.from({ length: 1_000 }, () => ({ moved: '100000' })))
  const { next } = await subscribe('subscription { text }')
  await next()
  await vi.waitFor(() => expect(Number(used())).toBeGreaterThan(100_000))
  await vi.waitFor(() => expect(source.returned).toBe(1), { timeout: 10_000 })
  expect(source.asked).toBeLessThan(900)
  expect(used()).toBe('0')
  expect(await line()).toMatchObject({ type: 'subscription', outcome: 'ok' })
})

test('an answer that is too long to wait for its client is told as such, and the next one comes', async () => {
  await start({ GATEWAY_MEMORY_BYTES: String(64 * 1024 * 1024) })
  const { next } = await subscribe('subscription { text }')
  source.push({ moved: '9000000' }, { moved: '3' })
  expect((await next()).errors).toMatchObject([{ extensions: { code: 'OVERLOADED', retryable: true } }])
  expect(await next()).toEqual({ data: { text: 'xxx' } })
})

test('who waits for an event longer than answers may lie unread is not ended', async () => {
  const clock = useClock()
  await start({ GATEWAY_SEND_TIMEOUT_MS: '1000' })
  const quiet = source
  const { next } = await subscribe()
  quiet.push({ moved: key(1) })
  expect(await next()).toEqual(stateOf(1))
  // Beside it one who reads no further: once that is ended, all have been looked at.
  source = new Source()
  const unread = await listen(gateway.url, 'subscription { text }')
  source.push(...Array.from({ length: 1_000 }, () => ({ moved: '100000' })))
  await unread.next()
  clock.pass(60)
  await vi.waitFor(() => expect(source.returned).toBe(1), { timeout: 10_000 })
  quiet.push({ moved: key(2) })
  expect(await next()).toEqual(stateOf(2))
  unread.leave()
})

test('a client is told from time to time that the connection lives', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const waiting = new Source<ExecutionResult>()
    const parts = eventParts(waiting, EVENT_STREAM, async (result) => [Buffer.from(JSON.stringify(result))])
    const nextText = async () => {
      const { value } = await parts.next()
      return value && Buffer.concat([...value.pieces]).toString()
    }
    expect(await nextText()).toBe(':\n\n')
    for (let time = 0; time < 3; time++) {
      const coming = nextText()
      await vi.advanceTimersByTimeAsync(12_000)
      expect(await coming).toBe(':\n\n')
    }
    waiting.push({ data: {} })
    expect(await nextText()).toBe('{"data":{}}')
    expect(waiting.asked).toBe(1)
    const last = nextText()
    waiting.end()
    expect(await last).toBe('event: complete\ndata:\n\n')
    expect(await nextText()).toBeUndefined()
  } finally {
    vi.useRealTimers()
  }
})

test('a subscription ends with the token that it was opened with', async () => {
  await using issuer = await startIssuer()
  const { sign } = await issuer.signer()
  await start({ GATEWAY_JWT_ISSUER: issuer.issuer, GATEWAY_JWT_AUDIENCE: AUDIENCE })
  const token = await sign()
  const { next } = await subscribe(MOVED, { headers: { authorization: `Bearer ${token}` } })
  source.push({ moved: key(1) })
  expect(await next()).toEqual(stateOf(1))
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 24 * 3_600_000)
  source.push({ moved: key(1) })
  expect((await next()).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
  expect(await next()).toBeUndefined()
  expect(source.returned).toBe(1)
  vi.restoreAllMocks()
})

test('the calls of all events are a part of the request’s span', async () => {
  const exporter = new InMemorySpanExporter()
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
  await start({}, [], { tracing: tracing(provider.getTracer('test')) })
  const { next, leave } = await subscribe()
  source.push({ moved: key(1) }, { moved: key(2) })
  await next()
  await next()
  leave()
  await vi.waitFor(() => expect(exporter.getFinishedSpans()).toHaveLength(3))
  const [one, other, request] = exporter.getFinishedSpans()
  expect([one?.name, other?.name, request?.name]).toEqual([
    'getProcessInstance',
    'getProcessInstance',
    'subscription Watch',
  ])
  const parent = request?.spanContext().spanId
  expect([one, other].map((call) => call?.parentSpanContext?.spanId)).toEqual([parent, parent])
  expect(request?.attributes).toMatchObject({ 'gateway.outcome': 'ok', 'gateway.upstream_calls': 2 })
})

test('a server without node:http is answered alike, and ends the source when its stream is given up', async () => {
  await start()
  const answer = await gateway.gateway.fetch(
    new Request('http://gateway/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: MOVED }),
    }),
  )
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  source.push({ moved: key(1) })
  let text = ''
  while (!text.includes('ACTIVE')) text += (await reader?.read())?.value ?? ''
  await reader?.cancel()
  await vi.waitFor(() => expect(source.returned).toBe(1))
})
