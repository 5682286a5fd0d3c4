import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { GatewayOptions } from '../src/gateway/gateway.ts'
import { type Listening, listen } from './support/events.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { AUDIENCE, type Issuer, startIssuer } from './support/issuer.ts'
import { keepingLog } from './support/log.ts'
import { key, processInstance, userTask } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'

let upstream: Upstream
let gateway: RunningGateway
let log: ReturnType<typeof keepingLog>
const open: Listening[] = []

beforeEach(async () => {
  log = keepingLog()
  await startOn('8.10')
})

async function startOn(version: '8.8' | '8.10') {
  upstream = await startUpstream({
    version,
    rows: {
      processInstances: Array.from({ length: 30 }, (_, n) => processInstance({ processInstanceKey: key(n + 1) })),
      userTasks: Array.from({ length: 30 }, (_, n) => userTask({ userTaskKey: key(n + 1), state: 'CREATED' })),
    },
  })
}

afterEach(async () => {
  for (const one of open.splice(0)) one.leave()
  await vi.waitFor(() => expect(used('subscriptions')).toBe(0))
  expect(['live', 'questions', 'nodes', 'sending'].map(used)).toEqual([0, 0, 0, 0])
  await gateway.close()
  await upstream.close()
  expectNoViolations(upstream)
  expect(log.lines.filter(({ message }) => message === 'unexpected error')).toEqual([])
})

const FAST = { GATEWAY_LIVE_MIN_INTERVAL_MS: '100', GATEWAY_LIVE_MAX_INTERVAL_MS: '100' }
/** No point comes back while a test runs. */
const points = (count: number) => ({ GATEWAY_RATE_LIMIT: String(count), GATEWAY_RATE_LIMIT_WINDOW_S: '36000' })

async function start(config: Record<string, string> = {}, options: GatewayOptions = {}) {
  gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10', ...FAST, ...config }, [], {
    logger: log.logger,
    metrics: true,
    ...options,
  })
}

async function subscribe(query: string, options: Parameters<typeof listen>[2] = {}): Promise<Listening> {
  const one = await listen(gateway.url, query, options)
  open.push(one)
  return one
}

function used(budget: string): number {
  const found = new RegExp(`gateway_budget_used\\{budget="${budget}"\\} (\\S+)`).exec(gateway.gateway.metrics() ?? '')
  return Number(found?.[1])
}

const LIST = 'subscription { processInstances { totalCount nodes { processInstanceKey state } } }'
const TASK = 'subscription ($key: ID!) { userTask(userTaskKey: $key) { name } }'
const TASKS = 'subscription { userTasks { totalCount nodes { name } } }'
const numbered = (n: number) => `subscription { a${n}: processInstances(first: ${n + 1}) { totalCount } }`

const change = (n: number, to: object) => {
  const row = upstream.rows.processInstances.find(({ processInstanceKey }) => processInstanceKey === key(n))
  Object.assign(row ?? {}, to)
}

