import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Problem } from '../sandbox/problem.ts'
import { type Answer, startGateway } from './support/gateway.ts'
import { job, key, processDefinition, processInstance, userTask } from './support/rows.ts'
import { expectNoViolations, type Fault, startUpstream, type UpstreamOptions } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

const SECRET = 'Bearer secret-of-the-caller'
const BODY = 'words of something between us and the cluster'

/** An upstream and a gateway before it that forwards the caller's rights, knows the version and tries three times. */
async function start(options: UpstreamOptions = {}, config: Record<string, string> = {}) {
  const upstream = await startUpstream(options)
  const gateway = await startGateway(upstream, {
    CAMUNDA_VERSION: options.version ?? '8.9',
    CAMUNDA_AUTH_STRATEGY: 'FORWARD',
    ...config,
  })
  return {
    upstream,
    gateway,
    /** Asks, and fails the test where the answer shows what is nobody's business. */
    async ask(query: string, variables?: object | string): Promise<Answer<Record<string, never>>> {
      const answer = await gateway.ask(query, variables, { authorization: SECRET })
      expectNothingInternal(answer.text, upstream.url)
      return answer
    },
    async [Symbol.asyncDispose]() {
      await gateway.close()
      await upstream.close()
    },
  }
}

function expectNothingInternal(text: string, url: string) {
  const { hostname, port } = new URL(url)
  const internal = [hostname, `:${port}`, 'localhost', 'secret-of', BODY, '/v2', 'ECONN', 'UND_ERR', 'undici']
  const traces = [
    'node_modules',
    'node:',
    '.ts',
    '    at ',
    'stack',
    'socket',
    'TypeError',
    'SyntaxError',
    'authorization',
  ]
  expect([...internal, ...traces].filter((part) => text.toLowerCase().includes(part.toLowerCase()))).toEqual([])
}

/** Does this to every call of one operation. */
const failing = (operation: string, fault: Fault) => (call: { operation: string }) =>
  call.operation === operation ? fault : undefined

const problem = (status: number, title: string, detail: string) => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify({ type: 'about:blank', title, status, detail, instance: '/v2/secret-of-nobody' }),
})

/** Camunda's problems: status, title, code, may the read be sent again later, is a command's outcome unknown, tries. */
const PROBLEMS = [
  [400, 'INVALID_ARGUMENT', 'BAD_USER_INPUT', false, false, 1],
  [400, 'Bad Request', 'BAD_USER_INPUT', false, false, 1],
  [401, 'UNAUTHORIZED', 'UNAUTHENTICATED', false, false, 1],
  [403, 'FORBIDDEN', 'FORBIDDEN', false, false, 1],
  [404, 'NOT_FOUND', 'NOT_FOUND', false, false, 1],
  [409, 'INVALID_STATE', 'CONFLICT', false, false, 1],
  [409, 'ALREADY_EXISTS', 'CONFLICT', false, false, 1],
  [412, 'Precondition Failed', 'PRECONDITION_FAILED', false, false, 1],
  [413, 'Payload Too Large', 'BAD_USER_INPUT', false, false, 1],
  [415, 'Unsupported Media Type', 'BAD_USER_INPUT', false, false, 1],
  [422, 'Unprocessable Content', 'BAD_USER_INPUT', false, false, 1],
  [429, 'Too Many Requests', 'RATE_LIMITED', true, false, 3],
  [500, 'INTERNAL', 'UPSTREAM_ERROR', false, true, 1],
  [500, 'java.lang.IllegalStateException', 'UPSTREAM_ERROR', false, true, 1],
  [500, 'RESOURCE_EXHAUSTED', 'RATE_LIMITED', true, false, 3],
  [501, 'UNIMPLEMENTED', 'UPSTREAM_ERROR', false, false, 1],
  [502, 'ABORTED', 'UPSTREAM_ERROR', true, true, 1],
  [503, 'UNAVAILABLE', 'UPSTREAM_UNAVAILABLE', true, false, 1],
  [503, 'RESOURCE_EXHAUSTED', 'RATE_LIMITED', true, false, 3],
  [504, 'DEADLINE_EXCEEDED', 'UPSTREAM_TIMEOUT', true, true, 1],
] as const

/** What clients are told of a problem: from 500 on it is the cluster's own, and for the log. */
function told(operation: string, status: number, title: string, detail: string, code: string) {
  if (status < 500) return { message: detail, facts: { problem: { type: 'about:blank', title, status, detail } } }
  const message =
    code === 'RATE_LIMITED'
      ? `${operation}: the cluster is overloaded and took nothing on (${status}). Try again later.`
      : status === 501
        ? `${operation}: the cluster does not have this operation (501).`
        : `${operation}: the cluster failed (${status}).`
  return { message, facts: { errorId: expect.stringMatching(/^[\da-f-]{36}$/) } }
}

