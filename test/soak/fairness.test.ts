import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { addresses, attack } from '../../attacks/attack.ts'
import { ask, type Recipe } from '../../attacks/text.ts'
import { type Gateway, startGateway } from './support/gateway.ts'
import { survive, WITH_ROOM, watch } from './support/survive.ts'
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

/** So many root fields. */
const roots = (count: number, field: string) =>
  ask(`{ ${Array.from({ length: count }, (_, n) => `a${n}: ${field}`).join(' ')} }`)

describe('a small question beside five callers of', () => {
  const ROWS = 'processInstances(first: 1000) { nodes { processInstanceKey processDefinitionName state startDate } }'
  const NESTED =
    'processInstances(first: 1000) { nodes { processInstanceKey incidents(first: 2) { nodes { incidentKey errorMessage } } } }'

  // With room for a machine that does other things, too: `npm run bench -- starvation` has the figures.
  test.each<[string, Recipe, number]>([
    ['10,000 nodes', roots(10, ROWS), 400],
    ['50,000 nodes', roots(50, ROWS), 400],
    ['300,000 nodes', roots(100, NESTED), 500],
  ])('%s', async (_, request, p99) => {
    const gateway = await start({})
    const plan = { request, times: 1_000_000, atOnce: 5, from: addresses(5), seconds: 5 }
    const { statuses } = await survive(gateway, () => attack('flood', gateway, plan), { p99 })
    // They are answered too, as far as there is room.
    expect(statuses['200']).toBeGreaterThan(0)
  })
})

test('a small question beside lists of fifty heavy ones', async () => {
  const gateway = await start({}, { GATEWAY_MAX_BATCH_SIZE: '50' })
  const one = JSON.stringify({
    query: '{ processInstances(first: 1000) { nodes { processInstanceKey state startDate } } }',
  })
  const request: Recipe = { ...ask(''), body: ['[', [`${one},`, 49], one, ']'] }
  const plan = { request, times: 1_000_000, atOnce: 10, from: addresses(5), seconds: 5 }
  const { statuses } = await survive(gateway, () => attack('flood', gateway, plan))
  expect(statuses['200']).toBeGreaterThan(0)
})

describe('a modest caller beside a greedy one', () => {
  const MODEST = ['{ processInstances(first: 5) { nodes { processInstanceKey state } } }']
  /** Ten reads, none of which anybody else makes. */
  const greed = Array.from(
    { length: 10 },
    (_, n) => `a${n}: processInstances(filter: { processDefinitionId: { eq: "p%n-${n}" } }) { totalCount }`,
  )
  const request = ask(`{ ${greed.join(' ')} }`)

  test.each([
    ['without a rate limit', {}],
    ['with one', { GATEWAY_RATE_LIMIT: '3000' }],
  ])('with 300 connections of ten reads each waits at most a little longer: %s', async (_, env) => {
    const gateway = await start({ delay: 50 }, env)
    const alone = await watch(gateway, () => sleep(3_000), { queries: MODEST })
    const plan = { request, times: 1_000_000, atOnce: 300, seconds: 5 }
    const beside = await watch(gateway, () => attack('flood', gateway, plan), { queries: MODEST })
    expect(beside.report.failures).toEqual({})
    expect(beside.report.median).toBeLessThanOrEqual(alone.report.median * 3)
    expect(beside.report.p99).toBeLessThanOrEqual(WITH_ROOM)
  })

  test('a slow cluster and five of them', async () => {
    const gateway = await start({ delay: 100 })
    const plan = { request, times: 1_000_000, atOnce: 500, from: addresses(5), seconds: 5 }
    await survive(gateway, () => attack('flood', gateway, plan), { p99: WITH_ROOM })
  })
})

test('one caller has not all places', async () => {
  const gateway = await start({ delay: 1_000 })
  const slow = ask('{ a%n: processInstances(filter: { processDefinitionId: { eq: "p%n" } }) { totalCount } }')
  const plan = { request: slow, times: 1_000_000, atOnce: 1_500, seconds: 5 }
  const { report } = await watch(gateway, () => attack('flood', gateway, plan), { queries: ['{ __typename }'] })
  expect(report.failures).toEqual({})
  expect(report.p99).toBeLessThanOrEqual(500 + report.noise)
})
