import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Problem } from '../sandbox/problem.ts'
import { useClock } from './support/clock.ts'
import { type Listening, listen } from './support/events.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { AUDIENCE, type Issuer, startIssuer } from './support/issuer.ts'
import { key, processInstance } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'

const LIST = 'subscription { processInstances { totalCount nodes { processInstanceKey state } } }'
const FAST = { GATEWAY_LIVE_MIN_INTERVAL_MS: '100', GATEWAY_LIVE_MAX_INTERVAL_MS: '100' }

let upstream: Upstream
let gateway: RunningGateway
const open: Listening[] = []

beforeEach(async () => {
  upstream = await startUpstream({
    version: '8.10',
    rows: { processInstances: [1, 2, 3].map((n) => processInstance({ processInstanceKey: key(n) })) },
  })
})

afterEach(async () => {
  for (const one of open.splice(0)) one.leave()
  await gateway.close()
  await upstream.close()
  expectNoViolations(upstream)
})

async function start(config: Record<string, string> = {}) {
  gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10', ...FAST, ...config })
}

async function subscribe(query: string, headers: Record<string, string> = {}, variables = {}): Promise<Listening> {
  const one = await listen(gateway.url, query, { headers, variables })
  open.push(one)
  return one
}

const change = (n: number, to: object) => {
  const row = upstream.rows.processInstances.find(({ processInstanceKey }) => processInstanceKey === key(n))
  Object.assign(row ?? {}, to)
}

describe('callers with rights of their own', () => {
  /** What each caller may see. */
  const SEEN: Record<string, number> = { 'Bearer alice': 1, 'Bearer bob': 2 }

  beforeEach(async () => {
    upstream.answers.searchProcessInstances = ({ headers }) => {
      const n = SEEN[String(headers.authorization)]
      if (n === undefined) throw new Problem(401, 'UNAUTHORIZED', 'who?')
      const items = upstream.rows.processInstances.filter(({ processInstanceKey }) => processInstanceKey === key(n))
      const page = { totalItems: 1, startCursor: null, endCursor: null, hasMoreTotalItems: false }
      return { body: { items, page } }
    }
    await start({ CAMUNDA_AUTH_STRATEGY: 'FORWARD' })
  })

  test('each is told what it may see, by polls of its own', async () => {
    const [alice, bob] = [
      await subscribe(LIST, { authorization: 'Bearer alice' }),
      await subscribe(LIST, { authorization: 'Bearer bob' }),
    ]
    const keysIn = async ({ next }: Listening) =>
      (await next()).data.processInstances.nodes.map((node: { processInstanceKey: string }) => node.processInstanceKey)
    expect(await Promise.all([alice, bob].map(keysIn))).toEqual([[key(1)], [key(2)]])
    change(1, { state: 'COMPLETED' })
    expect((await alice.next()).data.processInstances.nodes[0]).toEqual({
      processInstanceKey: key(1),
      state: 'COMPLETED',
    })
    change(2, { state: 'TERMINATED' })
    expect((await bob.next()).data.processInstances.nodes[0].state).toBe('TERMINATED')
    const callers = new Set(upstream.calls.map(({ headers }) => headers.authorization))
    expect(callers).toEqual(new Set(['Bearer alice', 'Bearer bob']))
  })

  test('credentials that the cluster no longer takes end the subscription with a code', async () => {
    const { next } = await subscribe(LIST, { authorization: 'Bearer alice' })
    await next()
    delete SEEN['Bearer alice']
    const { errors } = await next()
    expect(errors[0].extensions.code).toBe('UNAUTHENTICATED')
    expect(await next()).toBeUndefined()
    SEEN['Bearer alice'] = 1
  })
})

