import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { key, processInstance, userTask } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'

let upstream: Upstream
let gateway: RunningGateway

async function start(config: Record<string, string> = {}) {
  gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9', ...config })
}

beforeEach(async () => {
  upstream = await startUpstream({
    rows: {
      processInstances: [processInstance({ processInstanceKey: key(1) })],
      userTasks: [userTask({ userTaskKey: key(1) })],
    },
  })
})

afterEach(async () => {
  await upstream.close()
  await gateway.close()
  expectNoViolations(upstream)
})

/** Asks over a connection of its own, which `leave` closes. */
function asking(query: string) {
  const controller = new AbortController()
  const left = fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query }),
    signal: controller.signal,
  }).then(
    () => 'answered',
    () => 'left',
  )
  return {
    async leave() {
      controller.abort()
      expect(await left).toBe('left')
    },
  }
}

const callsOf = (operation: string) => upstream.calls.filter((call) => call.operation === operation)

const hanging =
  (...operations: string[]) =>
  ({ operation }: { operation: string }) =>
    operations.includes(operation) ? ('hang' as const) : undefined

const LIST = '{ processInstances { totalCount } }'
const CANCEL = `mutation { cancelProcessInstance(input: { processInstanceKey: "${key(1)}" }) { processInstance { state } } }`
const activate = (more = '') =>
  `mutation { activateJobs(input: { type: "pay", maxJobsToActivate: 1, timeout: 60000${more} }) { jobs { jobKey deadline variables } } }`

describe('a client that goes away', () => {
  test.each([
    ['a search', LIST, 'searchProcessInstances'],
    ['a read by key', `{ processInstance(processInstanceKey: "${key(1)}") { state } }`, 'getProcessInstance'],
    ['a relation', '{ processInstances { nodes { jobs { totalCount } } } }', 'searchJobs'],
    ['a document', `{ userTask(userTaskKey: "${key(1)}") { form { formId } } }`, 'getUserTaskForm'],
    ['a long poll', activate(), 'activateJobs'],
  ])('ends %s at the cluster', async (_name, query, operation) => {
    await start()
    upstream.fault = hanging(operation)
    const client = asking(query)
    await vi.waitFor(() => expect(callsOf(operation)).toHaveLength(1))
    expect(callsOf(operation)[0]?.aborted).toBe(false)
    await client.leave()
    await vi.waitFor(() => expect(callsOf(operation)[0]?.aborted).toBe(true))
  })

  test('ends each of its reads at the cluster', async () => {
    await start()
    upstream.fault = hanging('searchUserTasks', 'searchJobs', 'searchIncidents')
    const client = asking('{ userTasks { totalCount } jobs { totalCount } incidents { totalCount } }')
    await vi.waitFor(() => expect(upstream.calls).toHaveLength(3))
    await client.leave()
    await vi.waitFor(() => expect(upstream.calls.map(({ aborted }) => aborted)).toEqual([true, true, true]))
  })

  test('gives its place to others, and what it has not asked yet is not asked', async () => {
    await start({ GATEWAY_MAX_UPSTREAM_CALLS: '1' })
    upstream.fault = hanging('searchUserTasks')
    const client = asking('{ userTasks { totalCount } jobs { totalCount } incidents { totalCount } }')
    await vi.waitFor(() => expect(upstream.operations()).toEqual(['searchUserTasks']))
    const other = gateway.ask(LIST)
    await client.leave()
    expect((await other).data).toEqual({ processInstances: { totalCount: 1 } })
    expect((await gateway.ask(LIST)).data).toEqual({ processInstances: { totalCount: 1 } })
    expect(upstream.operations()).toEqual(['searchUserTasks', 'searchProcessInstances', 'searchProcessInstances'])
  })

  test('does not end a command under way, and nothing is read for it afterwards', async () => {
    await start()
    const { promise: mayAnswer, resolve: letAnswer } = Promise.withResolvers<void>()
    upstream.answers.cancelProcessInstance = async () => {
      await mayAnswer
      return {}
    }
    upstream.fault = hanging('searchJobs')
    const client = asking(CANCEL)
    const witness = asking('{ jobs { totalCount } }')
    await vi.waitFor(() => expect(upstream.calls).toHaveLength(2))
    await client.leave()
    await witness.leave()
    // Once the gateway has noticed that the second client is gone it has noticed the first, too.
    await vi.waitFor(() => expect(callsOf('searchJobs')[0]?.aborted).toBe(true))
    expect(callsOf('cancelProcessInstance')[0]?.aborted).toBe(false)
    letAnswer()
    await gateway.ask(LIST)
    await gateway.ask(LIST)
    expect(callsOf('cancelProcessInstance').map(({ aborted }) => aborted)).toEqual([false])
    expect(upstream.operations().filter((operation) => operation === 'getProcessInstance')).toEqual([])
  })

  test("ends the wait for a command's effect", async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    await start({ GATEWAY_READ_AFTER_WRITE_MS: '60000' })
    upstream.answers.cancelProcessInstance = () => ({})
    const client = asking(CANCEL)
    await vi.waitFor(() => expect(callsOf('getProcessInstance').length).toBeGreaterThan(3))
    await client.leave()
    // The pauses are at most 400 ms long: two reads fewer than that would take show that nobody reads any more.
    let reads = -1
    await vi.waitUntil(
      () => {
        const before = reads
        reads = callsOf('getProcessInstance').length
        return reads === before
      },
      { interval: 900, timeout: 5_000 },
    )
    expect(log).not.toHaveBeenCalled()
    log.mockRestore()
  })

  test('ends the pause before another try', async () => {
    await start()
    const seen = new Set<string>()
    upstream.fault = ({ operation }) =>
      seen.size < seen.add(operation).size ? { status: 429, headers: { 'retry-after': '1' } } : undefined
    const client = asking('{ userTasks { totalCount } }')
    await vi.waitFor(() => expect(callsOf('searchUserTasks')).toHaveLength(1))
    await client.leave()
    // Begins a pause of its own later; when that is over, the other one would be, too.
    expect((await gateway.ask(LIST)).data).toEqual({ processInstances: { totalCount: 1 } })
    expect(upstream.operations()).toEqual(['searchUserTasks', 'searchProcessInstances', 'searchProcessInstances'])
  })
})