describe('callers with points', () => {
  let issuer: Issuer
  let signer: Awaited<ReturnType<Issuer['signer']>>

  beforeEach(async () => {
    issuer = await startIssuer()
    signer = await issuer.signer()
  })

  afterEach(() => issuer.stop())

  const startWith = (count: number, more: Record<string, string> = {}) =>
    start({ GATEWAY_JWT_ISSUER: issuer.issuer, GATEWAY_JWT_AUDIENCE: AUDIENCE, ...points(count), ...more })
  const as = async (sub: string) => ({ authorization: `Bearer ${await signer.sign({ claims: { sub }, life: 600 })}` })
  /** Spends what a caller has left. */
  async function spendAll(headers: Record<string, string>) {
    for (;;) {
      const { errors } = await gateway.ask('{ __typename }', {}, headers)
      if (errors?.some(({ extensions }) => extensions?.code === 'RATE_LIMITED')) return
    }
  }

  test('questions of one without points keep no other question from its rounds', async () => {
    await startWith(60)
    const mallory = await as('mallory')
    const greedy = []
    for (let n = 0; n < 20; n++) greedy.push(await subscribe(numbered(n), { headers: mallory }))
    await Promise.all(greedy.map(({ next }) => next()))
    await spendAll(mallory)
    const { next } = await subscribe(LIST, { headers: await as('alice') })
    expect((await next()).data.processInstances.totalCount).toBe(30)
    change(1, { state: 'COMPLETED' })
    expect((await next()).data.processInstances.nodes[0].state).toBe('COMPLETED')
  })

  test('a hundred subscriptions of one without points keep no other subscriber of the same question waiting', async () => {
    await startWith(150)
    const mallory = await as('mallory')
    const greedy = []
    for (let n = 0; n < 100; n++) greedy.push(await subscribe(LIST, { headers: mallory }))
    await Promise.all(greedy.map(({ next }) => next()))
    await spendAll(mallory)
    const { next } = await subscribe(LIST, { headers: await as('alice') })
    await next()
    for (const state of ['COMPLETED', 'ACTIVE', 'TERMINATED']) {
      change(1, { state })
      const began = performance.now()
      expect((await next()).data.processInstances.nodes[0].state).toBe(state)
      expect(performance.now() - began).toBeLessThan(1_000)
    }
  })

  test('who has no point left is told so, and told the answer again once points have come back', async () => {
    await startWith(10, { GATEWAY_RATE_LIMIT_WINDOW_S: '10' })
    const alice = await as('alice')
    const { next } = await subscribe(LIST, { headers: alice })
    const { data } = await next()
    await spendAll(alice)
    expect((await next()).errors[0].extensions.code).toBe('RATE_LIMITED')
    expect((await next()).data).toEqual(data)
  })

  test('each pays for what its own question loads', async () => {
    await gateway?.close()
    await upstream.close()
    // Which has one call for each key.
    await startOn('8.8')
    await startWith(10_000, { CAMUNDA_VERSION: '8.8' })
    const alice = await as('alice')
    const bob = await as('bob')
    const first = await subscribe(TASK, { variables: { key: key(1) }, headers: alice })
    const others = []
    for (let n = 2; n <= 30; n++) others.push(await subscribe(TASK, { variables: { key: key(n) }, headers: bob }))
    await Promise.all([first, ...others].map(({ next }) => next()))
    const left = async (headers: Record<string, string>) => {
      const { text } = await gateway.ask('{ __typename }', {}, headers)
      return JSON.parse(text).extensions.cost.remaining
    }
    const [ofAlice, ofBob] = [await left(alice), await left(bob)]
    upstream.forget()
    await vi.waitFor(() => expect(upstream.calls.length).toBeGreaterThan(300), { timeout: 10_000 })
    // A thirtieth and the rest.
    expect(ofAlice - (await left(alice))).toBeLessThan(30)
    expect(ofBob - (await left(bob))).toBeGreaterThan(250)
  })
})

test('a question that is answered slowly keeps no other one from its rounds', async () => {
  await start()
  let isSlow = false
  const held: Array<() => void> = []
  upstream.answers.searchUserTasks = async () => {
    if (isSlow) await new Promise<void>((resolve) => held.push(resolve))
    return {
      body: { items: [], page: { totalItems: 0, startCursor: null, endCursor: null, hasMoreTotalItems: false } },
    }
  }
  const slow = await subscribe(TASKS)
  const { next } = await subscribe(LIST)
  await Promise.all([slow.next(), next()])
  isSlow = true
  await vi.waitFor(() => expect(held.length).toBe(1))
  for (const state of ['COMPLETED', 'ACTIVE', 'TERMINATED']) {
    change(1, { state })
    expect((await next()).data.processInstances.nodes[0].state).toBe(state)
  }
  isSlow = false
  for (const release of held) release()
})

test('one question may have all nodes that there are', async () => {
  // 64 MB: a node for each KB.
  await start({ GATEWAY_MEMORY_BYTES: '67108864', GATEWAY_MAX_NODES: '1000000' })
  const { next } = await subscribe(
    'subscription { processInstances(first: 100) { totalCount nodes { incidents(first: 500) { totalCount } } } }',
  )
  const { data, errors } = await next()
  expect(errors).toBeUndefined()
  expect(data.processInstances.totalCount).toBe(30)
})

test('a question that may make no more calls fails alone', async () => {
  await start({ GATEWAY_MAX_CALLS_PER_REQUEST: '3' })
  const searches = Array.from({ length: 6 }, (_, n) => `a${n}: elementInstances(first: ${n + 1}) { totalCount }`)
  const greedy = await subscribe(`subscription { processInstances(first: 1) { nodes { ${searches.join(' ')} } } }`)
  await greedy.next()
  const { next } = await subscribe(LIST)
  expect((await next()).errors).toBeUndefined()
})

test('variables that a question does not declare make no question of their own', async () => {
  await start()
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, junk) => subscribe(LIST, { variables: { junk: `${junk}`.padEnd(50_000) } })),
  )
  await Promise.all(all.map(({ next }) => next()))
  expect(gateway.gateway.metrics()).toContain('\ngateway_live_questions 1\n')
  expect(used('live')).toBeLessThan(100_000)
})

test('what questions hold has a bound', async () => {
  await start({ GATEWAY_MEMORY_BYTES: '67108864' })
  const query = 'subscription ($name: String) { userTasks(filter: { name: { eq: $name } }) { totalCount } }'
  let refused: { errors?: Array<{ extensions: object }> } | undefined
  for (let n = 0; n < 60 && !refused; n++) {
    const { next } = await subscribe(query, { variables: { name: `${n} `.padEnd(100_000, 'x') } })
    const answer = await next()
    if (answer.errors) refused = answer
  }
  expect(refused?.errors?.[0]?.extensions).toMatchObject({ code: 'OVERLOADED', retryable: true })
})