// The log says why connections failed; here they fail on purpose.
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a problem document becomes an error', () => {
  test.each(PROBLEMS)('%i %s of a read: %s', async (status, title, code, retryable, _unknown, tries) => {
    const detail = `Because of ${title}.`
    await using started = await start({ fault: failing('searchProcessInstances', problem(status, title, detail)) })
    const answer = await started.ask('{ processInstances { totalCount } userTasks { totalCount } }')
    expect(answer.status).toBe(200)
    expect(answer.data).toEqual({ processInstances: null, userTasks: { totalCount: 0 } })
    const { message, facts } = told('searchProcessInstances', status, title, detail, code)
    expect(answer.errors).toEqual([
      {
        message,
        path: ['processInstances'],
        locations: [{ line: 1, column: 3 }],
        extensions: { code, operation: 'searchProcessInstances', ...facts, retryable },
      },
    ])
    const calls = started.upstream.operations().filter((operation) => operation === 'searchProcessInstances')
    expect(calls).toHaveLength(tries)
  })

  test.each(PROBLEMS)('%i %s of a command: %s', async (status, title, code, retryable, outcomeUnknown, tries) => {
    const detail = `Because of ${title}.`
    await using started = await start({ fault: failing('cancelProcessInstance', problem(status, title, detail)) })
    const answer = await started.ask(CANCEL)
    expect(answer.data).toEqual({ cancelProcessInstance: null })
    const { message, facts } = told('cancelProcessInstance', status, title, detail, code)
    expect(answer.errors?.map(({ message, extensions }) => ({ message, extensions }))).toEqual([
      {
        message: outcomeUnknown ? `${message} The command may or may not have been carried out.` : message,
        extensions: {
          code,
          operation: 'cancelProcessInstance',
          ...facts,
          retryable: outcomeUnknown ? false : retryable,
          ...(outcomeUnknown ? { outcomeUnknown: true } : {}),
        },
      },
    ])
    expect(started.upstream.operations()).toEqual(new Array(tries).fill('cancelProcessInstance'))
  })
})

const CANCEL = `mutation { cancelProcessInstance(input: { processInstanceKey: "${key(1)}" }) { processInstance { state } } }`

describe('an error answer without a problem document', () => {
  const BODIES = {
    'no body': { body: undefined },
    HTML: { headers: { 'content-type': 'text/html' }, body: `<h1>${BODY}</h1>` },
    'other JSON': {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ message: BODY, path: '/v2' }),
    },
    'cut JSON': { headers: { 'content-type': 'application/problem+json' }, body: `{"title":"${BODY}` },
    'a JSON text': { headers: { 'content-type': 'application/json' }, body: JSON.stringify(BODY) },
    null: { headers: { 'content-type': 'application/json' }, body: 'null' },
  }
  const STATUSES = PROBLEMS.filter(([status], index) => PROBLEMS.findIndex(([one]) => one === status) === index)

  test.each(STATUSES)('%i %s keeps its code', async (status, _title, code) => {
    // Only the title tells an overloaded cluster from one that is away.
    const expected = status === 404 ? 'UPSTREAM_ERROR' : code
    await using started = await start()
    for (const body of Object.values(BODIES)) {
      for (const operation of ['searchProcessInstances', 'cancelProcessInstance']) {
        started.upstream.fault = failing(operation, { status, ...body })
        const { errors } = await started.ask(
          operation === 'cancelProcessInstance' ? CANCEL : '{ processInstances { totalCount } }',
        )
        expect(errors).toHaveLength(1)
        const [error] = errors ?? []
        expect(error?.extensions).toMatchObject({ code: expected, operation })
        expect(error?.extensions).not.toHaveProperty('problem')
        if (status === 404) {
          expect(error?.message).toContain(
            `${operation}: the answer cannot be used: nothing of Camunda is at this path`,
          )
          expect(error?.extensions).toMatchObject({ retryable: false })
          expect(error?.extensions).not.toHaveProperty('outcomeUnknown')
        } else if (status === 501)
          expect(error?.message).toContain(`${operation}: the cluster does not have this operation (501).`)
        else if (status >= 500) expect(error?.message).toContain(`${operation}: the cluster failed (${status}).`)
        else
          expect(error?.message).toContain(`${operation} was refused by the cluster with status ${status} (${code}).`)
      }
    }
  })

  test('takes of a problem document what is there, and only texts and numbers', async () => {
    const body = { type: 7, title: 'FORBIDDEN', status: '403', detail: ['a'], instance: '/v2', trace: BODY }
    await using started = await start({ fault: failing('searchProcessInstances', { status: 403, body }) })
    const { errors } = await started.ask('{ processInstances { totalCount } }')
    expect(errors?.[0]?.message).toBe('FORBIDDEN')
    expect(errors?.[0]?.extensions?.problem).toEqual({ title: 'FORBIDDEN' })
  })
})

