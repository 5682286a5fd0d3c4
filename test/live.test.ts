import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ExecutorName } from '../src/execution/executors.ts'
import type { GatewayOptions } from '../src/gateway/gateway.ts'
import { type Listening, listen } from './support/events.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { keepingLog } from './support/log.ts'
import { incident, key, processInstance, userTask } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'

let upstream: Upstream
let gateway: RunningGateway
const open: Listening[] = []
let log: ReturnType<typeof keepingLog>

beforeEach(async () => {
  log = keepingLog()
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
  expect(log.lines.filter(({ message }) => message === 'unexpected error')).toEqual([])
})

const FAST = { GATEWAY_LIVE_MIN_INTERVAL_MS: '100', GATEWAY_LIVE_MAX_INTERVAL_MS: '100' }

async function start(config: Record<string, string> = {}, options: GatewayOptions & { executor?: ExecutorName } = {}) {
  gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10', ...FAST, ...config }, [], {
    logger: log.logger,
    ...options,
  })
}

async function subscribe(query: string, options: Parameters<typeof listen>[2] = {}): Promise<Listening> {
  const one = await listen(gateway.url, query, options)
  open.push(one)
  return one
}

const ONE = `subscription ($key: ID!) { processInstance(processInstanceKey: $key) { processInstanceKey state } }`
const LIST =
  'subscription { processInstances(filter: { state: { eq: ACTIVE } }) { totalCount nodes { processInstanceKey } } }'

const change = (n: number, to: object) => {
  const row = upstream.rows.processInstances.find(({ processInstanceKey }) => processInstanceKey === key(n))
  Object.assign(row ?? {}, to)
}

/** Waits for some more rounds of the questions that are asked. */
async function rounds(count = 3) {
  const before = upstream.calls.length
  await vi.waitFor(() => expect(upstream.calls.length).toBeGreaterThanOrEqual(before + count), { timeout: 10_000 })
}

describe.each<ExecutorName>(['compiled', 'graphql-js'])('by %s', (executor) => {
  test('a question is answered at once, and again when its answer changes', async () => {
    await start({}, { executor })
    const { next, status, headers } = await subscribe(LIST)
    expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream'])
    expect(await next()).toEqual({
      data: { processInstances: { totalCount: 3, nodes: [1, 2, 3].map((n) => ({ processInstanceKey: key(n) })) } },
    })
    change(2, { state: 'COMPLETED' })
    expect((await next()).data.processInstances.totalCount).toBe(2)
    expect(new Set(upstream.operations())).toEqual(new Set(['searchProcessInstances']))
  })

  test('what does not change is told once', async () => {
    await start({}, { executor })
    const { next } = await subscribe(LIST)
    await next()
    await rounds()
    change(1, { state: 'TERMINATED' })
    const { data } = await next()
    expect(data.processInstances.totalCount).toBe(2)
  })
})

test('fragments on Subscription, aliases and variables are as in a query', async () => {
  await start()
  const { next } = await subscribe(
    `subscription ($first: Int) { ...Root } fragment Root on Subscription { ... on Subscription { all: processInstances(first: $first) { nodes { state } } } }`,
    { variables: { first: 1 } },
  )
  expect(await next()).toEqual({ data: { all: { nodes: [{ state: 'ACTIVE' }] } } })
})

test('all who ask the same are one poll', async () => {
  await start()
  const all = await Promise.all(Array.from({ length: 20 }, () => subscribe(LIST)))
  await Promise.all(all.map(({ next }) => next()))
  upstream.forget()
  await rounds(4)
  const calls = upstream.calls.length
  change(1, { state: 'COMPLETED' })
  for (const { next } of all) expect((await next()).data.processInstances.totalCount).toBe(2)
  expect(calls).toBeLessThan(15)
})

test('questions that differ in their keys alone are one search a round', async () => {
  await start({ GATEWAY_LIVE_MIN_INTERVAL_MS: '300', GATEWAY_LIVE_MAX_INTERVAL_MS: '300' })
  const rows = Array.from({ length: 50 }, (_, n) => processInstance({ processInstanceKey: key(100 + n) }))
  upstream.rows.processInstances.push(...rows)
  const all = await Promise.all(rows.map((row) => subscribe(ONE, { variables: { key: row.processInstanceKey } })))
  await Promise.all(all.map(({ next }) => next()))
  upstream.forget()
  await rounds(2)
  const asked = upstream.calls.map(({ operation, body }) => [operation, body])
  const keys = { $in: expect.toSatisfy((all: string[]) => all.length === rows.length) }
  for (const one of asked)
    expect(one).toEqual(['searchProcessInstances', expect.objectContaining({ filter: { processInstanceKey: keys } })])
  change(117, { state: 'COMPLETED' })
  const [moved] = all.slice(17)
  expect((await moved?.next())?.data.processInstance.state).toBe('COMPLETED')
})