describe('callers whom the gateway verifies', () => {
  let issuer: Issuer

  beforeEach(async () => {
    issuer = await startIssuer()
  })

  afterEach(() => issuer.stop())

  const verified = () => ({ GATEWAY_JWT_ISSUER: issuer.issuer, GATEWAY_JWT_AUDIENCE: AUDIENCE })

  test('share polls, and each is let go when its token ends, though nothing changes', async () => {
    await start({ ...verified(), GATEWAY_JWT_CLOCK_SKEW_MS: '0' })
    const signer = await issuer.signer()
    const short = { authorization: `Bearer ${await signer.sign({ claims: { sub: 'short' }, life: 2 })}` }
    const long = { authorization: `Bearer ${await signer.sign({ claims: { sub: 'long' }, life: 600 })}` }
    const ending = await subscribe(LIST, short)
    const staying = await subscribe(LIST, long)
    await Promise.all([ending.next(), staying.next()])
    const { errors } = await ending.next()
    expect(errors[0].extensions.code).toBe('UNAUTHENTICATED')
    expect(await ending.next()).toBeUndefined()
    change(1, { state: 'COMPLETED' })
    expect((await staying.next()).data.processInstances.nodes[0].state).toBe('COMPLETED')
  })

  test('see what the policy allows them, whoever asks the same', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'policy-'))
    const file = join(folder, 'policy.json')
    const rules = [
      { name: 'guests', when: { role: ['guest'] }, deny: ['ProcessInstance.state'] },
      { name: 'nobody', when: { role: ['nobody'] }, deny: ['searchProcessInstances'] },
      { name: 'no-live', when: { role: ['poller'] }, deny: ['Subscription.*'] },
    ]
    writeFileSync(file, JSON.stringify({ rules, otherwise: 'allow' }))
    await start({ ...verified(), GATEWAY_POLICY_FILE: file })
    rmSync(folder, { recursive: true })
    const signer = await issuer.signer()
    const first = async (role: string) => {
      const token = await signer.sign({ claims: { sub: role, role } })
      return (await subscribe(LIST, { authorization: `Bearer ${token}` })).next()
    }
    const [boss, guest, nobody, poller] = await Promise.all(['boss', 'guest', 'nobody', 'poller'].map(first))
    expect(boss.data.processInstances.nodes[0].state).toBe('ACTIVE')
    expect(guest.data.processInstances.nodes[0].state).toBeNull()
    for (const refused of [nobody, poller]) expect(refused.errors[0].extensions.code).toBe('FORBIDDEN')
  })

  test('each round is charged to one of them in turn; whoever has nothing left is told so once', async () => {
    await start({ ...verified(), GATEWAY_RATE_LIMIT: '4', GATEWAY_RATE_LIMIT_WINDOW_S: '3600' })
    const signer = await issuer.signer()
    const { next } = await subscribe(LIST, {
      authorization: `Bearer ${await signer.sign({ claims: { sub: 'poor' } })}`,
    })
    expect((await next()).data.processInstances.totalCount).toBe(3)
    const { errors } = await next()
    expect(errors[0].extensions).toMatchObject({ code: 'RATE_LIMITED', retryable: true })
    const calls = upstream.calls.length
    expect(calls).toBeLessThan(8)
  })
})

test('a client that reads slowly is told the newest answer, and not each one', async () => {
  await start()
  const names = upstream.rows.processInstances
  for (let n = 4; n < 1_000; n++) names.push(processInstance({ processInstanceKey: key(n) }))
  const query =
    'subscription { processInstances(first: 1000) { nodes { processInstanceKey processDefinitionName tags } } }'
  const body = JSON.stringify({ query })
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1')
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  const begun = new Promise((resolve) => socket.once('data', resolve))
  await begun
  socket.pause()
  const before = upstream.calls.length
  let last = 0
  // Each answer is larger than what a socket holds unread.
  while (upstream.calls.length < before + 60) {
    change(1, { tags: [`v${++last}`], processDefinitionName: 'x'.repeat(200_000) })
    const calls = upstream.calls.length
    await vi.waitFor(() => expect(upstream.calls.length).toBeGreaterThan(calls), { timeout: 5_000 })
  }
  let text = ''
  socket.setEncoding('utf8')
  socket.on('data', (piece) => {
    text += piece
  })
  socket.resume()
  await vi.waitFor(() => expect(text).toContain(`"v${last}"`), { timeout: 10_000 })
  socket.destroy()
  expect(text.split('event: next').length).toBeLessThan(last / 2)
})

test('there are no more subscriptions than the budget allows', async () => {
  await start({ GATEWAY_MEMORY_BYTES: '64000000' })
  const asked = Array.from({ length: 600 }, () => subscribe(LIST))
  const first = await Promise.all(asked.map(async (one) => (await one).next()))
  const refused = first.filter(({ errors }) => errors)
  expect(refused.length).toBeGreaterThan(50)
  expect(new Set(refused.map(({ errors }) => errors[0].extensions.code))).toEqual(new Set(['OVERLOADED']))
  for (const one of open.splice(0)) one.leave()
  await vi.waitFor(async () => {
    const again = await subscribe(LIST)
    expect((await again.next()).data.processInstances.totalCount).toBe(3)
  })
})

test('a cluster that is too busy is asked less often', async () => {
  await start()
  const { next } = await subscribe(LIST)
  await next()
  const asked: number[] = []
  upstream.fault = () => {
    asked.push(performance.now())
    return { status: 503, headers: { 'content-type': 'application/problem+json' }, body: BUSY }
  }
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(6), { timeout: 20_000 })
  const gaps = asked.slice(1).map((time, at) => time - (asked[at] ?? 0))
  expect(Math.max(...gaps)).toBeGreaterThan(400)
  upstream.fault = undefined
  expect((await next()).errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryable: true } }])
  expect((await next()).data.processInstances.totalCount).toBe(3)
})

const BUSY = { type: 'about:blank', title: 'RESOURCE_EXHAUSTED', status: 503, detail: 'busy', instance: '/v2' }

test('an old token does not stop those whose clocks differ', async () => {
  const clock = useClock()
  await using issuer = await startIssuer()
  await start({
    GATEWAY_JWT_ISSUER: issuer.issuer,
    GATEWAY_JWT_AUDIENCE: AUDIENCE,
    GATEWAY_JWT_CLOCK_SKEW_MS: '5000',
  })
  const signer = await issuer.signer()
  const { next } = await subscribe(LIST, { authorization: `Bearer ${await signer.sign({ life: 1 })}` })
  await next()
  clock.set(3)
  change(1, { state: 'COMPLETED' })
  expect((await next()).data.processInstances.nodes[0].state).toBe('COMPLETED')
})
