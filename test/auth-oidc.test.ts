import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startGateway } from './support/gateway.ts'
import { type OidcOptions, startOidc } from './support/oidc.ts'
import { key } from './support/rows.ts'
import { expectNoViolations, startUpstream } from './support/upstream.ts'

const CLIENT = { clientId: 'the gateway', clientSecret: 'a secret & more = 100%', scope: 'orchestration' }
const READ = '{ processInstances { totalCount } }'
const CANCEL = `mutation { cancelProcessInstance(input: { processInstanceKey: "${key(1)}" }) { __typename } }`
const REFUSED = {
  status: 401,
  body: { type: 'about:blank', title: 'UNAUTHORIZED', status: 401, detail: 'This token is not accepted.' },
}

/** A provider, a cluster that takes the provider's tokens alone, and a gateway with rights of its own. */
async function start(options: Partial<OidcOptions> = {}, config: Record<string, string> = {}) {
  const oidc = await startOidc({ ...CLIENT, life: 3_600, ...options })
  const guarded = async ({ headers }: { headers: { authorization?: string | string[] | undefined } }) =>
    (await oidc.accepts(headers.authorization)) ? undefined : REFUSED
  const cancelled: string[] = []
  const upstream = await startUpstream({
    answers: {
      searchProcessInstances: guarded,
      getProcessInstance: guarded,
      async cancelProcessInstance(call) {
        const refusal = await guarded(call)
        if (!refusal) cancelled.push(call.parameters.processInstanceKey ?? '')
        return refusal ?? {}
      },
    },
  })
  const gateway = await startGateway(upstream, {
    CAMUNDA_VERSION: '8.9',
    CAMUNDA_AUTH_STRATEGY: 'OAUTH',
    CAMUNDA_OAUTH_URL: oidc.tokenUrl,
    CAMUNDA_CLIENT_ID: CLIENT.clientId,
    CAMUNDA_CLIENT_SECRET: CLIENT.clientSecret,
    CAMUNDA_OAUTH_SCOPE: CLIENT.scope,
    ...config,
  })
  return {
    oidc,
    upstream,
    gateway,
    /** The keys of the instances whose cancellation the cluster has carried out. */
    cancelled,
    ask: (query = READ) => gateway.ask(query),
    /** The tokens that went to the cluster, each once. */
    tokens: () => [...new Set(upstream.calls.map(({ headers }) => String(headers.authorization).slice(7)))],
    async [Symbol.asyncDispose]() {
      await oidc.stop()
      await gateway.close()
      await upstream.close()
    },
  }
}

// The log says why connections failed; here they fail on purpose.
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})

afterEach(() => {
  vi.restoreAllMocks()
})

describe('with a real provider', () => {
  test('one token is fetched, however many calls need it, and the cluster takes it', async () => {
    await using started = await start()
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => started.ask(`{ processInstance(processInstanceKey: "${n}") { state } }`)),
    )
    expect(answers.flatMap(({ errors = [] }) => errors)).toEqual([])
    expect((await started.ask(CANCEL)).errors).toBeUndefined()
    expect(started.upstream.calls).toHaveLength(41)
    expect(started.oidc.granted).toBe(1)
    expect(started.tokens()).toHaveLength(1)
    expectNoViolations(started.upstream)
  })

  test.each([
    ['secret', { CAMUNDA_CLIENT_SECRET: 'an old secret' }],
    ['id', { CAMUNDA_CLIENT_ID: 'nobody' }],
  ])('a wrong %s is told, and nothing is asked of the cluster', async (_name, config) => {
    await using started = await start({}, config)
    const { data, errors, text } = await started.ask()
    expect(data).toEqual({ processInstances: null })
    expect(errors?.[0]?.message).toBe(
      "requestToken: the gateway's client credentials were refused by its token endpoint.",
    )
    expect(errors?.[0]?.extensions).toEqual({ code: 'UPSTREAM_ERROR', operation: 'requestToken', retryable: false })
    expect(text).not.toContain(Object.values(config)[0])
    expect(started.oidc.refused).toBe(1)
    expect(started.upstream.calls).toEqual([])
  })

  test('a scope that the cluster does not take is told, and not by a new token for each call', async () => {
    await using started = await start({}, { CAMUNDA_OAUTH_SCOPE: 'everything' })
    for (let n = 0; n < 5; n++) {
      const { errors } = await started.ask()
      expect(errors?.[0]?.message).toBe('This token is not accepted.')
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED', retryable: false })
    }
    expect(started.oidc.granted).toBe(2)
    expect(started.upstream.calls).toHaveLength(6)
  })
})