describe('when the cluster says how long to wait', () => {
  const withRetryAfter = (value: string, status = 503) => ({
    ...problem(status, 'UNAVAILABLE', 'Later.'),
    headers: { 'content-type': 'application/problem+json', 'retry-after': value },
  })

  test.each([
    ['seconds', '17', 17],
    ['zero seconds', '0', 0],
    ['a date in the past', 'Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['nonsense', 'soon', undefined],
    ['a fraction', '1.5', 2],
    ['nothing', '', undefined],
  ])('%s', async (_name, value, seconds) => {
    for (const [operation, query] of [
      ['searchProcessInstances', '{ processInstances { totalCount } }'],
      ['cancelProcessInstance', CANCEL],
    ] as const) {
      await using started = await start({ fault: failing(operation, withRetryAfter(value)) })
      const { errors } = await started.ask(query)
      expect(errors?.[0]?.extensions?.retryAfter).toBe(seconds)
      expect(errors?.[0]?.extensions?.retryable).toBe(true)
    }
  })

  test('a date', async () => {
    const inTwoMinutes = new Date(Date.now() + 120_000).toUTCString()
    await using started = await start({ fault: failing('searchProcessInstances', withRetryAfter(inTwoMinutes)) })
    const { errors } = await started.ask('{ processInstances { totalCount } }')
    const seconds = errors?.[0]?.extensions?.retryAfter as number
    expect(seconds).toBeGreaterThan(90)
    expect(seconds).toBeLessThanOrEqual(120)
  })
})

describe('no usable answer', () => {
  const DEAD: Record<string, { fault: Fault; code: string; says: string; retryable: boolean; tries: number }> = {
    'a reset before the answer': {
      fault: 'reset',
      code: 'UPSTREAM_UNAVAILABLE',
      says: 'the connection to the cluster broke before its answer was complete.',
      retryable: true,
      tries: 3,
    },
    'a reset in the middle of the answer': {
      fault: 'resetMidBody',
      code: 'UPSTREAM_UNAVAILABLE',
      says: 'the connection to the cluster broke before its answer was complete.',
      retryable: true,
      tries: 3,
    },
    silence: {
      fault: 'hang',
      code: 'UPSTREAM_TIMEOUT',
      says: 'the cluster did not answer in time.',
      retryable: true,
      tries: 1,
    },
    HTML: {
      fault: 'html',
      code: 'UPSTREAM_ERROR',
      says: 'the answer cannot be used: the answer is not JSON, so the address may not be that of the REST API.',
      retryable: false,
      tries: 1,
    },
    'cut JSON': {
      fault: 'truncatedJson',
      code: 'UPSTREAM_ERROR',
      says: 'the answer cannot be used: the answer is not complete JSON.',
      retryable: false,
      tries: 1,
    },
    'a redirect': {
      fault: { redirect: 'http://login.internal.example/secret-of-nobody' },
      code: 'UPSTREAM_ERROR',
      says: 'the answer cannot be used: the address redirects, so it may not be that of the REST API.',
      retryable: false,
      tries: 1,
    },
  }

  test.each(Object.entries(DEAD))('%s, of a read', async (_name, { fault, code, says, retryable, tries }) => {
    await using started = await start(
      { fault: failing('searchProcessInstances', fault) },
      { GATEWAY_UPSTREAM_TIMEOUT_MS: '300' },
    )
    const { data, errors } = await started.ask('{ processInstances { totalCount } userTasks { totalCount } }')
    expect(data).toEqual({ processInstances: null, userTasks: { totalCount: 0 } })
    expect(errors).toHaveLength(1)
    expect(errors?.[0]?.message).toBe(`searchProcessInstances: ${says}`)
    expect(errors?.[0]?.extensions).toEqual({ code, operation: 'searchProcessInstances', retryable })
    const calls = started.upstream.operations().filter((operation) => operation === 'searchProcessInstances')
    expect(calls).toHaveLength(tries)
  })

  test.each(Object.entries(DEAD))('%s, of a command: it is made once', async (name, { fault, code, says }) => {
    await using started = await start(
      { fault: failing('createProcessInstance', fault) },
      { GATEWAY_UPSTREAM_TIMEOUT_MS: '300' },
    )
    const { data, errors } = await started.ask(
      'mutation { createProcessInstance(input: { processDefinitionId: "order" }) { processInstanceKey } }',
    )
    expect(data).toEqual({ createProcessInstance: null })
    // Who redirects has not carried anything out; about all others nobody knows.
    const unknown = name !== 'a redirect'
    const message = `createProcessInstance: ${says}`
    const told = unknown ? `${message} The command may or may not have been carried out. If so, it runs:` : message
    expect(errors?.[0]?.message.slice(0, unknown ? told.length : undefined)).toBe(told)
    expect(errors?.[0]?.extensions).toEqual({
      code,
      operation: 'createProcessInstance',
      retryable: false,
      ...(unknown ? { outcomeUnknown: true } : {}),
    })
    expect(started.upstream.operations()).toEqual(['createProcessInstance'])
  })

  test('a cluster that is down: nothing was carried out, and it may be tried again', async () => {
    await using started = await start()
    await started.upstream.close()
    const { data, errors } = await started.ask('{ processInstances { totalCount } userTasks { totalCount } }')
    expect(data).toEqual({ processInstances: null, userTasks: null })
    for (const [index, operation] of ['searchProcessInstances', 'searchUserTasks'].entries()) {
      expect(errors?.[index]?.message).toBe(`${operation}: the cluster cannot be reached.`)
      expect(errors?.[index]?.extensions).toEqual({ code: 'UPSTREAM_UNAVAILABLE', operation, retryable: true })
    }
    const written = await started.ask(CANCEL)
    expect(written.errors?.[0]?.message).toBe('cancelProcessInstance: the cluster cannot be reached.')
    expect(written.errors?.[0]?.extensions).toEqual({
      code: 'UPSTREAM_UNAVAILABLE',
      operation: 'cancelProcessInstance',
      retryable: true,
    })
  })

  test('a cluster that takes the connection and never speaks TLS: nothing was sent', async () => {
    const { createServer } = await import('node:net')
    const sockets = new Set<{ destroy(): void }>()
    const silent = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => {})
    })
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as { port: number }
    await using gateway = await startGateway(
      { url: `https://127.0.0.1:${port}` },
      { CAMUNDA_VERSION: '8.9', GATEWAY_UPSTREAM_TIMEOUT_MS: '100' },
    )
    const { errors } = await gateway.ask(CANCEL)
    expect(errors?.[0]?.extensions).toEqual({
      code: 'UPSTREAM_UNAVAILABLE',
      operation: 'cancelProcessInstance',
      retryable: true,
    })
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => silent.close(resolve))
  })
})

