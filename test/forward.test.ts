import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { key, processInstance } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'

let upstream: Upstream
let gateway: RunningGateway

beforeEach(async () => {
  upstream = await startUpstream({ rows: { processInstances: [processInstance({ processInstanceKey: key(1) })] } })
})

afterEach(async () => {
  await gateway.close()
  expectNoViolations(upstream)
  await upstream.close()
})

const LIST = '{ processInstances { totalCount } }'
const ONE = `{ processInstance(processInstanceKey: "${key(1)}") { state } }`
const MANY = '{ processInstances { totalCount } userTasks { totalCount } incidents { totalCount } }'
const BEARER = { authorization: 'Bearer mine' }
const SESSION = { cookie: 'camunda-session=1; theme=dark; X-CSRF-TOKEN=t', 'x-csrf-token': 't' }

const problem = (status: number, title: string) => ({
  type: 'about:blank',
  title,
  status,
  detail: 'Who are you?',
  instance: '/v2',
})
const refusal = (challenge?: string | string[]) => ({
  status: 401,
  headers: challenge === undefined ? {} : { 'www-authenticate': challenge },
  body: problem(401, 'UNAUTHORIZED'),
})

/** Holds calls back until they are let go. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { open: resolve, passed: promise }
}

/** An empty page with headers of the cluster's. */
const emptyPage = (headers: Record<string, string | string[]>) => ({
  headers,
  body: { items: [], page: { totalItems: 0, hasMoreTotalItems: false, startCursor: null, endCursor: null } },
})