describe('a token that was revoked', () => {
  test.each([
    ['a read', READ, { processInstances: { totalCount: 0 } }],
    ['a command', CANCEL, { cancelProcessInstance: { __typename: 'CancelProcessInstancePayload' } }],
  ])('is renewed once, and %s is made again with the new one', async (_name, query, data) => {
    await using started = await start()
    await started.ask()
    const [revoked = ''] = started.tokens()
    await started.oidc.revoke(revoked)
    const answer = await started.ask(query)
    expect(answer.errors).toBeUndefined()
    expect(answer.data).toEqual(data)
    expect(started.oidc.granted).toBe(2)
    expect(started.upstream.calls).toHaveLength(3)
    expect(started.tokens()).toHaveLength(2)
    expect(started.cancelled).toHaveLength(query === CANCEL ? 1 : 0)
  })

  test('is renewed once for many calls at once', async () => {
    await using started = await start()
    await started.ask()
    await started.oidc.revoke(started.tokens()[0] ?? '')
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => started.ask(`{ processInstance(processInstanceKey: "${n}") { state } }`)),
    )
    expect(answers.flatMap(({ errors = [] }) => errors)).toEqual([])
    expect(started.oidc.granted).toBe(2)
  })
})

describe('a token that is valid for seconds', () => {
  test('is renewed before it ends: no call ever meets an old one', async () => {
    await using started = await start({ life: 4 })
    const end = performance.now() + 5_000
    let asked = 0
    while (performance.now() < end) {
      const answers = await Promise.all([started.ask(), started.ask(READ.replace('{', '{ again:'))])
      expect(answers.flatMap(({ errors = [] }) => errors)).toEqual([])
      asked += 2
    }
    expect(asked).toBeGreaterThan(20)
    // A 401 would have made a call twice.
    expect(started.upstream.calls.length).toBeLessThanOrEqual(asked)
    expect(started.oidc.granted).toBeGreaterThanOrEqual(3)
    expect(started.oidc.granted).toBeLessThanOrEqual(5)
  })

  test('is used to its end while the provider is down, and its end is told; then a new one is fetched', async () => {
    await using started = await start({ life: 3 })
    expect((await started.ask()).errors).toBeUndefined()
    await started.oidc.stop()
    const began = performance.now()
    let error: NonNullable<Awaited<ReturnType<typeof started.ask>>['errors']>[number] | undefined
    let answered = 0
    while (!error && performance.now() < began + 8_000) {
      error = (await started.ask()).errors?.[0]
      if (!error) answered++
    }
    // It is half over when the gateway begins to ask for a new one, and the provider counts whole seconds.
    expect(performance.now() - began).toBeGreaterThan(1_700)
    expect(answered).toBeGreaterThan(10)
    expect(error?.message).toBe("requestToken: the gateway's token endpoint cannot be reached. Try again later.")
    expect(error?.extensions).toEqual({
      code: 'UPSTREAM_UNAVAILABLE',
      operation: 'requestToken',
      retryable: true,
      retryAfter: expect.any(Number),
    })
    expect(started.tokens()).toHaveLength(1)
    await started.oidc.restart()
    // It is asked again after a pause of seconds, however often the gateway is asked meanwhile.
    await vi.waitFor(async () => expect((await started.ask()).errors).toBeUndefined(), { timeout: 10_000 })
    expect((await started.ask(CANCEL)).errors).toBeUndefined()
    expect(started.cancelled).toEqual([key(1)])
    expect(started.tokens()).toHaveLength(2)
  })
})