describe('an answer of a wrong shape', () => {
  const page = { totalItems: 1, hasMoreTotalItems: false, startCursor: null, endCursor: null }

  test.each([
    ['a search without a page', 'searchProcessInstances', { items: [] }],
    ['a search without items or page', 'searchProcessInstances', {}],
    ['a search that is a list', 'searchProcessInstances', []],
    ['a search that is null', 'searchProcessInstances', null],
    ['a search that is a text', 'searchProcessInstances', BODY],
    ['items that are no list', 'searchProcessInstances', { items: { [BODY]: 1 }, page }],
    ['an item without its key', 'searchProcessInstances', { items: [{ state: BODY }], page }],
    ['an item whose key is a number', 'searchProcessInstances', { items: [{ processInstanceKey: 1 }], page }],
    ['an item that is null', 'searchProcessInstances', { items: [null], page }],
    ['a page without a count', 'searchProcessInstances', { items: [], page: { startCursor: BODY } }],
    ['a read that is a list', 'getProcessInstance', [{ processInstanceKey: key(1) }]],
    ['a read without its key', 'getProcessInstance', { state: 'ACTIVE', text: BODY }],
  ])('%s', async (_name, operation, body) => {
    await using started = await start({ fault: failing(operation, { status: 200, body }) })
    const { data, errors } = await started.ask(
      `{ processInstances { nodes { state } } processInstance(processInstanceKey: "${key(1)}") { state } license: userTasks { totalCount } }`,
    )
    expect(data?.license).toEqual({ totalCount: 0 })
    expect(errors).toHaveLength(1)
    expect(errors?.[0]?.message).toMatch(new RegExp(`^${operation}: the answer cannot be used: `))
    expect(errors?.[0]?.extensions).toEqual({ code: 'UPSTREAM_ERROR', operation, retryable: false })
  })

  test('an empty answer where there should be a row', async () => {
    await using started = await start({ fault: failing('getProcessInstance', { status: 200 }) })
    const { errors } = await started.ask(`{ processInstance(processInstanceKey: "${key(1)}") { state } }`)
    expect(errors?.[0]?.extensions).toEqual({
      code: 'UPSTREAM_ERROR',
      operation: 'getProcessInstance',
      retryable: false,
    })
  })

  test.each([
    ['nothing', undefined],
    ['a list', []],
    ['no key', { processDefinitionId: 'order', text: BODY }],
  ])('a command that answers %s: it was accepted, so it is not to be sent again', async (_name, body) => {
    await using started = await start({ fault: failing('createProcessInstance', { status: 200, body }) })
    const { errors } = await started.ask(
      'mutation { createProcessInstance(input: { processDefinitionId: "order" }) { processInstanceKey } }',
    )
    expect(errors?.[0]?.message).toContain('createProcessInstance: the answer cannot be used')
    expect(errors?.[0]?.extensions).toEqual({
      code: 'UPSTREAM_ERROR',
      operation: 'createProcessInstance',
      retryable: false,
      outcomeUnknown: true,
    })
    expect(started.upstream.operations()).toEqual(['createProcessInstance'])
  })

  test('a field of the schema that breaks its contract costs itself alone', async () => {
    const rows = [processInstance({ processInstanceKey: key(1) })]
    await using started = await start({
      rows: { processInstances: rows },
      fault: failing('getProcessInstance', { status: 200, body: { processInstanceKey: key(1), hasIncident: BODY } }),
    })
    const { data, errors } = await started.ask(
      `{ processInstance(processInstanceKey: "${key(1)}") { hasIncident } processInstances { totalCount } }`,
    )
    expect(data).toEqual({ processInstance: { hasIncident: null }, processInstances: { totalCount: 1 } })
    expect(errors).toHaveLength(1)
    expect(errors?.[0]?.message).toBe(
      "hasIncident: the cluster's answer breaks its contract: the value does not fit the type of the field.",
    )
    expect(errors?.[0]?.path).toEqual(['processInstance', 'hasIncident'])
    expect(errors?.[0]?.extensions).toEqual({ code: 'UPSTREAM_ERROR', retryable: false })
  })

  // What is made of a list, a text or a number must not take it for one.
  test.each([
    ['no list of tenants', 'getAuthentication', 'viewer { tenants { tenantId } }', { tenants: BODY }, 1],
    ['a tenant that is none', 'getAuthentication', 'viewer { tenants { tenantId } }', { tenants: [null, 7] }, 0],
    ['no list of groups', 'getAuthentication', 'viewer { groups { groupId } }', { groups: { text: BODY } }, 1],
    ['a role that is none', 'getAuthentication', 'viewer { roles { roleId } }', { roles: [null] }, 1],
    [
      'no text as a value',
      'getVariable',
      `variable(variableKey: "${key(1)}") { documents { documentId } }`,
      { value: 7 },
      0,
    ],
    [
      'no list of elements',
      'getAgentInstance',
      `agentInstance(agentInstanceKey: "${key(1)}") { elementInstances { elementId } }`,
      { elementInstanceKeys: BODY },
      0,
    ],
    [
      'elements that are none',
      'getAgentInstance',
      `agentInstance(agentInstanceKey: "${key(1)}") { elementInstances { elementId } }`,
      { elementInstanceKeys: [null, 7, '..'] },
      0,
    ],
    ['no key of a form', 'getAuditLog', 'auditLog(auditLogKey: "1") { form { formId } }', { formKey: BODY }, 0],
    ['a list as a key', 'getAuditLog', 'auditLog(auditLogKey: "1") { form { formId } }', { formKey: [7] }, 0],
  ])('%s is no mistake of the gateway’s', async (_name, operation, field, told, errors) => {
    const known = { username: 'a', variableKey: key(1), agentInstanceKey: key(1), auditLogKey: '1' }
    await using started = await start({
      version: '8.10',
      fault: failing(operation, { status: 200, body: { ...known, ...told } }),
    })
    const answer = await started.ask(`{ ${field} }`)
    expect((answer.errors ?? []).map(({ extensions }) => extensions?.code)).toEqual(
      Array(errors).fill('UPSTREAM_ERROR'),
    )
    expect(started.upstream.operations()).toEqual([operation])
  })

  test.each([
    [
      'what was deployed is no list',
      'createDeployment',
      'createDeployment(input: { resources: [{ text: { name: "a.bpmn", content: "x" } }] }) { deploymentKey processDefinitions { version } }',
      { deploymentKey: key(1), tenantId: 't', deployments: null },
    ],
    [
      'the id of a backup is no number',
      'takeRuntimeBackup',
      'takeRuntimeBackup(input: {}) { runtimeBackup { state } }',
      { backupId: BODY, message: '' },
    ],
  ])('%s: the command was accepted', async (_name, operation, field, body) => {
    await using started = await start(
      { version: '8.10', fault: failing(operation, { status: 200, body }) },
      { GATEWAY_ADMINISTRATION: 'true' },
    )
    const { errors } = await started.ask(`mutation { ${field} }`)
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'UPSTREAM_ERROR', operation, retryable: false, outcomeUnknown: true },
    ])
    expect(started.upstream.operations()).toEqual([operation])
  })

  describe.each(WAYS)('%s', (_, plugins) => {
    test.each([
      ['an object for a text', 'processDefinitionId', { text: BODY }],
      ['a text for a Boolean', 'hasIncident', BODY],
      ['a text for a number', 'processDefinitionVersion', BODY],
      ['an object for a date', 'startDate', { text: BODY }],
      ['a number for a date', 'startDate', 1_700_000_000_000],
      ['an object for an enum', 'state', { text: BODY }],
      ['a text for a list', 'tags', BODY],
      ['an object for a list', 'tags', { text: BODY }],
      ['a list with an object', 'tags', [{ text: BODY }]],
    ])("%s is the cluster's failure, with the path of its field", async (_name, field, value) => {
      const body = { ...processInstance({ processInstanceKey: key(1) }), [field]: value }
      await using upstream = await startUpstream({ fault: failing('getProcessInstance', { status: 200, body }) })
      for (const executor of ['compiled', 'graphql-js'] as const) {
        await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9' }, plugins, { executor })
        const { text, errors, data } = await gateway.ask(
          `{ processInstance(processInstanceKey: "${key(1)}") { told: ${field} } processInstances { totalCount } }`,
        )
        expectNothingInternal(text, upstream.url)
        expect(data?.processInstances).toEqual({ totalCount: 0 })
        expect(errors).toHaveLength(1)
        expect(errors?.[0]?.path?.slice(0, 2)).toEqual(['processInstance', 'told'])
        expect(errors?.[0]?.message).toContain(`${field}: the cluster's answer breaks its contract`)
        expect(errors?.[0]?.extensions).toEqual({ code: 'UPSTREAM_ERROR', retryable: false })
      }
    })
  })

  test('numbers and dates are taken as resolvers of the owner may give them', async () => {
    await using upstream = await startUpstream()
    const extension = {
      typeDefs: 'extend type Query { long: Long big: Long raw: Long date: DateTime wrong: Long invalid: DateTime }',
      resolvers: {
        Query: {
          long: () => 7,
          big: () => 9007199254740993n,
          raw: () => (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON('9007199254740995'),
          date: () => new Date(0),
          wrong: () => 1.5,
          invalid: () => new Date(Number.NaN),
        },
      },
    }
    await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9' }, [], { extension })
    const { text } = await gateway.ask('{ long big raw date }')
    expect(text).toBe(
      '{"data":{"long":7,"big":9007199254740993,"raw":9007199254740995,"date":"1970-01-01T00:00:00.000Z"}}',
    )
    const { errors } = await gateway.ask('{ wrong invalid }')
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual([
      'INTERNAL_SERVER_ERROR',
      'INTERNAL_SERVER_ERROR',
    ])
  })
})

