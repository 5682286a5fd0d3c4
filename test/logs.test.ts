import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { AUDIENCE, startIssuer } from './support/issuer.ts'
import { keepingLog } from './support/log.ts'
import { incident, key, processInstance } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'

let upstream: Upstream
let gateway: RunningGateway
let log: ReturnType<typeof keepingLog>

beforeEach(async () => {
  log = keepingLog()
  upstream = await startUpstream({
    rows: {
      processInstances: [processInstance({ processInstanceKey: key(1) })],
      incidents: [incident({ incidentKey: key(2), processInstanceKey: key(1) })],
    },
  })
})

afterEach(async () => {
  await gateway?.close()
  await upstream.close()
})

const COUNT = 'query Count { processInstances { totalCount } }'
const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/
/** An id of the gateway's own: the process's, and a number. */
const ID = /^[\w-]{12}-\d+$/
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'

describe.each([
  ['past Yoga', []],
  ['through Yoga', [{ onResponse() {} }]],
])('%s', (_, plugins) => {
  async function start(config: Record<string, string> = {}) {
    gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9', ...config }, plugins, { logger: log.logger })
  }

  /** The only line so far, once it is there: a request's comes after its answer. */
  async function line() {
    await vi.waitFor(() => expect(log.requests()).toHaveLength(1))
    return log.requests().splice(0)[0]
  }

  describe('each request has one line', () => {
    test('that says what was asked by name, how it ended and what it took', async () => {
      await start()
      const { headers } = await gateway.ask(
        'query Stuck { processInstances { nodes { incidents { nodes { errorType } } } } }',
      )
      const { ms, ...facts } = await line()
      expect(facts).toEqual({
        requestId: headers.get('x-request-id'),
        type: 'query',
        operation: 'Stuck',
        status: 200,
        outcome: 'ok',
        calls: 2,
      })
      expect(facts.requestId).toMatch(ID)
      expect(ms).toBeGreaterThan(0)
      expect(ms).toBeLessThan(10_000)
      expect(upstream.operations()).toHaveLength(2)
      expectNoViolations(upstream)
      expect(log.lines.map(({ level }) => level)).toEqual(['info'])
    })

    test('that counts tries, and tells commands', async () => {
      await start({ CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS: '3' })
      let tries = 0
      upstream.fault = () =>
        ++tries < 3 ? { status: 503, body: { status: 503, title: 'RESOURCE_EXHAUSTED' } } : undefined
      upstream.answers.cancelProcessInstance = () => ({})
      await gateway.ask(
        `mutation Cancel { cancelProcessInstance(input: { processInstanceKey: "${key(1)}" }) { __typename } }`,
      )
      expect(await line()).toMatchObject({ type: 'mutation', operation: 'Cancel', calls: 3, outcome: 'ok' })
    })

    test.each([
      ['partial', '{ processInstances { totalCount } userTasks { totalCount } }', 200, ['FORBIDDEN']],
      ['failed', 'query Tasks { userTasks { totalCount } }', 200, ['FORBIDDEN']],
      ['refused', 'query Lost { lost }', 200, ['GRAPHQL_VALIDATION_FAILED']],
      ['refused', 'query {', 200, ['GRAPHQL_PARSE_FAILED']],
      [
        'refused',
        'query Count($first: Int) { processInstances(first: $first) { totalCount } }',
        200,
        ['BAD_USER_INPUT'],
      ],
    ])('that tells what is %s: %s', async (outcome, query, status, errors) => {
      await start()
      upstream.fault = ({ operation }) =>
        operation === 'searchUserTasks'
          ? { status: 403, body: { status: 403, title: 'FORBIDDEN', detail: 'No.' } }
          : undefined
      const answer = await gateway.ask(query, { first: 'many' })
      expect(answer.status).toBe(status)
      expect(await line()).toMatchObject({ outcome, status, errors })
    })

    test('that tells what was refused before it was read', async () => {
      await start()
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: '{}',
      })
      expect(response.status).toBe(403)
      expect(await line()).toMatchObject({ status: 403, outcome: 'refused', errors: ['CSRF_PREVENTED'], calls: 0 })
      expect(response.headers.get('x-request-id')).toMatch(ID)
    })

    test('the same for requests of the Fetch API', async () => {
      await start()
      const ask = (type: string) =>
        gateway.gateway.fetch(
          new Request('http://gateway/graphql', {
            method: 'POST',
            headers: { 'content-type': type },
            body: JSON.stringify({ query: COUNT }),
          }),
        )
      const [answered, refused] = [await ask('application/json'), await ask('text/plain')]
      expect(log.requests()).toMatchObject([
        { requestId: answered.headers.get('x-request-id'), operation: 'Count', status: 200, outcome: 'ok', calls: 1 },
        { requestId: refused.headers.get('x-request-id'), status: 403, outcome: 'refused', errors: ['CSRF_PREVENTED'] },
      ])
    })

    test('that tells who left before the answer', async () => {
      await start()
      let arrived = false
      upstream.fault = () => {
        arrived = true
        return 'hang'
      }
      const { hostname, port } = new URL(gateway.url)
      const socket = connect(Number(port), hostname)
      const body = JSON.stringify({ query: COUNT })
      socket.write(
        `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      )
      await vi.waitFor(() => expect(arrived).toBe(true))
      socket.destroy()
      const facts = await line()
      expect(facts).toMatchObject({ operation: 'Count', outcome: 'left' })
      expect(facts.status).toBeUndefined()
    })

    test('that counts the questions of a batch', async () => {
      await start({ GATEWAY_MAX_BATCH_SIZE: '3' })
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([{ query: COUNT }, { query: '{ lost }' }]),
      })
      expect(await response.json()).toHaveLength(2)
      expect(await line()).toMatchObject({
        questions: 2,
        outcome: 'partial',
        errors: ['GRAPHQL_VALIDATION_FAILED'],
        calls: 1,
      })
    })

    test('also where it is not for GraphQL; probes only when the level is debug', async () => {
      await start()
      for (const path of ['/health', '/ready', '/graphq?query={secret}']) await fetch(gateway.origin + path)
      await vi.waitFor(() => expect(log.lines).toHaveLength(3))
      expect(log.lines).toEqual([
        { level: 'debug', message: 'probe', facts: expect.objectContaining({ path: '/health', status: 200 }) },
        { level: 'debug', message: 'probe', facts: expect.objectContaining({ path: '/ready', status: 200 }) },
        {
          level: 'info',
          message: 'request',
          facts: expect.objectContaining({ method: 'GET', path: '/graphq', status: 404, outcome: 'refused' }),
        },
      ])
      await gateway.close()
      log = keepingLog()
      const logger = { ...log.logger, isLevelEnabled: (level: string) => level !== 'debug' }
      gateway = await startGateway(upstream, {}, plugins, { logger })
      await fetch(`${gateway.origin}/health`)
      await gateway.ask('{ __typename }')
      await line()
      expect(log.lines).toHaveLength(1)
    })
  })

  describe('a request’s id', () => {
    test.each([
      [
        'x-request-id',
        { 'x-request-id': 'Abc-1/2.3:4+5=6@7_8', traceparent: `00-${TRACE}-00f067aa0ba902b7-01` },
        'Abc-1/2.3:4+5=6@7_8',
      ],
      ['the trace', { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` }, TRACE],
      [
        'the trace, where x-request-id cannot be one',
        { 'x-request-id': 'a b', traceparent: `00-${TRACE}-00f067aa0ba902b7-01` },
        TRACE,
      ],
    ])('comes from %s', async (_, headers, id) => {
      await start()
      const answer = await gateway.ask(COUNT, {}, headers)
      const facts = await line()
      expect([facts.requestId, answer.headers.get('x-request-id')]).toEqual([id, id])
      expect(facts.traceId).toBe(id === TRACE ? undefined : TRACE)
    })

    test.each([
      ['too long', 'a'.repeat(81)],
      ['with more than text', 'a"b'],
      ['empty', ''],
    ])('is a new one for one that is %s', async (_, given) => {
      await start()
      const answer = await gateway.ask(COUNT, {}, { 'x-request-id': given })
      expect(answer.headers.get('x-request-id')).toMatch(ID)
      expect((await line()).requestId).toBe(answer.headers.get('x-request-id'))
    })
  })

  describe('the trace of a request', () => {
    test('goes on to the cluster as it is', async () => {
      await start()
      const headers = { traceparent: `00-${TRACE}-00f067aa0ba902b7-00`, tracestate: 'a=1,b=2' }
      await gateway.ask(COUNT, {}, headers)
      await gateway.ask(
        COUNT,
        {},
        { ...headers, traceparent: `01-${TRACE}-00f067aa0ba902b7-01-more`, tracestate: 'a'.repeat(513) },
      )
      await gateway.ask(COUNT)
      expect(upstream.calls.map((call) => [call.headers.traceparent, call.headers.tracestate])).toEqual([
        [headers.traceparent, headers.tracestate],
        [`00-${TRACE}-00f067aa0ba902b7-01`, undefined],
        [undefined, undefined],
      ])
    })

    test.each([
      `00-${TRACE}-00f067aa0ba902b7-01-more`,
      `ff-${TRACE}-00f067aa0ba902b7-01`,
      `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
      `00-${TRACE}-${'0'.repeat(16)}-01`,
      `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`,
      'secret',
    ])('is dropped where it is none: %s', async (traceparent) => {
      await start()
      const answer = await gateway.ask(COUNT, {}, { traceparent, tracestate: 'a=1' })
      expect(answer.headers.get('x-request-id')).toMatch(ID)
      expect(upstream.calls.map((call) => [call.headers.traceparent, call.headers.tracestate])).toEqual([
        [undefined, undefined],
      ])
    })
  })

  describe('a caller', () => {
    test('is the subject of its token', async () => {
      await using issuer = await startIssuer()
      const signer = await issuer.signer()
      await start({
        CAMUNDA_AUTH_STRATEGY: 'BASIC',
        CAMUNDA_BASIC_AUTH_USERNAME: 'gateway',
        CAMUNDA_BASIC_AUTH_PASSWORD: 'secret-of-the-gateway',
        GATEWAY_JWT_ISSUER: issuer.issuer,
        GATEWAY_JWT_AUDIENCE: AUDIENCE,
      })
      const token = await signer.sign({ claims: { sub: 'ada@example.com' } })
      await gateway.ask(COUNT, {}, { authorization: `Bearer ${token}` })
      expect((await line()).caller).toBe('ada@example.com')
      expect(log.text()).not.toContain(token.slice(-20))
    })

    test('with rights of its own has a mark that tells it from others, and its credentials from nobody', async () => {
      await start({ CAMUNDA_AUTH_STRATEGY: 'FORWARD' })
      const ada = { authorization: `Basic ${Buffer.from('ada:hunter2').toString('base64')}` }
      for (const headers of [
        ada,
        ada,
        { authorization: 'Bearer other' },
        { cookie: 'camunda-session=session-of-hers; theme=dark', 'x-csrf-token': 't' },
        { cookie: 'theme=light; camunda-session=session-of-hers', 'x-csrf-token': 't' },
        {},
      ]) {
        await gateway.ask(COUNT, {}, headers)
      }
      await vi.waitFor(() => expect(log.requests()).toHaveLength(6))
      const [first, second, other, session, same, nobody] = log.requests().map(({ caller }) => caller)
      expect(first).toMatch(/^[\w-]{12}$/)
      expect(second).toBe(first)
      expect(same).toBe(session)
      expect(new Set([first, other, session]).size).toBe(3)
      expect(nobody).toBeUndefined()
      // Whoever guesses a password cannot find it out by the mark: another process has another.
      await gateway.close()
      await start({ CAMUNDA_AUTH_STRATEGY: 'FORWARD' })
      await gateway.ask(COUNT, {}, ada)
      await vi.waitFor(() => expect(log.requests()).toHaveLength(7))
      expect(log.requests()[6].caller).not.toBe(first)
      for (const secret of ['hunter2', ada.authorization.slice(6), 'other', 'session-of-hers', 'dark']) {
        expect(log.text()).not.toContain(secret)
      }
    })
  })

  test('neither variables nor questions nor what the cluster answers are in the log', async () => {
    await start()
    const secret = 'secret-of-a-variable'
    upstream.fault = ({ operation }) =>
      operation === 'createProcessInstance'
        ? { status: 400, body: { status: 400, title: 'INVALID_ARGUMENT', detail: secret } }
        : operation === 'getProcessInstance'
          ? { status: 200, body: { ...processInstance({ processInstanceKey: key(1) }), hasIncident: secret } }
          : undefined
    const answers = [
      await gateway.ask(
        'mutation Start($input: CreateProcessInstanceInput!) { createProcessInstance(input: $input) { processInstanceKey } }',
        { input: { processDefinitionId: 'order', variables: { secret } } },
      ),
      await gateway.ask(`{ processInstances(filter: { businessId: { eq: "${secret}" } }) { totalCount } }`),
      await gateway.ask('query Bad($first: Int) { processInstances(first: $first) { totalCount } }', { first: secret }),
      await gateway.ask(`{ processInstance(processInstanceKey: "${key(1)}") { hasIncident } }`),
      await gateway.ask(`{ ${secret.replaceAll('-', '_')} }`),
    ]
    expect(answers.filter(({ errors }) => errors).length).toBeGreaterThanOrEqual(4)
    const page = await fetch(`${gateway.url}?query={a:__typename}&variables={"secret":"${secret}"}`, {
      headers: { 'apollo-require-preflight': 'true' },
    })
    expect(page.status).toBe(200)
    await vi.waitFor(() => expect(log.requests()).toHaveLength(6))
    expect(log.text()).toContain('Boolean cannot represent')
    for (const told of ['secret', 'order', 'businessId', '__typename']) expect(log.text()).not.toContain(told)
  })

  test('a mistake of the gateway’s own is found by the id that the client is told', async () => {
    const extension = {
      typeDefs: 'extend type Query { broken: String  mute: Boolean }',
      resolvers: {
        Query: {
          broken() {
            throw new TypeError('The gears are stuck.')
          },
          mute: () => 'a lot',
        },
      },
    }
    gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9' }, plugins, { logger: log.logger, extension })
    const { errors } = await gateway.ask('{ broken }')
    const errorId = errors?.[0]?.extensions?.errorId
    expect(errorId).toMatch(UUID)
    const request = await line()
    expect(request).toMatchObject({ errors: ['INTERNAL_SERVER_ERROR'], errorIds: [errorId], outcome: 'failed' })
    const [error] = log.lines.filter(({ level }) => level === 'error')
    expect(error).toMatchObject({ message: 'unexpected error', facts: { errorId } })
    expect(error?.facts.err).toMatchObject({ message: 'The gears are stuck.' })
    expect(error?.facts.err.stack).toMatch(/^\w*Error: The gears are stuck\.\n +at /)
    log.lines.length = 0
    // What a field of the owner's own answers is not the cluster's.
    const unfit = await gateway.ask('{ mute }')
    expect(unfit.errors?.[0]).toMatchObject({
      message: 'Unexpected error.',
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    })
    const [line2] = log.lines.filter(({ level }) => level === 'error')
    expect(line2?.facts.err).toMatchObject({ message: 'Boolean cannot represent a non boolean value.' })
  })

  test('a contract that the cluster breaks in each row is told once, without the value', async () => {
    const rows = Array.from({ length: 50 }, (_, n) => processInstance({ processInstanceKey: key(n + 1) }))
    upstream.answers.searchProcessInstances = () => ({
      text: JSON.stringify({
        items: rows.map((row) => ({ ...row, hasIncident: 'secret-of-the-cluster', startDate: { at: 1 }, state: {} })),
        page: { totalItems: 50, hasMoreTotalItems: false, startCursor: null, endCursor: null },
      }),
    })
    await start()
    for (const field of ['hasIncident', 'startDate', 'state', 'hasIncident']) {
      const { errors = [], data } = await gateway.ask(`{ processInstances { nodes { processInstanceKey ${field} } } }`)
      expect(errors.length).toBeGreaterThanOrEqual(1)
      expect(data).toHaveProperty('processInstances')
      for (const { message, extensions, path } of errors) {
        expect(extensions).toEqual({ code: 'UPSTREAM_ERROR', retryable: false })
        expect(message).toContain(`${field}: the cluster's answer breaks its contract`)
        expect(path?.at(-1)).toBe(field)
      }
    }
    const told = log.lines.filter(({ level }) => level === 'error').map(({ message }) => message)
    expect(told).toEqual([
      'the cluster breaks its contract: hasIncident: Boolean cannot represent a non boolean value.',
      'the cluster breaks its contract: startDate: DateTime cannot represent value.',
      'the cluster breaks its contract: state: Enum "ProcessInstanceState" cannot represent value.',
    ])
    expect(log.text()).not.toContain('secret-of')
  })

  describe('errors of one kind', () => {
    const errors = () => log.lines.filter(({ level }) => level === 'error')
    /** How many the lines tell of. */
    const toldOf = () => errors().reduce((sum, { facts }) => sum + (facts.more ?? 1), 0)

    test('are a line at once, and then one in a second that counts them', async () => {
      // Requests that share a call meet one failure.
      await start({ GATEWAY_BREAKER_AFTER_MS: '600000', GATEWAY_SHARE_READS: 'false' })
      upstream.fault = () => 'reset'
      const begun = performance.now()
      await gateway.ask(COUNT)
      expect(errors()).toMatchObject([{ message: expect.stringMatching(/^searchProcessInstances: /) }])
      const answers = await Promise.all(Array.from({ length: 300 }, () => gateway.ask(COUNT)))
      expect(answers.filter(({ errors }) => errors)).toHaveLength(300)
      await vi.waitFor(() => expect(toldOf()).toBe(301), { timeout: 5_000 })
      const kinds = new Set(errors().map(({ message }) => message)).size
      expect(errors().length).toBeLessThanOrEqual(kinds * (2 + (performance.now() - begun) / 1_000))
      // Over: the next of them is told at once again.
      await vi.waitFor(
        async () => {
          const lines = errors().length
          await gateway.ask(COUNT)
          expect(errors().length).toBe(lines + 1)
          expect(errors().at(-1)?.facts.more).toBeUndefined()
        },
        { timeout: 10_000, interval: 2_500 },
      )
    })

    test('are each found by the id that its client was told', async () => {
      await start({ GATEWAY_SHARE_READS: 'false' })
      upstream.fault = () => ({ status: 500, body: { status: 500, title: 'INTERNAL', detail: 'It broke.' } })
      const query = `{ processInstance(processInstanceKey: "${key(1)}") { hasIncident } }`
      const answers = await Promise.all(Array.from({ length: 60 }, () => gateway.ask(query)))
      const ids = answers.map(({ errors }) => errors?.[0]?.extensions?.errorId)
      await gateway.close()
      expect(errors().length).toBeLessThan(30)
      expect(toldOf()).toBe(60)
      const found = errors().flatMap(({ facts }) => facts.errorId ?? facts.errorIds)
      expect(found.toSorted()).toEqual(ids.toSorted())
      for (const { facts } of errors()) expect(facts.problem.detail).toBe('It broke.')
    })

    test('have no more ids in a line than can be read, and are counted all the same', async () => {
      await start()
      upstream.fault = () => ({ status: 500, body: { status: 500, title: 'INTERNAL', detail: 'It broke.' } })
      const aliases = Array.from(
        { length: 30 },
        (_, n) => `a${n}: processInstances(first: ${n + 1}) { totalCount nodes { state } }`,
      )
      for (let time = 0; time < 40; time++) await gateway.ask(`{ ${aliases.join(' ')} }`)
      await gateway.close()
      expect(toldOf()).toBe(1_200)
      for (const { facts } of errors()) expect(facts.errorIds?.length ?? 1).toBeLessThanOrEqual(100)
    })

    test('are as many as can be told apart, and the others are counted together', async () => {
      const extension = {
        typeDefs: 'extend type Query { broken(n: Int): Int }',
        resolvers: {
          Query: {
            broken: (_: unknown, { n }: { n: number }) => {
              throw new Error(`broken ${n}`)
            },
          },
        },
      }
      gateway = await startGateway(upstream, {}, plugins, { logger: log.logger, extension })
      await Promise.all(
        Array.from({ length: 10 }, (_, question) =>
          gateway.ask(
            `{ ${Array.from({ length: 40 }, (_, n) => `a${n}: broken(n: ${question * 40 + n})`).join(' ')} }`,
          ),
        ),
      )
      await gateway.close()
      expect(toldOf()).toBe(400)
      expect(errors().length).toBeLessThan(200)
      expect(errors().at(-1)).toMatchObject({ message: 'errors of other kinds' })
    })
  })
})

test('a gateway that was given no logger says nothing of requests', async () => {
  const written = (['log', 'info', 'debug', 'warn', 'error'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation(() => {}),
  )
  gateway = await startGateway(upstream)
  await gateway.ask(COUNT)
  await gateway.ask('{ lost }')
  expect(written.flatMap((spy) => spy.mock.calls)).toEqual([])
  for (const spy of written) spy.mockRestore()
})
