import type { Plugin } from 'graphql-yoga'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { LocalBuckets } from '../src/plugins/rate-limit/buckets.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { AUDIENCE, startIssuer } from './support/issuer.ts'
import { keepingLog } from './support/log.ts'
import { HAS_REDIS, startRedis } from './support/redis.ts'
import { key, userTask } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream({
    fault: ({ headers }) =>
      String(headers.authorization ?? '').includes('unknown') ? { status: 401, body: {} } : undefined,
  })
})
afterAll(async () => {
  expectNoViolations(upstream)
  await upstream.close()
})
beforeEach(() => upstream.forget())
afterEach(() => vi.restoreAllMocks())

/** Ten points in an hour: none comes back while a test runs. */
const CONFIG = { CAMUNDA_VERSION: '8.9', GATEWAY_RATE_LIMIT: '10', GATEWAY_RATE_LIMIT_WINDOW_S: '3600' }
const FORWARD = { ...CONFIG, CAMUNDA_AUTH_STRATEGY: 'FORWARD' }
const ONE = '{ __typename }'
/** Asks the cluster. */
const ASKING = '{ processInstances(first: 1) { totalCount } }'
const costs = (points: number) => `{ ${Array.from({ length: points }, (_, n) => `a${n}: __typename`).join(' ')} }`

const left = async (gateway: RunningGateway, query: string, headers: Record<string, string> = {}) => {
  const { text, headers: got } = await gateway.ask(query, {}, headers)
  return { cost: JSON.parse(text).extensions?.cost, header: got.get('ratelimit') }
}

test('callers are remembered within so many bytes, however long their names are', () => {
  const buckets = new LocalBuckets()
  const takesAll = (name: string) => buckets.charge(name, 3_600_000, 3_600_000).allowed
  expect(takesAll('first')).toBe(true)
  for (let n = 0; n < 1_000; n++) takesAll(`address ${n}`)
  expect(takesAll('first')).toBe(false)
  for (let n = 0; n < 2_000; n++) takesAll(`address ${n}`.padEnd(10_000, '.'))
  expect(takesAll('first')).toBe(true)
})

