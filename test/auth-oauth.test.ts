import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Clock, useClock } from './support/clock.ts'
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

let clock: Clock
const pass = (seconds: number) => clock.pass(seconds)

beforeEach(() => {
  clock = useClock()
  // The log says why connections failed; here they fail on purpose.
  vi.spyOn(console, 'error').mockImplementation(() => {})
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
    pass(31)
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
  const said = (what: string) => `requestToken: the gateway's token endpoint ${what}. Try again later.`
  const UNREACHABLE = said('cannot be reached')
  const REFUSED = "requestToken: the gateway's client credentials were refused by its token endpoint."
  const unusable = (what: string) =>
    `requestToken: the answer cannot be used: the gateway's token endpoint answered ${what}.`
  const tokenOf = (value: unknown) => (response: ServerResponse) => json(response, 200, { access_token: value })

  test.each<[string, (response: ServerResponse) => void, string, string]>([
    ['which answers nothing', () => {}, UNREACHABLE, 'UPSTREAM_UNAVAILABLE'],
    ['which breaks off', (response) => response.destroy(), UNREACHABLE, 'UPSTREAM_UNAVAILABLE'],
    ['in trouble', (response) => json(response, 500, { a: SECRET }), said('is in trouble'), 'UPSTREAM_UNAVAILABLE'],
    [
      'which is overloaded',
      (response) => json(response, 429, { a: SECRET }),
      said('asks for fewer requests'),
      'UPSTREAM_UNAVAILABLE',
    ],
    [
      'which refuses',
      (response) => json(response, 401, { error: 'invalid_client', error_description: `Bad ${SECRET}` }),
      REFUSED,
      'UPSTREAM_ERROR',
    ],
    ['which forbids', (response) => json(response, 403, { error: 'access_denied' }), REFUSED, 'UPSTREAM_ERROR'],
    ['which wants more', (response) => json(response, 400, { error: 'invalid_scope' }), REFUSED, 'UPSTREAM_ERROR'],
    ['which knows no such path', (response) => json(response, 404, {}), unusable('404'), 'UPSTREAM_ERROR'],
    ['which redirects', (response) => json(response, 302, {}), unusable('302'), 'UPSTREAM_ERROR'],
    ['which answers HTML', (response) => response.end(`<h1>${SECRET}</h1>`), unusable('no JSON'), 'UPSTREAM_ERROR'],
    ['which answers null', (response) => json(response, 200, null), unusable('no access_token'), 'UPSTREAM_ERROR'],
    ['which answers no token', tokenOf(undefined), unusable('no access_token'), 'UPSTREAM_ERROR'],
    ['whose token is none', tokenOf({ a: SECRET }), unusable('no access_token'), 'UPSTREAM_ERROR'],
    ['whose token no header takes', tokenOf('a\r\nb: c'), unusable('no access_token'), 'UPSTREAM_ERROR'],
  ])('of an endpoint %s nothing is asked of the cluster', async (_name, fault, message, code) => {
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
        ...(code === 'UPSTREAM_UNAVAILABLE' ? { retryAfter: expect.any(Number) } : {}),
      })
      expect(started.tokens.requests).toHaveLength(1)
      pass(3)
    }
    expect(started.upstream.calls).toEqual([])
  })

  test.each([
    ['as text', { expires_in: '300' }, 300],
    ['as a number with a point', { expires_in: 300.5 }, 300],
  ])('is not one of whose end is told %s', async (_name, end, seconds) => {
    await using started = await start()
    started.tokens.fault = (response, n) => json(response, 200, { access_token: `token-${n}`, ...end })
    await started.ask()
    pass(seconds - 35)
    await started.ask()
    expect(started.tokens.requests).toHaveLength(1)
    pass(40)
    await started.ask()
    expect(started.used().at(-1)).toBe('Bearer token-2')
  })

  test.each([
    ['nothing', {}],
    ['null', { expires_in: null }],
    ['another text', { expires_in: 'never' }],
    ['a number without end', { expires_in: '9'.repeat(400) }],
  ])('is not one whose end is told by %s: it is used until the cluster refuses it', async (_name, end) => {
    await using started = await start()
    started.tokens.fault = (response, n) => json(response, 200, { access_token: `token-${n}`, ...end })
    await started.ask()
    pass(86_400 * 365)
    await started.ask()
    expect(started.tokens.requests).toHaveLength(1)
    started.upstream.fault = ({ headers }) =>
      headers.authorization === 'Bearer token-1' ? { status: 401, body: {} } : undefined
    expect((await started.ask()).errors).toBeUndefined()
    expect(started.used().slice(-2)).toEqual(['Bearer token-1', 'Bearer token-2'])
  })

  test.each([0, -3_600])(
    'is not one that has ended %i seconds ago: it does not make each question fetch one',
    async (life) => {
      await using started = await start()
      started.tokens.life = life
      for (let n = 0; n < 20; n++) {
        expect((await started.ask()).errors).toBeUndefined()
        pass(0.1)
      }
      expect(started.tokens.requests.length).toBeLessThan(10)
    },
  )

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
        retryAfter: 1,
      })
    }
    expect(started.upstream.calls).toEqual([])
  })

  /** Asks every tenth of a second for so long. */
  async function keepAsking(started: Awaited<ReturnType<typeof start>>, seconds: number) {
    for (let n = 0; n < seconds * 10; n++) {
      expect((await started.ask()).errors).toHaveLength(1)
      pass(0.1)
    }
  }

  test('an endpoint that refuses is asked again after a second, and ever later up to half a minute', async () => {
    await using started = await start()
    started.tokens.fault = (response) => json(response, 401, { error: 'invalid_client' })
    await Promise.all(Array.from({ length: 20 }, () => started.ask()))
    expect(started.tokens.requests).toHaveLength(1)
    await keepAsking(started, 31)
    // After 1, 2, 4, 8 and 16 seconds.
    expect(started.tokens.requests.length).toBeGreaterThanOrEqual(5)
    expect(started.tokens.requests.length).toBeLessThanOrEqual(6)
    started.tokens.requests.length = 0
    for (let n = 0; n < 4; n++) {
      pass(31)
      expect((await started.ask()).errors?.[0]?.message).toBe(REFUSED)
    }
    expect(started.tokens.requests).toHaveLength(4)
    // Once it goes well, the next failure is the first again.
    started.tokens.fault = undefined
    started.tokens.life = 60
    pass(31)
    expect((await started.ask()).errors).toBeUndefined()
    started.tokens.fault = (response) => json(response, 401, {})
    pass(61)
    expect((await started.ask()).errors).toHaveLength(1)
    started.tokens.fault = undefined
    pass(1.1)
    expect((await started.ask()).errors).toBeUndefined()
  })

  test.each([
    ['30', 30, 30],
    ['seconds of a date', 30, 31],
    ['86400', 300, 300],
  ])('an endpoint that wants %s seconds of rest gets them, within reason', async (retryAfter, seconds, told) => {
    await using started = await start()
    const value = retryAfter.startsWith('s') ? new Date(Date.now() + 30_900).toUTCString() : retryAfter
    started.tokens.fault = (response) => response.writeHead(429, { 'retry-after': value }).end()
    for (const left of [0, 10]) {
      const [error] = (await started.ask()).errors ?? []
      expect(error?.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryable: true })
      expect(error?.extensions?.retryAfter).toBeLessThanOrEqual(told - left)
      expect(error?.extensions?.retryAfter).toBeGreaterThan(seconds - left - 5)
      pass(10)
    }
    expect(started.tokens.requests).toHaveLength(1)
    started.tokens.fault = undefined
    pass(seconds - 20 + 1.5)
    expect((await started.ask()).errors).toBeUndefined()
  })

  test('an endpoint that refuses and then leaves who asks waiting has refused, and keeps nobody else waiting', async () => {
    await using started = await start()
    const waiting: ServerResponse[] = []
    started.tokens.fault = (response, n) => {
      if (n === 1) json(response, 401, { error: 'invalid_client' })
      else waiting.push(response)
    }
    expect((await started.ask()).errors?.[0]?.message).toBe(REFUSED)
    pass(2)
    const asking = started.ask()
    await vi.waitFor(() => expect(waiting).toHaveLength(1))
    // At once, though one is still asking.
    for (let n = 0; n < 5; n++) expect((await started.ask()).errors?.[0]?.message).toBe(REFUSED)
    waiting[0]?.destroy()
    const { errors } = await asking
    expect(errors?.[0]?.message).toBe(REFUSED)
    expect(errors?.[0]?.extensions).toEqual({ code: 'UPSTREAM_ERROR', operation: 'requestToken', retryable: false })
    expect((await started.ask()).errors?.[0]?.message).toBe(REFUSED)
    expect(started.tokens.requests).toHaveLength(2)
  })

  test('the log says what the endpoint answered, and nothing that it was shown', async () => {
    const logged: unknown[] = []
    vi.spyOn(console, 'error').mockImplementation((entry) => void logged.push(entry))
    await using started = await start()
    started.tokens.fault = (response) => json(response, 401, { error: 'invalid_client', error_description: SECRET })
    for (let n = 0; n < 3; n++) await started.ask()
    expect(logged).toEqual(['requestToken: it answered 401 (invalid_client)'])
    logged.length = 0
    started.tokens.fault = (response) => json(response, 401, { error: SECRET })
    pass(31)
    await started.ask()
    expect(logged).toEqual(['requestToken: it answered 401'])
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
