import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startGateway } from './support/gateway.ts'
import { key, processInstance } from './support/rows.ts'
import { type Answerer, expectNoViolations, startUpstream, type UpstreamOptions } from './support/upstream.ts'

const READ = '{ incidents { totalCount } }'
const CANCEL = `mutation { cancelProcessInstance(input: { processInstanceKey: "${key(1)}" }) { __typename } }`
const RESOURCE_EXHAUSTED = {
  status: 503,
  body: {
    type: 'about:blank',
    title: 'RESOURCE_EXHAUSTED',
    status: 503,
    detail: 'Expected to handle the request, but the broker is overloaded.',
    instance: '/v2/process-instances/search',
  },
}
/** By operation: how it is asked for. */
const COMPLETIONS = {
  completeJob: `mutation { completeJob(input: { jobKey: "${key(1)}" }) { __typename } }`,
  failJob: `mutation { failJob(input: { jobKey: "${key(1)}", retries: 1 }) { __typename } }`,
  throwJobError: `mutation { throwJobError(input: { jobKey: "${key(1)}", errorCode: "e" }) { __typename } }`,
  updateJob: `mutation { updateJob(input: { jobKey: "${key(1)}", retries: 2 }) { __typename } }`,
  completeUserTask: `mutation { completeUserTask(input: { userTaskKey: "${key(1)}" }) { __typename } }`,
}
/** One request that searches for so many instances, each by a call of its own. */
const reads = (count: number) =>
  `{ ${Array.from({ length: count }, (_, n) => `r${n}: processInstances(filter: { processInstanceKey: { eq: "${key(n)}" } }) { totalCount }`).join(' ')} }`

async function start(config: Record<string, string> = {}, options: UpstreamOptions = {}) {
  const upstream = await startUpstream({
    rows: {
      processInstances: Array.from({ length: 40 }, (_, n) => processInstance({ processInstanceKey: key(n) })),
    },
    ...options,
    answers: {
      ...Object.fromEntries([...Object.keys(COMPLETIONS), 'cancelProcessInstance'].map((name) => [name, () => ({})])),
      ...options.answers,
    },
  })
  const gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9', ...config })
  return {
    upstream,
    ask: gateway.ask,
    async [Symbol.asyncDispose]() {
      await gateway.close()
      await upstream.close()
    },
  }
}