describe('a cluster that is newer than the gateway', () => {
  test('an unknown enum value becomes UNRECOGNIZED, unknown fields are left out, and the rest arrives', async () => {
    const rows = [
      { ...processInstance({ processInstanceKey: key(1) }), state: 'HIBERNATING' as never, mood: 'calm' },
      processInstance({ processInstanceKey: key(2), state: 'COMPLETED' }),
    ]
    const newer = { newer: true, rows: { processInstances: rows } }
    await using started = await start({
      ...newer,
      answers: {
        searchProcessInstances: () => ({
          body: { items: rows, page: { totalItems: 2, hasMoreTotalItems: false, startCursor: null, endCursor: null } },
        }),
      },
    })
    const { data, errors } = await started.ask('{ processInstances { nodes { processInstanceKey state } } }')
    expect(errors).toBeUndefined()
    expect(data?.processInstances).toEqual({
      nodes: [
        { processInstanceKey: key(1), state: 'UNRECOGNIZED' },
        { processInstanceKey: key(2), state: 'COMPLETED' },
      ],
    })
  })
})

describe('partial answers', () => {
  test('a relation that fails nulls that field alone, in each row', async () => {
    await using started = await start({
      rows: {
        processDefinitions: [processDefinition()],
        processInstances: [1, 2].map((n) => processInstance({ processInstanceKey: key(n) })),
        userTasks: [userTask({ userTaskKey: key(5), processInstanceKey: key(1) })],
      },
      fault: failing('searchIncidents', problem(403, 'FORBIDDEN', 'No incidents for you.')),
    })
    const { data, errors } = await started.ask(
      '{ processInstances { nodes { processInstanceKey incidents { totalCount } userTasks { totalCount } processDefinition { resourceName } } } }',
    )
    expect(data?.processInstances).toEqual({
      nodes: [
        {
          processInstanceKey: key(1),
          incidents: null,
          userTasks: { totalCount: 1 },
          processDefinition: { resourceName: 'order-process.bpmn' },
        },
        {
          processInstanceKey: key(2),
          incidents: null,
          userTasks: { totalCount: 0 },
          processDefinition: { resourceName: 'order-process.bpmn' },
        },
      ],
    })
    expect(errors?.map(({ path, message }) => ({ path, message }))).toEqual([
      { path: ['processInstances', 'nodes', 0, 'incidents'], message: 'No incidents for you.' },
      { path: ['processInstances', 'nodes', 1, 'incidents'], message: 'No incidents for you.' },
    ])
    expect(errors?.every(({ extensions }) => extensions?.code === 'FORBIDDEN')).toBe(true)
    expectNoViolations(started.upstream)
  })

  test('an object that is not there is null and no error', async () => {
    await using started = await start({
      rows: { processInstances: [processInstance({ processInstanceKey: key(1), parentProcessInstanceKey: key(404) })] },
    })
    const { data, errors } = await started.ask(
      `{ processInstance(processInstanceKey: "${key(1)}") { parentProcessInstance { state } } other: processInstance(processInstanceKey: "${key(405)}") { state } }`,
    )
    expect(errors).toBeUndefined()
    expect(data).toEqual({ processInstance: { parentProcessInstance: null }, other: null })
  })
})

