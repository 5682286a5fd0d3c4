import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { Actor } from '../../attacks/actor.ts'
import { addresses, attack } from '../../attacks/attack.ts'
import { type Recipe, WAYS, wire } from '../../attacks/text.ts'
import { HAS_REDIS, startRedis } from '../support/redis.ts'
import { key } from '../support/rows.ts'
import { type Gateway, startGateway } from './support/gateway.ts'
import { Subscriber } from './support/subscriber.ts'
import { NOT_REACHED, survive } from './support/survive.ts'
import type { Tenants } from './support/tenants.actor.ts'
import { startUpstream } from './support/upstream.ts'

const LIST = '{ processInstances { totalCount nodes { processInstanceKey processDefinitionName hasIncident } } }'
const ONE = '($key: ID!) { processInstance(processInstanceKey: $key) { processDefinitionName hasIncident } }'
const FEW = '{ few: processInstances(first: 3) { nodes { processDefinitionName } } }'

const budget = (gateway: Gateway, name: string) => gateway.reading(`gateway_budget_used\\{budget="${name}"\\}`)

/** Whatever was held for subscribers is free again. */
async function expectNothingLeft(gateway: Gateway): Promise<void> {
  const look = async () => {
    const names = ['subscriptions', 'live', 'questions', 'nodes', 'answers', 'sending', 'bodies']
    const used = await Promise.all(names.map(async (name) => [name, await budget(gateway, name)]))
    expect(used).toEqual(names.map((name) => [name, 0]))
    expect(await gateway.reading('gateway_live_questions')).toBe(0)
  }
  await vi.waitFor(look, { timeout: 10_000, interval: 200 })
}

describe('callers with rights of their own', () => {
  const CALLERS = 40
  const EACH = 25
  let all: Subscriber[] = []
  afterEach(() => {
    for (const one of all) one.leave()
    all = []
  })

  test.skipIf(!HAS_REDIS)(
    'are told what is theirs, whatever breaks meanwhile, and at last what a query says',
    async () => {
      await using redis = await startRedis()
      await using cluster = new Actor<Tenants>(new URL('support/tenants.actor.ts', import.meta.url))
      const url = await cluster.call('start', { delay: 20 })
      await using gateway = await startGateway(
        { url },
        {
          CAMUNDA_AUTH_STRATEGY: 'FORWARD',
          CAMUNDA_VERSION: '8.10',
          GATEWAY_REDIS_URL: redis.url,
          GATEWAY_LIVE_MIN_INTERVAL_MS: '300',
          GATEWAY_LIVE_MAX_INTERVAL_MS: '900',
          NODE_OPTIONS: '--max-old-space-size=512 --unhandled-rejections=strict',
        },
      )
      const foreign: string[] = []
      const asked = new Map<Subscriber, { token: string; query: string; variables: object }>()
      const questionOf = (caller: number, n: number) => {
        if (n % 3 === 0) return { query: LIST, variables: {} }
        if (n % 3 === 1) return { query: FEW, variables: {} }
        return { query: ONE, variables: { key: key(caller * 20 + (n % 20)) } }
      }
      const subscribe = (caller: number, n: number) => {
        // Tokens are renewed: who asks by another one has the same rights, and is asked for apart.
        const token = `Bearer u${caller}.${n % 2}`
        const { query, variables } = questionOf(caller, n)
        const body = JSON.stringify({ query: `subscription ${query}`, variables })
        const one = new Subscriber(gateway.port, body, { authorization: token }, (answer) => {
          for (const [, name] of answer.matchAll(/<(u\d+)>/g)) if (name !== `u${caller}`) foreign.push(answer)
        })
        asked.set(one, { token, query: query.startsWith('(') ? `query ${query}` : query, variables })
        return one
      }
      all = Array.from({ length: CALLERS * EACH }, (_, n) => subscribe(n % CALLERS, Math.floor(n / CALLERS)))
      await vi.waitFor(() => expect(all.filter(({ answers }) => answers === 0).length).toBe(0), { timeout: 30_000 })

      const until = Date.now() + 20_000
      for (let time = 0; Date.now() < until; time++) {
        await cluster.call('move', undefined)
        // Some leave and come again, at any moment of a round; of some callers all do.
        for (let n = 0; n < 50; n++) {
          const at = n < 25 ? Math.floor(Math.random() * all.length) : (time % CALLERS) + (n - 25) * CALLERS
          all[at]?.leave()
          all[at] = subscribe(at % CALLERS, Math.floor(at / CALLERS))
        }
        if (time === 10) await cluster.call('kill', undefined)
        if (time === 20) await cluster.call('restart', undefined)
        if (time === 30) redis.freeze()
        if (time === 40) redis.thaw()
        if (time === 50) await redis.restart()
        await sleep(150)
      }

      const wrong = async () => {
        const differing: string[] = []
        const answers = new Map<string, Promise<string>>()
        for (const one of all) {
          const { token, query, variables } = asked.get(one) ?? { token: '', query: '', variables: {} }
          const body = JSON.stringify({ query, variables })
          const answer = answers.get(token + body) ?? askOnce(gateway, body, token)
          answers.set(token + body, answer)
          if (one.latest !== (await answer)) differing.push(`${one.hasEnded} ${one.latest} instead of ${await answer}`)
        }
        expect(differing).toEqual([])
      }
      await vi.waitFor(wrong, { timeout: 30_000, interval: 1_000 })
      expect(foreign).toEqual([])
      for (const one of all.splice(0)) one.leave()
      await expectNothingLeft(gateway)
      expect(gateway.isRunning()).toBe(true)
      expect(gateway.written()).not.toContain('unexpected error')
    },
  )
})

