import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { ConfigError } from '../src/errors/config-error.ts'
import { type RestOptions, restAnswerer } from './support/camunda-8.6/rest.ts'
import { tasklistTask } from './support/camunda-8.6/rows.ts'
import { type TasklistOptions, tasklistAnswerer } from './support/camunda-8.6/tasklist.ts'
import { useClock } from './support/clock.ts'
import { startGateway } from './support/gateway.ts'
import { type LegacyAnswer, type LegacyCall, NO_LOGIN, startLegacy, webServerError } from './support/legacy/server.ts'
import { definitionRow, instanceRow, operateKey } from './support/operate/rows.ts'
import { startOperate } from './support/operate/server.ts'
import { startUpstream } from './support/upstream.ts'

const REST: RestOptions = { searches: false, incidents: [], userTasks: [], answers: {}, health: 'healthy' }
const TASKLIST: TasklistOptions = { tasks: [tasklistTask(operateKey(7))], variables: {}, forms: {}, brokenReads: false }

const QUESTION = '{ processInstances { totalCount } userTasks { nodes { name } } topology { clusterSize } }'
const ANSWER = {
  processInstances: { totalCount: 1 },
  userTasks: { nodes: [{ name: 'Check the order' }] },
  topology: { clusterSize: 1 },
}

type Gate = (call: LegacyCall) => LegacyAnswer | undefined

/** Zeebe, Operate and Tasklist at addresses of their own, each with what lets callers in. */
async function startApart(gates: { rest?: Gate; operate?: Gate; tasklist?: Gate } = {}) {
  const zeebe = await startLegacy({ apis: { 'camunda-8.6': restAnswerer(REST) }, fault: gates.rest })
  const operate = await startOperate({
    rows: { 'process-instances': [instanceRow(1)], 'process-definitions': [definitionRow()] },
    fault: gates.operate,
  })
  const tasks = await startLegacy({ apis: { 'tasklist-v1': tasklistAnswerer(TASKLIST) }, fault: gates.tasklist })
  const servers = [zeebe, operate, tasks]
  return {
    zeebe,
    operate,
    tasks,
    config: {
      CAMUNDA_API: '8.6',
      CAMUNDA_OPERATE_BASE_URL: operate.url,
      CAMUNDA_TASKLIST_BASE_URL: `${tasks.url}/v1/`,
    },
    async [Symbol.asyncDispose]() {
      for (const server of servers) await server.close()
    },
  }
}

const LOGIN = 'POST /api/login'

/** Lets in who has logged in, as Operate and Tasklist do. Sessions are `NAME-1`, `NAME-2` and so on. */
function sessions(name: string) {
  const state = { logins: [] as unknown[], ended: false, refuses: false }
  const gate: Gate = ({ method, path, headers, body }) => {
    if (`${method} ${path}` === LOGIN) {
      state.logins.push(body)
      if (state.refuses) return NO_LOGIN
      state.ended = false
      const cookies = [
        `OPERATE-SESSION=${name}-${state.logins.length}; Path=/; HttpOnly`,
        'X-CSRF-TOKEN=of-the-cookie; Path=/',
      ]
      return { status: 204, headers: { 'set-cookie': cookies, 'x-csrf-token': `token-of-${name}` } }
    }
    const expected = `OPERATE-SESSION=${name}-${state.logins.length}; X-CSRF-TOKEN=of-the-cookie`
    if (headers.cookie !== expected || state.ended) return NO_LOGIN
    if (method !== 'GET' && headers['x-csrf-token'] !== `token-of-${name}`) {
      return webServerError(403, 'Forbidden', path)
    }
    return undefined
  }
  return { state, gate }
}

const COOKIE = {
  CAMUNDA_AUTH_STRATEGY: 'COOKIE',
  CAMUNDA_COOKIE_AUTH_USERNAME: 'demo',
  CAMUNDA_COOKIE_AUTH_PASSWORD: 'a & b',
}

