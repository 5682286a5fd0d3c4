import { expect, test, vi } from 'vitest'
import { Budget } from '../src/admission/budget.ts'
import { none } from '../src/upstream/auth/none.ts'
import { completions } from '../src/upstream/catalog/completions.ts'
import { v2 } from '../src/upstream/dialects/v2.ts'
import type { Call } from '../src/upstream/wire/call.ts'
import { Client, type ClientOptions } from '../src/upstream/wire/client.ts'
import { openHttp } from '../src/upstream/wire/http.ts'
import type { SentCall, UpstreamObserver } from '../src/upstream/wire/observer.ts'
import { startUpstream } from './support/upstream.ts'

const SEARCH: Call = {
  operation: 'searchProcessInstances',
  method: 'POST',
  path: '/process-instances/search',
  body: {},
  kind: 'read',
}
const COMPLETE: Call = { operation: 'completeJob', method: 'POST', path: '/jobs/1/completion', body: {}, kind: 'write' }
const ACTIVATE: Call = {
  operation: 'activateJobs',
  method: 'POST',
  path: '/jobs/activation',
  body: { type: 'a', timeout: 1, maxJobsToActivate: 1 },
  kind: 'poll',
}

async function start(options: Partial<ClientOptions> = {}) {
  const upstream = await startUpstream()
  const http = openHttp({ origin: upstream.url, connections: 10, maxAnswerBytes: 1_000_000 })
  const client = new Client({
    address: { basePath: '/v2', probe: '/topology', http, pollHttp: http },
    deadline: 100,
    retries: { attempts: 2, baseDelay: 1, maxDelay: 1 },
    maxConcurrent: 1,
    maxQueued: 1,
    completions,
    maxPolls: 10,
    maxAnswerBytes: 1_000_000,
    answerBytes: new Budget(4_000_000),
    breakerAfter: 1,
    shareReads: false,
    credentials: none(),
    readProblem: v2.readProblem,
    ...options,
  })
  const seen: unknown[][] = []
  const sent: SentCall[] = []
  const observer: UpstreamObserver = {
    onSend(call, headers) {
      sent.push(call)
      headers.traceparent = `00-${sent.length}`
      seen.push(['send', call.operation, call.attempt])
    },
    onCall: (call, { status, failure, ms }) => {
      expect(sent).toContain(call)
      expect(ms).toBeGreaterThan(0)
      seen.push(['call', call.operation, call.attempt, status ?? failure])
    },
    onReject: (operation, reason) => seen.push(['reject', operation, reason]),
    onBreaker: (state) => seen.push(['breaker', state]),
  }
  client.observe(observer)
  return {
    upstream,
    client,
    seen,
    async [Symbol.asyncDispose]() {
      client.stop()
      await upstream.close()
      await http.close()
    },
  }
}

test('an observer is told of each request and may add headers to it', async () => {
  await using started = await start()
  await started.client.call(SEARCH, {})
  let failing = true
  started.upstream.fault = () => {
    const fault = failing ? ('reset' as const) : undefined
    failing = false
    return fault
  }
  await started.client.call(SEARCH, {})
  started.upstream.fault = () => ({ status: 404 })
  await started.client.call(SEARCH, {}).catch(() => {})
  expect(started.seen).toEqual([
    ['send', 'searchProcessInstances', 1],
    ['call', 'searchProcessInstances', 1, 200],
    ['send', 'searchProcessInstances', 1],
    ['call', 'searchProcessInstances', 1, 'broken'],
    ['send', 'searchProcessInstances', 2],
    ['call', 'searchProcessInstances', 2, 200],
    ['send', 'searchProcessInstances', 1],
    ['call', 'searchProcessInstances', 1, 404],
  ])
  expect(started.upstream.calls.map(({ headers }) => headers.traceparent)).toEqual(['00-1', '00-2', '00-3', '00-4'])
})

test('gauges tell what is in flight, and an observer what was refused', async () => {
  await using started = await start({ deadline: 10_000 })
  const { client, upstream, seen } = started
  expect(client.gauges).toMatchObject({ limit: 1, inFlight: 0, queued: 0, polls: 0, sharedReads: 0, breaker: 'closed' })
  const release: Array<() => void> = []
  for (const operation of ['searchProcessInstances', 'completeJob', 'activateJobs']) {
    upstream.answers[operation] = () =>
      new Promise((resolve) =>
        release.push(() =>
          resolve(operation === 'completeJob' ? {} : operation === 'activateJobs' ? { body: { jobs: [] } } : undefined),
        ),
      )
  }
  const asked = [SEARCH, COMPLETE, ACTIVATE, SEARCH].map((call) => client.call(call, {}))
  await expect(client.call(SEARCH, {})).rejects.toMatchObject({ kind: 'overloaded' })
  expect(client.gauges).toMatchObject({ limit: 1, inFlight: 2, queued: 1, polls: 1, sharedReads: 0, breaker: 'closed' })
  for (let n = 0; n < 4; n++) {
    await vi.waitFor(() => expect(release.length).toBeGreaterThan(0))
    release.shift()?.()
  }
  await Promise.all(asked)
  expect(client.gauges).toMatchObject({ limit: 1, inFlight: 0, queued: 0, polls: 0, sharedReads: 0, breaker: 'closed' })
  expect(seen).toContainEqual(['reject', 'searchProcessInstances', 'overloaded'])
  expect(seen.filter(([event]) => event === 'send')).toHaveLength(4)
})

test('an observer is told what the breaker does', async () => {
  await using started = await start({ retries: { attempts: 1, baseDelay: 1, maxDelay: 1 } })
  const { client, upstream, seen } = started
  upstream.fault = () => 'reset'
  await vi.waitFor(async () => {
    await client.call(SEARCH, {}).catch(() => {})
    expect(client.gauges.breaker).not.toBe('closed')
  })
  await expect(client.call(SEARCH, {})).rejects.toMatchObject({ kind: 'unavailable', outcomeUnknown: false })
  expect(seen.at(-1)).toEqual(['reject', 'searchProcessInstances', 'breaker'])
  upstream.fault = undefined
  await vi.waitFor(() => expect(client.gauges.breaker).toBe('closed'), { timeout: 5_000 })
  const states = seen.filter(([event]) => event === 'breaker').map(([, state]) => state)
  expect(states.slice(0, 2)).toEqual(['open', 'halfOpen'])
  expect(states.at(-1)).toBe('closed')
  await client.call(SEARCH, {})
})
