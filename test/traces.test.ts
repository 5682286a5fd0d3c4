import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { trace as otel, type Tracer } from '@opentelemetry/api'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { tracing } from '../src/telemetry/tracing/tracing.ts'
import { run } from './support/command.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { incident, key, processInstance } from './support/rows.ts'
import { startUpstream, type Upstream } from './support/upstream.ts'

let upstream: Upstream

beforeEach(async () => {
  upstream = await startUpstream({
    version: '8.9',
    rows: {
      processInstances: [processInstance({ processInstanceKey: key(1) })],
      incidents: [incident({ incidentKey: key(2), processInstanceKey: key(1) })],
    },
  })
})

afterEach(() => upstream.close())

const STUCK = 'query Stuck { processInstances { nodes { incidents { nodes { errorType } } } } }'
const COUNT = '{ processInstances { totalCount } }'
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const PARENT = '00f067aa0ba902b7'

describe.each([
  ['past Yoga', []],
  ['through Yoga', [{ onResponse() {} }]],
])('%s', (_, plugins) => {
  const exporter = new InMemorySpanExporter()
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
  const tracer: Tracer = provider.getTracer('test')
  let gateway: RunningGateway

  beforeEach(async () => {
    exporter.reset()
    const config = { CAMUNDA_VERSION: '8.9', CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS: '2' }
    gateway = await startGateway(upstream, config, plugins, { tracing: tracing(tracer) })
  })
  afterEach(() => gateway.close())

  /** The spans, in the order of their ends, once there are so many. */
  async function spans(count: number) {
    await vi.waitFor(() => expect(exporter.getFinishedSpans()).toHaveLength(count))
    return exporter.getFinishedSpans().map((span) => ({
      name: span.name,
      kind: span.kind,
      parent: span.parentSpanContext?.spanId,
      context: span.spanContext(),
      status: span.status.code,
      attributes: span.attributes,
    }))
  }
  const SERVER = 1
  const CLIENT = 2
  const [UNSET, ERROR] = [0, 2]

  test('a request has a span, and each call of the cluster one below it, whose place the cluster is told', async () => {
    const { headers } = await gateway.ask(STUCK, {}, { traceparent: `00-${TRACE}-${PARENT}-01`, tracestate: 'a=1' })
    const [instances, incidents, request] = await spans(3)
    expect(request).toMatchObject({
      name: 'query Stuck',
      kind: SERVER,
      parent: PARENT,
      status: UNSET,
      context: { traceId: TRACE },
      attributes: {
        'http.request.method': 'POST',
        'url.path': '/graphql',
        'http.response.status_code': 200,
        'graphql.operation.type': 'query',
        'graphql.operation.name': 'Stuck',
        'gateway.outcome': 'ok',
        'gateway.upstream_calls': 2,
        'gateway.request_id': headers.get('x-request-id'),
      },
    })
    for (const [span, operation] of [
      [instances, 'searchProcessInstances'],
      [incidents, 'searchIncidents'],
    ] as const) {
      expect(span).toMatchObject({
        name: operation,
        kind: CLIENT,
        parent: request?.context.spanId,
        status: UNSET,
        context: { traceId: TRACE },
        attributes: {
          'http.request.method': 'POST',
          'camunda.operation': operation,
          'http.response.status_code': 200,
        },
      })
      expect(span?.attributes).not.toHaveProperty('http.request.resend_count')
    }
    expect(upstream.calls.map((call) => [call.operation, call.headers.traceparent, call.headers.tracestate])).toEqual([
      ['searchProcessInstances', `00-${TRACE}-${instances?.context.spanId}-01`, 'a=1'],
      ['searchIncidents', `00-${TRACE}-${incidents?.context.spanId}-01`, 'a=1'],
    ])
    expect(JSON.stringify([instances, incidents, request])).not.toContain(key(1))
  })

  test('a name that is long is cut', async () => {
    await gateway.ask(`query ${'z'.repeat(3_000)} { __typename }`)
    const [request] = await spans(1)
    const name = `${'z'.repeat(79)}…`
    expect(request).toMatchObject({ name: `query ${name}`, attributes: { 'graphql.operation.name': name } })
  })

  test('a trace that nobody began begins here', async () => {
    await gateway.ask(COUNT)
    const [call, request] = await spans(2)
    expect(request).toMatchObject({ name: 'query', parent: undefined })
    expect(upstream.calls[0]?.headers.traceparent).toBe(`00-${request?.context.traceId}-${call?.context.spanId}-01`)
    expect(upstream.calls[0]?.headers.tracestate).toBeUndefined()
  })

  test('what is not sampled is not recorded, and the cluster is told so', async () => {
    await gateway.ask(COUNT, {}, { traceparent: `00-${TRACE}-${PARENT}-00` })
    expect(upstream.calls[0]?.headers.traceparent).toMatch(new RegExp(`^00-${TRACE}-[\\da-f]{16}-00$`))
    await gateway.ask(COUNT)
    expect(new Set((await spans(2)).map(({ context }) => context.traceId))).not.toContain(TRACE)
  })

  test('what fails is marked: tries, refusals, requests', async () => {
    let failing = true
    upstream.fault = () => {
      const fault = failing ? ('reset' as const) : ({ status: 403 } as const)
      failing = false
      return fault
    }
    await gateway.ask(COUNT)
    const [broken, refused, request] = await spans(3)
    expect(broken).toMatchObject({ status: ERROR, attributes: { 'error.type': 'broken' } })
    expect(refused).toMatchObject({
      status: ERROR,
      attributes: { 'error.type': '403', 'http.response.status_code': 403, 'http.request.resend_count': 1 },
    })
    expect(request).toMatchObject({
      status: ERROR,
      attributes: { 'error.type': 'FORBIDDEN', 'gateway.outcome': 'failed', 'gateway.upstream_calls': 2 },
    })
    exporter.reset()
    await gateway.ask('{ lost }')
    // A client's mistake is none of the server's.
    expect(await spans(1)).toMatchObject([
      { name: 'POST', status: UNSET, attributes: { 'gateway.outcome': 'refused' } },
    ])
  })

  test('probes have no spans', async () => {
    await fetch(`${gateway.origin}/ready`)
    await gateway.ask('{ __typename }')
    expect(await spans(1)).toMatchObject([{ name: 'query' }])
    expect(upstream.calls[0]?.headers.traceparent).toBeUndefined()
  })
})