async function askOnce(gateway: Gateway, body: string, authorization: string): Promise<string> {
  const headers = { 'content-type': 'application/json', authorization }
  const answer = await fetch(`http://127.0.0.1:${gateway.port}/graphql`, { method: 'POST', headers, body })
  return answer.text()
}

/** By GET, so that each may be another question. */
const numbered = (query: string): Recipe => ({
  method: 'GET',
  path: `/graphql?query=${encodeURIComponent(`subscription ${query}`).replaceAll('%25n', '%n')}`,
  headers: { accept: 'text/event-stream', 'sec-fetch-site': 'same-origin' },
  body: [],
})
const same = (query: string): Recipe => WAYS.events({ query: [`subscription ${query}`] })

describe('subscribers who mean no good', () => {
  const FAST = { GATEWAY_LIVE_MIN_INTERVAL_MS: '200', GATEWAY_LIVE_MAX_INTERVAL_MS: '1000' }
  const ROWS = 'processInstances(first: 1000) { nodes { processInstanceKey processDefinitionName state startDate } }'

  test.each([
    ['the same', same('{ processInstances(first: 20) { totalCount nodes { state } } }')],
    ['each another question', numbered('{ a%n: processInstances(first: 20) { totalCount nodes { state } } }')],
  ])('who leave as soon as they have subscribed, ten thousand times: %s', async (_, question) => {
    await using upstream = await startUpstream({ delay: 20 })
    await using gateway = await startGateway(upstream, FAST)
    await survive(
      gateway,
      async () => {
        for (let round = 0; round < 10; round++) {
          const plan = { connections: 1_000, sends: wire(question), from: addresses(20), seconds: 1 }
          await attack('hold', gateway, plan)
        }
      },
      // A thousand questions at once cost as much whether or not they are live.
      { memory: 500, p99: NOT_REACHED },
    )
    await expectNothingLeft(gateway)
  })

  test.each([
    ['nothing', 0, same(`{ ${ROWS} }`)],
    ['a byte a second', 1, same(`{ ${ROWS} }`)],
    ['nothing, each of another question,', 0, numbered(`{ a%n: ${ROWS} }`)],
  ])('who read %s of a thousand rows that always change', async (_, bytesPerSecond, question) => {
    await using upstream = await startUpstream({ delay: 20, changing: true })
    await using gateway = await startGateway(upstream, FAST)
    const plan = { connections: 200, sends: wire(question), bytesPerSecond, from: addresses(5), seconds: 10 }
    await survive(gateway, () => attack('take', gateway, plan), { memory: 700, p99: 1_000 })
    await expectNothingLeft(gateway)
  })

  test('whose questions are as large as may be', async () => {
    await using upstream = await startUpstream()
    await using gateway = await startGateway(upstream, FAST)
    const query = 'subscription ($name: String) { userTasks(filter: { name: { eq: $name } }) { totalCount } }'
    const from = addresses(20)
    let refused = 0
    await survive(
      gateway,
      async () => {
        const all: Subscriber[] = []
        for (let n = 0; n < 1_000; n++) {
          const body = JSON.stringify({ query, variables: { name: `${n} `.padEnd(200_000, 'x') } })
          const look = (answer: string) => {
            if (answer.includes('OVERLOADED')) refused++
          }
          const one = new Subscriber(gateway.port, body, {}, look, from[n % from.length])
          all.push(one)
          if (n % 20 === 19) await sleep(50)
        }
        await sleep(5_000)
        for (const one of all) one.leave()
      },
      { memory: 700, p99: NOT_REACHED },
    )
    // There is no room for 200 MB of questions.
    expect(refused).toBeGreaterThan(100)
    await expectNothingLeft(gateway)
  })
})