describe.each(WAYS)('%s', (_, plugins) => {
  test('a caller is told what a question has cost, and what is left', async () => {
    await using gateway = await startGateway(upstream, CONFIG, plugins)
    const began = Date.now()
    const { text, headers } = await gateway.ask(costs(3))
    expect(headers.get('ratelimit-policy')).toBe('"caller";q=10;w=3600')
    expect(headers.get('ratelimit')).toBe('"caller";r=7;t=1080')
    const { cost } = JSON.parse(text).extensions
    expect(cost).toEqual({ requested: 3, remaining: 7, limit: 10, resetAt: expect.any(String) })
    const resetIn = (Date.parse(cost.resetAt) - began) / 1000
    expect(resetIn).toBeGreaterThan(1_079)
    expect(resetIn).toBeLessThan(1_090)
    expect(JSON.parse(text).data).toHaveProperty('a2')
  })

  test.each([
    ['a name', ONE, {}, 1],
    ['a field of the root, each once', '{ __typename ...A } fragment A on Query { __typename b: __typename }', {}, 2],
    ['a page', '{ processInstances(first: 99) { totalCount } }', {}, 1],
    ['a hundred nodes', 'query ($n: Int) { processInstances(first: $n) { totalCount } }', { n: 100 }, 2],
    [
      'pages in pages',
      '{ processInstances(first: 10) { nodes { incidents(first: 50) { totalCount } } } }',
      {},
      1 + Math.floor(510 / 100),
    ],
  ])('%s costs %s', async (_name, query, variables, expected) => {
    await using gateway = await startGateway(upstream, CONFIG, plugins)
    const { text, errors } = await gateway.ask(query, variables)
    expect(errors).toBeUndefined()
    expect(JSON.parse(text).extensions.cost).toMatchObject({ requested: expected, remaining: 10 - expected })
  })

  test('who has too few left is refused before any call, and told when to come again', async () => {
    await using gateway = await startGateway(upstream, CONFIG, plugins)
    await gateway.ask(costs(8))
    upstream.forget()
    const { status, data, errors, headers } = await gateway.ask(
      '{ a: processInstances(first: 1) { totalCount } b: userTasks(first: 1) { totalCount } c: __typename }',
    )
    expect({ status, data }).toEqual({ status: 429, data: undefined })
    // One of three points is missing; one comes back in six minutes.
    expect(headers.get('retry-after')).toBe('360')
    expect(headers.get('ratelimit')).toBe('"caller";r=2;t=2880')
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      {
        code: 'RATE_LIMITED',
        retryable: true,
        retryAfter: 360,
        cost: { requested: 3, remaining: 2, limit: 10, resetAt: expect.any(String) },
      },
    ])
    expect(errors?.[0]?.message).toMatch(/costs 3 points, but of 10 points in 3600 seconds 2 are left/)
    expect(upstream.calls).toEqual([])
    // It has cost nothing.
    expect((await left(gateway, costs(2))).cost).toMatchObject({ requested: 2, remaining: 0 })
  })

  test('who has none left is refused before the question is read', async () => {
    await using gateway = await startGateway(upstream, CONFIG, plugins)
    await gateway.ask(costs(10))
    const answer = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: 'no JSON at all',
    })
    expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('ratelimit')]).toEqual([
      429,
      '360',
      '"caller";r=0;t=3600',
    ])
    expect(await answer.json()).toMatchObject({
      errors: [{ extensions: { code: 'RATE_LIMITED', retryAfter: 360, cost: { remaining: 0, limit: 10 } } }],
    })
  })

  test('what costs more than there ever is can never be asked', async () => {
    await using gateway = await startGateway(upstream, CONFIG, plugins)
    const { status, errors, headers } = await gateway.ask(costs(11))
    expect([status, headers.get('retry-after')]).toEqual([429, null])
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryable: false, cost: { requested: 11 } })
    expect((await left(gateway, ONE)).cost).toMatchObject({ remaining: 9 })
  })

  test('a question that is faulty or refused costs a point, too', async () => {
    await using gateway = await startGateway(upstream, { ...CONFIG, GATEWAY_MAX_DEPTH: '2' }, plugins)
    await gateway.ask('{ nope }')
    await gateway.ask('{ ')
    await gateway.ask('{ processInstances { nodes { state } } }')
    await gateway.ask('query ($n: Int!) { processInstances(first: $n) { totalCount } }', { n: 'one' })
    await vi.waitFor(async () => {
      // Charged when the answer is out, so a moment later than it is seen.
      const { cost } = await left(gateway, ONE)
      expect(10 - cost.remaining - cost.requested).toBeGreaterThanOrEqual(4)
    })
  })

  test('points come back evenly', async () => {
    const config = { ...CONFIG, GATEWAY_RATE_LIMIT: '20', GATEWAY_RATE_LIMIT_WINDOW_S: '2' }
    await using gateway = await startGateway(upstream, config, plugins)
    await gateway.ask(ONE)
    expect((await gateway.ask(costs(20))).status).toBe(429)
    const taken = async () => (await gateway.ask(costs(19))).status === 200
    await vi.waitFor(async () => expect(await taken()).toBe(true), { timeout: 5_000, interval: 20 })
    expect((await gateway.ask(costs(19))).status).toBe(429)
    await vi.waitFor(async () => expect(await taken()).toBe(true), { timeout: 5_000, interval: 20 })
  })

  test('the page and probes cost nothing', async () => {
    await using gateway = await startGateway(upstream, CONFIG, plugins)
    for (let n = 0; n < 12; n++) {
      expect((await fetch(gateway.url, { headers: { accept: 'text/html' } })).status).toBe(200)
      expect((await fetch(`${gateway.origin}/health`)).status).toBe(200)
    }
    expect((await left(gateway, ONE)).cost.remaining).toBe(9)
  })

  test('callers whom the cluster knows have points of their own', async () => {
    await using gateway = await startGateway(upstream, FORWARD, plugins)
    const session = (id: string, other: string) => ({
      cookie: `theme=${other}; camunda-session=${id}; X-CSRF=${other}`,
    })
    const [alice, bob] = [{ authorization: 'Bearer alice' }, { authorization: 'Bearer bob' }]
    // The first question of each is its address's, too, until the cluster has answered it.
    for (const [n, caller] of [alice, bob, session('s1', 'a'), session('s2', 'a')].entries())
      expect((await left(gateway, ASKING, caller)).cost.remaining).toBe(9 - n)
    await vi.waitFor(async () => expect((await left(gateway, costs(4), alice)).cost.remaining).toBe(5))
    expect((await left(gateway, costs(4), bob)).cost.remaining).toBe(5)
    expect((await left(gateway, costs(4), alice)).cost.remaining).toBe(1)
    // A session is one caller, whatever other cookies come and go.
    expect((await left(gateway, ONE, session('s1', 'a'))).cost.remaining).toBe(8)
    expect((await left(gateway, ONE, session('s1', 'b'))).cost.remaining).toBe(7)
    expect((await left(gateway, ONE, session('s2', 'b'))).cost.remaining).toBe(8)
    expect((await left(gateway, ONE)).cost.remaining).toBe(5)
  })

  test('a new name for every question helps nobody, whatever it asks', async () => {
    for (const asked of [ONE, '{ nope }', '{ ', ASKING]) {
      await using gateway = await startGateway(upstream, FORWARD, plugins)
      const statuses: number[] = []
      for (let n = 0; n < 15; n++) {
        statuses.push((await gateway.ask(asked, {}, { authorization: `unknown ${n}` })).status)
        // What is faulty is charged when the answer is out.
        if (asked !== ONE && asked !== ASKING) await new Promise((resolve) => setImmediate(resolve))
      }
      expect([asked, statuses.filter((status) => status === 429).length]).toEqual([asked, expect.closeTo(5, -1)])
      expect([asked, statuses.at(-1)]).toEqual([asked, 429])
      // Others at the same address who show nothing wait, too.
      expect((await gateway.ask(ONE)).status).toBe(429)
    }
  })

  test('whom the cluster knows goes on asking while others exhaust the address', async () => {
    await using gateway = await startGateway(upstream, FORWARD, plugins)
    const alice = { authorization: 'Bearer alice' }
    await gateway.ask(ASKING, {}, alice)
    for (let n = 0; n < 12; n++) await gateway.ask(ONE, {}, { authorization: `unknown ${n}` })
    expect((await gateway.ask(ONE, {}, { authorization: 'unknown' })).status).toBe(429)
    expect((await gateway.ask(ONE, {}, alice)).status).toBe(200)
  })

  test('whose name the cluster takes no more is unknown again', async () => {
    let isKnown = true
    await using cluster = await startUpstream({ fault: () => (isKnown ? undefined : { status: 401, body: {} }) })
    await using gateway = await startGateway(cluster, FORWARD, plugins)
    const alice = { authorization: 'Bearer alice' }
    await left(gateway, ASKING, alice)
    await vi.waitFor(async () => {
      await left(gateway, ONE, alice)
      expect((await left(gateway, ONE)).cost.remaining).toBeLessThan(9)
    })
    const before = (await left(gateway, ONE)).cost.remaining
    await left(gateway, ONE, alice)
    isKnown = false
    await left(gateway, ASKING, alice)
    await left(gateway, ONE, alice)
    expect((await left(gateway, ONE)).cost.remaining).toBe(before - 2)
  })

  test('what is shown says nothing where the gateway asks with its own rights', async () => {
    await using gateway = await startGateway(upstream, CONFIG, plugins)
    expect((await left(gateway, ONE, { authorization: 'Bearer a' })).cost.remaining).toBe(9)
    expect((await left(gateway, ONE, { authorization: 'Bearer b' })).cost.remaining).toBe(8)
  })

  test('a verified caller is its subject, whatever its token and wherever it asks from', async () => {
    await using issuer = await startIssuer()
    const signer = await issuer.signer()
    const config = {
      ...CONFIG,
      GATEWAY_JWT_ISSUER: issuer.issuer,
      GATEWAY_JWT_AUDIENCE: AUDIENCE,
      GATEWAY_TRUSTED_PROXIES: '1',
    }
    await using gateway = await startGateway(upstream, config, plugins)
    const as = async (sub: string, address: string, life: number) => ({
      authorization: `Bearer ${await signer.sign({ claims: { sub }, life })}`,
      'x-forwarded-for': address,
    })
    expect((await left(gateway, ONE, await as('alice', '198.51.100.1', 100))).cost.remaining).toBe(9)
    expect((await left(gateway, ONE, await as('alice', '198.51.100.2', 200))).cost.remaining).toBe(8)
    expect((await left(gateway, ONE, await as('bob', '198.51.100.1', 100))).cost.remaining).toBe(9)
  })

  test('behind proxies the address is what the first of them saw', async () => {
    await using gateway = await startGateway(upstream, { ...CONFIG, GATEWAY_TRUSTED_PROXIES: '2' }, plugins)
    const from = (forwarded: string) => left(gateway, ONE, { 'x-forwarded-for': forwarded })
    expect((await from('198.51.100.1, 10.0.0.1')).cost.remaining).toBe(9)
    // What stands before it anybody could have written.
    expect((await from('203.0.113.9, 198.51.100.1, 10.0.0.2')).cost.remaining).toBe(8)
    expect((await from('198.51.100.2, 10.0.0.1')).cost.remaining).toBe(9)
    // Half of an IPv6 address is its owner's to choose.
    expect((await from('2001:db8:1:2::1, 10.0.0.1')).cost.remaining).toBe(9)
    expect((await from('2001:0DB8:1:2:ffff::7, 10.0.0.1')).cost.remaining).toBe(8)
    expect((await from('2001:db8:1:3::1, 10.0.0.1')).cost.remaining).toBe(9)
    expect((await from('::ffff:198.51.100.1, 10.0.0.1')).cost.remaining).toBe(7)
  })

  test('what no proxy writes is no address', async () => {
    await using gateway = await startGateway(upstream, { ...CONFIG, GATEWAY_TRUSTED_PROXIES: '1' }, plugins)
    const from = async (forwarded: string) =>
      (await left(gateway, ONE, { 'x-forwarded-for': forwarded })).cost.remaining
    // Then it is the connection's.
    for (const [n, junk] of ['junk', 'unknown', '_hidden', '1.2.3', '198.51.100.1 x', '[::1', ':80'].entries())
      expect([junk, await from(junk)]).toEqual([junk, 9 - n])
    // Some write the port, too.
    expect(await from('198.51.100.1:4711')).toBe(9)
    expect(await from('198.51.100.1')).toBe(8)
    expect(await from('[2001:db8:1:2::1]:4711')).toBe(9)
    expect(await from('[2001:db8:1:2::2]')).toBe(8)
  })

  describe('what takes more calls than it was charged', () => {
    const TASKS = 25
    const ask = (gateway: RunningGateway, keys: number, headers: Record<string, string> = {}) =>
      gateway.ask(
        'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }',
        { of: Array.from({ length: keys }, (_, n) => ({ __typename: 'UserTask', userTaskKey: key(n) })) },
        headers,
      )
    let old: Upstream
    beforeAll(async () => {
      const userTasks = Array.from({ length: TASKS }, (_, n) => userTask({ userTaskKey: key(n) }))
      old = await startUpstream({ version: '8.8', rows: { userTasks } })
    })
    afterAll(() => old.close())
    const settings = (points: number, more = {}) => ({
      ...CONFIG,
      CAMUNDA_VERSION: '8.8',
      GATEWAY_RATE_LIMIT: String(points),
      ...more,
    })

    test('costs a point for each', async () => {
      await using gateway = await startGateway(old, settings(100), plugins)
      old.forget()
      const { text, headers, errors } = await ask(gateway, TASKS)
      expect([errors, old.calls.length]).toEqual([undefined, TASKS])
      expect(JSON.parse(text).extensions.cost).toMatchObject({ requested: TASKS, remaining: 100 - TASKS })
      expect(headers.get('ratelimit')).toBe(`"caller";r=${100 - TASKS};t=${(3600 * TASKS) / 100}`)
      expect((await left(gateway, ONE)).cost.remaining).toBe(100 - TASKS - 1)
    })

    test('is owed where there are not as many points: they come back first', async () => {
      await using gateway = await startGateway(old, settings(10), plugins)
      const { status, text } = await ask(gateway, TASKS)
      expect(status).toBe(200)
      expect(JSON.parse(text).extensions.cost).toMatchObject({ requested: TASKS, remaining: 0 })
      old.forget()
      const refused = await gateway.ask(ONE)
      expect(refused.status).toBe(429)
      // 15 points are owed, and one is needed.
      expect(Number(refused.headers.get('retry-after')) / 360).toBeCloseTo(TASKS - 10 + 1, 1)
      expect(old.calls).toEqual([])
    })

    test('is owed by the address where the name is anybody’s', async () => {
      await using gateway = await startGateway(old, settings(10, { CAMUNDA_AUTH_STRATEGY: 'FORWARD' }), plugins)
      await ask(gateway, TASKS, { authorization: 'Bearer new' })
      expect((await gateway.ask(ONE, {}, { authorization: 'Bearer newer' })).status).toBe(429)
      expect((await gateway.ask(ONE)).status).toBe(429)
    })

    test('costs no more where it takes as many or fewer', async () => {
      await using gateway = await startGateway(old, settings(100), plugins)
      const { text } = await gateway.ask(
        '{ a: userTasks(first: 1) { totalCount } b: userTasks(first: 2) { totalCount } c: __typename }',
      )
      expect(JSON.parse(text).extensions.cost).toMatchObject({ requested: 3, remaining: 97 })
    })
  })

  test('without proxies nobody is believed', async () => {
    await using gateway = await startGateway(upstream, CONFIG, plugins)
    expect((await left(gateway, ONE, { 'x-forwarded-for': '198.51.100.1' })).cost.remaining).toBe(9)
    expect((await left(gateway, ONE, { 'x-forwarded-for': '198.51.100.2' })).cost.remaining).toBe(8)
  })

  test('nothing is told where there is no limit', async () => {
    await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9' }, plugins)
    const { text, headers } = await gateway.ask(ONE)
    expect(text).toBe('{"data":{"__typename":"Query"}}')
    expect(headers.get('ratelimit')).toBeNull()
  })
})