/** Answers calls when told to, and knows those that wait. */
function gate() {
  const waiting: Array<(answer: Awaited<ReturnType<Answerer>>) => void> = []
  return {
    waiting,
    answer: (() => new Promise((resolve) => waiting.push(resolve))) satisfies Answerer,
    open(answer?: Awaited<ReturnType<Answerer>>) {
      for (const resolve of waiting.splice(0)) resolve(answer)
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

describe('the limit of calls in flight', () => {
  test('is cut once by a wave of refusals, and all calls are answered in the end', async () => {
    const held = gate()
    await using started = await start(
      { GATEWAY_MAX_UPSTREAM_CALLS: '16' },
      { answers: { searchProcessInstances: held.answer } },
    )
    const asked = started.ask(reads(16))
    await vi.waitFor(() => expect(held.waiting).toHaveLength(16))
    held.open(RESOURCE_EXHAUSTED)
    // 70 % of 16; the others wait.
    await vi.waitFor(() => expect(held.waiting).toHaveLength(11))
    // By now a further one would have come.
    expect((await started.ask(COMPLETIONS.completeJob)).errors).toBeUndefined()
    expect(held.waiting).toHaveLength(11)
    held.open()
    await vi.waitFor(() => expect(held.waiting).toHaveLength(5))
    held.open()
    expect((await asked).errors).toBeUndefined()
    expectNoViolations(started.upstream)
  })

  test.each([
    ['503 RESOURCE_EXHAUSTED', RESOURCE_EXHAUSTED],
    ['429', { ...RESOURCE_EXHAUSTED, status: 429 }],
    ['500 with the words', { ...RESOURCE_EXHAUSTED, status: 500 }],
  ])('finds what the cluster takes: %s', async (_name, refusal) => {
    let capacity = 4
    let inWork = 0
    let most = 0
    let refused = 0
    await using started = await start(
      { GATEWAY_MAX_UPSTREAM_CALLS: '32', CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS: '1' },
      // The contract of reads knows no 429: what a proxy in front would say.
      {
        fault: ({ operation }) => {
          if (operation !== 'searchProcessInstances') return undefined
          if (inWork < capacity) return undefined
          refused++
          return { status: refusal.status, body: refusal.body }
        },
        answers: {
          async searchProcessInstances() {
            most = Math.max(most, ++inWork)
            await sleep(4)
            inWork--
            return undefined
          },
        },
      },
    )
    // The first ones pay for finding out.
    for (let n = 0; n < 3; n++) await started.ask(reads(40))
    refused = 0
    for (let n = 0; n < 10; n++) await started.ask(reads(40))
    // Each round of growth costs one; with 32 at once nine of ten would be refused.
    expect(refused).toBeLessThan(100)
    expect(most).toBe(4)
    // It grows back to all of what is allowed.
    capacity = 1_000
    await vi.waitFor(
      async () => {
        await started.ask(reads(40))
        expect(most).toBe(32)
      },
      { timeout: 10_000, interval: 0 },
    )
    refused = 0
    await started.ask(reads(40))
    expect(refused).toBe(0)
    expect(most).toBe(32)
  })

  test('grows where it is used up, and not by answers that say nothing of it', async () => {
    const held = gate()
    await using started = await start(
      { GATEWAY_MAX_UPSTREAM_CALLS: '8', CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS: '1' },
      { answers: { searchProcessInstances: held.answer, completeJob: () => RESOURCE_EXHAUSTED } },
    )
    for (let n = 0; n < 6; n++) await started.ask(COMPLETIONS.completeJob)
    // One at a time is all of a limit of one, and half of a limit of two.
    for (let n = 0; n < 20; n++) expect((await started.ask(READ)).errors).toBeUndefined()
    const asked = started.ask(reads(6))
    await vi.waitFor(() => expect(held.waiting).toHaveLength(2))
    expect((await started.ask(COMPLETIONS.failJob)).errors).toBeUndefined()
    expect(held.waiting).toHaveLength(2)
    for (let n = 0; n < 6; n++) {
      await vi.waitFor(() => expect(held.waiting.length).toBeGreaterThan(0))
      held.waiting.shift()?.(undefined)
    }
    expect((await asked).errors).toBeUndefined()
  })

  test('is left alone by other errors', async () => {
    await using started = await start({ GATEWAY_MAX_UPSTREAM_CALLS: '8', GATEWAY_BREAKER_AFTER_MS: '0' })
    const faults = [{ status: 503 }, { status: 500 }, { status: 504 }, { status: 403 }, 'reset', 'html'] as const
    for (const fault of faults) {
      started.upstream.fault = () => fault
      await started.ask(reads(8))
    }
    const held = gate()
    started.upstream.fault = undefined
    started.upstream.answers.searchProcessInstances = held.answer
    const asked = started.ask(reads(8))
    await vi.waitFor(() => expect(held.waiting).toHaveLength(8))
    held.open()
    expect((await asked).errors).toBeUndefined()
  })
})

describe('completions of jobs and tasks', () => {
  test.each(Object.entries(COMPLETIONS))('%s is not held back by the limit', async (operation, mutation) => {
    const held = gate()
    await using started = await start(
      { GATEWAY_MAX_UPSTREAM_CALLS: '1' },
      { answers: { searchIncidents: held.answer } },
    )
    const reading = started.ask(READ)
    await vi.waitFor(() => expect(held.waiting).toHaveLength(1))
    const cancelling = started.ask(CANCEL)
    expect((await started.ask(mutation)).errors).toBeUndefined()
    // Another command waits for its turn.
    expect(started.upstream.operations()).toEqual(['searchIncidents', operation])
    held.open()
    expect((await reading).errors).toBeUndefined()
    expect((await cancelling).errors).toBeUndefined()
    expectNoViolations(started.upstream)
  })

  test('are all sent at once, however many, and hold others back', async () => {
    const held = gate()
    await using started = await start({ GATEWAY_MAX_UPSTREAM_CALLS: '2' }, { answers: { completeJob: held.answer } })
    const asked = Array.from({ length: 50 }, () => started.ask(COMPLETIONS.completeJob))
    await vi.waitFor(() => expect(held.waiting).toHaveLength(50))
    const reading = started.ask(READ)
    expect((await started.ask(COMPLETIONS.failJob)).errors).toBeUndefined()
    expect(started.upstream.operations()).not.toContain('searchIncidents')
    held.open({})
    for (const { errors } of await Promise.all([...asked, reading])) expect(errors).toBeUndefined()
  })

  test('cut the limit, too, when the cluster refuses them', async () => {
    const held = gate()
    await using started = await start(
      { GATEWAY_MAX_UPSTREAM_CALLS: '8', CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS: '1' },
      { answers: { searchProcessInstances: held.answer, completeJob: () => RESOURCE_EXHAUSTED } },
    )
    // In turn, with nothing else in flight: 8, 4, 2, 1, and never less.
    for (let n = 0; n < 6; n++) {
      const { errors } = await started.ask(COMPLETIONS.completeJob)
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryable: true })
    }
    const asked = started.ask(reads(3))
    await vi.waitFor(() => expect(held.waiting).toHaveLength(1))
    expect((await started.ask(COMPLETIONS.failJob)).errors).toBeUndefined()
    expect(held.waiting).toHaveLength(1)
    for (let n = 0; n < 3; n++) {
      await vi.waitFor(() => expect(held.waiting.length).toBeGreaterThan(0))
      held.waiting.shift()?.(undefined)
    }
    expect((await asked).errors).toBeUndefined()
  })
})

describe('the queue of calls', () => {
  const overloaded = (operation: string, retryAfter = 1) => ({
    code: 'OVERLOADED',
    operation,
    retryable: true,
    retryAfter,
  })

  test('is told by the status however many fields it costs', async () => {
    const held = gate()
    await using started = await start(
      {
        GATEWAY_MAX_UPSTREAM_CALLS: '1',
        GATEWAY_MAX_QUEUED_CALLS: '2',
        GATEWAY_MAX_ALIASES: '2000',
        GATEWAY_MAX_ROOT_FIELDS: '2000',
        GATEWAY_MAX_SELECTIONS: '9000',
        GATEWAY_MAX_TOKENS: '90000',
      },
      { answers: { searchProcessInstances: held.answer } },
    )
    const asked = started.ask(reads(6))
    await vi.waitFor(() => expect(held.waiting).toHaveLength(1))
    const fields = Array.from({ length: 1_100 }, (_, n) => `a${n}: incident(incidentKey: "1") { state }`)
    const { status, headers, errors } = await started.ask(`{ ${fields.join(' ')} }`)
    expect(errors?.at(-1)?.extensions).toMatchObject({ rule: 'errors', value: 1_100 })
    expect([status, headers.get('retry-after')]).toEqual([503, '1'])
    // The two that waited come after the first.
    await vi.waitFor(() => {
      held.open()
      expect(started.upstream.calls).toHaveLength(3)
    })
    held.open()
    await asked
  })

  test('is bounded: what does not fit is refused at once, and the rest is answered in turn', async () => {
    const held = gate()
    await using started = await start(
      { GATEWAY_MAX_UPSTREAM_CALLS: '1', GATEWAY_MAX_QUEUED_CALLS: '2' },
      { answers: { searchProcessInstances: held.answer } },
    )
    const asked = started.ask(reads(6))
    await vi.waitFor(() => expect(held.waiting).toHaveLength(1))
    // Full: others get nothing, of whatever kind, but for completions.
    for (const [query, operation, data] of [
      [READ, 'searchIncidents', { incidents: null }],
      [CANCEL, 'cancelProcessInstance', { cancelProcessInstance: null }],
    ] as const) {
      const answer = await started.ask(query)
      expect(answer.status).toBe(503)
      expect(answer.headers.get('retry-after')).toBe('1')
      expect(answer.data).toEqual(data)
      expect(answer.errors).toHaveLength(1)
      expect(answer.errors?.[0]?.message).toBe(
        `${operation} was not sent: too many calls of the cluster wait for their turn. Try again later.`,
      )
      expect(answer.errors?.[0]?.extensions).toEqual(overloaded(operation))
      expect(answer).not.toHaveProperty('extensions')
    }
    expect((await started.ask(COMPLETIONS.completeJob)).errors).toBeUndefined()
    // One that is answered in part is an answer.
    const partly = await started.ask(READ.replace('{', '{ __typename'))
    expect(partly.status).toBe(200)
    expect(partly.data).toEqual({ __typename: 'Query', incidents: null })
    expect(partly.errors?.[0]?.extensions).toEqual(overloaded('searchIncidents'))
    for (let n = 0; n < 3; n++) {
      await vi.waitFor(() => expect(held.waiting).toHaveLength(1))
      held.open()
    }
    const answer = await asked
    expect(answer.status).toBe(200)
    const found = { totalCount: 1 }
    expect(Object.values(answer.data ?? {})).toEqual([found, found, found, null, null, null])
    expect(answer.errors?.map(({ path, extensions }) => [path, extensions])).toEqual(
      ['r3', 'r4', 'r5'].map((path) => [[path], overloaded('searchProcessInstances')]),
    )
    // It is all free again.
    expect((await started.ask(READ)).errors).toBeUndefined()
    expect(started.upstream.operations().filter((operation) => operation === 'searchProcessInstances')).toHaveLength(3)
  })

  test('may be none at all', async () => {
    const held = gate()
    await using started = await start(
      { GATEWAY_MAX_UPSTREAM_CALLS: '2', GATEWAY_MAX_QUEUED_CALLS: '0' },
      { answers: { searchProcessInstances: held.answer } },
    )
    const asked = started.ask(reads(3))
    await vi.waitFor(() => expect(held.waiting).toHaveLength(2))
    held.open()
    expect((await asked).errors?.map(({ path }) => path)).toEqual([['r2']])
  })

  test('is left by who has waited as long as a call may take', async () => {
    await using started = await start(
      { GATEWAY_MAX_UPSTREAM_CALLS: '1', GATEWAY_UPSTREAM_TIMEOUT_MS: '1000' },
      { fault: () => ({ delay: 600 }) },
    )
    const { data, errors } = await started.ask(reads(5))
    const [first, second, ...others] = Object.values(data ?? {})
    expect([first, second]).toEqual([{ totalCount: 1 }, { totalCount: 1 }])
    expect(others).toEqual([null, null, null])
    for (const error of errors ?? []) expect(error.extensions).toEqual(overloaded('searchProcessInstances', 2))
    expect(started.upstream.calls).toHaveLength(2)
  })
})
