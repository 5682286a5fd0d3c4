import { hash } from 'node:crypto'
import type { Plugin } from 'graphql-yoga'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { keepingLog } from './support/log.ts'
import { HAS_REDIS, startRedis } from './support/redis.ts'
import { startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream()
})
afterAll(() => upstream.close())
beforeEach(() => upstream.forget())

const CONFIG = { CAMUNDA_VERSION: '8.9' }
const QUERY = 'query Count { processInstances { totalCount } }'
const ANSWER = { data: { processInstances: { totalCount: 0 } } }
const sha256 = (text: string) => hash('sha256', text)
const named = (text: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: sha256(text) } } })

const NOT_FOUND = {
  errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND', retryable: true } }],
}

async function post(gateway: RunningGateway, body: object, accept = 'application/json') {
  const answer = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: await answer.json() }
}

/** As Apollo's client asks: by the hash, and with the document when that is not known. How many requests it takes. */
async function askAsApollo(gateway: RunningGateway, query: string): Promise<number> {
  const { body } = await post(gateway, named(query))
  if (!('errors' in body)) return 1
  expect(body).toEqual(NOT_FOUND)
  const again = await post(gateway, { query, ...named(query) })
  expect(again.body).not.toHaveProperty('errors')
  return 2
}

describe.each(WAYS)('%s', (_, plugins) => {
  test('a document is sent once, then its hash will do', async () => {
    await using gateway = await startGateway(upstream, CONFIG, plugins)
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      expect(await post(gateway, named(QUERY), accept)).toEqual({ status: 200, body: NOT_FOUND })
    }
    expect(upstream.calls).toEqual([])
    expect(await post(gateway, { query: QUERY, ...named(QUERY) })).toEqual({ status: 200, body: ANSWER })
    expect(await post(gateway, named(QUERY))).toEqual({ status: 200, body: ANSWER })
    expect(await post(gateway, { documentId: `sha256:${sha256(QUERY)}` })).toEqual({ status: 200, body: ANSWER })
    expect(upstream.operations()).toHaveLength(3)
  })

  test('by GET, too', async () => {
    await using gateway = await startGateway(upstream, CONFIG, plugins)
    const get = async (query?: string) => {
      const { extensions } = named(QUERY)
      const parameters = new URLSearchParams({ extensions: JSON.stringify(extensions), ...(query ? { query } : {}) })
      const answer = await fetch(`${gateway.url}?${parameters}`, { headers: { 'apollo-require-preflight': 'true' } })
      return answer.json()
    }
    expect(await get()).toEqual(NOT_FOUND)
    expect(await get(QUERY)).toEqual(ANSWER)
    expect(await get()).toEqual(ANSWER)
  })

  test('a document of another hash is refused, and kept under neither', async () => {
    await using gateway = await startGateway(upstream, CONFIG, plugins)
    const other = '{ __typename }'
    const { body } = await post(gateway, { query: other, ...named(QUERY) })
    expect(body).toMatchObject({
      errors: [
        { extensions: { code: 'BAD_USER_INPUT', argument: 'extensions.persistedQuery.sha256Hash', retryable: false } },
      ],
    })
    expect((await post(gateway, named(QUERY))).body).toEqual(NOT_FOUND)
    expect((await post(gateway, named(other))).body).toEqual(NOT_FOUND)
  })

  test('what is faulty or refused is not kept', async () => {
    await using gateway = await startGateway(upstream, { ...CONFIG, GATEWAY_MAX_ALIASES: '0' }, plugins)
    for (const query of ['{ nope }', '{ ', '{ a: __typename }']) {
      expect((await post(gateway, { query, ...named(query) })).body).toHaveProperty('errors')
      expect((await post(gateway, named(query))).body).toEqual(NOT_FOUND)
    }
  })

  test('questions without a hash, and extensions of another kind, are as ever', async () => {
    await using gateway = await startGateway(upstream, CONFIG, plugins)
    for (const extensions of [{}, { other: 1 }, { persistedQuery: 'no' }, { persistedQuery: { sha256Hash: 1 } }]) {
      expect((await post(gateway, { query: QUERY, extensions })).body).toEqual(ANSWER)
    }
  })

  test('clients are told where none are kept', async () => {
    await using gateway = await startGateway(upstream, { ...CONFIG, GATEWAY_PERSISTED_QUERIES: 'false' }, plugins)
    const expected = {
      status: 200,
      body: {
        errors: [
          {
            message: 'PersistedQueryNotSupported',
            extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED', retryable: false },
          },
        ],
      },
    }
    expect(await post(gateway, named(QUERY))).toEqual(expected)
    expect((await post(gateway, { query: QUERY, ...named(QUERY) })).body).toEqual(ANSWER)
    expect(await post(gateway, named(QUERY))).toEqual(expected)
  })
})

test('strangers’ documents do not fill the memory: the oldest are forgotten', async () => {
  await using gateway = await startGateway(upstream, { ...CONFIG, GATEWAY_MAX_DOCUMENT_BYTES: '1000000' })
  const long = (n: number) => `query Q${n} { __typename } # ${'x'.repeat(900_000)}`
  for (let n = 0; n < 20; n++) {
    const query = long(n)
    expect((await post(gateway, { query, ...named(query) })).body).toEqual({ data: { __typename: 'Query' } })
  }
  expect((await post(gateway, named(long(0)))).body).toEqual(NOT_FOUND)
  expect((await post(gateway, named(long(19)))).body).toEqual({ data: { __typename: 'Query' } })
})

