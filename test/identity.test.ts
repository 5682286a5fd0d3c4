import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { key, processDefinition, processInstance } from './support/rows.ts'
import { expectNoViolations, type RecordedCall, startUpstream, type Upstream } from './support/upstream.ts'

let upstream: Upstream
let gateway: RunningGateway

/** A gateway before the upstream of this test. */
async function start(config: Record<string, string> = {}) {
  gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9', CAMUNDA_AUTH_STRATEGY: 'FORWARD', ...config })
}

beforeEach(async () => {
  upstream = await startUpstream({
    rows: { processInstances: [processInstance({ processInstanceKey: key(1) })] },
    answers: { cancelProcessInstance: () => ({}) },
  })
})

afterEach(async () => {
  await gateway.close()
  expectNoViolations(upstream)
  await upstream.close()
})

const LIST = '{ processInstances { nodes { processInstanceKey } } }'
const ONE = `{ processInstance(processInstanceKey: "${key(1)}") { state } }`
const CANCEL = `mutation { cancelProcessInstance(input: { processInstanceKey: "${key(1)}" }) { __typename } }`

/** What any call needs, whoever asks. */
const OF_HTTP = ['accept', 'connection', 'content-length', 'content-type', 'host']

/** What a call carries beyond what any call needs. */
const carried = ({ headers }: RecordedCall) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_HTTP.includes(name)))

const NOISE = {
  'x-forwarded-for': '10.0.0.1',
  forwarded: 'for=10.0.0.1',
  'x-camunda-tenant': 'other',
  'x-api-key': 'k',
  'proxy-authorization': 'Basic YTpi',
  'x-http-method-override': 'DELETE',
  referer: 'http://example.com',
  'user-agent': 'somebody',
  'accept-language': 'de',
}