describe('three addresses', () => {
  test('each is asked for what it has', async () => {
    await using apart = await startApart()
    await using gateway = await startGateway(apart.zeebe, apart.config)
    expect((await gateway.ask(QUESTION)).data).toEqual(ANSWER)
    const calls = [apart.zeebe, apart.operate, apart.tasks].map((server) => server.wire().map(([call]) => call))
    expect(calls[0]).toEqual(['GET /v2/topology'])
    expect(calls[1]?.toSorted()).toEqual([
      'GET /process-definitions/9007199254740993',
      'POST /process-instances/search',
    ])
    // Tasklist leaves canceled tasks out where no state is asked for: they are a search of their own.
    expect(calls[2]).toEqual(['POST /tasks/search', 'POST /tasks/search'])
  })

  test('get a token each for its own audience', async () => {
    const asked: string[] = []
    const tokens = createServer(async (request, response) => {
      const audience = new URLSearchParams(await text(request)).get('audience') ?? 'none'
      asked.push(audience)
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ access_token: `for-${audience}`, expires_in: 3_600 }))
    })
    await new Promise<void>((resolve) => tokens.listen(0, '127.0.0.1', resolve))
    const wanting =
      (audience: string): Gate =>
      ({ headers }) =>
        headers.authorization === `Bearer for-${audience}` ? undefined : NO_LOGIN
    await using apart = await startApart({
      rest: wanting('zeebe.camunda.io'),
      operate: wanting('operate.api'),
      tasklist: wanting('zeebe.camunda.io'),
    })
    await using gateway = await startGateway(apart.zeebe, {
      ...apart.config,
      CAMUNDA_AUTH_STRATEGY: 'OAUTH',
      CAMUNDA_OAUTH_URL: `http://127.0.0.1:${(tokens.address() as AddressInfo).port}/token`,
      CAMUNDA_CLIENT_ID: 'a',
      CAMUNDA_CLIENT_SECRET: 'b',
      CAMUNDA_OPERATE_OAUTH_AUDIENCE: 'operate.api',
    })
    expect((await gateway.ask(QUESTION)).data).toEqual(ANSWER)
    expect(asked.toSorted()).toEqual(['operate.api', 'zeebe.camunda.io'])
    tokens.close()
  })

  test('get the caller’s own credentials where these are forwarded', async () => {
    const gate: Gate = ({ headers }) => (headers.authorization === 'Bearer mine' ? undefined : NO_LOGIN)
    await using apart = await startApart({ rest: gate, operate: gate, tasklist: gate })
    await using gateway = await startGateway(apart.zeebe, { ...apart.config, CAMUNDA_AUTH_STRATEGY: 'FORWARD' })
    expect((await gateway.ask(QUESTION, {}, { authorization: 'Bearer mine' })).data).toEqual(ANSWER)
    const { errors = [] } = await gateway.ask(QUESTION, {}, { authorization: 'Bearer other' })
    expect(errors.map(({ extensions }) => extensions?.code)).toEqual([
      'UNAUTHENTICATED',
      'UNAUTHENTICATED',
      'UNAUTHENTICATED',
    ])
  })
})