test('relations below a list are seen to change', async () => {
  await start()
  const query = 'subscription { processInstances { nodes { incidents { totalCount nodes { errorMessage } } } } }'
  const { next } = await subscribe(query)
  await next()
  upstream.rows.incidents.push(incident({ processInstanceKey: key(2), errorMessage: 'new' }))
  const { data } = await next()
  expect(data.processInstances.nodes[1].incidents).toEqual({ totalCount: 1, nodes: [{ errorMessage: 'new' }] })
})

test('a command through the gateway is seen at once', async () => {
  await start({ GATEWAY_LIVE_MIN_INTERVAL_MS: '60000', GATEWAY_LIVE_MAX_INTERVAL_MS: '60000' })
  const task = userTask({ processInstanceKey: key(1), state: 'CREATED' })
  upstream.rows.userTasks.push(task)
  upstream.answers.completeUserTask = () => {
    Object.assign(task, { state: 'COMPLETED' })
    return { status: 204 }
  }
  const { next } = await subscribe('subscription { userTasks(filter: { state: { eq: CREATED } }) { totalCount } }')
  expect(await next()).toEqual({ data: { userTasks: { totalCount: 1 } } })
  await gateway.ask(
    'mutation ($input: CompleteUserTaskInput!) { completeUserTask(input: $input) { userTask { state } } }',
    {
      input: { userTaskKey: task.userTaskKey },
    },
  )
  expect(await next()).toEqual({ data: { userTasks: { totalCount: 0 } } })
})

test('an instance that is over ends its subscription', async () => {
  await start()
  const { next } = await subscribe(ONE, { variables: { key: key(1) } })
  await next()
  change(1, { state: 'COMPLETED' })
  expect((await next()).data.processInstance.state).toBe('COMPLETED')
  expect(await next()).toBeUndefined()
})

test('what is final ends its subscription also when a command touches it that changes nothing', async () => {
  await start({
    GATEWAY_LIVE_MIN_INTERVAL_MS: '300',
    GATEWAY_LIVE_MAX_INTERVAL_MS: '300',
    GATEWAY_READ_AFTER_WRITE_MS: '500',
  })
  const { next } = await subscribe(ONE, { variables: { key: key(1) } })
  await next()
  change(1, { state: 'COMPLETED' })
  expect((await next()).data.processInstance.state).toBe('COMPLETED')
  upstream.answers.cancelProcessInstance = () => ({ status: 204 })
  const cancel = 'mutation ($key: ID!) { cancelProcessInstance(input: { processInstanceKey: $key }) { __typename } }'
  await gateway.ask(cancel, { key: key(1) })
  expect(upstream.operations()).toContain('cancelProcessInstance')
  expect(await next()).toBeUndefined()
})

test('a batch operation tells its progress and ends at its end', async () => {
  await start()
  const batch = {
    actorId: null,
    actorType: null,
    batchOperationKey: key(50),
    batchOperationType: 'CANCEL_PROCESS_INSTANCE',
    endDate: null,
    errors: [],
    operationsCompletedCount: 1,
    operationsFailedCount: 0,
    operationsTotalCount: 3,
    startDate: '2026-01-01T12:00:00.000Z',
    state: 'ACTIVE',
  }
  upstream.answers.getBatchOperation = () => ({ body: batch })
  const { next } = await subscribe(
    'subscription ($key: String!) { batchOperation(batchOperationKey: $key) { operationsCompletedCount } }',
    { variables: { key: key(50) } },
  )
  const told = (operationsCompletedCount: number) => ({ data: { batchOperation: { operationsCompletedCount } } })
  expect(await next()).toEqual(told(1))
  Object.assign(batch, { operationsCompletedCount: 2 })
  expect(await next()).toEqual(told(2))
  Object.assign(batch, { operationsCompletedCount: 3, state: 'COMPLETED', endDate: '2026-01-01T12:00:01.000Z' })
  expect(await next()).toEqual(told(3))
  expect(await next()).toBeUndefined()
})

test('an outage is told once, and the recovery is an answer', async () => {
  await start()
  const { next } = await subscribe(LIST)
  await next()
  let failed = 0
  upstream.fault = () => {
    failed++
    return { status: 503 }
  }
  const { errors } = await next()
  expect(errors[0].extensions.code).toBe('UPSTREAM_UNAVAILABLE')
  const before = failed
  await vi.waitFor(() => expect(failed).toBeGreaterThan(before + 3), { timeout: 10_000 })
  upstream.fault = undefined
  expect((await next()).data.processInstances.totalCount).toBe(3)
})

test('who comes again with the id of the latest answer is told the next one', async () => {
  await start()
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: LIST }),
  })
  let text = ''
  for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += piece
    if (text.includes('data: ')) break
  }
  const id = /^id: (.+)$/m.exec(text)?.[1] ?? ''
  expect(id).toMatch(/^[\w-]{22}$/)
  const { next } = await subscribe(LIST, { headers: { 'last-event-id': id } })
  await rounds()
  change(1, { state: 'COMPLETED' })
  expect((await next()).data.processInstances.totalCount).toBe(2)
})

