import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { freePort, ROOT, run } from './support/command.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { keepingLog } from './support/log.ts'
import { incident, key, processDefinition, processInstance } from './support/rows.ts'
import { startUpstream, type Upstream } from './support/upstream.ts'

let upstream: Upstream

beforeEach(async () => {
  const keys = [1, 2, 3].map((n) => key(n))
  upstream = await startUpstream({
    version: '8.10',
    rows: {
      processDefinitions: [processDefinition()],
      processInstances: keys.map((processInstanceKey) => processInstance({ processInstanceKey })),
      incidents: keys.map((processInstanceKey, n) => incident({ incidentKey: key(10 + n), processInstanceKey })),
    },
  })
})

afterEach(() => upstream.close())

/** The series of a text of Prometheus, by name and labels as they stand there. Fails where the text is not well-formed. */
function read(text = ''): Record<string, number> {
  const series: Record<string, number> = {}
  const types = new Map<string, string>()
  expect(text.endsWith('\n')).toBe(true)
  for (const line of text.trimEnd().split('\n')) {
    const [, type, typed, of] = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line) ?? []
    if (type === 'TYPE' && typed && of) {
      expect(types.has(typed), `${typed} is typed once`).toBe(false)
      types.set(typed, of)
    }
    if (type) continue
    const [, name = '', labels = '', value] =
      /^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+\})? ([\d.e+-]+)$/.exec(line) ?? []
    expect(name, line).not.toBe('')
    expect(types.has(name) || types.get(name.replace(/_(bucket|sum|count)$/, '')) === 'histogram', line).toBe(true)
    expect(series[name + labels], `${line} is there once`).toBeUndefined()
    series[name + labels] = Number(value)
  }
  return series
}

const COUNT = 'query Count { processInstances { totalCount } }'
const STUCK = 'query Stuck { processInstances { nodes { incidents { nodes { errorType } } } } }'