describe('a login with user name and password', () => {
  test('is made where Operate and Tasklist are, each for itself, once however many wait', async () => {
    const operate = sessions('operate')
    const tasks = sessions('tasklist')
    await using apart = await startApart({ operate: operate.gate, tasklist: tasks.gate })
    await using gateway = await startGateway(apart.zeebe, { ...apart.config, ...COOKIE })
    const answers = await Promise.all(Array.from({ length: 5 }, () => gateway.ask(QUESTION)))
    for (const { data } of answers) expect(data).toEqual(ANSWER)
    expect(operate.state.logins).toEqual([{ username: 'demo', password: 'a & b' }])
    expect(tasks.state.logins).toEqual([{ username: 'demo', password: 'a & b' }])
    // The broker's own process wants none.
    expect(apart.zeebe.calls.map(({ headers }) => headers.cookie)).toEqual(apart.zeebe.calls.map(() => undefined))
  })

  test('is made once where all are one process, and opens commands too', async () => {
    const all = sessions('one')
    await using camunda = await startOperate({
      rows: { 'process-instances': [instanceRow(1)], 'process-definitions': [definitionRow()] },
      beside: { 'tasklist-v1': tasklistAnswerer(TASKLIST), 'camunda-8.6': restAnswerer(REST) },
      fault: all.gate,
    })
    await using gateway = await startGateway(camunda, { CAMUNDA_API: '8.6', ...COOKIE })
    expect((await gateway.ask(QUESTION)).data).toEqual(ANSWER)
    const { errors } = await gateway.ask('mutation { resolveIncident(input: { incidentKey: "12" }) { __typename } }')
    expect(errors).toBeUndefined()
    expect(all.state.logins).toHaveLength(1)
  })

  test('is made anew when the session has ended, but not for every call', async () => {
    const clock = useClock()
    const operate = sessions('operate')
    await using apart = await startApart({ operate: operate.gate })
    await using gateway = await startGateway(apart.operate, { CAMUNDA_API: 'operate-v1', ...COOKIE })
    expect((await gateway.ask('{ processInstances { totalCount } }')).data).toEqual({
      processInstances: { totalCount: 1 },
    })
    operate.state.ended = true
    const { errors = [] } = await gateway.ask('{ processInstances { totalCount } }')
    expect(errors[0]?.extensions?.code).toBe('UNAUTHENTICATED')
    expect(operate.state.logins).toHaveLength(1)
    clock.pass(6)
    expect((await gateway.ask('{ processInstances { totalCount } }')).data).toEqual({
      processInstances: { totalCount: 1 },
    })
    expect(operate.state.logins).toHaveLength(2)
  })

  test('that is refused is not tried again for a while, and says why', async () => {
    const clock = useClock()
    const operate = sessions('operate')
    operate.state.refuses = true
    await using apart = await startApart({ operate: operate.gate })
    await using gateway = await startGateway(apart.operate, { CAMUNDA_API: 'operate-v1', ...COOKIE })
    for (let n = 0; n < 3; n++) {
      const { errors = [], text: answer } = await gateway.ask('{ processInstances { totalCount } }')
      expect(errors[0]).toMatchObject({ extensions: { code: 'UPSTREAM_ERROR', operation: 'login' } })
      expect(errors[0]?.message).toContain('refused')
      expect(answer).not.toContain('a & b')
    }
    expect(operate.state.logins).toHaveLength(1)
    operate.state.refuses = false
    clock.pass(31)
    expect((await gateway.ask('{ processInstances { totalCount } }')).data).toEqual({
      processInstances: { totalCount: 1 },
    })
  })

  test.each([
    [{ status: 503 }, 'UPSTREAM_UNAVAILABLE', 'is in trouble'],
    [{ status: 429, headers: { 'retry-after': '7' } }, 'UPSTREAM_UNAVAILABLE', 'asks for fewer requests'],
    [{ status: 204 }, 'UPSTREAM_ERROR', 'no session'],
    [{ status: 302, headers: { location: '/' } }, 'UPSTREAM_ERROR', 'refused'],
  ])('answered by %j, as a proxy does, fails', async (answer, code, words) => {
    const gate: Gate = ({ path }) => (path === '/api/login' ? { ...answer, foreign: true } : undefined)
    await using apart = await startApart({ operate: gate })
    const retries = { CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS: '1' }
    await using gateway = await startGateway(apart.operate, { CAMUNDA_API: 'operate-v1', ...COOKIE, ...retries })
    const { errors = [] } = await gateway.ask('{ processInstances { totalCount } }')
    expect(errors[0]?.extensions?.code).toBe(code)
    expect(errors[0]?.message).toContain(words)
  })

  test('goes where the setting says, for all addresses', async () => {
    const elsewhere = sessions('identity')
    await using identity = await startOperate({ fault: elsewhere.gate })
    const gate: Gate = ({ headers }) => (headers.cookie?.includes('identity-1') ? undefined : NO_LOGIN)
    await using apart = await startApart({ rest: gate, operate: gate, tasklist: gate })
    await using gateway = await startGateway(apart.zeebe, {
      ...apart.config,
      ...COOKIE,
      CAMUNDA_COOKIE_AUTH_URL: `${identity.url}/api/login`,
    })
    expect((await gateway.ask(QUESTION)).data).toEqual(ANSWER)
    expect(elsewhere.state.logins).toHaveLength(1)
  })
})

