import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Plugin } from 'graphql-yoga'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ExecutorName } from '../src/execution/executors.ts'
import type { GatewayOptions } from '../src/gateway/gateway.ts'
import { useClock } from './support/clock.ts'
import { type Listening, listen } from './support/events.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { AUDIENCE, startIssuer } from './support/issuer.ts'
import { keepingLog } from './support/log.ts'
import { key, processInstance, variable } from './support/rows.ts'
import { expectNoViolations, type RecordedCall, startUpstream, type Upstream } from './support/upstream.ts'
import { socketClient } from './support/websocket.ts'

/** A broker of jobs: leases them to polls, which wait for one. */
class Jobs {
  readonly free: string[] = []
  /** Every lease that was given, in order. */
  readonly leased: string[] = []
  readonly back: string[] = []
  /** How many polls wait. */
  get waiting(): number {
    return this.#waiting.size
  }
  readonly #waiting = new Set<() => boolean>()
  readonly #ends = new Set<() => void>()

  add(...keys: string[]): void {
    this.free.push(...keys)
    for (const serve of [...this.#waiting]) serve()
  }

  /** Answers `activateJobs`. */
  readonly activate = ({ body }: RecordedCall): Promise<{ body: object }> => {
    const {
      requestTimeout,
      timeout,
      worker = '',
    } = body as { requestTimeout: number; timeout: number; worker?: string }
    return new Promise((resolve) => {
      const serve = () => {
        const [jobKey] = this.free.splice(0, 1)
        if (jobKey === undefined) return false
        this.leased.push(jobKey)
        done([activated({ jobKey, deadline: Date.now() + timeout, worker })])
        return true
      }
      const done = (jobs: object[]) => {
        clearTimeout(timer)
        this.#waiting.delete(serve)
        this.#ends.delete(end)
        resolve({ body: { jobs } })
      }
      const end = () => done([])
      const timer = setTimeout(end, requestTimeout)
      if (serve()) return
      this.#waiting.add(serve)
      this.#ends.add(end)
    })
  }

  /** Answers all polls that wait. */
  end(): void {
    for (const end of [...this.#ends]) end()
  }

  /** Answers `updateJob`. */
  readonly update = ({ parameters, body }: RecordedCall) => {
    expect(body).toEqual({ changeset: { timeout: 1 } })
    const { jobKey = '' } = parameters
    this.back.push(jobKey)
    this.add(jobKey)
    return { status: 204 }
  }
}

const activated = (more: object) => ({
  type: 'ship',
  processDefinitionId: 'order',
  processDefinitionVersion: 1,
  elementId: 'ship',
  customHeaders: {},
  retries: 3,
  variables: { a: 1 },
  tenantId: '<default>',
  processInstanceKey: key(2),
  processDefinitionKey: key(3),
  elementInstanceKey: key(4),
  rootProcessInstanceKey: null,
  kind: 'BPMN_ELEMENT',
  listenerEventType: 'UNSPECIFIED',
  userTask: null,
  tags: [],
  businessId: null,
  jobLeaseToken: null,
  physicalTenantId: 'default',
  priority: 0,
  ...more,
})

let upstream: Upstream
let gateway: RunningGateway
let jobs: Jobs
const open: Listening[] = []
let log: ReturnType<typeof keepingLog>

beforeEach(async () => {
  log = keepingLog()
  jobs = new Jobs()
  upstream = await startUpstream({
    version: '8.10',
    rows: { processInstances: [processInstance({ processInstanceKey: key(2) })] },
    answers: { activateJobs: jobs.activate, updateJob: jobs.update, completeJob: () => ({ status: 204 }) },
  })
})

afterEach(async () => {
  for (const one of open.splice(0)) one.leave()
  const closed = gateway.close()
  jobs.end()
  await closed
  await upstream.close()
  expectNoViolations(upstream)
  expect(log.lines.filter(({ message }) => message === 'unexpected error')).toEqual([])
})

/** Polls of a second. */
const QUICK = { GATEWAY_REQUEST_TIMEOUT_MS: '1200' }

async function start(
  config: Record<string, string> = {},
  plugins: Plugin[] = [],
  options: GatewayOptions & { executor?: ExecutorName } = {},
) {
  gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10', ...QUICK, ...config }, plugins, {
    logger: log.logger,
    ...options,
  })
}

const WORK = 'subscription Work($input: JobActivatedInput!) { jobActivated(input: $input) { jobKey } }'

async function work(input: object = {}, query = WORK, headers: Record<string, string> = {}): Promise<Listening> {
  const one = await listen(gateway.url, query, {
    variables: { input: { type: 'ship', timeout: 60_000, ...input } },
    headers,
  })
  open.push(one)
  return one
}

const got = (jobKey: string) => ({ data: { jobActivated: { jobKey } } })
const polls = () => upstream.calls.filter(({ operation }) => operation === 'activateJobs')
const complete = (jobKey: string) =>
  gateway.ask('mutation ($input: CompleteJobInput!) { completeJob(input: $input) { __typename } }', {
    input: { jobKey },
  })

const WAYS: [string, Plugin[], ExecutorName][] = [
  ['by the gateway’s executor', [], 'compiled'],
  ['with a plugin of the owner’s', [{ onResponse() {} }], 'compiled'],
  ['by graphql-js', [], 'graphql-js'],
]

describe.each(WAYS)('%s', (_, plugins, executor) => {
  test('jobs come one by one, each by a poll of its own', async () => {
    await start({}, plugins, { executor })
    const { next, status, headers } = await work({ worker: 'w', fetchVariable: ['a'], withLease: null })
    expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream'])
    jobs.add(key(11), key(12))
    expect(await next()).toEqual(got(key(11)))
    expect(await next()).toEqual(got(key(12)))
    jobs.add(key(13))
    expect(await next()).toEqual(got(key(13)))
    for (const { body } of polls()) {
      expect(body).toEqual({
        type: 'ship',
        timeout: 60_000,
        worker: 'w',
        fetchVariable: ['a'],
        maxJobsToActivate: 1,
        requestTimeout: expect.any(Number),
      })
    }
    expect(jobs.back).toEqual([])
  })

  test('a poll that the client has left is not cut, and what it brings is given back', async () => {
    await start({}, plugins, { executor })
    const { leave } = await work()
    await vi.waitFor(() => expect(jobs.waiting).toBe(1))
    leave()
    await vi.waitFor(async () => expect(log.requests()).toHaveLength(1))
    jobs.add(key(11))
    await vi.waitFor(() => expect(jobs.back).toEqual([key(11)]))
    expect(polls().map(({ aborted }) => aborted ?? false)).toEqual([false])
    expect(jobs.free).toEqual([key(11)])
  })
})

test('a job shows what it leads to', async () => {
  await start()
  const { next } = await work(
    {},
    'subscription ($input: JobActivatedInput!) { work: jobActivated(input: $input) { jobKey variables deadline processInstance { state } } }',
  )
  jobs.add(key(11))
  expect((await next()).data.work).toMatchObject({ variables: { a: 1 }, processInstance: { state: 'ACTIVE' } })
})

test('three workers share fifty jobs, each once', async () => {
  await start()
  const workers = await Promise.all([work(), work(), work()])
  const seen: string[] = []
  let wasLast = () => {}
  const all = new Promise<void>((resolve) => {
    wasLast = resolve
  })
  for (const { next } of workers) {
    void (async () => {
      for (;;) {
        const { data } = await next()
        seen.push(data.jobActivated.jobKey)
        if (seen.length === 50) wasLast()
      }
    })().catch(() => {})
  }
  const keys = Array.from({ length: 50 }, (__, n) => key(100 + n))
  jobs.add(...keys)
  await all
  expect(seen.toSorted()).toEqual(keys.toSorted())
  expect(jobs.leased).toHaveLength(50)
})

test('nobody has more jobs than it may: the next comes when one has ended, or its lease', async () => {
  await start()
  const { next } = await work({ maxJobsActive: 2, timeout: 1_500 })
  const other = await work({ maxJobsActive: 1, worker: 'other', type: 'other' })
  jobs.add(...[11, 12, 13, 14].map((n) => key(n)))
  // One of them is the other's.
  await other.next()
  await next()
  await next()
  expect(jobs.leased).toHaveLength(3)
  const [, ended = ''] = jobs.leased
  for (const jobKey of jobs.leased.slice(0, 3)) if (jobKey !== ended) await complete(jobKey)
  await next()
  expect(jobs.leased).toHaveLength(4)
})

test('a client that does not read gets as many as it may have, and no more', async () => {
  await start()
  await work()
  jobs.add(...Array.from({ length: 100 }, (__, n) => key(100 + n)))
  await vi.waitFor(() => expect(jobs.leased).toHaveLength(32))
  await complete(key(100))
  await vi.waitFor(() => expect(jobs.leased).toHaveLength(33))
  expect(jobs.waiting).toBe(0)
})

describe('nothing is handed to nobody', () => {
  test('a job is given back whose client leaves before its answer is made', async () => {
    let isAsked = false
    upstream.answers.getProcessInstance = () => {
      isAsked = true
      return new Promise(() => {})
    }
    await start()
    const query =
      'subscription ($input: JobActivatedInput!) { jobActivated(input: $input) { processInstance { state } } }'
    const { leave } = await work({}, query)
    jobs.add(key(11))
    await vi.waitFor(() => expect(isAsked).toBe(true))
    expect(jobs.back).toEqual([])
    leave()
    await vi.waitFor(() => expect(jobs.back).toEqual([key(11)]))
  })

  test('a job is given back whose answer was not written to its end', async () => {
    const variables = { text: 'x'.repeat(16_000_000) }
    upstream.answers.activateJobs = async (call) => {
      const { body } = await jobs.activate(call)
      return { body: { jobs: (body as { jobs: object[] }).jobs.map((job) => ({ ...job, variables })) } }
    }
    await start({ GATEWAY_REQUEST_TIMEOUT_MS: '20000' }, [], { metrics: true })
    const { leave } = await work(
      {},
      'subscription ($input: JobActivatedInput!) { jobActivated(input: $input) { variables } }',
    )
    jobs.add(key(11), key(12))
    const sending = () => /gateway_budget_used\{budget="sending"\} (\d+)/.exec(gateway.gateway.metrics() ?? '')?.[1]
    await vi.waitFor(() => expect(Number(sending())).toBeGreaterThan(0), { timeout: 10_000 })
    // The next one is not leased before this one is taken.
    expect([jobs.leased, jobs.back]).toEqual([[key(11)], []])
    leave()
    await vi.waitFor(() => expect(jobs.back).toEqual([key(11)]))
  })

  test('a job is given back for which the gateway has no room, and offered again when it has', async () => {
    let letGo = () => {}
    upstream.answers.searchProcessInstances = () =>
      new Promise((resolve) => {
        letGo = () => resolve(undefined)
      })
    await start({ GATEWAY_MAX_REQUESTS: '1', GATEWAY_REQUEST_TIMEOUT_MS: '5000' })
    const { next } = await work()
    await vi.waitFor(() => expect(jobs.waiting).toBe(1))
    const asking = gateway.ask('{ processInstances { totalCount } }')
    await vi.waitFor(() => expect(upstream.operations()).toContain('searchProcessInstances'))
    jobs.add(key(11))
    expect((await next()).errors).toMatchObject([{ extensions: { code: 'OVERLOADED' } }])
    await vi.waitFor(() => expect(jobs.back).toEqual([key(11)]))
    letGo()
    await asking
    expect(await next()).toEqual(got(key(11)))
  })

  test('giving back is tried until it is done', async () => {
    let tries = 0
    upstream.answers.updateJob = (call) => {
      if (++tries < 3) return { status: 503, body: problem(503, 'RESOURCE_EXHAUSTED') }
      return jobs.update(call)
    }
    await start({ CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS: '1' })
    const { leave } = await work()
    await vi.waitFor(() => expect(jobs.waiting).toBe(1))
    leave()
    await vi.waitFor(() => expect(log.requests()).toHaveLength(1))
    jobs.add(key(11))
    await vi.waitFor(() => expect(jobs.back).toEqual([key(11)]), { timeout: 5_000 })
  })

  test('a leased job is given back with the proof of its lease', async () => {
    upstream.answers.activateJobs = async (call) => {
      const { body } = await jobs.activate(call)
      return { body: { jobs: (body as { jobs: object[] }).jobs.map((job) => ({ ...job, jobLeaseToken: 'proof' })) } }
    }
    const given: unknown[] = []
    upstream.answers.updateJob = ({ body }) => {
      given.push(body)
      return { status: 204 }
    }
    await start()
    const { leave } = await work({ withLease: true })
    await vi.waitFor(() => expect(jobs.waiting).toBe(1))
    leave()
    await vi.waitFor(() => expect(log.requests()).toHaveLength(1))
    jobs.add(key(11))
    await vi.waitFor(() => expect(given).toEqual([{ changeset: { timeout: 1 }, jobLeaseToken: 'proof' }]))
    expect(polls()[0]?.body).toMatchObject({ withLease: true })
  })

  test('when the gateway drains it asks for no job, and the client subscribes elsewhere', async () => {
    await start({ GATEWAY_REQUEST_TIMEOUT_MS: '8000' })
    const { next } = await work()
    await vi.waitFor(() => expect(jobs.waiting).toBe(1))
    gateway.gateway.drain()
    expect((await (await work()).next()).errors).toMatchObject([{ extensions: { code: 'OVERLOADED' } }])
    await expect(next()).rejects.toThrow('without being complete')
    // What the poll brings that was under way.
    jobs.add(key(11))
    await vi.waitFor(() => expect(jobs.back).toEqual([key(11)]))
    expect(polls()).toHaveLength(1)
  })

  test('a job that is on its way when the gateway drains is not given back: its client has it', async () => {
    let letGo = () => {}
    upstream.answers.getProcessInstance = () =>
      new Promise((resolve) => {
        letGo = () => resolve(undefined)
      })
    await start({ GATEWAY_REQUEST_TIMEOUT_MS: '8000' })
    const query =
      'subscription ($input: JobActivatedInput!) { jobActivated(input: $input) { processInstance { state } } }'
    const { next } = await work({}, query)
    const other = await work({ type: 'other' })
    jobs.add(key(11))
    await vi.waitFor(() => expect(upstream.operations()).toContain('getProcessInstance'))
    gateway.gateway.drain()
    const settled = Promise.allSettled([other.next()])
    const closed = gateway.gateway.close()
    await settled
    letGo()
    expect((await next()).data.jobActivated.processInstance.state).toBe('ACTIVE')
    await expect(next()).rejects.toThrow('without being complete')
    jobs.end()
    await closed
    expect(jobs.back).toEqual([])
  })

  test('it closes when all that polls have brought is given back', async () => {
    await start()
    await work()
    await vi.waitFor(() => expect(jobs.waiting).toBe(1))
    const closed = gateway.gateway.close()
    jobs.add(key(11))
    await closed
    expect(jobs.back).toEqual([key(11)])
  })
})

const problem = (status: number, title: string) => ({
  type: 'about:blank',
  title,
  status,
  detail: title,
  instance: '/',
})

describe('failures', () => {
  test('an outage is told once, and jobs follow when it is over', async () => {
    await start()
    let failures = 0
    upstream.fault = ({ operation }) => (operation === 'activateJobs' && ++failures <= 3 ? { status: 500 } : undefined)
    const { next } = await work()
    jobs.add(key(11))
    const { data, errors } = await next()
    expect(data).toEqual({ jobActivated: null })
    expect(errors).toMatchObject([
      { path: ['jobActivated'], extensions: { code: 'UPSTREAM_ERROR', operation: 'activateJobs' } },
    ])
    expect(await next()).toEqual(got(key(11)))
    expect(failures).toBe(4)
  }, 20_000)

  test.each([
    [401, 'UNAUTHENTICATED'],
    [403, 'FORBIDDEN'],
    [400, 'BAD_USER_INPUT'],
  ])('status %i is the end', async (status, code) => {
    upstream.answers.activateJobs = () => ({ status, body: problem(status, 'NO') })
    await start()
    const { next } = await work()
    expect((await next()).errors).toMatchObject([{ extensions: { code } }])
    expect(await next()).toBeUndefined()
    expect(polls()).toHaveLength(1)
  })

  test('a cluster that answers at once though there is nothing is not asked without a pause', async () => {
    upstream.answers.activateJobs = () => ({ body: { jobs: [] } })
    await start({ GATEWAY_REQUEST_TIMEOUT_MS: '30000' })
    await work()
    await vi.waitFor(() => expect(polls()).toHaveLength(4), { timeout: 5_000 })
    const began = performance.now()
    await vi.waitFor(() => expect(polls()).toHaveLength(5), { timeout: 5_000 })
    expect(performance.now() - began).toBeGreaterThan(200)
  })
})

describe('what is refused before any call', () => {
  test.each([
    [{ type: '' }, 'input.type'],
    [{ timeout: 0 }, 'input.timeout'],
    [{ timeout: 9e15 }, 'input.timeout'],
    [{ maxJobsActive: 0 }, 'input.maxJobsActive'],
  ])('%j', async (input, argument) => {
    await start()
    const { next } = await work(input)
    expect((await next()).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument } }])
    expect(upstream.calls).toEqual([])
  })