describe('long polls', () => {
  test('do not keep other work waiting, however many there are', async () => {
    await start({ GATEWAY_MAX_UPSTREAM_CALLS: '2' })
    upstream.answers.cancelProcessInstance = () => ({})
    upstream.fault = hanging('activateJobs', 'createProcessInstance')
    const clients = Array.from({ length: 30 }, () => asking(activate()))
    const waiting =
      'mutation { createProcessInstance(input: { processDefinitionId: "a", awaitCompletion: true }) { __typename } }'
    for (let n = 0; n < 10; n++) clients.push(asking(waiting))
    await vi.waitFor(() => expect(upstream.calls).toHaveLength(40))
    const answers = await Promise.all([
      ...Array.from({ length: 10 }, (_, n) => gateway.ask(LIST.replace('{', `{ a${n}:`))),
      gateway.ask(CANCEL.replace('state', '__typename')),
    ])
    for (const { errors } of answers) expect(errors).toBeUndefined()
    expect(callsOf('activateJobs').some(({ aborted }) => aborted)).toBe(false)
    await Promise.all(clients.map(({ leave }) => leave()))
    await vi.waitFor(() => expect(callsOf('activateJobs').every(({ aborted }) => aborted)).toBe(true))
  })

  test('take part in no limit that reads have', async () => {
    await start({ GATEWAY_MAX_UPSTREAM_CALLS: '2' })
    upstream.fault = hanging('searchUserTasks', 'searchJobs')
    upstream.answers.activateJobs = () => ({ body: { jobs: [] } })
    const client = asking('{ userTasks { totalCount } jobs { totalCount } }')
    await vi.waitFor(() => expect(upstream.calls).toHaveLength(2))
    expect((await gateway.ask(activate())).data).toEqual({ activateJobs: { jobs: [] } })
    await client.leave()
  })

  test.each([
    ['as long as the client says', ', requestTimeout: 2000'],
    ["as long as the cluster's own default where the client says nothing", ''],
    ['as long as the request may', ', requestTimeout: 58000'],
  ])('may last %s, beyond the usual deadline', async (_name, more) => {
    await start({ GATEWAY_UPSTREAM_TIMEOUT_MS: '50' })
    upstream.answers.activateJobs = () => ({ body: { jobs: [] } })
    upstream.fault = () => ({ delay: 150 })
    expect((await gateway.ask(activate(more))).errors).toBeUndefined()
  })

  test('end at the usual deadline where the client wants no wait', async () => {
    await start({ GATEWAY_UPSTREAM_TIMEOUT_MS: '50' })
    upstream.fault = hanging('activateJobs')
    const { errors } = await gateway.ask(activate(', requestTimeout: -1'))
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_TIMEOUT', outcomeUnknown: true })
  })
})

const activated = (variables: string) =>
  `{"jobs":[{"type":"pay","processDefinitionId":"order-process","processDefinitionVersion":1,"elementId":"pay","customHeaders":{},"worker":"","retries":3,"deadline":1767268800123,"variables":${variables},"tenantId":"<default>","jobKey":"${key(7)}","processInstanceKey":"${key(1)}","processDefinitionKey":"${key(0)}","elementInstanceKey":"${key(2)}","kind":"BPMN_ELEMENT","listenerEventType":"UNSPECIFIED","userTask":null,"tags":[],"rootProcessInstanceKey":null}]}`

test("an activated job's deadline, milliseconds in REST, is a DateTime", async () => {
  await start()
  upstream.answers.activateJobs = () => ({ text: activated('{}') })
  const { data } = await gateway.ask(activate())
  expect(data).toEqual({
    activateJobs: { jobs: [{ jobKey: key(7), deadline: '2026-01-01T12:00:00.123Z', variables: {} }] },
  })
})
