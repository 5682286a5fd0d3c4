import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createGateway, type GatewayOptions } from '../src/gateway/gateway.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { keepingLog } from './support/log.ts'
import { key, processInstance } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'
import { rawSocket, readySocket, socketClient } from './support/websocket.ts'

let upstream: Upstream
let gateway: RunningGateway
let log: ReturnType<typeof keepingLog>

beforeEach(async () => {
  log = keepingLog()
  upstream = await startUpstream({
    version: '8.10',
    rows: { processInstances: [1, 2, 3].map((n) => processInstance({ processInstanceKey: key(n) })) },
  })
})

afterEach(async () => {
  await gateway.close()
  await upstream.close()
  expectNoViolations(upstream)
  expect(log.lines.filter(({ message }) => message === 'unexpected error')).toEqual([])
})

const FAST = { GATEWAY_LIVE_MIN_INTERVAL_MS: '100', GATEWAY_LIVE_MAX_INTERVAL_MS: '100' }

async function start(
  config: Record<string, string> = {},
  { plugins = [], ...options }: GatewayOptions = {},
) {
  gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10', ...FAST, ...config }, plugins, {
    logger: log.logger,
    ...options,
  })
}

const ONE = '($key: ID!) { processInstance(processInstanceKey: $key) { processInstanceKey state } }'

const change = (n: number, to: object) => {
  const row = upstream.rows.processInstances.find(({ processInstanceKey }) => processInstanceKey === key(n))
  Object.assign(row ?? {}, to)
}

const ofOne = (n: number, state = 'ACTIVE') => ({ data: { processInstance: { processInstanceKey: key(n), state } } })

describe.each(WAYS)('%s', (_, plugins) => {
  test('queries, mutations and live questions share a connection', async () => {
    await start({}, { plugins })
    using socket = socketClient(gateway.url)
    const live = socket.ask(`subscription Watch ${ONE}`, { key: key(1) })
    expect(await live.next()).toEqual(ofOne(1))
    const asked = socket.ask(`query Once ${ONE}`, { key: key(2) })
    expect([await asked.next(), await asked.next()]).toEqual([ofOne(2), 'complete'])
    const command = socket.ask(
      'mutation Stop($key: ID!) { cancelProcessInstance(input: { processInstanceKey: $key }) { processInstanceKey } }',
      { key: key(3) },
    )
    expect([await command.next(), await command.next()]).toEqual([
      { data: { cancelProcessInstance: { processInstanceKey: key(3) } } },
      'complete',
    ])
    change(1, { state: 'COMPLETED' })
    expect(await live.next()).toEqual(ofOne(1, 'COMPLETED'))
    expect(await live.next()).toBe('complete')
    await vi.waitFor(() =>
      expect(log.requests().map(({ type, operation, status, outcome }) => [type, operation, status, outcome])).toEqual(
        expect.arrayContaining([
          ['query', 'Once', 200, 'ok'],
          ['mutation', 'Stop', 200, 'ok'],
          ['subscription', 'Watch', 200, 'ok'],
        ]),
      ),
    )
  })

  test('what is refused is told with the codes that it has by HTTP', async () => {
    await start({ GATEWAY_MAX_DEPTH: '3' }, { plugins })
    using socket = socketClient(gateway.url)
    for (const [query, code] of [
      ['{', 'GRAPHQL_PARSE_FAILED'],
      ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
      ['query A { __typename } query B { __typename }', 'OPERATION_RESOLUTION_FAILURE'],
      ['{ processInstances { nodes { processDefinition { processDefinitionKey } } } }', 'LIMIT_EXCEEDED'],
      ['query ($n: Int!) { processInstances(first: $n) { totalCount } }', 'BAD_USER_INPUT'],
      ['subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ] as const) {
      const { refused } = await socket.ask(query).next()
      expect(refused, query).toMatchObject([{ extensions: { code } }])
      expect(refused[0].extensions.http).toBeUndefined()
    }
    expect(upstream.calls).toEqual([])
  })

  test('what fails is told in an answer', async () => {
    await start({}, { plugins })
    using socket = socketClient(gateway.url)
    upstream.fault = () => ({ status: 500, body: {} })
    const asked = socket.ask('{ processInstances { totalCount } }')
    expect(await asked.next()).toMatchObject({
      data: { processInstances: null },
      errors: [{ extensions: { code: 'UPSTREAM_ERROR' } }],
    })
    expect(await asked.next()).toBe('complete')
  })

  test('a client that completes an operation hears no more of it, and nobody is asked', async () => {
    await start({}, { plugins })
    using socket = socketClient(gateway.url, { lazy: false, onNonLazyError() {} })
    const live = socket.ask(`subscription ${ONE}`, { key: key(1) })
    await live.next()
    live.complete()
    await vi.waitFor(() => expect(log.requests()).toContainEqual(expect.objectContaining({ type: 'subscription' })))
    upstream.forget()
    change(1, { state: 'COMPLETED' })
    const other = socket.ask(`query ${ONE}`, { key: key(1) })
    expect(await other.next()).toEqual(ofOne(1, 'COMPLETED'))
    await sleep(300)
    expect(upstream.calls).toHaveLength(1)
  })
})