describe.each([
  ['past Yoga', []],
  ['through Yoga', [{ onResponse() {} }]],
])('%s', (_, plugins) => {
  let gateway: RunningGateway
  const start = async (config: Record<string, string> = {}) => {
    const settings = { CAMUNDA_VERSION: '8.10', GATEWAY_RATE_LIMIT: '0', ...config }
    gateway = await startGateway(upstream, settings, plugins, { metrics: true })
  }
  afterEach(() => gateway.close())

  /** What is counted once so many requests have left. */
  async function counted(requests: number) {
    let series: Record<string, number> = {}
    await vi.waitFor(() => {
      series = read(gateway.gateway.metrics())
      expect(series.gateway_request_upstream_calls_count ?? 0).toBe(requests)
    })
    return series
  }

  test('requests are counted by operation, kind and how they ended', async () => {
    await start()
    upstream.fault = ({ operation }) =>
      operation === 'searchUserTasks' ? { status: 403, body: { status: 403, title: 'FORBIDDEN' } } : undefined
    for (const query of [
      COUNT,
      COUNT,
      STUCK,
      'query Tasks { userTasks { totalCount } }',
      '{ __typename }',
      '{ lost }',
    ]) {
      await gateway.ask(query)
    }
    await fetch(gateway.url, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '' })
    await fetch(`${gateway.origin}/health`)
    const series = await counted(7)
    expect(series).toMatchObject({
      'gateway_requests_total{operation="Count",type="query",outcome="ok"}': 2,
      'gateway_requests_total{operation="Stuck",type="query",outcome="ok"}': 1,
      'gateway_requests_total{operation="Tasks",type="query",outcome="failed"}': 1,
      'gateway_requests_total{operation="",type="query",outcome="ok"}': 1,
      'gateway_requests_total{operation="",type="",outcome="refused"}': 2,
      'gateway_request_duration_seconds_count{operation="Count"}': 2,
      'gateway_request_duration_seconds_bucket{operation="Count",le="+Inf"}': 2,
      'gateway_http_responses_total{status="200"}': 7,
      'gateway_http_responses_total{status="403"}': 1,
      'gateway_errors_total{code="FORBIDDEN"}': 1,
      'gateway_errors_total{code="CSRF_PREVENTED"}': 1,
      'gateway_request_upstream_calls_bucket{le="0"}': 3,
      'gateway_request_upstream_calls_bucket{le="1"}': 6,
      'gateway_request_upstream_calls_bucket{le="2"}': 7,
      gateway_request_upstream_calls_sum: 5,
      gateway_requests_in_flight: 0,
    })
    expect(series['gateway_request_duration_seconds_sum{operation="Count"}']).toBeGreaterThan(0)
    expect(series['gateway_request_duration_seconds_sum{operation="Count"}']).toBeLessThan(10)
  })

  test('calls of the cluster are counted by REST operation and status, with their durations and batches', async () => {
    await start({ CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS: '2' })
    await gateway.ask(STUCK)
    let failing = true
    upstream.fault = () => {
      const fault = failing ? ('reset' as const) : undefined
      failing = false
      return fault
    }
    await gateway.ask(COUNT)
    upstream.fault = () => ({ status: 404 })
    await gateway.ask(`{ a: processInstance(processInstanceKey: "${key(7)}") { state } }`)
    expect(await counted(3)).toMatchObject({
      'gateway_upstream_calls_total{operation="searchProcessInstances",status="200"}': 2,
      'gateway_upstream_calls_total{operation="searchProcessInstances",status="broken"}': 1,
      'gateway_upstream_calls_total{operation="searchIncidents",status="200"}': 1,
      'gateway_upstream_calls_total{operation="getProcessInstance",status="404"}': 1,
      'gateway_upstream_call_duration_seconds_count{operation="searchProcessInstances"}': 3,
      'gateway_upstream_retries_total{operation="searchProcessInstances"}': 1,
      'gateway_batch_keys_sum{load="children",type="Incident"}': 3,
      'gateway_batch_keys_count{load="children",type="Incident"}': 1,
      'gateway_batch_keys_bucket{load="children",type="Incident",le="2"}': 0,
      'gateway_batch_keys_bucket{load="children",type="Incident",le="5"}': 1,
      'gateway_batch_keys_bucket{load="rows",type="ProcessInstance",le="1"}': 1,
    })
  })

  test('what is spared is counted: kept documents and reads that others make', async () => {
    await start()
    let release = () => {}
    upstream.answers.searchProcessInstances = () =>
      new Promise((resolve) => {
        release = () => resolve(undefined)
      })
    const asked = [gateway.ask(COUNT), gateway.ask(COUNT)]
    await vi.waitFor(() => expect(read(gateway.gateway.metrics()).gateway_shared_reads_total).toBe(1))
    expect(read(gateway.gateway.metrics())).toMatchObject({
      gateway_requests_in_flight: 2,
      gateway_upstream_calls_in_flight: 1,
    })
    release()
    await Promise.all(asked)
    upstream.answers.getProcessDefinitionXML = () => ({ text: '<xml/>', headers: { 'content-type': 'text/xml' } })
    const definition = `{ processDefinition(processDefinitionKey: "${key(0)}") { xml } }`
    await gateway.ask(definition)
    const first = await counted(3)
    await gateway.ask(definition)
    const second = await counted(4)
    const { gateway_document_cache_misses_total: misses = 0 } = first
    expect(misses).toBeGreaterThan(0)
    expect(first.gateway_document_cache_hits_total).toBe(0)
    expect(second).toMatchObject({
      gateway_document_cache_misses_total: misses,
      gateway_document_cache_hits_total: misses,
      gateway_upstream_calls_in_flight: 0,
      gateway_request_upstream_calls_sum: 1 + misses,
    })
  })

  test('says what it may do just now, and what the process does', async () => {
    await start({ GATEWAY_MAX_UPSTREAM_CALLS: '7', GATEWAY_MAX_QUEUED_CALLS: '0', GATEWAY_BREAKER_AFTER_MS: '0' })
    const series = read(gateway.gateway.metrics())
    expect(series).toMatchObject({
      gateway_upstream_concurrency_limit: 7,
      gateway_upstream_calls_queued: 0,
      gateway_upstream_polls: 0,
      'gateway_upstream_breaker{state="closed"}': 1,
      'gateway_upstream_breaker{state="open"}': 0,
      'gateway_upstream_breaker{state="halfOpen"}': 0,
    })
    expect(series.process_cpu_seconds_total).toBeGreaterThan(0.01)
    expect(series.process_resident_memory_bytes).toBeGreaterThan(10_000_000)
    expect(series.nodejs_heap_size_used_bytes).toBeGreaterThan(1_000_000)
    expect(Math.abs((series.process_start_time_seconds ?? 0) * 1_000 - performance.timeOrigin)).toBeLessThan(2_000)
    await vi.waitFor(() =>
      expect(read(gateway.gateway.metrics()).gateway_event_loop_lag_seconds_count).toBeGreaterThan(1),
    )
    const until = performance.now() + 300
    while (performance.now() < until);
    await vi.waitFor(() => {
      const {
        'gateway_event_loop_lag_seconds_bucket{le="0.1"}': quick = 0,
        gateway_event_loop_lag_seconds_count: all = 0,
      } = read(gateway.gateway.metrics())
      expect(all - quick).toBeGreaterThan(0)
    })
    expect(read(gateway.gateway.metrics()).gateway_event_loop_active_seconds_total).toBeGreaterThan(0.3)
    upstream.fault = () => ({ status: 429, body: { status: 429, title: 'RESOURCE_EXHAUSTED' } })
    await gateway.ask(COUNT)
    expect(read(gateway.gateway.metrics()).gateway_upstream_concurrency_limit).toBeLessThan(7)
  })

  test('names of operations cannot grow without end', async () => {
    await start()
    for (let n = 0; n < 130; n++) await gateway.ask(`query Name${n} { __typename }`)
    const series = await counted(130)
    const named = Object.keys(series).filter((name) => name.startsWith('gateway_requests_total'))
    expect(named).toHaveLength(101)
    expect(series['gateway_requests_total{operation="Name0",type="query",outcome="ok"}']).toBe(1)
    expect(series['gateway_requests_total{operation="other",type="query",outcome="ok"}']).toBe(30)
    // A name that nobody asks by gives its place up: who fills all places has them for a while only.
    const now = performance.now()
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now + 10 * 60_000 + 5_000)
    try {
      await gateway.ask('query New { __typename }')
      const later = await counted(131)
      expect(later['gateway_requests_total{operation="New",type="query",outcome="ok"}']).toBe(1)
      const left = Object.keys(later).filter((name) => /^gateway_requests_total\{operation="Name/.test(name))
      expect(left).toHaveLength(99)
      expect(Object.keys(later).filter((name) => name.startsWith('gateway_request_duration_seconds_sum'))).toHaveLength(
        101,
      )
    } finally {
      clock.mockRestore()
    }
  })
})