describe.each([
  ['past Yoga', []],
  ['through Yoga', [{ onResponse() {} }]],
])('%s', (_, plugins) => {
  async function start(config: Record<string, string> = {}) {
    gateway = await startGateway(
      upstream,
      { CAMUNDA_VERSION: '8.9', CAMUNDA_AUTH_STRATEGY: 'FORWARD', ...config },
      plugins,
    )
  }

  describe("the cluster's WWW-Authenticate", () => {
    test('reaches a caller whom the cluster does not know, with status 401', async () => {
      await start()
      upstream.fault = () => refusal('Bearer realm="camunda", error="invalid_token"')
      for (const query of [LIST, ONE, MANY]) {
        const { status, headers, errors, text } = await gateway.ask(query, {}, BEARER)
        expect(headers.get('www-authenticate')).toBe('Bearer realm="camunda", error="invalid_token"')
        expect(status).toBe(401)
        expect(errors?.[0]).toMatchObject({ message: 'Who are you?', extensions: { code: 'UNAUTHENTICATED' } })
        expect(errors?.[0]?.extensions).not.toHaveProperty('http')
        expect(text).not.toContain('realm')
      }
    })

    test('is said once for each that there is', async () => {
      await start()
      upstream.fault = ({ operation }) =>
        refusal(operation === 'searchUserTasks' ? ['Basic realm="tasks"', 'Negotiate'] : 'Bearer realm="camunda"')
      const { headers, errors } = await gateway.ask(MANY, {}, BEARER)
      expect(errors).toHaveLength(3)
      expect(headers.get('www-authenticate')?.split(', ').sort()).toEqual([
        'Basic realm="tasks"',
        'Bearer realm="camunda"',
        'Negotiate',
      ])
    })

    test('comes with what was answered all the same, with status 200', async () => {
      await start()
      upstream.fault = ({ operation }) => (operation === 'searchUserTasks' ? refusal('Bearer') : undefined)
      const { status, headers, data } = await gateway.ask(MANY, {}, BEARER)
      expect(status).toBe(200)
      expect(headers.get('www-authenticate')).toBe('Bearer')
      expect(data).toMatchObject({ processInstances: { totalCount: 1 }, userTasks: null, incidents: { totalCount: 0 } })
    })

    test('is not made a 401 where something else went wrong, too', async () => {
      await start()
      upstream.fault = ({ operation }) =>
        operation === 'searchUserTasks' ? refusal('Bearer') : { status: 403, body: problem(403, 'FORBIDDEN') }
      const { status, headers, errors } = await gateway.ask(MANY, {}, BEARER)
      expect(errors).toHaveLength(3)
      expect([status, headers.get('www-authenticate')]).toEqual([200, 'Bearer'])
    })

    test('is not made up where the cluster gave none, nor taken from other refusals', async () => {
      await start()
      for (const [expected, fault] of [
        [401, refusal()],
        [200, { status: 403, headers: { 'www-authenticate': 'Bearer' }, body: problem(403, 'FORBIDDEN') }],
        [200, { status: 500, headers: { 'www-authenticate': 'Bearer' }, body: problem(500, 'INTERNAL_SERVER_ERROR') }],
      ] as const) {
        upstream.fault = () => fault
        const { status, headers, errors } = await gateway.ask(LIST, {}, BEARER)
        expect(errors).toHaveLength(1)
        expect([status, headers.get('www-authenticate')]).toEqual([expected, null])
      }
    })

    test.each([
      ['a session without its CSRF token', { cookie: 'camunda-session=1' }],
      ['a token', BEARER],
    ])(
      'is none for %s that is refused without one: the status is 401 all the same, and 200 beside what was answered',
      async (_name, sent) => {
        await start({ GATEWAY_MAX_BATCH_SIZE: '2' })
        upstream.fault = () => ({ status: 401, body: { message: 'Invalid CSRF Token' } })
        const command = `mutation { cancelProcessInstance(input: { processInstanceKey: "${key(1)}" }) { __typename } }`
        for (const query of [LIST, ONE, MANY, command]) {
          const { status, errors } = await gateway.ask(query, {}, sent)
          expect([status, errors?.[0]?.extensions?.code]).toEqual([401, 'UNAUTHENTICATED'])
        }
        upstream.fault = ({ operation }) => (operation === 'searchUserTasks' ? refusal() : undefined)
        expect((await gateway.ask(MANY, {}, sent)).status).toBe(200)
      },
    )

    test('reaches all who share a read, and all who wait for the version', async () => {
      await start({ CAMUNDA_VERSION: '' })
      const { open, passed } = gate()
      upstream.answers.getTopology = async () => {
        await passed
        return refusal('Bearer realm="version"')
      }
      upstream.answers.searchProcessInstances = async () => {
        await passed
        return refusal('Bearer realm="read"')
      }
      const versioned = '{ processInstances(filter: { businessId: { eq: "a" } }) { totalCount } }'
      const asked = [LIST, LIST, LIST, versioned, versioned].map((query) => gateway.ask(query, {}, BEARER))
      await vi.waitFor(() =>
        expect(upstream.operations({ topology: true }).sort()).toEqual(['getTopology', 'searchProcessInstances']),
      )
      await gateway.ask('{ __typename }')
      open()
      const given = (await Promise.all(asked)).map(({ status, headers }) => [status, headers.get('www-authenticate')])
      expect(given).toEqual([
        ...new Array(3).fill([401, 'Bearer realm="read"']),
        ...new Array(2).fill([401, 'Bearer realm="version"']),
      ])
      expect(upstream.calls).toHaveLength(2)
    })

    test('comes with a batch, once for each that there is in it', async () => {
      await start({ GATEWAY_MAX_BATCH_SIZE: '3' })
      upstream.fault = ({ operation }) =>
        operation === 'searchUserTasks'
          ? refusal('Basic realm="tasks"')
          : operation === 'searchIncidents'
            ? refusal('Bearer realm="camunda"')
            : undefined
      const queries = ['{ userTasks { totalCount } }', LIST, '{ incidents { totalCount } }']
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...BEARER },
        body: JSON.stringify(queries.map((query) => ({ query }))),
      })
      expect(response.headers.get('www-authenticate')?.split(', ').sort()).toEqual([
        'Basic realm="tasks"',
        'Bearer realm="camunda"',
      ])
      const text = await response.text()
      expect(JSON.parse(text)[1]).toEqual({ data: { processInstances: { totalCount: 1 } } })
      expect(text).not.toContain('"http"')
    })

    test('is left out where it holds what no header may hold', async () => {
      // A cluster that writes its own bytes: node:http would not send them.
      const body = JSON.stringify(problem(401, 'UNAUTHORIZED'))
      const odd = createServer((socket) => {
        socket.on('error', () => {})
        socket.on('data', () => {
          socket.write('HTTP/1.1 401 Unauthorized\r\ncontent-type: application/problem+json\r\n')
          socket.write(Buffer.from('www-authenticate: Basic realm="B\u00fcro \u2603"\r\nset-cookie: a=\u2603\r\n'))
          socket.write(`content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
        })
      })
      await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve))
      gateway = await startGateway(
        { url: `http://127.0.0.1:${(odd.address() as AddressInfo).port}` },
        { CAMUNDA_VERSION: '8.9', CAMUNDA_AUTH_STRATEGY: 'FORWARD' },
        plugins,
      )
      for (const headers of [BEARER, { cookie: 'a=1' }]) {
        const answer = await gateway.ask(LIST, {}, headers)
        expect(answer.errors?.[0]?.message).toBe('Who are you?')
        expect(answer.headers.getSetCookie()).toEqual([])
        expect(answer.headers.get('www-authenticate')).toBeNull()
      }
      odd.close()
    })
  })

  describe("a browser's session", () => {
    const renewed = {
      'set-cookie': [
        'camunda-session=2; Path=/; HttpOnly; SameSite=Lax',
        'X-CSRF-TOKEN=u; Path=/',
        'AWSALB=sticky; Path=/',
        'JSESSIONID=new; Path=/',
      ],
      'x-csrf-token': 'u',
    }
    const others = { server: 'inner', 'x-request-id': 'inner-1', location: '/login', 'x-internal': 'yes' }

    test('gets its new cookies and its CSRF token, and nothing else of the answer', async () => {
      await start()
      upstream.answers.searchProcessInstances = () => emptyPage({ ...renewed, ...others })
      const { headers, errors } = await gateway.ask(LIST, {}, SESSION)
      expect(errors).toBeUndefined()
      expect(headers.getSetCookie()).toEqual([
        'camunda-session=2; Path=/; HttpOnly; SameSite=Lax',
        'X-CSRF-TOKEN=u; Path=/',
      ])
      expect(headers.get('x-csrf-token')).toBe('u')
      for (const [name, value] of Object.entries(others)) expect(headers.get(name), name).not.toBe(value)
    })

    test('gets them with a refusal, too: that is how a browser learns its first CSRF token', async () => {
      await start()
      for (const status of [401, 403]) {
        upstream.fault = () => ({ status, headers: renewed, body: problem(status, 'UNAUTHORIZED') })
        const { headers, errors } = await gateway.ask(LIST, {}, { cookie: 'camunda-session=1' })
        expect(errors).toHaveLength(1)
        expect(headers.getSetCookie()).toHaveLength(2)
        expect(headers.get('x-csrf-token')).toBe('u')
      }
    })

    test('gets the latest of each cookie where many calls answered', async () => {
      await start()
      const { open, passed } = gate()
      upstream.answers.searchProcessInstances = () =>
        emptyPage({ 'set-cookie': ['camunda-session=2', 'theme=light'], 'x-csrf-token': 'u' })
      upstream.answers.searchUserTasks = async () => {
        await passed
        return emptyPage({ 'set-cookie': 'camunda-session=3', 'x-csrf-token': 'v' })
      }
      const asked = gateway.ask('{ userTasks { totalCount } processInstances { totalCount } }', {}, SESSION)
      await vi.waitFor(() => expect(upstream.calls).toHaveLength(2))
      await gateway.ask('{ __typename }')
      open()
      const { headers } = await asked
      expect(headers.getSetCookie()).toEqual(['camunda-session=3', 'theme=light'])
      expect(headers.get('x-csrf-token')).toBe('v')
    })

    test('gets them in each of its requests that share a read, and a stranger does not', async () => {
      await start()
      const { open, passed } = gate()
      upstream.answers.searchProcessInstances = async ({ headers }) => {
        await passed
        const own = String(headers.cookie)
        return emptyPage({ 'set-cookie': `${own}-renewed`, 'x-csrf-token': `token of ${own}` })
      }
      const sessions = ['s=alice', 's=bob', 's=alice', 's=alice']
      const asked = sessions.map((cookie) => gateway.ask(LIST, {}, { cookie }))
      await vi.waitFor(() => expect(upstream.calls).toHaveLength(2))
      await gateway.ask('{ __typename }')
      open()
      const given = (await Promise.all(asked)).map(({ headers }) => [
        headers.getSetCookie(),
        headers.get('x-csrf-token'),
      ])
      expect(given).toEqual(sessions.map((cookie) => [[`${cookie}-renewed`], `token of ${cookie}`]))
      expect(upstream.calls).toHaveLength(2)
    })

    test('gets them where reads are not shared, and with commands', async () => {
      await start({ GATEWAY_SHARE_READS: 'false' })
      upstream.answers.searchProcessInstances = () => emptyPage(renewed)
      expect((await gateway.ask(LIST, {}, SESSION)).headers.get('x-csrf-token')).toBe('u')
      upstream.answers.cancelProcessInstance = () => ({ headers: renewed })
      const cancel = `mutation { cancelProcessInstance(input: { processInstanceKey: "${key(1)}" }) { __typename } }`
      const { headers, errors } = await gateway.ask(cancel, {}, SESSION)
      expect(errors).toBeUndefined()
      expect(headers.getSetCookie()).toHaveLength(2)
    })

    test('is the only one that gets them', async () => {
      await start()
      upstream.answers.searchProcessInstances = () => emptyPage(renewed)
      for (const headers of [BEARER, {}, { ...BEARER, ...SESSION }]) {
        const answer = await gateway.ask(LIST, {}, headers)
        expect(answer.errors).toBeUndefined()
        expect(answer.headers.getSetCookie()).toEqual([])
        expect(answer.headers.get('x-csrf-token')).toBeNull()
      }
    })

    test.each([
      { CAMUNDA_AUTH_STRATEGY: 'NONE' },
      {
        CAMUNDA_AUTH_STRATEGY: 'BASIC',
        CAMUNDA_BASIC_AUTH_USERNAME: 'gateway',
        CAMUNDA_BASIC_AUTH_PASSWORD: 'secret',
      },
    ])('is none with $CAMUNDA_AUTH_STRATEGY', async (config) => {
      await start(config)
      upstream.answers.searchProcessInstances = () => emptyPage(renewed)
      upstream.answers.searchUserTasks = () => refusal('Bearer realm="inner"')
      const { headers, errors } = await gateway.ask(MANY, {}, SESSION)
      expect(errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
      expect(headers.getSetCookie()).toEqual([])
      expect(headers.get('x-csrf-token')).toBeNull()
      expect(headers.get('www-authenticate')).toBeNull()
    })
  })

  test('a server of the Fetch API is given the same headers', async () => {
    await start()
    upstream.answers.searchProcessInstances = () =>
      emptyPage({ 'set-cookie': ['camunda-session=2', 'theme=light'], 'x-csrf-token': 'u' })
    upstream.answers.searchUserTasks = () => refusal('Bearer')
    const { status, headers } = await gateway.gateway.fetch(
      new Request('http://gateway/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...SESSION },
        body: JSON.stringify({ query: MANY }),
      }),
    )
    expect(status).toBe(200)
    expect(headers.getSetCookie()).toEqual(['camunda-session=2', 'theme=light'])
    expect(headers.get('x-csrf-token')).toBe('u')
    expect(headers.get('www-authenticate')).toBe('Bearer')
  })
})