test('commands that touch a question all the time do not make it asked all the time', async () => {
  await start({ GATEWAY_LIVE_MIN_INTERVAL_MS: '1000', GATEWAY_LIVE_MAX_INTERVAL_MS: '15000' })
  upstream.answers.updateUserTask = () => ({ status: 204 })
  const { next } = await subscribe(TASKS)
  await next()
  upstream.forget()
  const began = performance.now()
  while (performance.now() - began < 8_000) {
    const { errors } = await gateway.ask(
      'mutation ($input: UpdateUserTaskInput!) { updateUserTask(input: $input) { userTask { userTaskKey } } }',
      { input: { userTaskKey: key(1), priority: 1 } },
    )
    expect(errors).toBeUndefined()
  }
  const searches = upstream.operations().filter((operation) => operation === 'searchUserTasks').length
  // Eight in turn, a burst of five, and two a second; one after the other as soon as may be they would be forty.
  expect(searches).toBeLessThan(33)
}, 20_000)

test('a round is given up when nobody waits for it any more', async () => {
  await start({ GATEWAY_REQUEST_TIMEOUT_MS: '60000' })
  upstream.answers.searchUserTasks = () => new Promise(() => {})
  const staying = await subscribe(LIST)
  await staying.next()
  const leaving = await Promise.all([subscribe(TASKS), subscribe(TASKS)])
  await vi.waitFor(() => expect(upstream.operations()).toContain('searchUserTasks'))
  const inFlight = () => /^gateway_upstream_calls_in_flight (\d+)$/m.exec(gateway.gateway.metrics() ?? '')?.[1]
  for (const one of leaving) one.leave()
  await vi.waitFor(() => expect(inFlight()).toBe('0'), { timeout: 5_000 })
})

test('who leaves takes nothing from others who wait for the same call', async () => {
  await start()
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  upstream.answers.searchProcessInstances = async () => {
    await held
    return {
      body: { items: [], page: { totalItems: 0, startCursor: null, endCursor: null, hasMoreTotalItems: false } },
    }
  }
  const [first, second] = await Promise.all([
    subscribe(LIST),
    subscribe(LIST.replace('totalCount', 'total: totalCount')),
  ])
  await vi.waitFor(() => expect(upstream.operations()).toContain('searchProcessInstances'))
  first?.leave()
  const told = second?.next()
  release()
  delete upstream.answers.searchProcessInstances
  expect((await told).data.processInstances.total).toBe(0)
})

test.each([
  ['what is loaded by key', TASK, 'getUserTask'],
  ['a search', TASKS, 'searchUserTasks'],
] as const)('a question that takes too long is told so: %s', async (_, query, operation) => {
  await start({ GATEWAY_REQUEST_TIMEOUT_MS: '500' })
  upstream.answers[operation] = () => new Promise(() => {})
  const { next } = await subscribe(query, { variables: { key: key(1) } })
  expect((await next()).errors[0].extensions).toMatchObject({ code: 'REQUEST_TIMEOUT', operation })
  delete upstream.answers[operation]
  expect((await next()).errors).toBeUndefined()
})

test('an outage of the gateway’s own credentials ends nobody’s subscription', async () => {
  await start({ CAMUNDA_AUTH_STRATEGY: 'BASIC', CAMUNDA_BASIC_AUTH_USERNAME: 'u', CAMUNDA_BASIC_AUTH_PASSWORD: 'p' })
  const { next } = await subscribe(LIST)
  const { data } = await next()
  upstream.fault = () => ({ status: 401, headers: {}, body: {} }) as never
  expect((await next()).errors[0].extensions.code).toBe('UNAUTHENTICATED')
  upstream.fault = undefined
  expect((await next()).data).toEqual(data)
})

test('an answer that there is no room to keep is told once, and to newcomers', async () => {
  // The answers of one caller may take 2 MB.
  await start({ GATEWAY_MEMORY_BYTES: '64000000' })
  for (const task of upstream.rows.userTasks) task.name = 'x'.repeat(30_000)
  const { next } = await subscribe(TASKS)
  const { data } = await next()
  const looks = () => /look="same"} (\d+)/.exec(gateway.gateway.metrics() ?? '')?.[1]
  await vi.waitFor(() => expect(Number(looks())).toBeGreaterThan(2), { timeout: 10_000 })
  expect(gateway.gateway.metrics()).toContain('gateway_live_looks_total{look="news"} 1\n')
  const late = await subscribe(TASKS)
  expect((await late.next()).data).toEqual(data)
})
