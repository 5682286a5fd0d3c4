import { afterEach, describe, expect, test, vi } from 'vitest'
import { Actor } from '../../attacks/actor.ts'
import { addresses, attack } from '../../attacks/attack.ts'
import { ask } from '../../attacks/text.ts'
import { type Gateway, startGateway } from './support/gateway.ts'
import type { Older } from './support/older.actor.ts'
import { survive } from './support/survive.ts'
import type { Script } from './support/upstream.actor.ts'
import { type ScriptedUpstream, startUpstream } from './support/upstream.ts'

const open: AsyncDisposable[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]()
})

async function start(
  script: Script,
  env: Record<string, string> = {},
  unread = false,
): Promise<{ gateway: Gateway; upstream: ScriptedUpstream }> {
  const upstream = await startUpstream(script)
  open.push(upstream)
  const gateway = await startGateway(upstream, { ...env, ...oauth(script, upstream) }, { unread })
  open.push(gateway)
  return { gateway, upstream }
}

const oauth = ({ token }: Script, { url }: ScriptedUpstream): Record<string, string> =>
  token
    ? {
        CAMUNDA_AUTH_STRATEGY: 'OAUTH',
        CAMUNDA_OAUTH_URL: `${url}/token`,
        CAMUNDA_CLIENT_ID: 'me',
        CAMUNDA_CLIENT_SECRET: 'secret',
      }
    : {}

describe('patterns that the gateway itself looks for', () => {
  const STARS = '*a*a*a*a*a*a*b'

  test.each([
    ['camunda-7', 'processDefinitionName', 'a'.repeat(4_000)],
    ['operate-v1', 'processDefinitionId', 'a'.repeat(4_000)],
  ] as const)('%s, %s', async (kind, field, name) => {
    await using engine = new Actor<Older>(new URL('support/older.actor.ts', import.meta.url))
    const url = await engine.call('start', { kind, count: 500, name })
    await using gateway = await startGateway({ url }, { CAMUNDA_API: kind })
    const request = ask(
      `{ a%n: processInstances(first: 0, filter: { ${field}: { like: "${STARS}" } }) { totalCount } }`,
    )
    const { statuses } = await survive(gateway, () =>
      attack('flood', gateway, { request, times: 5, atOnce: 1, seconds: 20 }),
    )
    expect(statuses).toEqual({ '200': 5 })
    expect(await engine.call('violations', undefined)).toEqual([])
  })
})

describe('a standard output that nobody reads', () => {
  test.each(['json', 'pretty'])('%s: callers are answered, lines are dropped and counted', async (format) => {
    const { gateway } = await start({}, { GATEWAY_LOG_LEVEL: 'info', GATEWAY_LOG_FORMAT: format }, true)
    // Names are cut, but far longer than most are.
    const request = ask(`query Again${'n'.repeat(100)} { __typename }`)
    const plan = { request, times: 40_000, atOnce: 40, from: addresses(10) }
    const { statuses } = await survive(gateway, () => attack('flood', gateway, plan), { memory: 400 })
    expect(Object.keys(statuses)).toEqual(['200'])
    // Far more than a pipe takes.
    expect(statuses['200']).toBeGreaterThan(5_000)
    expect(await gateway.reading('gateway_log_lines_dropped_total')).toBeGreaterThan(0)
  })
})

describe('a token endpoint', () => {
  test.each([
    ['refuses the client', { status: 401, body: { error: 'invalid_client' } }],
    ['fails', { status: 500, body: {} }],
    ['answers no token', { status: 200, body: {} }],
  ])('that %s is asked now and then, however many ask', async (_, token) => {
    const { gateway, upstream } = await start({ token })
    const request = ask('{ a%n: processInstances { totalCount } }')
    await attack('flood', gateway, { request, times: 100_000, atOnce: 50, seconds: 4 })
    // At 0, 1 and 3 s, and once more where the clock is generous.
    expect((await upstream.look()).calls['POST /token']).toBeLessThanOrEqual(5)
    expect(gateway.isRunning()).toBe(true)
  })

  test('that answers again is believed', async () => {
    const { gateway, upstream } = await start({ token: { status: 500, body: {} } })
    const request = ask('{ processInstances { totalCount } }')
    await attack('flood', gateway, { request, times: 1_000, atOnce: 50, seconds: 2 })
    await upstream.change({
      token: { status: 200, body: { access_token: 'a', expires_in: 300, token_type: 'Bearer' } },
    })
    // By then its pause between two tries is as long as four seconds.
    await vi.waitFor(
      async () => {
        const { sample } = await attack('flood', gateway, { request, times: 1, atOnce: 1 })
        expect(sample).toBe('{"data":{"processInstances":{"totalCount":10000}}}')
      },
      { timeout: 8_000, interval: 500 },
    )
  })
})

test('a cluster that fails at length', async () => {
  const { gateway } = await start({ failing: { resource: 'user-tasks', detail: 5_000_000 } })
  const request = ask('{ a%n: userTasks { totalCount } }')
  const plan = { request, times: 100, atOnce: 4, from: addresses(4), seconds: 10 }
  const { longest } = await survive(gateway, () => attack('flood', gateway, plan), { memory: 700 })
  expect(longest).toBeLessThan(8_000)
  // What operators see of each failure is cut as well.
  expect(gateway.written().length).toBeLessThan(1_000_000)
})

test('a cluster that is down, while thousands ask', async () => {
  const { gateway, upstream } = await start({})
  await upstream[Symbol.asyncDispose]()
  const request = ask('{ a%n: processInstances { totalCount } }')
  await attack('flood', gateway, { request, times: 100_000, atOnce: 100, from: addresses(10), seconds: 5 })
  expect(gateway.isRunning()).toBe(true)
  expect(gateway.most()).toBeLessThan(400)
  // One line for each would fill disks.
  expect(gateway.written().length).toBeLessThan(1_000_000)
})