describe('the log', () => {
  test('says nothing of what clients are told in full', async () => {
    const log = vi.mocked(console.error)
    await using started = await start({
      version: '8.8',
      fault: failing('searchUserTasks', problem(403, 'FORBIDDEN', 'Not for you.')),
    })
    await started.ask('{ a: processInstances(first: -1) { totalCount } b: userTasks { totalCount } }')
    await started.ask('{ processInstances(filter: { businessId: { eq: "a" } }) { totalCount } }')
    await started.ask('{ unknown }')
    expect(log).not.toHaveBeenCalled()
  })

  test('says why a connection failed, and what is masked, but not who asked', async () => {
    const log = vi.mocked(console.error)
    await using started = await start({
      fault: failing('getProcessInstance', { status: 200, body: { processInstanceKey: '1', hasIncident: BODY } }),
    })
    await started.ask('{ processInstance(processInstanceKey: "1") { hasIncident } }')
    expect(String(log.mock.lastCall?.[0])).toContain('Boolean cannot represent')
    await started.upstream.close()
    await started.ask('{ processInstances { totalCount } }')
    expect(log.mock.lastCall).toEqual([expect.stringMatching(/^searchProcessInstances: unreachable: .*ECONNREFUSED/)])
    expect(JSON.stringify(log.mock.calls)).not.toContain('secret-of')
  })
})

test("errors of the gateway's own are masked", async () => {
  await using upstream = await startUpstream()
  await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9' }, [
    {
      onExecute({ args }) {
        const upstream = { version: () => '8.9', search: () => Promise.reject(new TypeError(`${BODY} at 127.0.0.1`)) }
        Object.assign(args.contextValue, { upstreams: { of: () => upstream } })
      },
    },
  ])
  const { text, errors, data } = await gateway.ask('{ processInstances { totalCount } }')
  expect(data).toEqual({ processInstances: null })
  expect(errors?.[0]?.message).toBe('Unexpected error.')
  expect(errors?.[0]?.extensions?.code).toBe('INTERNAL_SERVER_ERROR')
  expectNothingInternal(text, upstream.url)
})