test.each(WAYS)('%s: what is too long is refused before its hash is looked at, and not kept', async (_, plugins) => {
  await using gateway = await startGateway(upstream, CONFIG, plugins)
  const query = `query Long { __typename } # ${'x'.repeat(100_000)}`
  for (const extensions of [named(query), named(QUERY)]) {
    const { status, body } = await post(gateway, { query, ...extensions }, 'application/graphql-response+json')
    expect(status).toBe(400)
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_EXCEEDED', rule: 'documentBytes' } }] })
  }
  expect((await post(gateway, named(query))).body).toEqual(NOT_FOUND)
})

if (!HAS_REDIS) console.warn('No redis-server is installed: the tests of shared persisted queries are skipped.')

describe.skipIf(!HAS_REDIS)('with a Redis that replicas share', () => {
  let log: ReturnType<typeof keepingLog>
  beforeEach(() => {
    log = keepingLog()
  })
  const start = (url: string, plugins: Plugin[] = []) =>
    startGateway(upstream, { ...CONFIG, GATEWAY_REDIS_URL: url }, plugins, { logger: log.logger })
  const warnings = () => log.lines.filter(({ level }) => level === 'warn').map(({ message }) => message)
  /** Waits until documents reach Redis: it is connected to in the background. */
  const shared = (one: RunningGateway, other: RunningGateway) =>
    vi.waitFor(
      async () => {
        const query = `query Probe${Math.random().toString().slice(2)} { __typename }`
        await post(one, { query, ...named(query) })
        expect(await askAsApollo(other, query)).toBe(1)
      },
      { timeout: 10_000 },
    )

  test.each(WAYS)('%s: what one was sent, all know', async (_, plugins) => {
    await using redis = await startRedis()
    await using one = await start(redis.url, plugins)
    await using other = await start(redis.url, plugins)
    await shared(one, other)
    expect(await askAsApollo(one, QUERY)).toBe(2)
    await vi.waitFor(async () => expect((await post(other, named(QUERY))).body).toEqual(ANSWER))
  })

  test.each([
    ['a day', {}, 86_400],
    ['as long as a setting says', { GATEWAY_PERSISTED_QUERIES_TTL_S: '100' }, 100],
  ])('it keeps a document for %s', async (_what, settings, seconds) => {
    await using redis = await startRedis()
    const config = { ...CONFIG, GATEWAY_REDIS_URL: redis.url, ...settings }
    await using gateway = await startGateway(upstream, config)
    const { createClient } = await import('@redis/client')
    const client = createClient({ url: redis.url })
    await client.connect()
    await vi.waitFor(
      async () => {
        const query = `query Probe${Math.random().toString().slice(2)} { __typename }`
        await post(gateway, { query, ...named(query) })
        const left = await client.ttl(`camunda-graphql-gateway:document:${sha256(query)}`)
        expect(left).toBeLessThanOrEqual(seconds)
        expect(left).toBeGreaterThan(seconds - 60)
      },
      { timeout: 10_000 },
    )
    client.destroy()
  })

  test('it may be away at the start, go and come: clients send the document again, and nothing hangs', async () => {
    await using redis = await startRedis()
    await using one = await start(redis.url)
    await using other = await start(redis.url)
    await shared(one, other)

    await redis.stop()
    expect(await askAsApollo(one, QUERY)).toBe(2)
    // What it has seen itself it knows.
    expect(await askAsApollo(one, QUERY)).toBe(1)
    expect(await askAsApollo(other, QUERY)).toBe(2)
    await vi.waitFor(() => expect(warnings().filter((line) => line.startsWith('Redis is away'))).toHaveLength(2))

    await redis.restart()
    await shared(one, other)
    expect(warnings().filter((line) => line === 'Redis is back.')).toHaveLength(2)
  })

  test('it may stop answering without going away', async () => {
    await using redis = await startRedis()
    await using one = await start(redis.url)
    await using other = await start(redis.url)
    await shared(one, other)
    redis.freeze()
    const began = performance.now()
    for (let n = 0; n < 10; n++) expect(await askAsApollo(one, `query Q${n} { __typename }`)).toBe(2)
    // One wait, and then it is left alone.
    expect(performance.now() - began).toBeLessThan(1_500)
    expect(warnings()).toEqual(['Redis is away, and done without: it does not answer in time.'])
    redis.thaw()
    await shared(one, other)
  })

  test('what others have written there under a hash is not believed', async () => {
    await using redis = await startRedis()
    const { createClient } = await import('@redis/client')
    const client = createClient({ url: redis.url })
    await client.connect()
    await using gateway = await start(redis.url)
    const forged = 'mutation { resolveIncident(input: { incidentKey: "1" }) { __typename } }'
    await client.set(`camunda-graphql-gateway:document:${sha256(QUERY)}`, forged)
    const probe = '{ __typename }'
    await client.set(`camunda-graphql-gateway:document:${sha256(probe)}`, probe)
    await vi.waitFor(async () => expect((await post(gateway, named(probe))).body).toHaveProperty('data'))
    expect((await post(gateway, named(QUERY))).body).toEqual(NOT_FOUND)
    expect(upstream.calls).toEqual([])
    client.destroy()
  })

  test('it may be nowhere', async () => {
    await using gateway = await start('redis://127.0.0.1:9')
    expect(await askAsApollo(gateway, QUERY)).toBe(2)
    expect(await askAsApollo(gateway, QUERY)).toBe(1)
    await vi.waitFor(() => expect(warnings()).toEqual([expect.stringMatching(/^Redis is away.*ECONNREFUSED/)]))
  })
})

test.each(['redis', 'http://redis:6379', 'localhost:6379'])('%s is no address of a Redis', async (url) => {
  await expect(startGateway(upstream, { GATEWAY_REDIS_URL: url })).rejects.toThrow('GATEWAY_REDIS_URL is ')
})