  test('by read-only mode', async () => {
    await start({ GATEWAY_READ_ONLY: 'true' })
    const { next } = await work()
    expect((await next()).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', rule: 'GATEWAY_READ_ONLY' } }])
    expect(upstream.calls).toEqual([])
  })

  test.each(['Mutation.activateJobs', 'activateJobs', 'Subscription.jobActivated', 'Mutation.*'])(
    'by a policy that refuses %s',
    async (deny) => {
      const folder = mkdtempSync(join(tmpdir(), 'policy-'))
      const path = join(folder, 'policy.json')
      writeFileSync(path, JSON.stringify({ rules: [{ name: 'no workers', deny: [deny] }] }))
      await start({ GATEWAY_POLICY_FILE: path })
      rmSync(folder, { recursive: true })
      const { next } = await work()
      expect((await next()).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', rule: 'no workers' } }])
      expect(upstream.calls).toEqual([])
    },
  )
})

test('each job costs a point, and none is leased for who has none left', async () => {
  await start({ GATEWAY_RATE_LIMIT: '3', GATEWAY_RATE_LIMIT_WINDOW_S: '60' })
  const { next } = await work()
  jobs.add(...[11, 12, 13, 14].map((n) => key(n)))
  expect(await next()).toEqual(got(key(11)))
  expect(await next()).toEqual(got(key(12)))
  expect((await next()).errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }])
  expect(jobs.leased).toEqual([key(11), key(12)])
  expect(jobs.back).toEqual([])
})