test('Apollo’s multipart subscriptions are answered in parts', async () => {
  await start()
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0",application/json',
    },
    body: JSON.stringify({ query: ONE, variables: { key: key(1) } }),
  })
  expect(response.headers.get('content-type')).toBe('multipart/mixed;boundary="graphql";subscriptionSpec="1.0"')
  let text = ''
  for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += piece
    if (text.includes('ACTIVE')) change(1, { state: 'COMPLETED' })
  }
  const parts = text.split('\r\n--graphql')
  expect(parts.shift()).toBe('')
  expect(parts.pop()).toBe('--\r\n')
  const bodies = parts.map((part) => JSON.parse(part.split('\r\n\r\n')[1] ?? ''))
  const answer = (state: string) => ({ payload: { data: { processInstance: { processInstanceKey: key(1), state } } } })
  expect(bodies).toEqual([{}, answer('ACTIVE'), answer('COMPLETED')])
})

test('a gateway that is about to end sends its subscribers away', async () => {
  await start()
  const { next } = await subscribe(LIST)
  await next()
  gateway.gateway.drain()
  await expect(next()).rejects.toThrow('The stream ended without being complete.')
  // By Apollo's parts as well with its status: the client takes the connection for failed, and tries again.
  const accept = 'multipart/mixed;subscriptionSpec=1.0,application/graphql-response+json,application/json'
  const body = JSON.stringify({ query: LIST })
  const asked: [url: string, init: RequestInit][] = [
    [gateway.url, { method: 'POST', headers: { 'content-type': 'application/json', accept }, body }],
    // By Yoga.
    [`${gateway.url}?query=${encodeURIComponent(LIST)}`, { headers: { 'apollo-require-preflight': 'true', accept } }],
  ]
  for (const [url, init] of asked) {
    const refused = await fetch(url, init)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
    expect(refused.headers.get('content-type')).toMatch(/^multipart\/mixed;boundary="graphql"/)
    const [empty, part = '', end] = (await refused.text()).split('\r\n--graphql')
    expect([empty, end]).toEqual(['', '--\r\n'])
    expect(JSON.parse(part.split('\r\n\r\n')[1] ?? '').payload.errors[0].extensions.code).toBe('OVERLOADED')
  }
  const late = await subscribe(LIST)
  expect((await late.next()).errors[0].extensions).toMatchObject({ code: 'OVERLOADED', retryable: true })
})

test('metrics tell how many questions there are, and what came of looking', async () => {
  await start({}, { metrics: true })
  const [one, two] = [await subscribe(LIST), await subscribe(LIST)]
  await Promise.all([one.next(), two.next()])
  change(1, { state: 'COMPLETED' })
  await one.next()
  await rounds()
  const metrics = gateway.gateway.metrics() ?? ''
  expect(metrics).toContain('\ngateway_live_questions 1\n')
  expect(metrics).toContain('gateway_budget_used{budget="subscriptions"} 2\n')
  expect(metrics).toContain('gateway_live_looks_total{look="news"} 2\n')
  expect(metrics).toMatch(/gateway_live_looks_total\{look="unchanged"\} [1-9]/)
  expect(metrics).toContain('gateway_live_looks_total{look="same"} 0\n')
})

test('a question that cannot be answered any time is told so, and ends', async () => {
  await start()
  const { next } = await subscribe('subscription { processInstances(first: -1) { totalCount } }')
  expect((await next()).errors[0].extensions.code).toBe('BAD_USER_INPUT')
  expect(await next()).toBeUndefined()
  expect(upstream.calls).toEqual([])
})

test('a command with megabytes is carried out and told of, whatever stands in them', async () => {
  await start({ GATEWAY_MAX_BODY_BYTES: '50000000' })
  const { next } = await subscribe(LIST)
  await next()
  upstream.answers.createProcessInstance = () => {
    upstream.rows.processInstances.push(processInstance({ processInstanceKey: key(9) }))
    return { body: { ...CREATED, processInstanceKey: key(9) } }
  }
  const { errors } = await gateway.ask(
    'mutation ($input: CreateProcessInstanceInput!) { createProcessInstance(input: $input) { processInstanceKey } }',
    { input: { processDefinitionId: 'order', variables: { name: '\\"x'.repeat(2_000_000) } } },
  )
  expect(errors?.map(({ message }) => message.slice(0, 300))).toBeUndefined()
  expect((await next()).data.processInstances.totalCount).toBe(4)
})

const CREATED = {
  processDefinitionKey: key(0),
  processDefinitionId: 'order',
  processDefinitionVersion: 1,
  processInstanceKey: key(9),
  tenantId: '<default>',
  variables: {},
  tags: [],
  businessId: null,
}
