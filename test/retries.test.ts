import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startGateway } from './support/gateway.ts'
import { key, processInstance } from './support/rows.ts'
import { expectNoViolations, type Fault, startUpstream } from './support/upstream.ts'

const problem = (status: number, title: string): Fault => ({
  status,
  body: { type: 'about:blank', title, status, detail: title },
})
const BACK_PRESSURE = problem(503, 'RESOURCE_EXHAUSTED')
const EXISTS = `{ processInstance(processInstanceKey: "${key(1)}") { state } }`
const LIST = '{ processInstances { totalCount } }'
const CANCEL = `mutation { cancelProcessInstance(input: { processInstanceKey: "${key(1)}" }) { __typename } }`
const START = 'mutation { createProcessInstance(input: { processDefinitionId: "a" }) { __typename } }'
const ACTIVATE = 'mutation { activateJobs(input: { type: "a", maxJobsToActivate: 1, timeout: 1000 }) { __typename } }'

/** A pair whose upstream does these things to the first calls, and answers the others. */
async function start(faults: Array<Fault | undefined> | Fault, config: Record<string, string> = {}) {
  let n = 0
  const upstream = await startUpstream({
    rows: { processInstances: [processInstance({ processInstanceKey: key(1) })] },
    answers: { cancelProcessInstance: () => ({}) },
    fault: () => (Array.isArray(faults) ? faults[n++] : faults),
  })
  const gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9', ...config })
  return {
    upstream,
    gateway,
    async [Symbol.asyncDispose]() {
      await gateway.close()
      await upstream.close()
    },
  }
}

// The log says why connections failed; here they fail on purpose.
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})

afterEach(() => {
  vi.restoreAllMocks()
})

const REPEATED: Array<[string, Fault]> = [
  ['a reset before the answer', 'reset'],
  ['a reset in the middle of the answer', 'resetMidBody'],
  ['RESOURCE_EXHAUSTED', BACK_PRESSURE],
  ['429', problem(429, 'Too Many Requests')],
  ['429 without a body', { status: 429 }],
  ['500 RESOURCE_EXHAUSTED', problem(500, 'RESOURCE_EXHAUSTED')],
]

describe('a read is tried again after', () => {
  test.each(REPEATED)('%s, and answers as if nothing had been', async (_name, fault) => {
    for (const [query, data] of [
      [EXISTS, { processInstance: { state: 'ACTIVE' } }],
      [LIST, { processInstances: { totalCount: 1 } }],
    ] as const) {
      await using pair = await start([fault, fault])
      const answer = await pair.gateway.ask(query)
      expect(answer.errors).toBeUndefined()
      expect(answer.data).toEqual(data)
      expect(pair.upstream.calls).toHaveLength(3)
      expect(new Set(pair.upstream.calls.map(({ text }) => text)).size).toBe(1)
      expectNoViolations(pair.upstream)
    }
  })

  test.each(REPEATED)('%s, as often as is configured and no more', async (_name, fault) => {
    for (const attempts of [1, 2, 5]) {
      await using pair = await start(fault, { CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS: String(attempts) })
      const { data, errors } = await pair.gateway.ask(EXISTS)
      expect(data).toEqual({ processInstance: null })
      expect(errors).toHaveLength(1)
      expect(pair.upstream.calls).toHaveLength(attempts)
    }
  })
})

describe('a read is not tried again after', () => {
  test.each<[string, Fault]>([
    ['a plain 503', problem(503, 'UNAVAILABLE')],
    ['503 without a body', { status: 503 }],
    ['504', problem(504, 'DEADLINE_EXCEEDED')],
    ['500', problem(500, 'INTERNAL')],
    ['502', problem(502, 'ABORTED')],
    ['400', problem(400, 'INVALID_ARGUMENT')],
    ['401', problem(401, 'UNAUTHORIZED')],
    ['403', problem(403, 'FORBIDDEN')],
    ['409', problem(409, 'INVALID_STATE')],
    ['silence', 'hang'],
    ['HTML', 'html'],
    ['cut JSON', 'truncatedJson'],
    ['a redirect', { redirect: 'http://127.0.0.1:1/' }],
  ])('%s', async (_name, fault) => {
    await using pair = await start([fault], { GATEWAY_UPSTREAM_TIMEOUT_MS: '200' })
    const { errors } = await pair.gateway.ask(EXISTS)
    expect(errors).toHaveLength(1)
    expect(pair.upstream.calls).toHaveLength(1)
  })
})