test('a poll that brings nothing wakes no live question', async () => {
  // The name of the last segment of an activation's path.
  upstream.rows.variables.push(variable({ name: 'activation' }))
  await start({ GATEWAY_LIVE_MIN_INTERVAL_MS: '60000', GATEWAY_LIVE_MAX_INTERVAL_MS: '60000' })
  const question = 'subscription { variables { nodes { name } } }'
  const live = await listen(gateway.url, question)
  open.push(live)
  await live.next()
  await work()
  for (let poll = 1; poll <= 3; poll++) {
    await vi.waitFor(() => expect(polls()).toHaveLength(poll))
    await vi.waitFor(() => expect(jobs.waiting).toBe(1))
    jobs.end()
  }
  expect(upstream.operations().filter((operation) => operation === 'searchVariables')).toHaveLength(1)
})

test('a worker ends with its token, before another job is leased', async () => {
  await using issuer = await startIssuer()
  const { sign } = await issuer.signer()
  await start({ GATEWAY_JWT_ISSUER: issuer.issuer, GATEWAY_JWT_AUDIENCE: AUDIENCE, GATEWAY_REQUEST_TIMEOUT_MS: '5000' })
  const { next } = await work({}, WORK, { authorization: `Bearer ${await sign()}` })
  await vi.waitFor(() => expect(jobs.waiting).toBe(1))
  const clock = useClock()
  clock.set(24 * 3_600)
  jobs.end()
  jobs.add(key(11))
  expect((await next()).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
  expect(await next()).toBeUndefined()
  expect(jobs.leased).toEqual([])
})

test('a caller that has as many polls as one may have is told so', async () => {
  await start({ GATEWAY_REQUEST_TIMEOUT_MS: '8000' })
  const all = await Promise.all(Array.from({ length: 257 }, () => work()))
  const told = await Promise.any(all.map(async ({ next }) => (await next()).errors))
  expect(told).toMatchObject([{ extensions: { code: 'OVERLOADED', rule: 'pollsPerCaller' } }])
}, 30_000)

describe('on a WebSocket', () => {
  const variables = { input: { type: 'ship', timeout: 60_000 } }

  test('jobs come one by one, and none to who has left', async () => {
    await start()
    const first = socketClient(gateway.url)
    const worker = first.ask(WORK, variables)
    jobs.add(key(1), key(2))
    expect(await worker.next()).toEqual({ data: { jobActivated: { jobKey: key(1) } } })
    expect(await worker.next()).toEqual({ data: { jobActivated: { jobKey: key(2) } } })
    await vi.waitFor(() => expect(jobs.waiting).toBe(1))
    first[Symbol.dispose]()
    await vi.waitFor(() => expect(log.requests()).toContainEqual(expect.objectContaining({ operation: 'Work' })))
    jobs.add(key(3))
    using second = socketClient(gateway.url)
    expect(await second.ask(WORK, variables).next()).toEqual({ data: { jobActivated: { jobKey: key(3) } } })
    expect(jobs.leased.filter((jobKey) => jobKey !== key(3))).toEqual([key(1), key(2)])
  })

  test('workers are sent away with the connection, and have each job that they were told of', async () => {
    await start()
    using client = socketClient(gateway.url)
    const worker = client.ask(WORK, variables)
    jobs.add(key(1))
    expect(await worker.next()).toEqual({ data: { jobActivated: { jobKey: key(1) } } })
    gateway.gateway.drain()
    jobs.end()
    expect(await worker.next()).toMatchObject({ closed: 1012 })
    expect([jobs.leased, jobs.back]).toEqual([[key(1)], []])
  })
})
