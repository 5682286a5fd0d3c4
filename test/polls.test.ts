import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Polls } from '../src/upstream/wire/polls.ts'
import { startGateway } from './support/gateway.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

const ACTIVATE =
  'mutation { activateJobs(input: { type: "a", maxJobsToActivate: 1, timeout: 1000 }) { jobs { jobKey } } }'
const AWAIT =
  'mutation { createProcessInstance(input: { processDefinitionId: "a", awaitCompletion: true }) { processInstanceKey } }'
const NOTHING = { activateJobs: { jobs: [] } }

let upstream: Upstream
beforeEach(async () => {
  upstream = await startUpstream()
})
afterEach(async () => {
  await upstream.close()
  expectNoViolations(upstream)
})

/** Answers polls when told to. */
function holdPolls() {
  const held: Array<() => void> = []
  for (const operation of ['activateJobs', 'createProcessInstance']) {
    upstream.answers[operation] = () =>
      new Promise((resolve) =>
        held.push(() => resolve({ body: operation === 'activateJobs' ? { jobs: [] } : INSTANCE })),
      )
  }
  return held
}

const INSTANCE = {
  processDefinitionId: 'a',
  processDefinitionVersion: 1,
  tenantId: '<default>',
  variables: {},
  processDefinitionKey: '1',
  processInstanceKey: '2',
  tags: [],
  businessId: null,
}

const at = (address: string) => ({ 'x-forwarded-for': address })
const CONFIG = { CAMUNDA_VERSION: '8.9', GATEWAY_TRUSTED_PROXIES: '1' }

test('one caller has a quarter of all long polls at most', async () => {
  const held = holdPolls()
  await using gateway = await startGateway(upstream, CONFIG)
  const asked = Array.from({ length: 256 }, () => gateway.ask(ACTIVATE, {}, at('10.0.0.1')))
  await vi.waitFor(() => expect(held).toHaveLength(256), { timeout: 20_000 })
  const { status, headers, data, errors } = await gateway.ask(ACTIVATE, {}, at('10.0.0.1'))
  expect(status).toBe(503)
  expect(headers.get('retry-after')).toBe('5')
  expect(data).toEqual({ activateJobs: null })
  expect(errors?.[0]?.message).toBe(
    'activateJobs was not sent: the caller has 256 long polls under way, the most that one may have. Try again later.',
  )
  expect(errors?.[0]?.extensions).toEqual({
    code: 'OVERLOADED',
    operation: 'activateJobs',
    rule: 'pollsPerCaller',
    limit: 256,
    retryable: true,
    retryAfter: 5,
  })
  // An instance that is waited for holds a connection, too.
  expect((await gateway.ask(AWAIT, {}, at('10.0.0.1'))).errors?.[0]?.extensions).toMatchObject({ code: 'OVERLOADED' })
  const other = gateway.ask(ACTIVATE, {}, at('10.0.0.2'))
  await vi.waitFor(() => expect(held).toHaveLength(257))
  for (const answer of held.splice(0)) answer()
  for (const answer of await Promise.all([...asked, other])) expect(answer.data).toEqual(NOTHING)
  const again = gateway.ask(ACTIVATE, {}, at('10.0.0.1'))
  await vi.waitFor(() => expect(held).toHaveLength(1))
  held[0]?.()
  expect((await again).data).toEqual(NOTHING)
})

test('all callers together have a most, and so have the made-up names of one address', () => {
  const polls = new Polls(16)
  const call = { operation: 'activateJobs', method: 'POST', path: '/', kind: 'poll' } as const
  const callContext = (group: string, name = '') => ({
    calls: 0,
    traceparent: undefined,
    tracestate: undefined,
    caller: { group, name },
    answerBytes: 0,
    isOver: false,
  })
  const enter = (group: string, name?: string) => polls.enter(call, callContext(group, name))
  const places = ['a', 'b', 'c'].flatMap((name) => Array.from({ length: 4 }, () => enter('p', name)))
  expect(() => enter('p', 'd')).toThrow(expect.objectContaining({ rule: 'pollsPerCaller', limit: 12 }))
  expect(() => enter('p', 'a')).toThrow(expect.objectContaining({ rule: 'pollsPerCaller', limit: 4 }))
  for (let n = 0; n < 4; n++) enter('q')
  expect(() => enter('r')).toThrow(expect.objectContaining({ kind: 'overloaded', rule: 'polls', limit: 16 }))
  expect(polls.inFlight).toBe(16)
  places[0]?.leave()
  expect(() => enter('r')).not.toThrow()
})