describe('a command', () => {
  test.each<[string, Fault]>([
    ['RESOURCE_EXHAUSTED', BACK_PRESSURE],
    ['429', { status: 429 }],
  ])('is tried again after %s: the cluster took nothing on', async (_name, fault) => {
    await using pair = await start([fault, fault])
    const { errors, data } = await pair.gateway.ask(CANCEL)
    expect(errors).toBeUndefined()
    expect(data).toEqual({ cancelProcessInstance: { __typename: 'CancelProcessInstancePayload' } })
    expect(pair.upstream.operations()).toEqual(new Array(3).fill('cancelProcessInstance'))
    expectNoViolations(pair.upstream)
  })

  test.each<[string, Fault]>([
    ['a reset before the answer', 'reset'],
    ['a reset in the middle of the answer', 'resetMidBody'],
    ['silence', 'hang'],
    ['a plain 503', problem(503, 'UNAVAILABLE')],
    ['504', problem(504, 'DEADLINE_EXCEEDED')],
    ['502', problem(502, 'ABORTED')],
    ['500', problem(500, 'INTERNAL')],
    ['HTML', 'html'],
  ])('is made once where it ends in %s', async (_name, fault) => {
    for (const query of [CANCEL, START]) {
      await using pair = await start([fault], { GATEWAY_UPSTREAM_TIMEOUT_MS: '200' })
      const { errors } = await pair.gateway.ask(query)
      expect(errors).toHaveLength(1)
      expect(pair.upstream.calls).toHaveLength(1)
    }
  })

  test('that takes jobs is not made twice when the connection breaks: the jobs may be taken', async () => {
    await using pair = await start(['reset'])
    const { errors } = await pair.gateway.ask(ACTIVATE)
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', outcomeUnknown: true })
    expect(pair.upstream.operations()).toEqual(['activateJobs'])
  })

  test('that was never sent is tried again', async () => {
    await using pair = await start([], {
      CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS: '20',
      CAMUNDA_SDK_HTTP_RETRY_BASE_DELAY_MS: '100',
    })
    const port = Number(new URL(pair.upstream.url).port)
    await pair.upstream.close()
    const asked = pair.gateway.ask(CANCEL)
    // Another gateway asks later and tries once: when it has its answer, the first try of the other one is over.
    await using impatient = await startGateway(pair.upstream, { CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS: '1' })
    expect((await impatient.ask(CANCEL)).errors?.[0]?.extensions?.code).toBe('UPSTREAM_UNAVAILABLE')
    // A cluster that comes back at the same address while the gateway keeps trying.
    const { createServer } = await import('node:http')
    let calls = 0
    const back = createServer((_, response) => {
      calls++
      response.writeHead(204).end()
    })
    await new Promise<void>((resolve) => back.listen(port, '127.0.0.1', resolve))
    const { errors } = await asked
    await new Promise((resolve) => {
      back.close(resolve)
      back.closeAllConnections()
    })
    expect(errors).toBeUndefined()
    expect(calls).toBe(1)
  })
})

describe('the pause before another try', () => {
  test('is as long as the cluster asks for', async () => {
    await using pair = await start([{ status: 429, headers: { 'retry-after': '1' } }])
    const began = performance.now()
    const { errors } = await pair.gateway.ask(EXISTS)
    expect(errors).toBeUndefined()
    expect(performance.now() - began).toBeGreaterThan(950)
  })

  test('is never longer than configured', async () => {
    await using pair = await start([{ status: 429, headers: { 'retry-after': '3600' } }], {
      CAMUNDA_SDK_HTTP_RETRY_MAX_DELAY_MS: '20',
    })
    const { errors } = await pair.gateway.ask(EXISTS)
    expect(errors).toBeUndefined()
    expect(pair.upstream.calls).toHaveLength(2)
  })
})

describe('the retry budget', () => {
  /** One request that makes so many different calls. */
  const many = (round: number, calls: number) => {
    const list = (n: number) => `r${n}: processInstances(filter: { processInstanceKey: { eq: "${n}" } }) { totalCount }`
    return `{ ${Array.from({ length: calls }, (_, n) => list(round * calls + n)).join(' ')} }`
  }

  test('bounds what a dead cluster gets on top', async () => {
    await using pair = await start('reset', { GATEWAY_BREAKER_AFTER_MS: '0' })
    for (let round = 0; round < 10; round++) {
      const { errors } = await pair.gateway.ask(many(round, 20))
      expect(errors).toHaveLength(20)
    }
    const { calls } = pair.upstream
    expect(new Set(calls.map(({ text }) => text)).size).toBe(200)
    // 20 to begin with, and one for every ten calls: without a budget these would be 600.
    expect(calls.length).toBeGreaterThan(210)
    expect(calls.length).toBeLessThanOrEqual(200 + 20 + 20)
  })

  test('does not run out while the cluster is well', async () => {
    await using pair = await start([], { CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS: '2' })
    const seen = new Set<string>()
    pair.upstream.fault = ({ text }) => {
      const isFirstTry = seen.size < seen.add(text).size
      return isFirstTry && seen.size % 15 === 0 ? 'reset' : undefined
    }
    for (let round = 0; round < 30; round++) {
      const { errors } = await pair.gateway.ask(many(round, 20))
      expect(errors).toBeUndefined()
    }
    expect(pair.upstream.calls).toHaveLength(600 + 40)
  })
})