/** What a collector takes in over OTLP by HTTP. */
async function startCollector() {
  const requests: { path: string; type: string | undefined; authorization: string | undefined; body: Buffer }[] = []
  let status = 200
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const { 'content-type': type, authorization } = request.headers
      requests.push({ path: request.url ?? '', type, authorization, body: Buffer.concat(chunks) })
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    /** All that came, as text: names and values of attributes are plain in protobuf. */
    text: () => requests.map(({ body }) => body.toString('latin1')).join('\n'),
    fail: () => {
      status = 400
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

describe('the command', () => {
  function start(env: Record<string, string>) {
    return run('src/main.ts', [], {
      env: { PORT: '0', CAMUNDA_REST_ADDRESS: upstream.url, GATEWAY_DRAIN_DELAY_MS: '0', ...env },
    })
  }
  async function ask(command: ReturnType<typeof start>, headers = {}) {
    const { origin } = new URL(await command.printed(/http:[^"]+/))
    const response = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: STUCK }),
    })
    expect(response.status).toBe(200)
  }

  test('sends spans to the collector that OTEL_* name, the last ones before it ends', async () => {
    await using collector = await startCollector()
    await using command = start({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20collectors',
      OTEL_SERVICE_NAME: 'inbox-gateway',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=staging',
      OTEL_BSP_SCHEDULE_DELAY: '100',
    })
    await ask(command, { traceparent: `00-${TRACE}-${PARENT}-01`, authorization: 'Bearer secret-of-ada' })
    await vi.waitFor(() => expect(collector.text()).toContain('query Stuck'))
    await ask(command)
    command.kill('SIGTERM')
    expect(await command.exited).toBe(0)
    const text = collector.text()
    for (const told of ['inbox-gateway', 'staging', 'searchProcessInstances', 'searchIncidents', 'camunda.operation']) {
      expect(text).toContain(told)
    }
    expect(text.split('query Stuck')).toHaveLength(3)
    expect(text).toContain(Buffer.from(TRACE, 'hex').toString('latin1'))
    expect(text).not.toContain('secret-of-ada')
    for (const { path, type, authorization } of collector.requests) {
      expect([path, type, authorization]).toEqual(['/v1/traces', 'application/x-protobuf', 'Bearer collectors'])
    }
    const calls = upstream.calls.filter(({ operation }) => operation === 'searchProcessInstances')
    expect(calls.map(({ headers }) => String(headers.traceparent).slice(3, 35) === TRACE)).toEqual([true, false])
    expect(command.err).toBe('')
  })

  test('has a name of its own, and samples as it is told', async () => {
    await using collector = await startCollector()
    await using command = start({
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/custom`,
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0',
      OTEL_BSP_SCHEDULE_DELAY: '10',
    })
    await ask(command)
    await ask(command, { traceparent: `00-${TRACE}-${PARENT}-01` })
    await vi.waitFor(() => expect(collector.text()).toContain('query Stuck'))
    expect(collector.text()).toContain('camunda-graphql-gateway')
    command.kill('SIGTERM')
    await command.exited
    expect(collector.text().split('query Stuck')).toHaveLength(2)
    expect(collector.requests[0]?.path).toBe('/custom')
  })

  test.each([{ OTEL_SDK_DISABLED: 'true' }, { OTEL_TRACES_EXPORTER: 'none' }, { OTEL_EXPORTER_OTLP_ENDPOINT: '' }])(
    'sends nothing with %j',
    async (env) => {
      await using collector = await startCollector()
      await using command = start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '1', ...env })
      await ask(command)
      command.kill('SIGTERM')
      expect(await command.exited).toBe(0)
      expect(collector.requests).toEqual([])
      expect(upstream.calls.every(({ headers }) => headers.traceparent === undefined)).toBe(true)
    },
  )

  test('answers on where the collector does not take its spans, and says so in the log', async () => {
    await using collector = await startCollector()
    collector.fail()
    await using command = start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '1' })
    await ask(command)
    await command.printed(/"level":"error".*OpenTelemetry: /)
    await ask(command)
    command.kill('SIGTERM')
    expect(await command.exited).toBe(0)
  })

  test.each([
    [
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      'OTEL_EXPORTER_OTLP_PROTOCOL is "grpc", but it must be http/protobuf, which collectors take on port 4318. OTEL_TRACES_EXPORTER=none switches traces off.',
    ],
    [{ OTEL_TRACES_EXPORTER: 'zipkin' }, 'OTEL_TRACES_EXPORTER is "zipkin", but it must be otlp or none.'],
    [
      { OTEL_TRACES_SAMPLER: 'sometimes' },
      'OTEL_TRACES_SAMPLER is "sometimes", but it must be one of always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio.',
    ],
    [
      { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' },
      'OTEL_TRACES_SAMPLER_ARG is "2", but it must be a number from 0 to 1.',
    ],
    [{ OTEL_BSP_MAX_QUEUE_SIZE: 'many' }, 'OTEL_BSP_MAX_QUEUE_SIZE is "many", but it must be a whole number.'],
  ])('does not start with %j', async (env, line) => {
    await using command = start({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      ...(env as Record<string, string>),
    })
    expect(await command.exited).toBe(1)
    expect([command.err, command.out]).toEqual([`${line}\n`, ''])
  })
})

test('a tracer that records nothing hands the trace on, and begins none', async () => {
  // What `trace.getTracer` gives where no SDK was set up.
  await using gateway = await startGateway(upstream, {}, [], { tracing: tracing(otel.getTracer('none')) })
  const { data } = await gateway.ask(COUNT, {}, { traceparent: `00-${TRACE}-${PARENT}-01` })
  expect(data).toEqual({ processInstances: { totalCount: 1 } })
  expect(upstream.calls.map(({ headers }) => headers.traceparent)).toEqual([`00-${TRACE}-${PARENT}-01`])
  upstream.forget()
  await gateway.ask(COUNT)
  expect(upstream.calls.map(({ headers }) => headers.traceparent)).toEqual([undefined])
})