test('docs/operations.md has every metric, and no other', async () => {
  // As the command's own counts.
  const logger = { ...keepingLog().logger, droppedLines: 0 }
  await using gateway = await startGateway(upstream, {}, [], { metrics: true, logger })
  const names = [...(gateway.gateway.metrics() ?? '').matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)
  const [, section = ''] = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8').split('\n## Metrics\n')
  const table = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| `'))
  const documented = table.flatMap((line) => (line.split('|')[1] ?? '').match(/[a-z_]+_[a-z_]+/g) ?? [])
  expect(documented.toSorted()).toEqual(names.toSorted())
})

test('nothing is counted where it is not said', async () => {
  await using gateway = await startGateway(upstream)
  await gateway.ask(COUNT)
  expect(gateway.gateway.metrics()).toBeUndefined()
})

describe('the command', () => {
  test('serves metrics and probes on a port of their own, and nothing else there', async () => {
    const port = await freePort()
    await using command = run('src/main.ts', [], {
      env: { PORT: '0', GATEWAY_METRICS_PORT: `${port}`, CAMUNDA_REST_ADDRESS: upstream.url },
    })
    const { origin } = new URL(await command.printed(/http:[^"]+/))
    const own = `http://127.0.0.1:${port}`
    await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: COUNT }),
    })
    const metrics = await fetch(`${own}/metrics`)
    expect(metrics.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(read(await metrics.text())['gateway_requests_total{operation="Count",type="query",outcome="ok"}']).toBe(1)
    expect((await fetch(`${own}/health`)).status).toBe(200)
    expect(await (await fetch(`${own}/ready?verbose`)).json()).toEqual({ ready: true, version: '8.10' })
    expect((await fetch(`${own}/graphql?query={__typename}`)).status).toBe(404)
    expect((await fetch(`${own}/metrics`, { method: 'POST' })).status).toBe(404)
    expect((await fetch(`${origin}/metrics`)).status).toBe(404)
    // While it drains it is worth being looked at.
    command.kill('SIGTERM')
    await vi.waitFor(async () => expect((await fetch(`${own}/ready`)).status).toBe(503))
    expect((await fetch(`${own}/metrics`)).status).toBe(200)
  })

  test('does not start where the port is taken', async () => {
    await using first = run('src/main.ts', [], { env: { PORT: '0' } })
    const { port } = new URL(await first.printed(/http:[^"]+/))
    await using second = run('src/main.ts', [], { env: { PORT: '0', GATEWAY_METRICS_PORT: port } })
    expect(await second.exited).toBe(1)
    expect(second.err).toBe(
      `GATEWAY_METRICS_PORT is ${port}, but something listens there already. Choose another, or 0 for any free one.\n`,
    )
  })
})