test('each question of a batch is charged', async () => {
  await using gateway = await startGateway(upstream, { ...CONFIG, GATEWAY_MAX_BATCH_SIZE: '5' })
  const batch = (length: number) =>
    fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(Array.from({ length }, () => ({ query: costs(2) }))),
    })
  expect((await batch(3)).headers.get('ratelimit')).toMatch(/^"caller";r=4;/)
  const results = (await (await batch(4)).json()) as Array<{ errors?: unknown[] }>
  expect(results.filter(({ errors }) => errors)).toHaveLength(2)
})

if (!HAS_REDIS) console.warn('No redis-server is installed: the tests of shared rate limits are skipped.')

describe.skipIf(!HAS_REDIS)('with a Redis that replicas share', () => {
  let log: ReturnType<typeof keepingLog>
  beforeEach(() => {
    log = keepingLog()
  })
  const start = (url: string, config = {}, plugins: Plugin[] = []) =>
    startGateway(upstream, { ...CONFIG, GATEWAY_TRUSTED_PROXIES: '1', GATEWAY_REDIS_URL: url, ...config }, plugins, {
      logger: log.logger,
    })
  const addresses = new Map<string, string>()
  /** Each name asks from an address of its own. */
  const as = (name: string) => {
    const address = addresses.get(name) ?? `198.51.100.${addresses.size + 1}`
    addresses.set(name, address)
    return { 'x-forwarded-for': address }
  }
  /** Waits until both count in Redis: it is connected to in the background. */
  const shared = (one: RunningGateway, other: RunningGateway) =>
    vi.waitFor(
      async () => {
        const probe = as(`probe ${Math.random()}`)
        await left(one, ONE, probe)
        expect((await left(other, ONE, probe)).cost.remaining).toBe(8)
      },
      { timeout: 10_000 },
    )

  test.each(WAYS)('%s: all count together', async (_, plugins) => {
    await using redis = await startRedis()
    await using one = await start(redis.url, {}, plugins)
    await using other = await start(redis.url, {}, plugins)
    await shared(one, other)
    expect((await left(one, costs(6), as('alice'))).cost).toMatchObject({ remaining: 4 })
    expect((await other.ask(costs(5), {}, as('alice'))).status).toBe(429)
    expect(await left(other, costs(4), as('alice'))).toMatchObject({
      cost: { remaining: 0 },
      header: expect.stringMatching(/^"caller";r=0;t=(3600|3599)$/),
    })
    expect((await one.ask(ONE, {}, as('alice'))).status).toBe(429)
    expect((await one.ask(ONE, {}, as('bob'))).status).toBe(200)
  })

  test('what is owed is owed to all', async () => {
    await using redis = await startRedis()
    const userTasks = Array.from({ length: 25 }, (_, n) => userTask({ userTaskKey: key(n) }))
    await using old = await startUpstream({ version: '8.8', rows: { userTasks } })
    const config = { ...CONFIG, CAMUNDA_VERSION: '8.8', GATEWAY_TRUSTED_PROXIES: '1', GATEWAY_REDIS_URL: redis.url }
    await using one = await startGateway(old, config, [], { logger: log.logger })
    await using other = await startGateway(old, config, [], { logger: log.logger })
    await shared(one, other)
    const of = userTasks.map(({ userTaskKey }) => ({ __typename: 'UserTask', userTaskKey }))
    const entities = 'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }'
    // A Redis that is late is done without: then another caller tells.
    await vi.waitFor(
      async () => {
        const caller = as(`erin ${addresses.size}`)
        const { text } = await one.ask(entities, { of }, caller)
        expect(JSON.parse(text).extensions.cost).toMatchObject({ requested: 25, remaining: 0 })
        const { status, headers } = await other.ask(ONE, {}, caller)
        expect([status, Number(headers.get('retry-after')) / 360]).toEqual([429, expect.closeTo(16, 1)])
      },
      { timeout: 10_000 },
    )
  })

  test('at once from many sides: nobody gets more than there is', async () => {
    await using redis = await startRedis()
    await using one = await start(redis.url, { GATEWAY_RATE_LIMIT: '50' })
    await using other = await start(redis.url, { GATEWAY_RATE_LIMIT: '50' })
    await vi.waitFor(async () => {
      const probe = as(`probe ${Math.random()}`)
      await left(one, ONE, probe)
      expect((await left(other, ONE, probe)).cost.remaining).toBe(48)
    })
    const asked = Array.from({ length: 120 }, (_, n) => (n % 2 ? one : other).ask(ONE, {}, as('all')))
    const statuses = (await Promise.all(asked)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(50)
    expect(statuses.filter((status) => status === 429)).toHaveLength(70)
  })

  test('while it is away, each replica counts for itself', async () => {
    await using redis = await startRedis()
    await using one = await start(redis.url)
    await using other = await start(redis.url)
    await shared(one, other)
    await redis.stop()
    for (const gateway of [one, other]) {
      expect((await left(gateway, costs(9), as('carol'))).cost.remaining).toBe(1)
      expect((await gateway.ask(costs(2), {}, as('carol'))).status).toBe(429)
    }
    await redis.restart()
    await shared(one, other)
    const warnings = log.lines.filter(({ level }) => level === 'warn').map(({ message }) => message)
    expect(warnings.filter((line) => line === 'Redis is back.')).toHaveLength(2)
  })

  test('while it does not answer, nobody waits long', async () => {
    await using redis = await startRedis()
    await using one = await start(redis.url)
    await using other = await start(redis.url)
    await shared(one, other)
    redis.freeze()
    const began = performance.now()
    for (let n = 0; n < 8; n++) expect((await one.ask(ONE, {}, as('dave'))).status).toBe(200)
    expect(performance.now() - began).toBeLessThan(1_500)
    redis.thaw()
  })

  test('it keeps no names, and forgets buckets that are full again', async () => {
    await using redis = await startRedis()
    await using one = await start(redis.url, { GATEWAY_RATE_LIMIT_WINDOW_S: '2', CAMUNDA_AUTH_STRATEGY: 'FORWARD' })
    const { createClient } = await import('@redis/client')
    const client = createClient({ url: redis.url })
    await client.connect()
    await vi.waitFor(async () => {
      await one.ask(ONE, {}, { authorization: 'Bearer secret-token' })
      const keys = await client.keys('*')
      // The name's, and the address's: nobody vouches for it.
      expect(keys).toHaveLength(2)
      expect(keys.join()).not.toContain('secret-token')
    })
    await vi.waitFor(async () => expect(await client.keys('*')).toEqual([]), { timeout: 5_000 })
    client.destroy()
  })
})
