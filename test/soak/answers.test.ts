import { afterEach, describe, expect, test, vi } from 'vitest'
import { addresses, attack } from '../../attacks/attack.ts'
import { ask, WAYS, wire } from '../../attacks/text.ts'
import { type Gateway, startGateway } from './support/gateway.ts'
import { NOT_REACHED, survive, WITH_ROOM } from './support/survive.ts'
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

/** As many variables as a page has: with values of 6 kB it is 6 MB, more than the system's buffers take. */
const PAGE = '{ variables(first: 1000) { nodes { name preview } } }'
const SIX_MB = { valueSize: 6_000 }

describe('answers that nobody reads', () => {
  const READERS = 50
  /** Milliseconds that an answer may make no progress. */
  const IDLE = 30_000

  test('end with their connections, and hold no places meanwhile', async () => {
    // Fewer places than there are such clients, who come one after the other.
    const gateway = await start(SIX_MB, { GATEWAY_MAX_REQUESTS: '40' })
    const plan = { connections: READERS, sends: wire(ask(PAGE)), bytesPerSecond: 0, pace: 100, from: addresses(10) }
    const unread = () => gateway.reading('gateway_budget_used{budget="sending"}')
    await survive(
      gateway,
      async () => {
        const attacked = attack('take', gateway, { ...plan, seconds: IDLE / 1_000 + 15 })
        let isOver = false
        const over = attacked.finally(() => {
          isOver = true
        })
        await vi.waitFor(async () => expect(await unread()).toBeGreaterThan(6_000_000), { timeout: 15_000 })
        // The honest caller's answers are small.
        const ended = async () => expect(await unread()).toBeLessThan(1_000_000)
        await vi.waitFor(ended, { timeout: IDLE + 15_000, interval: 500 })
        expect(isOver).toBe(false)
        // Those of the honest caller.
        expect(await gateway.reading('gateway_requests_in_flight')).toBeLessThan(10)
        await over
      },
      { memory: 700 },
    )
  }, 90_000)

  test.each([0, 1_000])('of each kind, read at %i bytes a second', async (bytesPerSecond) => {
    const gateway = await start(SIX_MB)
    const plan = { connections: 40, bytesPerSecond, from: addresses(10), seconds: 6 }
    const all = () =>
      Promise.all(
        (['direct', 'yoga', 'events'] as const).map((way) =>
          attack('take', gateway, { ...plan, sends: wire(WAYS[way]({ query: [PAGE] })) }),
        ),
      )
    await survive(gateway, all, { memory: 700, p99: WITH_ROOM })
  })
})

describe('large answers of the cluster', () => {
  test('a value as large as the README promises arrives', async () => {
    const gateway = await start({ valueSize: 5_000_000 })
    const request = ask('{ variables(first: 2) { nodes { name value } } }')
    const { statuses, longest } = await survive(gateway, () =>
      attack('flood', gateway, { request, times: 1, atOnce: 1 }),
    )
    expect(statuses).toEqual({ '200': 1 })
    expect(longest).toBeGreaterThan(10_000_000)
  })

  test.each([
    ['200 MB', 200_000, 'value'],
    ['200 MB, as text', 200_000, 'preview'],
    ['500 MB', 500_000, 'value'],
  ])('%s in one answer', async (_, valueSize, field) => {
    const gateway = await start({ valueSize })
    const request = ask(`{ variables(first: 1000) { nodes { name ${field} } } }`)
    const { codes } = await survive(gateway, () => attack('flood', gateway, { request, times: 6, atOnce: 2 }))
    expect(codes).toEqual({ LIMIT_EXCEEDED: 6 })
  })

  test('40 MB each for twenty callers at once', async () => {
    const gateway = await start({ valueSize: 40_000 }, { GATEWAY_SHARE_READS: 'false' })
    const plan = { request: ask('{ a%n: variables(first: 1000) { nodes { name value } } }'), times: 40, atOnce: 20 }
    const { statuses } = await survive(gateway, () => attack('flood', gateway, { ...plan, from: addresses(20) }))
    // Some are told to come again, and some are answered.
    expect(statuses['200']).toBeGreaterThan(0)
    expect(Object.keys(statuses).filter((status) => !['200', '503'].includes(status))).toEqual([])
  })

  test('many small lists in one question, of 6 MB each', async () => {
    const gateway = await start(SIX_MB)
    const roots = Array.from(
      { length: 100 },
      (_, n) => `a${n}: variables(first: 1000, filter: { name: { eq: "v${n}" } }) { nodes { value } }`,
    )
    const request = ask(`{ ${roots.join(' ')} }`)
    const attacking = () => attack('flood', gateway, { request, times: 4, atOnce: 2, from: addresses(2) })
    await survive(gateway, attacking, { p99: NOT_REACHED })
  })
})

describe('draining', () => {
  test('waits until slow readers have their answers', async () => {
    const gateway = await start({ valueSize: 16_000 }, { GATEWAY_DRAIN_DELAY_MS: '1000', GATEWAY_DRAIN_MS: '20000' })
    const plan = { connections: 1, sends: wire(ask(PAGE)), bytesPerSecond: 2_000_000, seconds: 15 }
    const taken = attack('take', gateway, plan)
    await vi.waitFor(async () =>
      expect(await gateway.reading('gateway_budget_used{budget="sending"}')).toBeGreaterThan(0),
    )
    gateway.kill('SIGTERM')
    const { statuses, received } = await taken
    expect(statuses).toEqual({ '200': 1 })
    expect(received).toBeGreaterThan(16_000 * 1_000)
    expect(await gateway.exited).toBe(0)
  })

  test('answers long polls', async () => {
    const gateway = await start({ pollsFor: 30_000 }, { GATEWAY_DRAIN_MS: '3000' })
    const request = ask(
      'mutation { activateJobs(input: { type: "a", maxJobsToActivate: 1, timeout: 1000, requestTimeout: 30000 }) { jobs { jobKey } } }',
    )
    const polling = attack('flood', gateway, { request, times: 3, atOnce: 3 })
    await vi.waitFor(async () => expect(await gateway.reading('gateway_requests_in_flight')).toBe(3), {
      timeout: 5_000,
    })
    gateway.kill('SIGTERM')
    const { statuses, sample } = await polling
    expect(statuses).toEqual({ '200': 3 })
    expect(sample).toBe('{"data":{"activateJobs":{"jobs":[]}}}')
    expect(await gateway.exited).toBe(0)
  })
})
