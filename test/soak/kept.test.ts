import { hash } from 'node:crypto'
import { createClient } from '@redis/client'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { addresses, attack } from '../../attacks/attack.ts'
import { ask, type Recipe } from '../../attacks/text.ts'
import { HAS_REDIS, startRedis } from '../support/redis.ts'
import { type Gateway, startGateway } from './support/gateway.ts'
import { survive } from './support/survive.ts'
import type { Script } from './support/upstream.actor.ts'
import { startUpstream } from './support/upstream.ts'

const open: AsyncDisposable[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]()
})

async function start(script: Script, env: Record<string, string> = {}): Promise<Gateway> {
  const upstream = await startUpstream(script)
  open.push(upstream)
  const gateway = await startGateway(upstream, env)
  open.push(gateway)
  return gateway
}

/** The same from a new caller each time. */
const asSomebody = (request: Recipe): Recipe => ({
  ...request,
  headers: { ...request.headers, authorization: 'Bearer caller-%n' },
})
const FORWARD = { CAMUNDA_AUTH_STRATEGY: 'FORWARD' }
const HONEST = { headers: { authorization: 'Bearer honest' } }

describe('documents of the cluster, of 100 kB each', () => {
  const form = ask('{ userTask(userTaskKey: "%n") { form { formId } } }')
  const sameForm = ask('{ userTask(userTaskKey: "1") { form { formId } } }')
  const xml = ask('{ processDefinition(processDefinitionKey: "%n") { xml } }')
  const sameXml = ask('{ processDefinition(processDefinitionKey: "1") { xml } }')

  test.each([
    ['forms of 5,000 tasks', form, {}],
    ['a form of 5,000 callers', asSomebody(sameForm), FORWARD],
    ['the XML of 5,000 definitions', xml, {}],
    ['the XML of a definition, for 5,000 callers', asSomebody(sameXml), FORWARD],
  ])('%s', async (_, request, env) => {
    const gateway = await start({ documentSize: 100_000 }, env)
    const plan = { request, times: 5_000, atOnce: 8, from: addresses(8), seconds: 30 }
    const { statuses } = await survive(gateway, () => attack('flood', gateway, plan), { memory: 700, ...HONEST })
    expect(statuses).toEqual({ '200': 5_000 })
  })
})

describe('callers', () => {
  test('20,000 of them, with credentials of 8 kB', async () => {
    const gateway = await start({}, { ...FORWARD, GATEWAY_RATE_LIMIT: '5000' })
    const request = ask('{ __typename processInstances(first: 1) { totalCount } }')
    const credentials = { ...request.headers, authorization: `Bearer %n${'x'.repeat(8_000)}` }
    const plan = {
      request: { ...request, headers: credentials },
      times: 20_000,
      atOnce: 20,
      from: addresses(200),
      seconds: 20,
    }
    await survive(gateway, () => attack('flood', gateway, plan), { memory: 700, ...HONEST })
  })

  test('20,000 addresses behind a proxy', async () => {
    const gateway = await start({}, { GATEWAY_RATE_LIMIT: '5000', GATEWAY_TRUSTED_PROXIES: '1' })
    const request = ask('{ __typename }')
    const headers = { ...request.headers, 'x-forwarded-for': `10.0.0.%n${'x'.repeat(8_000)}` }
    const plan = { request: { ...request, headers }, times: 20_000, atOnce: 20, seconds: 15 }
    await survive(gateway, () => attack('flood', gateway, plan), { memory: 600 })
  })
})

describe.skipIf(!HAS_REDIS)('Redis', () => {
  /** Seconds that a persisted query lives there at most. */
  const DAY = 86_400

  async function persist(gateway: Gateway, query: string): Promise<number> {
    const extensions = { persistedQuery: { version: 1, sha256Hash: hash('sha256', query) } }
    const answer = await fetch(`http://127.0.0.1:${gateway.port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, extensions }),
    })
    await answer.arrayBuffer()
    return answer.status
  }

  test('keeps no long documents of strangers, and short ones for a day', async () => {
    await using redis = await startRedis()
    const gateway = await start({}, { GATEWAY_REDIS_URL: redis.url })
    const client = createClient({ url: redis.url })
    await client.connect()
    try {
      for (let n = 0; n < 60; n++) await persist(gateway, `#${'x'.repeat(990_000)}\n{ a${n}: __typename }`)
      expect(await client.dbSize()).toBe(0)
      expect(await persist(gateway, '{ __typename }')).toBe(200)
      // Nobody waits for Redis: a client may have its answer before the document is there.
      const [kept = ''] = await vi.waitUntil(async () => {
        const keys = await client.keys('*')
        return keys.length > 0 && keys
      }, 5_000)
      expect(await client.ttl(kept)).toBeGreaterThan(0)
      expect(await client.ttl(kept)).toBeLessThanOrEqual(DAY)
    } finally {
      client.destroy()
    }
  })
})
