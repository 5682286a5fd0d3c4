import { afterEach, describe, expect, test, vi } from 'vitest'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { keepingLog } from './support/log.ts'
import { key, processInstance } from './support/rows.ts'
import { type Fault, startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

/** What a failure may say of the machines it happened on. */
const INNER =
  'java.lang.IllegalStateException: jdbc:postgresql://camunda-db.internal.corp:5432/camunda?user=zeebe&password=Pa55'
const TRACE = '\n\tat io.camunda.Broken.run(Broken.java:12)\n\tat java.base/java.lang.Thread.run(Thread.java:840)'
const TYPE = 'http://camunda-0.camunda.svc.cluster.local/problems/broken'
const INNER_WORDS = ['jdbc', 'internal', 'Pa55', 'Broken', '.java', 'svc.cluster', 'secret-of']

const opened: Array<{ close(): Promise<void> }> = []

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

const problemAnswer = (body: Record<string, unknown> & { status: number }): Fault => ({
  status: body.status,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify(body),
})

const broken = (status: number, detail = INNER + TRACE): Fault =>
  problemAnswer({ type: TYPE, title: 'INTERNAL of camunda-0.internal', status, detail, instance: '/v2/secret-of' })

const SEARCH = '{ processInstances { totalCount } userTasks { totalCount } }'
const CANCEL = `mutation { cancelProcessInstance(input: { processInstanceKey: "${key(1)}" }) { __typename } }`

describe.each(WAYS)('%s', (_, plugins) => {
  let upstream: Upstream
  let log: ReturnType<typeof keepingLog>

  async function start(
    fault: NonNullable<Upstream['fault']>,
    config: Record<string, string> = {},
  ): Promise<RunningGateway> {
    log = keepingLog()
    upstream = await startUpstream({
      rows: { processInstances: [1, 2, 3].map((n) => processInstance({ processInstanceKey: key(n) })) },
      fault,
    })
    const settings = { CAMUNDA_VERSION: '8.9', CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS: '1', ...config }
    const gateway = await startGateway(upstream, settings, plugins, { logger: log.logger })
    opened.push(gateway, upstream)
    return gateway
  }

  const errorLines = () => log.lines.filter(({ level }) => level === 'error')

  test.each([500, 501, 502, 503, 504, 599])(
    'what the cluster says of its own failure is for the log: %i',
    async (status) => {
      const gateway = await start(({ operation }) =>
        operation === 'searchProcessInstances' ? broken(status) : undefined,
      )
      const { errors = [], data, text } = await gateway.ask(SEARCH)
      expect(data).toEqual({ processInstances: null, userTasks: { totalCount: 0 } })
      for (const word of INNER_WORDS) expect(text).not.toContain(word)
      expect(errors).toHaveLength(1)
      const [error] = errors
      const happened = status === 501 ? 'does not have this operation' : 'failed'
      expect(error?.message).toBe(`searchProcessInstances: the cluster ${happened} (${status}).`)
      expect(error?.extensions).not.toHaveProperty('problem')
      const lines = errorLines()
      expect(lines).toHaveLength(1)
      expect(lines[0]).toMatchObject({
        message: `searchProcessInstances: the cluster failed (${status})`,
        facts: {
          errorId: error?.extensions?.errorId,
          problem: {
            title: 'INTERNAL of camunda-0.internal',
            type: TYPE,
            instance: '/v2/secret-of',
            detail: INNER + TRACE,
          },
        },
      })
      await vi.waitFor(() => expect(log.requests()).toMatchObject([{ errorIds: [error?.extensions?.errorId] }]))
    },
  )

  test('of a command too, whose outcome nobody knows', async () => {
    const gateway = await start(() => broken(500))
    const { errors = [], text } = await gateway.ask(CANCEL)
    for (const word of INNER_WORDS) expect(text).not.toContain(word)
    expect(errors[0]?.message).toBe(
      'cancelProcessInstance: the cluster failed (500). The command may or may not have been carried out.',
    )
    expect(errors[0]?.extensions).toEqual({
      code: 'UPSTREAM_ERROR',
      operation: 'cancelProcessInstance',
      errorId: errorLines()[0]?.facts.errorId,
      retryable: false,
      outcomeUnknown: true,
    })
  })

  test('one failure that many fields meet has one id and one line', async () => {
    const gateway = await start(({ operation }) => (operation === 'searchIncidents' ? broken(503) : undefined))
    const { errors = [] } = await gateway.ask('{ processInstances { nodes { incidents { totalCount } } } }')
    expect(errors).toHaveLength(3)
    expect(new Set(errors.map(({ extensions }) => extensions?.errorId)).size).toBe(1)
    expect(errorLines()).toHaveLength(1)
  })

  test('a key that fails alone is told alone', async () => {
    const gateway = await start(({ text, path }) => (`${path}${text}`.includes(key(2)) ? broken(500) : undefined))
    const {
      errors = [],
      data,
      text,
    } = await gateway.ask(
      `{ ${[1, 2, 3].map((n) => `i${n}: processInstance(processInstanceKey: "${key(n)}") { processInstanceKey }`).join(' ')} }`,
    )
    expect(data).toEqual({ i1: { processInstanceKey: key(1) }, i2: null, i3: { processInstanceKey: key(3) } })
    expect(errors.map(({ path, extensions }) => [path, extensions?.code])).toEqual([[['i2'], 'UPSTREAM_ERROR']])
    for (const word of INNER_WORDS) expect(text).not.toContain(word)
  })

  test.each([
    [400, 'BAD_USER_INPUT'],
    [403, 'FORBIDDEN'],
    [404, 'NOT_FOUND'],
    [409, 'CONFLICT'],
    [412, 'PRECONDITION_FAILED'],
  ])('of a refusal the first line is told, and no address: %i', async (status, code) => {
    // A 404 of a title that is not one of Camunda's is not of Camunda.
    const gateway = await start(() =>
      problemAnswer({
        type: TYPE,
        title: status === 404 ? 'NOT_SO' : `NOT_SO${TRACE}`,
        status,
        detail: `Give another key.\r\n${INNER}${TRACE}`,
      }),
    )
    const { errors = [], text } = await gateway.ask(CANCEL)
    for (const word of INNER_WORDS) expect(text).not.toContain(word)
    expect(errors[0]).toMatchObject({ message: 'Give another key.', extensions: { code } })
    expect(errors[0]?.extensions?.problem).toEqual({ title: 'NOT_SO', status, detail: 'Give another key.' })
    expect(errorLines()).toEqual([])
  })

  test.each([
    ['about:blank', 'about:blank'],
    ['/problems/busy', '/problems/busy'],
    ['problems/busy', 'problems/busy'],
    ['https://docs.example/busy', undefined],
    ['//host.internal/busy', undefined],
    ['\\\\host.internal\\busy', undefined],
    ['urn:host.internal', undefined],
  ])('the type %s of a problem is told as %s', async (type, told) => {
    const gateway = await start(() => problemAnswer({ type, title: 'No', status: 409, detail: 'Busy.' }))
    const { errors } = await gateway.ask(CANCEL)
    expect(errors?.[0]?.extensions?.problem).toEqual({
      ...(told === undefined ? {} : { type: told }),
      title: 'No',
      status: 409,
      detail: 'Busy.',
    })
  })

  test('what a deployment lacks is told line by line, without a stack trace', async () => {
    const rules = "Expected to deploy, but encountered the following errors:\n'a.bpmn': - ERROR: no start event"
    const gateway = await start(() => problemAnswer({ title: 'INVALID', status: 400, detail: rules + TRACE }))
    const { errors = [] } = await gateway.ask(
      'mutation { createDeployment(input: { resources: [{ text: { name: "a.bpmn", content: "<a/>" } }] }) { __typename } }',
    )
    expect(errors[0]?.message).toBe(rules)
  })

  test('details of megabytes are cut for clients and in the log', async () => {
    const long = 'x'.repeat(5_000_000)
    const gateway = await start(({ operation }) =>
      operation === 'searchProcessInstances'
        ? broken(500, long)
        : problemAnswer({ status: 403, title: long, detail: long }),
    )
    const { text, errors = [] } = await gateway.ask(SEARCH)
    expect(errors).toHaveLength(2)
    expect(text.length).toBeLessThan(4_000)
    expect(log.text().length).toBeLessThan(4_000)
    expect(errorLines()[0]?.facts.problem.detail).toMatch(/^x{900,}…$/)
  })

  test('overload is told from other failures by words that clients are not shown', async () => {
    const gateway = await start(() => broken(500, `${'x'.repeat(10_000)} RESOURCE_EXHAUSTED`))
    const { errors = [], text } = await gateway.ask(CANCEL)
    expect(errors[0]).toMatchObject({
      message: 'cancelProcessInstance: the cluster is overloaded and took nothing on (500). Try again later.',
      extensions: { code: 'RATE_LIMITED', retryable: true },
    })
    expect(errors[0]?.extensions).not.toHaveProperty('outcomeUnknown')
    expect(text).not.toContain('xxx')
  })

  test('GATEWAY_EXPOSE_UPSTREAM_DETAILS tells clients all, in some kilobytes', async () => {
    const gateway = await start(() => broken(500), { GATEWAY_EXPOSE_UPSTREAM_DETAILS: 'true' })
    const { errors = [] } = await gateway.ask(CANCEL)
    expect(errors[0]?.message).toBe(`${INNER}${TRACE} The command may or may not have been carried out.`)
    expect(errors[0]?.extensions).toMatchObject({
      problem: { type: TYPE, detail: INNER + TRACE, instance: '/v2/secret-of' },
      errorId: errorLines()[0]?.facts.errorId,
    })
    upstream.fault = () => broken(500, 'y'.repeat(5_000_000))
    const { text } = await gateway.ask(CANCEL)
    expect(text).toContain('yyy')
    expect(text.length).toBeLessThan(6_000)
  })

  test('/ready says that the cluster failed, and nothing of why', async () => {
    const gateway = await start(() => broken(503))
    const response = await fetch(`${gateway.origin}/ready`)
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual({ ready: false, reason: 'getTopology: the cluster failed (503).' })
  })
})

describe('older generations', () => {
  const exception = (status: number) => ({
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'ProcessEngineException', message: INNER + TRACE, code: 0 }),
  })
  const ofOperate = (status: number) => ({
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ status, message: INNER + TRACE, type: 'API application error', instance: 'secret-of' }),
  })

  test.each([
    ['camunda-7', {}, exception],
    ['8.6', {}, ofOperate],
    ['operate-v1', {}, ofOperate],
  ] as const)('%s: its failures are for the log', async (api, config, answer) => {
    const { createServer } = await import('node:http')
    const server = createServer((_request, response) => {
      const { status, headers, body } = answer(500)
      response.writeHead(status, headers).end(body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const log = keepingLog()
    const gateway = await startGateway({ url: `http://127.0.0.1:${port}` }, { CAMUNDA_API: api, ...config }, [], {
      logger: log.logger,
    })
    opened.push(gateway, { close: () => new Promise((resolve) => server.close(() => resolve())) })
    const { errors = [], text } = await gateway.ask('{ processInstances { totalCount } }')
    for (const word of INNER_WORDS) expect(text).not.toContain(word)
    expect(errors[0]?.message).toMatch(/^\w+: the cluster failed \(500\)\.$/)
    expect(errors[0]?.extensions).toMatchObject({ code: 'UPSTREAM_ERROR' })
    const [line] = log.lines.filter(({ level }) => level === 'error')
    expect(line?.facts).toMatchObject({ errorId: errors[0]?.extensions?.errorId })
    expect(line?.facts.problem.detail).toContain('camunda-db.internal.corp')
  })
})
