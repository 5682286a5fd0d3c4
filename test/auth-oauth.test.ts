import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Answer, startGateway } from './support/gateway.ts'
import { key } from './support/rows.ts'
import { expectNoViolations, startUpstream } from './support/upstream.ts'

const SECRET = 'a secret & more = 100%'

interface TokenRequest {
  method: string | undefined
  url: string | undefined
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** A token endpoint that gives out token-1, token-2 and so on. */
async function startTokenEndpoint() {
  const requests: TokenRequest[] = []
  const endpoint = {
    requests,
    url: '',
    /** Seconds. */
    life: 3_600,
    /** Answers instead of the endpoint's own way. */
    fault: undefined as ((response: ServerResponse, n: number) => void) | undefined,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method, url, headers } = request
    const n = requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() })
    if (endpoint.fault) endpoint.fault(response, n)
    else json(response, 200, { access_token: `token-${n}`, expires_in: endpoint.life, token_type: 'Bearer' })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  endpoint.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/auth/token?realm=a%20b`
  return endpoint
}

function json(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** A cluster, a token endpoint, and a gateway with rights of its own. */
async function start(config: Record<string, string> = {}) {
  const upstream = await startUpstream()
  const tokens = await startTokenEndpoint()
  const gateway = await startGateway(upstream, {
    CAMUNDA_VERSION: '8.9',
    CAMUNDA_AUTH_STRATEGY: 'OAUTH',
    CAMUNDA_OAUTH_URL: tokens.url,
    CAMUNDA_CLIENT_ID: 'the-gateway',
    CAMUNDA_CLIENT_SECRET: SECRET,
    ...config,
  })
  return {
    upstream,
    tokens,
    gateway,
    /** Asks as somebody, and fails the test where the answer holds what is the gateway's own. */
    async ask(query = ONE): Promise<Answer<Record<string, never>>> {
      const answer = await gateway.ask(query, {}, { authorization: 'Bearer of-the-caller', cookie: 'session=1' })
      const { port } = new URL(tokens.url)
      for (const own of [
        SECRET,
        'a secret',
        'token-',
        'the-gateway',
        'of-the-caller',
        `:${port}`,
        '127.0.0.1',
        'realm',
      ]) {
        expect(answer.text).not.toContain(own)
      }
      return answer
    },
    /** The Authorization headers of the calls so far. */
    used: () => upstream.calls.map(({ headers }) => headers.authorization),
    async [Symbol.asyncDispose]() {
      // First: the gateway waits for what it has asked.
      await tokens.close()
      await gateway.close()
      await upstream.close()
    },
  }
}

const ONE = '{ processInstances { totalCount } }'
const CANCEL = `mutation { cancelProcessInstance(input: { processInstanceKey: "${key(1)}" }) { __typename } }`

const realNow = Date.now
let ahead = 0

/** Puts the clock forward. */
function pass(seconds: number) {
  ahead += seconds * 1_000
}

beforeEach(() => {
  ahead = 0
  // The log says why connections failed; here they fail on purpose.
  vi.spyOn(console, 'error').mockImplementation(() => {})
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + ahead)
})

afterEach(() => {
  vi.restoreAllMocks()
})

describe('the token', () => {
  test('is asked for as the standard says, in a form', async () => {
    await using started = await start({ CAMUNDA_TOKEN_AUDIENCE: 'zeebe-api', CAMUNDA_OAUTH_SCOPE: 'a b/.default' })
    expect((await started.ask()).errors).toBeUndefined()
    expect(started.tokens.requests).toHaveLength(1)
    const [request] = started.tokens.requests
    expect(request?.method).toBe('POST')
    expect(request?.url).toBe('/auth/token?realm=a%20b')
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(request?.headers).not.toHaveProperty('authorization')
    expect(request?.headers).not.toHaveProperty('cookie')
    expect([...new URLSearchParams(request?.body)]).toEqual([
      ['grant_type', 'client_credentials'],
      ['client_id', 'the-gateway'],
      ['client_secret', SECRET],
      ['audience', 'zeebe-api'],
      ['scope', 'a b/.default'],
    ])
    expectNoViolations(started.upstream)
  })

  test('is asked for without audience and scope where there are none', async () => {
    await using started = await start({ CAMUNDA_TOKEN_AUDIENCE: '' })
    await started.ask()
    expect([...new URLSearchParams(started.tokens.requests[0]?.body).keys()]).toEqual([
      'grant_type',
      'client_id',
      'client_secret',
    ])
  })

  test("goes with every call instead of the caller's own rights, and is kept", async () => {
    await using started = await start({ CAMUNDA_VERSION: '' })
    started.upstream.answers.cancelProcessInstance = () => ({})
    await started.ask('{ processInstances(filter: { hasIncident: true }) { totalCount } }')
    await started.ask(CANCEL)
    expect(started.upstream.operations({ topology: true })).toEqual([
      'getTopology',
      'searchProcessInstances',
      'cancelProcessInstance',
    ])
    expect(started.used()).toEqual(new Array(3).fill('Bearer token-1'))
    expect(started.upstream.calls.some(({ headers }) => headers.cookie)).toBe(false)
    expect(started.tokens.requests).toHaveLength(1)
  })

  test('is asked for once, however many wait for it', async () => {
    await using started = await start()
    const waiting: ServerResponse[] = []
    started.tokens.fault = (response) => waiting.push(response)
    const asked = Array.from({ length: 50 }, (_, n) =>
      started.ask(`{ processInstance(processInstanceKey: "${n}") { state } }`),
    )
    await vi.waitFor(() => expect(waiting).toHaveLength(1))
    // Long enough in flight for all fifty to have come.
    await started.gateway.ask('{ __typename }')
    for (const response of waiting) json(response, 200, { access_token: 'token-x', expires_in: 60 })
    for (const { errors } of await Promise.all(asked)) expect(errors).toBeUndefined()
    expect(started.tokens.requests).toHaveLength(1)
    expect(started.used()).toEqual(new Array(50).fill('Bearer token-x'))
  })
})

describe('a token is renewed before it ends', () => {
  test.each([
    ['by 5 % of a long life', 3_600, 3_600 - 180],
    ['by 30 seconds of a short life', 300, 300 - 30],
    ['by half of a very short life', 20, 10],
  ])('%s', async (_name, life, renewedAfter) => {
    await using started = await start()
    started.tokens.life = life
    await started.ask()
    pass(renewedAfter - 2)
    await started.ask()
    expect(started.tokens.requests).toHaveLength(1)
    pass(3)
    await started.ask()
    await vi.waitFor(() => expect(started.tokens.requests).toHaveLength(2))
    await vi.waitFor(async () => {
      await started.ask()
      expect(started.used().at(-1)).toBe('Bearer token-2')
    })
    expect(started.tokens.requests).toHaveLength(2)
    expect(started.used().slice(0, 3)).toEqual(new Array(3).fill('Bearer token-1'))
  })

  test('and a renewal that takes long delays nobody', async () => {
    await using started = await start()
    await started.ask()
    pass(3_500)
    started.tokens.fault = () => {}
    for (let n = 0; n < 5; n++) expect((await started.ask()).errors).toBeUndefined()
    expect(started.used()).toEqual(new Array(6).fill('Bearer token-1'))
    await vi.waitFor(() => expect(started.tokens.requests).toHaveLength(2))
  })

  test('and a token endpoint that is down is no news until the old token ends', async () => {
    await using started = await start()
    await started.ask()
    started.tokens.fault = (response) => json(response, 503, { error: 'temporarily_unavailable' })
    pass(3_500)
    for (let n = 0; n < 20; n++) expect((await started.ask()).errors).toBeUndefined()
    // One try for all twenty, the next one after a pause.
    await vi.waitFor(() => expect(started.tokens.requests).toHaveLength(2))
    pass(6)
    expect((await started.ask()).errors).toBeUndefined()
    await vi.waitFor(() => expect(started.tokens.requests).toHaveLength(3))
    expect(new Set(started.used())).toEqual(new Set(['Bearer token-1']))
    pass(95)
    const calls = started.upstream.calls.length
    expect((await started.ask()).errors?.[0]?.extensions?.code).toBe('UPSTREAM_UNAVAILABLE')
    expect(started.upstream.calls).toHaveLength(calls)
    started.tokens.fault = undefined
    expect((await started.ask()).errors).toBeUndefined()
    expect(started.used().at(-1)).toMatch(/^Bearer token-/)
    expect(started.used().at(-1)).not.toBe('Bearer token-1')
  })
})

describe('a 401 of the cluster', () => {
  const unauthorized = { status: 401, body: { title: 'UNAUTHORIZED', status: 401, detail: 'The token is not valid.' } }

  test.each([
    ['a read', ONE, { processInstances: { totalCount: 0 } }],
    ['a command', CANCEL, { cancelProcessInstance: { __typename: 'CancelProcessInstancePayload' } }],
  ])('renews the token once, and %s is made again with it', async (_name, query, data) => {
    await using started = await start()
    started.upstream.answers.cancelProcessInstance = () => ({})
    started.upstream.fault = ({ headers }) => (headers.authorization === 'Bearer token-1' ? unauthorized : undefined)
    const answer = await started.ask(query)
    expect(answer.errors).toBeUndefined()
    expect(answer.data).toEqual(data)
    expect(started.used()).toEqual(['Bearer token-1', 'Bearer token-2'])
    expect(started.tokens.requests).toHaveLength(2)
  })

  test('is told where it stays', async () => {
    await using started = await start()
    started.upstream.fault = () => unauthorized
    const { data, errors } = await started.ask()
    expect(data).toEqual({ processInstances: null })
    expect(errors?.[0]?.message).toBe('The token is not valid.')
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED', retryable: false })
    expect(started.used()).toEqual(['Bearer token-1', 'Bearer token-2'])
    expect(started.tokens.requests).toHaveLength(2)
  })

  test('that stays does not make the gateway fetch a token for every call', async () => {
    await using started = await start()
    started.upstream.fault = () => unauthorized
    for (let n = 0; n < 5; n++) {
      expect((await started.ask()).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
    }
    expect(started.tokens.requests).toHaveLength(2)
    expect(started.used()).toEqual(['Bearer token-1', ...new Array(5).fill('Bearer token-2')])
    pass(6)
    started.upstream.fault = ({ headers }) => (headers.authorization === 'Bearer token-3' ? undefined : unauthorized)
    expect((await started.ask()).errors).toBeUndefined()
    expect(started.tokens.requests).toHaveLength(3)
  })

  test('of many calls at once renews the token once', async () => {
    await using started = await start()
    await started.ask()
    started.upstream.forget()
    started.upstream.fault = ({ headers }) => (headers.authorization === 'Bearer token-1' ? unauthorized : undefined)
    const fields = Array.from({ length: 20 }, (_, n) => `a${n}: userTask(userTaskKey: "${n}") { state }`)
    const { errors } = await started.ask(`{ ${fields.join(' ')} }`)
    expect(errors).toBeUndefined()
    expect(started.tokens.requests).toHaveLength(2)
    expect(started.used().filter((token) => token === 'Bearer token-2')).toHaveLength(20)
  })

  test('is told by the token endpoint where that cannot be asked', async () => {
    await using started = await start()
    await started.ask()
    await started.tokens.close()
    started.upstream.fault = () => unauthorized
    const { errors } = await started.ask()
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', operation: 'requestToken' })
  })
})

describe('without a token', () => {
  const UNREACHABLE = "requestToken: the gateway's token endpoint cannot be reached."
  const REFUSED = 'requestToken: the answer cannot be used: the token endpoint refused the client credentials.'
  const NO_JSON = 'requestToken: the answer cannot be used: the token endpoint answered no JSON.'
  const NO_TOKEN =
    'requestToken: the answer cannot be used: the token endpoint answered no access_token with expires_in.'

  test.each<[string, (response: ServerResponse) => void, string, string, number]>([
    ['which answers nothing', () => {}, UNREACHABLE, 'UPSTREAM_UNAVAILABLE', 3],
    ['which breaks off', (response) => response.destroy(), UNREACHABLE, 'UPSTREAM_UNAVAILABLE', 3],
    ['which is in trouble', (response) => json(response, 500, { a: SECRET }), UNREACHABLE, 'UPSTREAM_UNAVAILABLE', 3],
    ['which is overloaded', (response) => json(response, 429, { a: SECRET }), UNREACHABLE, 'UPSTREAM_UNAVAILABLE', 3],
    [
      'which refuses',
      (response) => json(response, 401, { error: 'invalid_client', error_description: `Bad ${SECRET}` }),
      REFUSED,
      'UPSTREAM_ERROR',
      1,
    ],
    ['which forbids', (response) => json(response, 403, { error: 'access_denied' }), REFUSED, 'UPSTREAM_ERROR', 1],
    ['which knows no such path', (response) => json(response, 404, {}), REFUSED, 'UPSTREAM_ERROR', 1],
    ['which answers HTML', (response) => response.end(`<h1>${SECRET}</h1>`), NO_JSON, 'UPSTREAM_ERROR', 1],
    ['which answers null', (response) => json(response, 200, null), NO_TOKEN, 'UPSTREAM_ERROR', 1],
    ['which answers no token', (response) => json(response, 200, { expires_in: 1 }), NO_TOKEN, 'UPSTREAM_ERROR', 1],
    [
      'which says no end',
      (response) => json(response, 200, { access_token: 'token-9' }),
      NO_TOKEN,
      'UPSTREAM_ERROR',
      1,
    ],
  ])('of an endpoint %s nothing is asked of the cluster', async (_name, fault, message, code, tries) => {
    await using started = await start({ CAMUNDA_OAUTH_TIMEOUT_MS: '80' })
    started.tokens.fault = fault
    for (const query of [ONE, CANCEL]) {
      started.tokens.requests.length = 0
      const { errors } = await started.ask(query)
      expect(errors).toHaveLength(1)
      expect(errors?.[0]?.message).toBe(message)
      expect(errors?.[0]?.extensions).toEqual({
        code,
        operation: 'requestToken',
        retryable: code === 'UPSTREAM_UNAVAILABLE',
      })
      expect(started.tokens.requests).toHaveLength(tries)
    }
    expect(started.upstream.calls).toEqual([])
  })

  test('of an endpoint that is down nothing is asked of the cluster', async () => {
    await using started = await start()
    await started.tokens.close()
    for (const query of [ONE, CANCEL]) {
      const { errors } = await started.ask(query)
      expect(errors?.[0]?.message).toBe(UNREACHABLE)
      expect(errors?.[0]?.extensions).toEqual({
        code: 'UPSTREAM_UNAVAILABLE',
        operation: 'requestToken',
        retryable: true,
      })
    }
    expect(started.upstream.calls).toEqual([])
  })

  test('the gateway is not ready, and says why', async () => {
    await using started = await start()
    started.tokens.fault = (response) => json(response, 401, { error: 'invalid_client' })
    const response = await fetch(`${started.gateway.origin}/ready`)
    expect(response.status).toBe(503)
    const { reason } = (await response.json()) as { reason: string }
    expect(reason).toBe(REFUSED)
  })

  test('the cluster is not called unhealthy for it', async () => {
    await using started = await start()
    started.tokens.fault = (response) => json(response, 503, {})
    const { data, errors } = await started.ask('{ status }')
    expect(data).toEqual({ status: null })
    expect(errors?.[0]?.extensions).toMatchObject({ operation: 'requestToken' })
  })
})