describe('a wrong choice of the API', () => {
  const reason = async (origin: string) => (await (await fetch(`${origin}/ready`)).json()).reason

  test.each(['8.6', 'operate-v1'])('%s for a later cluster is told', async (api) => {
    await using upstream = await startUpstream({ version: '8.9' })
    await using gateway = await startGateway(upstream, { CAMUNDA_API: api })
    expect(await reason(gateway.origin)).toContain(`CAMUNDA_API is ${api}, but the address answers as v2 does`)
  })

  test('v2 for 8.6 is told', async () => {
    await using apart = await startApart()
    await using gateway = await startGateway(apart.zeebe, {})
    expect(await reason(gateway.origin)).toMatch(/CAMUNDA_API to 8\.6/)
  })

  test('the right one is ready, and names its version', async () => {
    await using apart = await startApart()
    await using gateway = await startGateway(apart.zeebe, apart.config)
    expect(await (await fetch(`${gateway.origin}/ready`)).json()).toMatchObject({ ready: true, version: '8.6' })
    await using alone = await startGateway(apart.operate, { CAMUNDA_API: 'operate-v1' })
    expect(await (await fetch(`${alone.origin}/ready`)).json()).toMatchObject({ ready: true })
  })
})

describe('settings', () => {
  const started = (config: Record<string, string>) => startGateway({ url: 'http://127.0.0.1:1' }, config)

  test.each([
    [
      { CAMUNDA_API: '8.6', CAMUNDA_OPERATE_BASE_URL: 'ftp://x' },
      'CAMUNDA_OPERATE_BASE_URL is "ftp://x", but it must be',
    ],
    [
      { CAMUNDA_API: '8.6', CAMUNDA_TASKLIST_BASE_URL: 'http://u:p@x' },
      'CAMUNDA_TASKLIST_BASE_URL is "http://…@x", but it must be',
    ],
    [
      { CAMUNDA_API: 'v2', CAMUNDA_TASKLIST_BASE_URL: 'http://x' },
      'CAMUNDA_TASKLIST_BASE_URL is set, but CAMUNDA_API v2 does not use it',
    ],
    [{ CAMUNDA_API: 'operate-v1', CAMUNDA_OPERATE_OAUTH_AUDIENCE: 'x' }, 'CAMUNDA_OPERATE_OAUTH_AUDIENCE is set, but'],
    [{ CAMUNDA_API: 'v2', CAMUNDA_AUTH_STRATEGY: 'COOKIE' }, 'CAMUNDA_API v2 takes user names and passwords by BASIC'],
    [
      { CAMUNDA_API: '8.6', CAMUNDA_AUTH_STRATEGY: 'COOKIE' },
      'CAMUNDA_COOKIE_AUTH_USERNAME is not set, but CAMUNDA_AUTH_STRATEGY COOKIE needs it',
    ],
    [{ CAMUNDA_API: '8.6', ...COOKIE, CAMUNDA_COOKIE_AUTH_URL: 'x' }, 'CAMUNDA_COOKIE_AUTH_URL is "x"'],
    [{ CAMUNDA_API: '8.6', ...COOKIE, HOST: '0.0.0.0' }, 'everybody who reaches the gateway gets its rights'],
    [{ CAMUNDA_API: '8.6', CAMUNDA_VERSION: '8.8' }, 'CAMUNDA_VERSION is "8.8", but it must be a version 8.6'],
    [
      { CAMUNDA_API: 'operate-v1', CAMUNDA_VERSION: '8.10' },
      'CAMUNDA_VERSION is "8.10", but it must be a version from 8.0 to 8.9',
    ],
    [{ CAMUNDA_API: '8.7' }, 'CAMUNDA_API is "8.7", but it must be'],
  ])('%j', async (config, message) => {
    await expect(started(config)).rejects.toThrow(ConfigError)
    await expect(started(config)).rejects.toThrow(message)
  })

  test('Operate and Tasklist are beside the REST API unless a setting says otherwise', async () => {
    await using camunda = await startOperate({
      prefix: '/cluster',
      rows: { 'process-instances': [instanceRow(1)], 'process-definitions': [definitionRow()] },
    })
    await using gateway = await startGateway({ url: `${camunda.url}/cluster/v2` }, { CAMUNDA_API: '8.6' })
    const { data } = await gateway.ask('{ processInstances { totalCount } }')
    expect(data).toEqual({ processInstances: { totalCount: 1 } })
    expect(camunda.calls[0]?.path).toBe('/cluster/v1/process-instances/search')
  })
})