describe('what goes upstream', () => {
  async function askAll(headers: Record<string, string>) {
    for (const query of [LIST, ONE, CANCEL]) {
      const { errors } = await gateway.ask(query, {}, { ...NOISE, ...headers })
      expect(errors).toBeUndefined()
    }
    const operations = upstream.operations({ topology: true })
    expect(operations).toEqual(['searchProcessInstances', 'getProcessInstance', 'cancelProcessInstance'])
    return upstream.calls.map(carried)
  }

  test('with FORWARD: the Authorization header and nothing else', async () => {
    await start()
    const headers = { authorization: 'Bearer mine', cookie: 'camunda-session=1', 'x-csrf-token': 't' }
    expect(await askAll(headers)).toEqual(new Array(3).fill({ authorization: 'Bearer mine' }))
  })

  test('with FORWARD and no Authorization header: the session and its CSRF token', async () => {
    await start()
    const headers = { cookie: 'camunda-session=1; X-CSRF-TOKEN=t', 'x-csrf-token': 't' }
    expect(await askAll(headers)).toEqual(new Array(3).fill(headers))
  })

  test('with FORWARD and a session alone: the session', async () => {
    await start()
    const headers = { cookie: 'camunda-session=1' }
    expect(await askAll(headers)).toEqual(new Array(3).fill(headers))
  })

  test('with FORWARD and nothing to forward: nothing, not even a CSRF token', async () => {
    await start()
    expect(await askAll({ 'x-csrf-token': 't' })).toEqual(new Array(3).fill({}))
  })

  test('with NONE: nothing', async () => {
    await start({ CAMUNDA_AUTH_STRATEGY: 'NONE' })
    const headers = { authorization: 'Bearer mine', cookie: 'camunda-session=1', 'x-csrf-token': 't' }
    expect(await askAll(headers)).toEqual(new Array(3).fill({}))
  })

  test("with BASIC: the gateway's own name and password", async () => {
    await start({
      CAMUNDA_AUTH_STRATEGY: 'BASIC',
      CAMUNDA_BASIC_AUTH_USERNAME: 'gateway',
      CAMUNDA_BASIC_AUTH_PASSWORD: 'pässword: 1',
    })
    const headers = { authorization: 'Bearer mine', cookie: 'camunda-session=1', 'x-csrf-token': 't' }
    const authorization = `Basic ${Buffer.from('gateway:pässword: 1').toString('base64')}`
    expect(await askAll(headers)).toEqual(new Array(3).fill({ authorization }))
  })

  test("of BASIC's password and a caller's token nothing comes back", async () => {
    await start({
      CAMUNDA_AUTH_STRATEGY: 'BASIC',
      CAMUNDA_BASIC_AUTH_USERNAME: 'gateway',
      CAMUNDA_BASIC_AUTH_PASSWORD: 'password-of-ours',
    })
    const problem = { title: 'UNAUTHORIZED', status: 401, detail: 'Sign in.' }
    upstream.fault = () => ({ status: 401, headers: { 'www-authenticate': 'Basic realm="inner"' }, body: problem })
    const { text, headers, errors } = await gateway.ask(LIST, {}, { authorization: 'Bearer of-the-caller' })
    expect(errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
    expect(upstream.calls).toHaveLength(1)
    const all = text + JSON.stringify([...headers])
    for (const own of [
      'password-of-ours',
      Buffer.from('gateway:password-of-ours').toString('base64'),
      'of-the-caller',
      'inner',
    ])
      expect(all).not.toContain(own)
  })
})

/** Holds calls back until they are let go. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { open: resolve, passed: promise }
}

const ALICE = { authorization: 'Bearer alice' }
const BOB = { authorization: 'Bearer bob' }

/** Makes each caller see a process instance of its own. */
function ownData(passed: Promise<void>) {
  upstream.answers.searchProcessInstances = async ({ headers }) => {
    await passed
    const own = processInstance({ processInstanceKey: keyOf(headers) })
    const page = { totalItems: 1, hasMoreTotalItems: false, startCursor: 'YQ==', endCursor: 'YQ==' }
    const { suspendedDate: _, ...row } = own
    return { body: { items: [row], page } }
  }
}

/** The key of the one instance that these credentials see. */
function keyOf({ authorization, cookie }: { authorization?: unknown; cookie?: unknown }): string {
  return key(
    1 + ['Bearer alice', 'Bearer bob', 'session=alice', 'session=bob'].indexOf(String(authorization ?? cookie)),
  )
}

const listOf = (headers: Parameters<typeof keyOf>[0]) => ({
  processInstances: { nodes: [{ processInstanceKey: keyOf(headers) }] },
})

describe('identical reads in flight', () => {
  test('are shared by callers with the same credentials, and by nobody else', async () => {
    await start()
    const { open, passed } = gate()
    ownData(passed)
    const callers = [ALICE, BOB, { cookie: 'session=alice' }, { cookie: 'session=bob' }, ALICE, BOB, ALICE]
    const asked = callers.map((headers) => gateway.ask(LIST, {}, headers))
    await vi.waitFor(() => expect(upstream.calls).toHaveLength(4))
    await gateway.ask('{ __typename }')
    open()
    const answers = await Promise.all(asked)
    expect(answers.map(({ data }) => data)).toEqual(callers.map(listOf))
    expect(upstream.calls.map(({ headers }) => headers.authorization ?? headers.cookie).sort()).toEqual([
      'Bearer alice',
      'Bearer bob',
      'session=alice',
      'session=bob',
    ])
  })

  test('are told apart by their last letter, however large they are', async () => {
    await start()
    const { open, passed } = gate()
    ownData(passed)
    const keys = Array.from({ length: 500 }, (_, n) => `"${key(n)}"`).join()
    const large = (last: string) =>
      `{ processInstances(filter: { processInstanceKey: { in: [${keys}, "${last}"] } }) { nodes { processInstanceKey } } }`
    const asked = ['1', '2', '1', '2', '1'].map((last) => gateway.ask(large(last), {}, ALICE))
    await vi.waitFor(() => expect(upstream.calls).toHaveLength(2))
    await gateway.ask('{ __typename }')
    open()
    for (const { data } of await Promise.all(asked)) expect(data).toEqual(listOf(ALICE))
    expect(upstream.calls).toHaveLength(2)
    expect(JSON.stringify(upstream.calls[0]?.body).length).toBeGreaterThan(2_048)
  })

  test('are told apart by the CSRF token too, which is part of a session', async () => {
    await start()
    const { open, passed } = gate()
    ownData(passed)
    const cookie = 'session=alice'
    const asked = ['a', 'b', 'a'].map((token) => gateway.ask(LIST, {}, { cookie, 'x-csrf-token': token }))
    await vi.waitFor(() => expect(upstream.calls).toHaveLength(2))
    open()
    await Promise.all(asked)
    expect(upstream.calls).toHaveLength(2)
  })

  test('are each made where sharing is off', async () => {
    await start({ GATEWAY_SHARE_READS: 'false' })
    const { open, passed } = gate()
    ownData(passed)
    const asked = [ALICE, ALICE, ALICE].map((headers) => gateway.ask(LIST, {}, headers))
    await vi.waitFor(() => expect(upstream.calls).toHaveLength(3))
    open()
    for (const { data } of await Promise.all(asked)) expect(data).toEqual(listOf(ALICE))
  })

  test('are not shared once they are answered', async () => {
    await start()
    for (let n = 1; n <= 3; n++) {
      await gateway.ask(LIST, {}, ALICE)
      expect(upstream.calls).toHaveLength(n)
    }
  })

  test('fail together, and are made anew afterwards', async () => {
    await start()
    const { open, passed } = gate()
    let failing = true
    upstream.answers.searchProcessInstances = async () => {
      await passed
      return failing ? { status: 403, body: PROBLEM } : undefined
    }
    const asked = [ALICE, ALICE].map((headers) => gateway.ask(LIST, {}, headers))
    await vi.waitFor(() => expect(upstream.calls).toHaveLength(1))
    await gateway.ask('{ __typename }')
    open()
    for (const { errors } of await Promise.all(asked)) expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN')
    failing = false
    expect((await gateway.ask(LIST, {}, ALICE)).errors).toBeUndefined()
    expect(upstream.calls.length).toBeLessThanOrEqual(3)
  })

  test('commands are never shared', async () => {
    await start()
    const { open, passed } = gate()
    upstream.answers.cancelProcessInstance = async () => {
      await passed
      return {}
    }
    const asked = [ALICE, ALICE].map((headers) => gateway.ask(CANCEL, {}, headers))
    await vi.waitFor(() => expect(upstream.calls).toHaveLength(2))
    open()
    for (const { errors } of await Promise.all(asked)) expect(errors).toBeUndefined()
  })
})

const PROBLEM = { type: 'about:blank', title: 'FORBIDDEN', status: 403, detail: 'No.', instance: '/v2' }

describe('callers who leave', () => {
  /** Asks over HTTP; `leave` closes the connection. */
  function asking(headers: Record<string, string>) {
    const controller = new AbortController()
    const answer = fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: JSON.stringify({ query: LIST }),
      signal: controller.signal,
    }).then((response) => response.json() as Promise<{ data: unknown }>)
    const left = answer.catch(() => 'left')
    return { answer, left, leave: () => controller.abort() }
  }

  test('do not take a shared read away from those who stay', async () => {
    await start()
    const { open, passed } = gate()
    ownData(passed)
    const first = asking(ALICE)
    await vi.waitFor(() => expect(upstream.calls).toHaveLength(1))
    const second = gateway.ask(LIST, {}, ALICE)
    await gateway.ask('{ __typename }')
    first.leave()
    expect(await first.left).toBe('left')
    await gateway.ask('{ __typename }')
    const third = gateway.ask(LIST, {}, ALICE)
    await gateway.ask('{ __typename }')
    open()
    expect((await second).data).toEqual(listOf(ALICE))
    expect((await third).data).toEqual(listOf(ALICE))
    expect(upstream.calls).toHaveLength(1)
    expect(upstream.calls[0]?.aborted).toBe(false)
  })

  test('end a shared read when they were the last, and who comes next gets a new one', async () => {
    await start()
    const { open, passed } = gate()
    ownData(passed)
    const both = [asking(ALICE), asking(ALICE)]
    await vi.waitFor(() => expect(upstream.calls).toHaveLength(1))
    await gateway.ask('{ __typename }')
    for (const { leave, left } of both) {
      leave()
      await left
    }
    await vi.waitFor(() => expect(upstream.calls[0]?.aborted).toBe(true))
    const next = gateway.ask(LIST, {}, ALICE)
    await vi.waitFor(() => expect(upstream.calls).toHaveLength(2))
    open()
    expect((await next).data).toEqual(listOf(ALICE))
    expect(upstream.calls[1]?.aborted).toBe(false)
  })
})

