import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addresses, attack } from '../../attacks/attack.ts'
import { ask, type Text, wire } from '../../attacks/text.ts'
import { type Gateway, startGateway } from './support/gateway.ts'
import { crowd, NOT_REACHED, survive } from './support/survive.ts'
import { type ScriptedUpstream, startUpstream } from './support/upstream.ts'

let upstream: ScriptedUpstream
let gateway: Gateway
beforeAll(async () => {
  upstream = await startUpstream({ delay: 20 })
})
afterAll(() => upstream[Symbol.asyncDispose]())
beforeEach(async () => {
  gateway = await startGateway(upstream)
})
// Whatever was held is free again.
afterEach(async () => {
  await using _ = gateway
  if (gateway.isRunning()) expect(await crowd(gateway)).toEqual({ '200': 500 })
})

const HALF_A_HEAD: Text = ['POST /graphql HTTP/1.1\r\nhost: localhost\r\nx-a: ']

describe('connections that ask nothing', () => {
  test.each([
    ['silent, from many addresses', 4_000, 40, [''], false],
    ['silent, from one address', 5_000, 1, [''], false],
    ['with half a head, from many addresses', 2_000, 40, HALF_A_HEAD, true],
    ['with a head that never ends', 500, 10, ['GET /', ['a', 15_000]], true],
    ['with no HTTP', 1_000, 10, ['\u0016\u0003\u0001', ['\u0000', 1_000]], false],
  ] as const)('%s', async (_, connections, from, sends, drips) => {
    const plan = { connections, sends, drips, stubborn: drips, from: addresses(from), seconds: 4 }
    await survive(gateway, () => attack('hold', gateway, plan), { memory: 400 })
  })
})

const list = (n: number) =>
  ask(`{ a${n}: processInstances(first: 10, filter: { processDefinitionId: { eq: "p${n}" } }) { totalCount } }`)
/** So many questions, each another one, as they go over one wire. */
const pipelined = (count: number): Text => Array.from({ length: count }, (_, n) => wire(list(n))).flat()

describe('questions one after the other on one connection', () => {
  test('3,000 at once: answered in turn', async () => {
    let most = 0
    const { statuses } = await survive(gateway, async () => {
      const plan = { connections: 1, sends: pipelined(3_000), seconds: 4 }
      const attacked = attack('hold', gateway, plan)
      for (let looks = 0; looks < 15; looks++) {
        most = Math.max(most, await gateway.reading('gateway_requests_in_flight'))
        await sleep(200)
      }
      return attacked
    })
    expect(statuses['200']).toBeGreaterThan(100)
    // One of its own, and those of the honest caller.
    expect(most).toBeLessThan(20)
  })

  test('100 each on 300 connections', async () => {
    const plan = { connections: 300, sends: pipelined(100), stubborn: true, from: addresses(10), seconds: 6 }
    await survive(gateway, () => attack('hold', gateway, plan), { p99: NOT_REACHED })
  })

  test('without reading the answers', async () => {
    const page = wire(
      ask('{ processInstances(first: 1000) { nodes { processInstanceKey processDefinitionName state } } }'),
    )
    const sends = Array.from({ length: 300 }, () => page).flat()
    const plan = { connections: 20, sends, bytesPerSecond: 0, from: addresses(5), seconds: 6 }
    await survive(gateway, () => attack('take', gateway, plan), { memory: 600 })
  })
})

test('callers who leave before they are answered, again and again', async () => {
  const page = '{ a: processInstances(first: 1000) { nodes { processInstanceKey incidents { totalCount } } } }'
  await survive(gateway, async () => {
    for (let round = 0; round < 3; round++) {
      await attack('hold', gateway, { connections: 500, sends: wire(ask(page)), from: addresses(10), seconds: 1 })
    }
  })
})