describe('commands', () => {
  test("a listener's denial can be read", async () => {
    const detail =
      "Command 'COMPLETE' rejected with code 'INVALID_STATE': Expected to complete user task, but it was denied by a listener: 'The invoice is not signed.'"
    await using started = await start({
      rows: { userTasks: [userTask({ userTaskKey: key(1) })] },
      answers: {
        completeUserTask: () => {
          throw new Problem(409, 'INVALID_STATE', detail)
        },
      },
    })
    const { data, errors } = await started.ask(
      `mutation { completeUserTask(input: { userTaskKey: "${key(1)}" }) { userTask { state } } }`,
    )
    expect(data).toEqual({ completeUserTask: null })
    expect(errors?.[0]?.message).toBe(detail)
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', operation: 'completeUserTask', retryable: false })
    expect(started.upstream.operations()).toEqual(['completeUserTask'])
    expectNoViolations(started.upstream)
  })

  test('an effect that does not become readable in time is told, and the command is made once', async () => {
    await using started = await start(
      { rows: { userTasks: [userTask({ userTaskKey: key(1) })] }, answers: { completeUserTask: () => ({}) } },
      { GATEWAY_READ_AFTER_WRITE_MS: '80' },
    )
    const { data, errors } = await started.ask(
      `mutation { completeUserTask(input: { userTaskKey: "${key(1)}" }) { userTask { state } } }`,
    )
    expect(data).toEqual({ completeUserTask: { userTask: null } })
    expect(errors).toHaveLength(1)
    expect(errors?.[0]?.message).toBe(
      'completeUserTask was accepted, but its effect could not be read within 80 ms. Ask for the object again.',
    )
    expect(errors?.[0]?.path).toEqual(['completeUserTask', 'userTask'])
    expect(errors?.[0]?.extensions).toEqual({
      code: 'NOT_YET_VISIBLE',
      operation: 'completeUserTask',
      // It would be the command that is repeated.
      retryable: false,
    })
    const [command, ...reads] = started.upstream.operations()
    expect(command).toBe('completeUserTask')
    expect(reads.length).toBeGreaterThan(1)
    expect(new Set(reads)).toEqual(new Set(['getUserTask']))
    expectNoViolations(started.upstream)
  })

  test('an entity that is not there yet is waited for', async () => {
    const created = processInstance({ processInstanceKey: key(1) })
    await using started = await start({ answers: { createProcessInstance: () => ({ body: CREATED }) } })
    let reads = 0
    started.upstream.fault = ({ operation }) => {
      if (operation === 'getProcessInstance' && ++reads === 3) started.upstream.rows.processInstances.push(created)
      return undefined
    }
    const { data, errors } = await started.ask(
      'mutation { createProcessInstance(input: { processDefinitionId: "order" }) { processInstance { state startDate } } }',
    )
    expect(errors).toBeUndefined()
    expect(data?.createProcessInstance).toEqual({
      processInstance: { state: 'ACTIVE', startDate: '2026-01-01T12:00:00.000Z' },
    })
    expect(started.upstream.operations()).toEqual([
      'createProcessInstance',
      'getProcessInstance',
      'getProcessInstance',
      'getProcessInstance',
    ])
    expectNoViolations(started.upstream)
  })

  test('a read that fails while it is waited for is told as it is, and the command is not repeated', async () => {
    await using started = await start({
      answers: { createProcessInstance: () => ({ body: CREATED }) },
      fault: failing('getProcessInstance', problem(403, 'FORBIDDEN', 'You may start it, but not read it.')),
    })
    const { data, errors } = await started.ask(
      'mutation { createProcessInstance(input: { processDefinitionId: "order" }) { processInstanceKey processInstance { state } } }',
    )
    expect(data?.createProcessInstance).toEqual({ processInstanceKey: key(1), processInstance: null })
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', operation: 'getProcessInstance' })
    expect(started.upstream.operations()).toEqual(['createProcessInstance', 'getProcessInstance'])
  })

  test.each([
    ['no entity', 'createProcessInstance { processInstanceKey processDefinitionVersion }'],
    ['its key alone', 'createProcessInstance { processInstance { __typename id processInstanceKey } }'],
    ['what the answer holds', 'createProcessInstance { processDefinition { processDefinitionKey version } }'],
  ])('asked for %s: no wait and no read', async (_name, selection) => {
    await using started = await start({ answers: { createProcessInstance: () => ({ body: CREATED }) } })
    const { errors } = await started.ask(
      `mutation { ${selection.replace(' ', '(input: { processDefinitionId: "order" }) ')} }`,
    )
    expect(errors).toBeUndefined()
    expect(started.upstream.operations()).toEqual(['createProcessInstance'])
  })

  test('several in one request run in order, and one that fails does not lose the payload of the others', async () => {
    await using started = await start({
      rows: { jobs: [1, 2, 3].map((n) => job({ jobKey: key(n), retries: 0 })) },
      answers: {
        updateJob: async ({ parameters, body }) => {
          // The first would be overtaken if the second did not wait for it.
          if (parameters.jobKey === key(1)) await new Promise((resolve) => setTimeout(resolve, 50))
          if (parameters.jobKey === key(2)) throw new Problem(404, 'NOT_FOUND', 'No such job.')
          const row = started.upstream.rows.jobs.find(({ jobKey }) => jobKey === parameters.jobKey)
          if (row) row.retries = (body as { changeset: { retries: number } }).changeset.retries
          return {}
        },
      },
    })
    const one = (n: number) =>
      `job${n}: updateJob(input: { jobKey: "${key(n)}", retries: ${n} }) { job { jobKey retries } }`
    const { data, errors } = await started.ask(`mutation { ${one(1)} ${one(2)} ${one(3)} }`)
    expect(data).toEqual({
      job1: { job: { jobKey: key(1), retries: 1 } },
      job2: null,
      job3: { job: { jobKey: key(3), retries: 3 } },
    })
    expect(errors?.map(({ path, message }) => ({ path, message }))).toEqual([
      { path: ['job2'], message: 'No such job.' },
    ])
    const order = started.upstream.calls.map(({ operation, parameters }) =>
      [operation, parameters.jobKey].join(' ').trim(),
    )
    expect(order).toEqual([
      `updateJob ${key(1)}`,
      'searchJobs',
      `updateJob ${key(2)}`,
      `updateJob ${key(3)}`,
      'searchJobs',
    ])
    expectNoViolations(started.upstream)
  })
})

test('what was read for one command is read again for the next', async () => {
  const instance = processInstance({ processInstanceKey: key(1), hasIncident: true })
  const tasks = [2, 3].map((n) => userTask({ userTaskKey: key(n), processInstanceKey: key(1) }))
  await using started = await start({
    rows: { processInstances: [instance], userTasks: tasks },
    answers: {
      assignUserTask: ({ parameters, body }) => {
        const task = tasks.find(({ userTaskKey }) => userTaskKey === parameters.userTaskKey)
        if (task) Object.assign(task, body)
        instance.hasIncident = parameters.userTaskKey === key(2)
        return {}
      },
    },
  })
  const assign = (n: number) =>
    `task${n}: assignUserTask(input: { userTaskKey: "${key(n)}", assignee: "ann" }) { userTask { assignee processInstance { hasIncident } } }`
  const { data, errors } = await started.ask(`mutation { ${assign(2)} ${assign(3)} }`)
  expect(errors).toBeUndefined()
  expect(data).toEqual({
    task2: { userTask: { assignee: 'ann', processInstance: { hasIncident: true } } },
    task3: { userTask: { assignee: 'ann', processInstance: { hasIncident: false } } },
  })
  expectNoViolations(started.upstream)
})

const CREATED = {
  processDefinitionKey: key(0),
  processDefinitionId: 'order-process',
  processDefinitionVersion: 1,
  tenantId: '<default>',
  variables: {},
  processInstanceKey: key(1),
  tags: [],
  businessId: null,
}