describe('what is kept', () => {
  test("of one caller's documents is never given to another", async () => {
    await start()
    upstream.rows.processDefinitions.push(processDefinition())
    const query = `{ processDefinition(processDefinitionKey: "${key(0)}") { name xml } }`
    upstream.answers.getProcessDefinitionXML = ({ headers }) =>
      headers.authorization === ALICE.authorization
        ? { text: '<definitions of="alice"/>', headers: { 'content-type': 'text/xml' } }
        : { status: 403, body: PROBLEM }
    for (let n = 0; n < 2; n++) {
      const alice = await gateway.ask(query, {}, ALICE)
      expect(alice.data?.processDefinition?.xml).toBe('<definitions of="alice"/>')
      const bob = await gateway.ask(query, {}, BOB)
      expect(bob.data?.processDefinition?.xml ?? null).toBeNull()
      expect(bob.errors?.[0]?.extensions?.code).toBe('FORBIDDEN')
      const nobody = await gateway.ask(query, {}, {})
      expect(nobody.errors?.[0]?.extensions?.code).toBe('FORBIDDEN')
    }
  })
})

describe('the version', () => {
  const QUERY = '{ processInstances(filter: { hasIncident: true }) { totalCount } }'

  test("that one caller may not read is another's business", async () => {
    await start({ CAMUNDA_VERSION: '' })
    const { open, passed } = gate()
    upstream.answers.getTopology = async ({ headers }) => {
      await passed
      return headers.authorization === ALICE.authorization
        ? { status: 401, body: { ...PROBLEM, status: 401, title: 'UNAUTHORIZED', detail: 'Who are you?' } }
        : undefined
    }
    const alice = gateway.ask(QUERY, {}, ALICE)
    await vi.waitFor(() => expect(upstream.operations({ topology: true })).toEqual(['getTopology']))
    const bob = gateway.ask(QUERY, {}, BOB)
    await vi.waitFor(() => expect(upstream.operations({ topology: true })).toHaveLength(2))
    open()
    expect((await alice).errors?.[0]?.message).toBe('Who are you?')
    expect(await bob).toMatchObject({ data: { processInstances: { totalCount: 0 } } })
  })

  test('is asked for once by many who ask at once, and then kept', async () => {
    await start({ CAMUNDA_VERSION: '', GATEWAY_SHARE_READS: 'false' })
    const { open, passed } = gate()
    upstream.answers.getTopology = async () => {
      await passed
      return undefined
    }
    const asked = Array.from({ length: 10 }, () => gateway.ask(QUERY, {}, ALICE))
    await vi.waitFor(() => expect(upstream.operations({ topology: true })).toEqual(['getTopology']))
    await gateway.ask('{ __typename }')
    open()
    for (const { errors } of await Promise.all(asked)) expect(errors).toBeUndefined()
    await gateway.ask(QUERY, {}, BOB)
    expect(upstream.operations({ topology: true }).filter((operation) => operation === 'getTopology')).toHaveLength(1)
  })

  test('is taken for the oldest where a caller may not read it', async () => {
    await start({ CAMUNDA_VERSION: '' })
    upstream.fault = ({ operation }) => (operation === 'getTopology' ? { status: 403, body: PROBLEM } : undefined)
    expect((await gateway.ask(QUERY, {}, ALICE)).errors).toBeUndefined()
    const { errors } = await gateway.ask('{ processInstances(filter: { businessId: { eq: "a" } }) { totalCount } }')
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'NOT_SUPPORTED', version: '8.8' })
  })
})