describe.each(WAYS)('when the gateway drains, %s', (_, plugins) => {
  test('polls for jobs are answered empty, and end at the cluster', async () => {
    const held = holdPolls()
    await using gateway = await startGateway(upstream, CONFIG, plugins)
    const polls = [gateway.ask(ACTIVATE), gateway.ask(ACTIVATE)]
    await vi.waitFor(() => expect(held).toHaveLength(2), { timeout: 10_000 })
    gateway.gateway.drain()
    for (const { status, data, errors } of await Promise.all(polls)) {
      expect(status).toBe(200)
      expect(errors).toBeUndefined()
      expect(data).toEqual(NOTHING)
    }
    await vi.waitFor(() => expect(upstream.calls.every(({ aborted }) => aborted)).toBe(true))
  })
})

test('while it drains polls end soon, but not so soon that workers ask without a pause', async () => {
  const held = holdPolls()
  await using gateway = await startGateway(upstream, CONFIG)
  gateway.gateway.drain()
  const began = performance.now()
  expect((await gateway.ask(ACTIVATE)).data).toEqual(NOTHING)
  expect(performance.now() - began).toBeGreaterThan(500)
  expect(held).toHaveLength(1)
  // One that has its answer by then brings it.
  const answered = gateway.ask(ACTIVATE)
  await vi.waitFor(() => expect(held).toHaveLength(2))
  held[1]?.()
  expect((await answered).data).toEqual(NOTHING)
  expect(upstream.calls.map(({ aborted }) => aborted)).toEqual([true, false])
})

test('an instance that is waited for goes on being waited for: nothing else could be answered', async () => {
  const held = holdPolls()
  await using gateway = await startGateway(upstream, CONFIG)
  const waiting = gateway.ask(AWAIT)
  const poll = gateway.ask(ACTIVATE)
  await vi.waitFor(() => expect(held).toHaveLength(2))
  gateway.gateway.drain()
  expect((await poll).data).toEqual(NOTHING)
  for (const answer of held) answer()
  expect((await waiting).data).toEqual({ createProcessInstance: { processInstanceKey: '2' } })
})

test('a poll that fails while it drains tells so', async () => {
  upstream.fault = () => ({ status: 403 })
  await using gateway = await startGateway(upstream, CONFIG)
  gateway.gateway.drain()
  expect((await gateway.ask(ACTIVATE)).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' })
})

/** A server for what the upstream of the other tests cannot do: answers in pieces, another generation. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const JOB =
  '{"type":"a","processDefinitionId":"p","processDefinitionVersion":1,"elementId":"e","customHeaders":{},"worker":"","retries":3,"deadline":1767268800123,"variables":{},"tenantId":"<default>","jobKey":"7","processInstanceKey":"1","processDefinitionKey":"2","elementInstanceKey":"3"}'

test('jobs whose answer has begun are passed on: nobody else would get them', async () => {
  let answer: ServerResponse | undefined
  await using cluster = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"jobs":[')
    answer = response
  })
  await using gateway = await startGateway(cluster, CONFIG)
  const poll = gateway.ask(ACTIVATE)
  await vi.waitFor(() => expect(answer).toBeDefined())
  gateway.gateway.drain()
  // Those that were to end have ended by the time that a later one does.
  await gateway.ask('{ __typename }')
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  answer?.end(`${JOB}]}`)
  expect((await poll).data).toEqual({ activateJobs: { jobs: [{ jobKey: '7' }] } })
})

test('on Camunda 7, too', async () => {
  const asked: string[] = []
  let isAborted = false
  await using cluster = await serve((request, response) => {
    asked.push(request.url ?? '')
    response.on('close', () => {
      isAborted = true
    })
  })
  await using gateway = await startGateway(cluster, { CAMUNDA_API: 'camunda-7', CAMUNDA_VERSION: '7.24' })
  const poll = gateway.ask(ACTIVATE)
  await vi.waitFor(() => expect(asked).toEqual(['/engine-rest/external-task/fetchAndLock']))
  gateway.gateway.drain()
  expect((await poll).data).toEqual(NOTHING)
  await vi.waitFor(() => expect(isAborted).toBe(true))
})