describe('an old cluster', () => {
  const cases: Array<[string, string, string]> = [
    [
      'a command',
      `mutation { resolveProcessInstanceIncidents(input: { processInstanceKey: "${key(1)}" }) { batchOperationKey } }`,
      'Mutation.resolveProcessInstanceIncidents needs Camunda 8.9 or later; this cluster is 8.8.',
    ],
    [
      'an operator on a field that takes equality alone',
      '{ incidents(filter: { errorType: { neq: JOB_NO_RETRIES } }) { totalCount } }',
      'filter.errorType.neq needs Camunda 8.9 or later; this cluster is 8.8.',
    ],
    [
      'a list of values on such a field',
      `{ incidents(filter: { processInstanceKey: { in: ["1", "2"] } }) { totalCount } }`,
      'filter.processInstanceKey.in needs Camunda 8.9 or later; this cluster is 8.8.',
    ],
    [
      'two operators on such a field',
      '{ userTasks(filter: { name: { eq: "Approve", like: "A*" } }) { totalCount } }',
      'filter.name.eq with filter.name.like needs Camunda 8.9 or later; this cluster is 8.8.',
    ],
    [
      'a filter field',
      '{ processInstances(filter: { businessId: { eq: "A-1" } }) { totalCount } }',
      'filter.businessId needs Camunda 8.9 or later; this cluster is 8.8.',
    ],
    [
      'a filter field in an alternative',
      '{ processInstances(filter: { or: [{ hasIncident: true }, { businessId: { eq: "A-1" } }] }) { totalCount } }',
      'filter.or[1].businessId needs Camunda 8.9 or later; this cluster is 8.8.',
    ],
    [
      'a sort field',
      '{ processInstances(sort: [{ field: state }, { field: businessId }]) { totalCount } }',
      'sort[1].field: businessId needs Camunda 8.9 or later; this cluster is 8.8.',
    ],
    [
      'an enum value',
      '{ processInstances(filter: { state: { in: [ACTIVE, SUSPENDED] } }) { totalCount } }',
      'filter.state.in: SUSPENDED needs Camunda 8.10 or later; this cluster is 8.8.',
    ],
    [
      'move instructions',
      `mutation { modifyProcessInstance(input: { processInstanceKey: "1", moveInstructions: [{ source: { elementId: "a" }, targetElementId: "b" }] }) { __typename } }`,
      'input.moveInstructions needs Camunda 8.9 or later; this cluster is 8.8.',
    ],
    [
      'a field of an instruction',
      `mutation { modifyProcessInstance(input: { processInstanceKey: "1", terminateInstructions: [{ elementInstanceKey: "1" }, { elementId: "a" }] }) { __typename } }`,
      'input.terminateInstructions[1].elementId needs Camunda 8.9 or later; this cluster is 8.8.',
    ],
    [
      'an input field',
      'mutation { createProcessInstance(input: { processDefinitionId: "a", businessId: "A-1" }) { processInstanceKey } }',
      'input.businessId needs Camunda 8.9 or later; this cluster is 8.8.',
    ],
    [
      'a relation whose filter came later',
      `{ processInstance(processInstanceKey: "${key(1)}") { hierarchyIncidents(filter: { state: { eq: ACTIVE } }) { totalCount } } }`,
      'filter needs Camunda 8.9 or later; this cluster is 8.8.',
    ],
  ]

  test.each(cases)('%s is refused before any call', async (_name, query, message) => {
    // The version is asked for, as without configuration.
    await using upstream = await startUpstream({
      version: '8.8',
      rows: { processInstances: [processInstance({ processInstanceKey: key(1) })] },
    })
    await using gateway = await startGateway(upstream)
    const { errors } = await gateway.ask(query)
    expect(errors?.[0]?.message).toBe(message)
    expect(errors?.[0]?.extensions).toEqual({
      code: 'NOT_SUPPORTED',
      since: message.includes('8.10') ? '8.10' : '8.9',
      version: '8.8',
      retryable: false,
    })
    expect(upstream.operations()).toEqual(query.includes('processInstance(') ? ['getProcessInstance'] : [])
    expect(upstream.operations({ topology: true })).toContain('getTopology')
    expectNoViolations(upstream)
  })

  test('equality on a field that takes nothing else works, however it is written', async () => {
    await using started = await start({ version: '8.8' })
    for (const filter of [
      '{ eq: JOB_NO_RETRIES }',
      '{ in: [JOB_NO_RETRIES] }',
      '{ in: [JOB_NO_RETRIES, JOB_NO_RETRIES] }',
    ]) {
      started.upstream.forget()
      const { errors } = await started.ask(`{ incidents(filter: { errorType: ${filter} }) { totalCount } }`)
      expect(errors).toBeUndefined()
      expect(started.upstream.calls.map(({ body }) => body)).toMatchObject([
        { filter: { errorType: 'JOB_NO_RETRIES' } },
      ])
    }
    expectNoViolations(started.upstream)
  })

  test('null for an input field that it does not know is no reason to refuse', async () => {
    await using started = await start({
      version: '8.8',
      answers: { createProcessInstance: () => ({ body: CREATED_88 }) },
    })
    const { errors } = await started.ask(
      'mutation { createProcessInstance(input: { processDefinitionId: "a", businessId: null }) { processInstanceKey } }',
    )
    expect(errors).toBeUndefined()
    expect(started.upstream.calls.map(({ body }) => body)).toEqual([{ processDefinitionId: 'a' }])
    expectNoViolations(started.upstream)
  })
})

const { businessId: _, ...CREATED_88 } = CREATED
