import { createHmac } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { JWK } from 'jose'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { IssuerKeys } from '../src/callers/issuer-keys.ts'
import { TokenVerifier } from '../src/callers/verifier.ts'
import { readConfig } from '../src/config/config.ts'
import { createGateway } from '../src/gateway/gateway.ts'
import { type Clock, useClock } from './support/clock.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { AUDIENCE, type Issuer, type Signer, startIssuer } from './support/issuer.ts'
import { key, processInstance } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'

const QUERY = '{ processInstances { totalCount } }'
const GOOD = { processInstances: { totalCount: 1 } }

let issuer: Issuer
let signer: Signer
let upstream: Upstream
let gateway: RunningGateway
let logged: unknown[]
let clock: Clock

beforeEach(async () => {
  logged = []
  clock = useClock()
  vi.spyOn(console, 'error').mockImplementation((entry) => void logged.push(entry))
  issuer = await startIssuer()
  signer = await issuer.signer()
  upstream = await startUpstream({ rows: { processInstances: [processInstance({ processInstanceKey: key(1) })] } })
})

afterEach(async () => {
  vi.restoreAllMocks()
  await gateway.close()
  await issuer.stop()
  expectNoViolations(upstream)
  await upstream.close()
})

const BASIC = {
  CAMUNDA_AUTH_STRATEGY: 'BASIC',
  CAMUNDA_BASIC_AUTH_USERNAME: 'gateway',
  CAMUNDA_BASIC_AUTH_PASSWORD: 'secret',
}

const settings = (config: Record<string, string> = {}) => ({
  CAMUNDA_VERSION: '8.9',
  ...BASIC,
  GATEWAY_JWT_ISSUER: issuer.issuer,
  GATEWAY_JWT_AUDIENCE: AUDIENCE,
  ...config,
})

const later = (seconds: number) => clock.pass(seconds)

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

const answerWith = (status: number, body: string) => (_: string, response: ServerResponse) => {
  response.writeHead(status).end(body)
  return true
}

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe.each([
  ['past Yoga', []],
  ['through Yoga', [{ onResponse() {} }]],
])('%s', (_, plugins) => {
  async function start(config: Record<string, string> = {}) {
    gateway = await startGateway(upstream, settings(config), plugins)
  }
  const ask = (token: string, query = QUERY) => gateway.ask(query, {}, bearer(token))

  /** Asks with a token that cannot be told to be good or not. Answers the seconds after which it may be. */
  async function untold(token: string) {
    upstream.forget()
    const { status, headers, errors, data, text } = await ask(token)
    expect([status, data]).toEqual([503, undefined])
    expect(headers.get('www-authenticate')).toBeNull()
    const retryAfter = Number(headers.get('retry-after'))
    expect(errors).toEqual([
      {
        message:
          "Callers cannot be verified at the moment: the keys of the tokens' issuer cannot be had. Try again later.",
        extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true, retryAfter },
      },
    ])
    expect(text).not.toContain('127.0.0.1')
    expect(upstream.calls).toEqual([])
    return retryAfter
  }

  /** Asks with a token that must not be taken. Answers what the challenge says of it. */
  async function refused(token: string) {
    upstream.forget()
    const { status, headers, errors, data, text } = await ask(token)
    expect(status).toBe(401)
    expect(data).toBeUndefined()
    expect(errors).toEqual([{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED', retryable: false } }])
    expect(upstream.calls).toEqual([])
    const said = headers.get('www-authenticate') ?? ''
    expect(said).toMatch(/^Bearer realm="camunda-graphql-gateway", error="invalid_token", error_description="[^"]+"$/)
    for (const own of [issuer.issuer, AUDIENCE, 'key-', token.slice(0, 20), 'JWT', 'node_modules']) {
      expect(text + said).not.toContain(own)
    }
    const reason = /error_description="(.+)"/.exec(said)?.[1]
    expect(errors?.[0]?.message).toBe(`${reason} Get a new one.`)
    return reason
  }

  test('a good token opens the gateway, whose own rights alone go to the cluster', async () => {
    await start()
    const token = await signer.sign()
    for (const authorization of [`Bearer ${token}`, `bearer   ${token}`, `BEARER ${token}`]) {
      const { status, data, headers } = await gateway.ask(QUERY, {}, { authorization })
      expect([status, data, headers.get('www-authenticate')]).toEqual([200, GOOD, null])
    }
    expect(new Set(upstream.calls.map((call) => call.headers.authorization))).toEqual(
      new Set([`Basic ${Buffer.from('gateway:secret').toString('base64')}`]),
    )
  })

  test('is asked without a token: told to send one, and no call is made', async () => {
    await start()
    for (const headers of [{}, { authorization: 'Basic YTpi' }, { authorization: 'Bearer' }, { cookie: 'session=1' }]) {
      const { status, headers: given, data, errors } = await gateway.ask(QUERY, {}, headers)
      expect([status, data]).toEqual([401, undefined])
      // No error there: RFC 6750 wants none where nothing was shown.
      expect(given.get('www-authenticate')).toBe('Bearer realm="camunda-graphql-gateway"')
      expect(errors).toEqual([
        {
          message: 'Nobody may ask without a token: send it as `Authorization: Bearer …`.',
          extensions: { code: 'UNAUTHENTICATED', retryable: false },
        },
      ])
    }
    expect(upstream.calls).toEqual([])
    expect(issuer.requests).toEqual([])
  })

  test('tokens that are none, or not of this issuer, audience, key, time or algorithm are refused', async () => {
    await start()
    const stranger = await issuer.signer({ published: false })
    const wrongAlgorithm = await issuer.signer({ alg: 'ES384' })
    const good = await signer.sign()
    const [head = '', payload = '', signature = ''] = good.split('.')
    const none = `${encoded({ alg: 'none' })}.${payload}.`
    // The public key taken for a shared secret, by a token that names the other algorithm.
    const hmacHead = encoded({ alg: 'HS256', kid: signer.kid })
    const secret = JSON.stringify(signer.jwk)
    const hmac = `${hmacHead}.${payload}.${createHmac('sha256', secret).update(`${hmacHead}.${payload}`).digest('base64url')}`
    const invalid = 'The token is not valid.'
    const cases: Array<[token: string, reason: string]> = [
      ['no-token-at-all', invalid],
      ['a.b.c', invalid],
      [good.slice(0, -4), invalid],
      [`${head}.${encoded({ sub: 'root' })}.${signature}`, invalid],
      [none, invalid],
      [hmac, invalid],
      [await stranger.sign({ kid: signer.kid }), invalid],
      [await wrongAlgorithm.sign(), invalid],
      [await signer.sign({ life: -60 }), 'The token has expired.'],
      [await signer.sign({ claims: { nbf: Date.now() / 1000 + 60 } }), 'The token is not valid yet.'],
      [await signer.sign({ claims: { aud: 'another' } }), 'The token is not valid: its claim aud is not accepted.'],
      [await signer.sign({ claims: { aud: undefined } }), 'The token is not valid: its claim aud is not accepted.'],
      [
        await signer.sign({ claims: { iss: 'http://other' } }),
        'The token is not valid: its claim iss is not accepted.',
      ],
      [
        await signer.sign({ claims: { iss: `${issuer.issuer}/` } }),
        'The token is not valid: its claim iss is not accepted.',
      ],
      [await signer.sign({ claims: { exp: undefined } }), 'The token is not valid: its claim exp is not accepted.'],
      [await signer.sign({ claims: { exp: 'never' } }), 'The token is not valid: its claim exp is not accepted.'],
    ]
    for (const [token, reason] of cases) expect([token, await refused(token)]).toEqual([token, reason])
    expect(logged).toEqual([])
  })

  test('several audiences and algorithms can be taken', async () => {
    await start({ GATEWAY_JWT_AUDIENCE: 'one, two', GATEWAY_JWT_ALGORITHMS: 'ES384, RS256' })
    const [es384, rs256] = [await issuer.signer({ alg: 'ES384' }), await issuer.signer({ alg: 'RS256' })]
    expect((await ask(await es384.sign({ claims: { aud: 'one' } }))).data).toEqual(GOOD)
    expect((await ask(await rs256.sign({ claims: { aud: ['other', 'two'] } }))).data).toEqual(GOOD)
    await refused(await es384.sign())
    await refused(await signer.sign({ claims: { aud: 'one' } }))
  })

  test('clocks may differ by as much as is set', async () => {
    await start({ GATEWAY_JWT_CLOCK_SKEW_MS: '30000' })
    expect((await ask(await signer.sign({ life: -20 }))).data).toEqual(GOOD)
    expect((await ask(await signer.sign({ claims: { nbf: Date.now() / 1000 + 20 } }))).data).toEqual(GOOD)
    await refused(await signer.sign({ life: -40 }))
  })

  test('a token that was good is refused once it has expired', async () => {
    await start()
    const token = await signer.sign({ life: 60 })
    expect((await ask(token)).data).toEqual(GOOD)
    later(62)
    expect((await ask(token)).data).toEqual(GOOD)
    later(4)
    expect(await refused(token)).toBe('The token has expired.')
  })

  test('keys are found by discovery, and fetched once for many tokens that come at once', async () => {
    await start()
    const tokens = await Promise.all(
      Array.from({ length: 20 }, (_, n) => signer.sign({ claims: { sub: `user-${n}` } })),
    )
    const answers = await Promise.all(tokens.map((token) => ask(token)))
    expect(answers.map(({ data }) => data)).toEqual(new Array(20).fill(GOOD))
    expect(issuer.requests).toEqual(['/realm/.well-known/openid-configuration', '/keys'])
  })

  test('keys are taken from where the settings say', async () => {
    await start({ GATEWAY_JWT_JWKS_URL: issuer.jwksUrl })
    expect((await ask(await signer.sign())).data).toEqual(GOOD)
    expect(issuer.requests).toEqual(['/keys'])
  })

  test('a new key of the issuer is taken at once, and unknown ones are asked for every five seconds at most', async () => {
    await start({ GATEWAY_JWT_JWKS_URL: issuer.jwksUrl })
    expect((await ask(await signer.sign())).data).toEqual(GOOD)
    const next = await issuer.signer()
    expect((await ask(await next.sign())).data).toEqual(GOOD)
    expect(issuer.requests).toHaveLength(2)
    // Nobody can tell yet whether there are such keys, so nobody is told that there are not.
    for (let n = 0; n < 5; n++) expect(await untold(await signer.sign({ kid: `made-up-${n}` }))).toBeLessThanOrEqual(5)
    expect(issuer.requests).toHaveLength(2)
    later(5.1)
    await refused(await signer.sign({ kid: 'made-up' }))
    expect(issuer.requests).toHaveLength(3)
    const third = await issuer.signer()
    later(4)
    expect(await untold(await third.sign())).toBe(1)
    later(1.1)
    expect((await ask(await third.sign())).data).toEqual(GOOD)
    expect(issuer.requests).toHaveLength(4)
    // Those that are known go on meanwhile.
    expect((await ask(await next.sign({ claims: { sub: 'another' } }))).data).toEqual(GOOD)
    expect(logged).toEqual([])
  })

  test('a key that is known does not verify what another algorithm has signed, and no other is looked for', async () => {
    await start({ GATEWAY_JWT_JWKS_URL: issuer.jwksUrl })
    const other = await issuer.signer({ alg: 'RS256', published: false })
    for (let n = 0; n < 3; n++) await refused(await other.sign({ kid: signer.kid }))
    expect(issuer.requests).toHaveLength(1)
  })

  test.each<[string, (own: JWK) => unknown[]]>([
    ['no key', () => []],
    ['broken keys', (own) => [{ ...own, x: 'AAAA' }, { kty: 'EC' }, null, 'key']],
    ['secrets', () => [{ kty: 'oct', k: 'AAAA', kid: 'key-1', alg: 'ES256' }]],
    ['keys for encryption', (own) => [{ ...own, use: 'enc' }]],
    ['keys of other algorithms', (own) => [{ ...own, alg: 'ES512' }]],
  ])('an issuer that answers %s does not take the good ones away', async (_name, keysOf) => {
    await start({ GATEWAY_JWT_JWKS_URL: issuer.jwksUrl })
    const token = await signer.sign({ life: 86_400 })
    expect((await ask(token)).data).toEqual(GOOD)
    issuer.keys.splice(0, 1, ...(keysOf(signer.jwk) as JWK[]))
    // By what it is asked for, and by what it is asked for because of an unknown key.
    for (const seconds of [301, 11]) {
      later(seconds)
      expect((await ask(token)).data).toEqual(GOOD)
      expect(await untold(await signer.sign({ kid: 'made-up' }))).toBeLessThanOrEqual(10)
    }
    expect((await ask(await signer.sign({ claims: { sub: 'another' } }))).data).toEqual(GOOD)
    expect(logged.length).toBeGreaterThan(0)
    expect(new Set(logged.map((entry) => (entry as Error).message))).toEqual(
      new Set([expect.stringMatching(/the issuer answered \d keys, of which none can be used$/)]),
    )
    // One that can be used is enough.
    const next = await issuer.signer()
    later(11)
    expect((await ask(await next.sign())).data).toEqual(GOOD)
  })

  test('a clock that is set back keeps nobody out, and nothing in', async () => {
    await start({ GATEWAY_JWT_JWKS_URL: issuer.jwksUrl })
    await issuer.stop()
    const token = await signer.sign({ life: 86_400, claims: { nbf: undefined, iat: undefined } })
    expect(await untold(token)).toBe(10)
    clock.set(-3_600)
    await issuer.restart()
    later(11)
    expect((await ask(token)).data).toEqual(GOOD)
    clock.set(-3_600)
    issuer.keys.length = 0
    await issuer.signer()
    later(301)
    await refused(token)
  })

  test('whose subject is no text is nobody', async () => {
    await start()
    for (const sub of [{ a: 1 }, ['a'], 7, null]) {
      const token = await signer.sign({ claims: { sub } })
      expect(await refused(token)).toBe('The token is not valid: its claim sub is not accepted.')
      // Not the second time either, when it is known.
      expect(await refused(token)).toBe('The token is not valid: its claim sub is not accepted.')
    }
    expect((await ask(await signer.sign({ claims: { sub: undefined } }))).data).toEqual(GOOD)
  })

  test('a key that the issuer has withdrawn is not taken any longer, not even for a token that was good', async () => {
    await start({ GATEWAY_JWT_JWKS_URL: issuer.jwksUrl })
    const token = await signer.sign({ life: 86_400 })
    expect((await ask(token)).data).toEqual(GOOD)
    issuer.keys.length = 0
    await issuer.signer()
    later(301)
    await refused(token)
  })

  test('while the keys cannot be fetched: 503 without any, and the known ones go on', async () => {
    await start({ GATEWAY_JWT_JWKS_URL: issuer.jwksUrl })
    await issuer.stop()
    const token = await signer.sign({ life: 86_400 })
    for (let n = 0; n < 3; n++) {
      expect(await untold(token)).toBeGreaterThan(5)
    }
    // Once for the three: who comes right after a failure is not kept waiting.
    expect(logged).toEqual([
      expect.objectContaining({ message: expect.stringContaining('callers cannot be verified') }),
    ])

    await issuer.restart()
    expect((await ask(token)).status).toBe(503)
    later(11)
    expect((await ask(token)).data).toEqual(GOOD)

    await issuer.stop()
    later(301)
    expect((await ask(token)).data).toEqual(GOOD)
    expect((await ask(await signer.sign({ claims: { sub: 'another' } }))).data).toEqual(GOOD)
    const next = await issuer.signer()
    expect((await ask(await next.sign())).status).toBe(503)
    await issuer.restart()
    later(11)
    expect((await ask(await next.sign())).data).toEqual(GOOD)
  })

  test('a gateway whose issuer answers nonsense says so in the log alone', async () => {
    const page = 'https://login.example/secret-path'
    const cases: Array<[fault: Issuer['fault'], said: string]> = [
      [answerWith(500, '{}'), 'answered 500'],
      [answerWith(302, ''), 'answered 302'],
      [answerWith(200, '<html>'), 'JSON'],
      [answerWith(200, '[]'), 'answered no JSON object'],
      [answerWith(200, `{"issuer":"${page}","jwks_uri":"${page}"}`), 'another issuer'],
      [answerWith(200, JSON.stringify({ issuer: issuer.issuer })), 'no jwks_uri'],
      [(path, response) => path === '/keys' && answerWith(200, '{"keys":1}')(path, response), 'JSON Web Key Set'],
      [(path, response) => path === '/keys' && answerWith(200, '{"keys":[]}')(path, response), 'answered 0 keys'],
      [
        (path, response) =>
          path === '/keys' && answerWith(200, JSON.stringify({ keys: [{ ...signer.jwk, x: 'AAAA' }] }))(path, response),
        'answered 1 keys, of which none can be used',
      ],
    ]
    await start()
    for (const [fault, said] of cases) {
      // Past the pause after the failure before.
      later(11)
      issuer.fault = fault
      logged.length = 0
      const { status, text } = await ask(await signer.sign())
      expect([said, status]).toEqual([said, 503])
      expect(text).not.toContain('login.example')
      expect(logged.map((entry) => (entry as Error).message).join()).toContain(said)
      expect(logged).toHaveLength(1)
    }
  })

  test('what asks nothing stays open: probes, the page, preflights', async () => {
    await start()
    expect((await fetch(`${gateway.origin}/health`)).status).toBe(200)
    expect((await fetch(`${gateway.origin}/ready`)).status).toBe(200)
    const page = await fetch(gateway.url, { headers: { accept: 'text/html' } })
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    await page.text()
    expect((await fetch(gateway.url, { method: 'OPTIONS' })).status).not.toBe(401)
    expect(issuer.requests).toEqual([])
  })

  test('no other method, path or form of a request gets past', async () => {
    // Else some would be refused for what browsers may send.
    await start({ GATEWAY_CSRF_PREVENTION: 'false' })
    upstream.forget()
    const query = encodeURIComponent(QUERY)
    const json = { 'content-type': 'application/json' }
    const body = JSON.stringify({ query: QUERY })
    const form = new FormData()
    form.set('operations', body)
    form.set('map', '{}')
    const requests: Array<[path: string, init: RequestInit]> = [
      [`/graphql?query=${query}`, {}],
      [`/graphql?query=${query}`, { headers: { accept: 'application/json' } }],
      ['/graphql?a=1', { method: 'POST', headers: json, body }],
      ['/graphql', { method: 'POST', headers: { 'content-type': 'application/graphql' }, body: QUERY }],
      ['/graphql', { method: 'POST', body: form }],
      ['/graphql', { method: 'POST', headers: { ...json, accept: 'text/event-stream' }, body }],
      ['/graphql', { method: 'POST', headers: { ...json, accept: 'text/html, application/json' }, body }],
    ]
    for (const [path, init] of requests) {
      const response = await fetch(gateway.origin + path, init)
      const text = await response.text()
      expect([path, response.status], text).toEqual([path, 401])
      expect(text).toContain('UNAUTHENTICATED')
    }
    for (const path of ['/graphql/', '/x/graphql', '/x?y=/graphql']) {
      const response = await fetch(gateway.origin + path, { method: 'POST', headers: json, body })
      expect([path, response.status]).toEqual([path, 404])
      expect(await response.json()).toEqual({
        errors: [
          { message: expect.stringContaining('`/graphql`'), extensions: { code: 'BAD_REQUEST', retryable: false } },
        ],
      })
    }
    expect(upstream.calls).toEqual([])
  })

  test('a page that is switched off is no way in', async () => {
    await start({ GATEWAY_GRAPHIQL: 'false', GATEWAY_CSRF_PREVENTION: 'false' })
    for (const accept of ['text/html', 'text/html, application/json']) {
      const response = await fetch(`${gateway.url}?query=${encodeURIComponent(QUERY)}`, { headers: { accept } })
      expect(await response.text()).not.toContain('totalCount')
      expect(response.status).toBeGreaterThanOrEqual(400)
    }
    expect(upstream.calls).toEqual([])
  })

  test('of a batch, too, all is refused without a token', async () => {
    await start({ GATEWAY_MAX_BATCH_SIZE: '2' })
    const asked = async (headers: Record<string, string>) => {
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify([{ query: QUERY }, { query: QUERY }]),
      })
      return (await response.json()) as unknown
    }
    expect(await asked({})).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
    expect(upstream.calls).toEqual([])
    expect(await asked(bearer(await signer.sign()))).toEqual([{ data: GOOD }, { data: GOOD }])
  })

  test('a server of the Fetch API is guarded the same', async () => {
    await start()
    const asked = (headers: Record<string, string>) =>
      gateway.gateway.fetch(
        new Request('http://gateway/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify({ query: QUERY }),
        }),
      )
    const without = await asked({})
    expect([without.status, without.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="camunda-graphql-gateway"',
    ])
    expect((await asked(bearer('x'))).status).toBe(401)
    expect(await (await asked(bearer(await signer.sign()))).json()).toEqual({ data: GOOD })
  })

  test('with FORWARD, the token that was verified is what the cluster gets', async () => {
    await start({ CAMUNDA_AUTH_STRATEGY: 'FORWARD' })
    const token = await signer.sign()
    expect((await ask(token)).data).toEqual(GOOD)
    expect(upstream.calls.map((call) => call.headers.authorization)).toEqual([`Bearer ${token}`])
    await refused('no-token-at-all')
  })
})

test('tokens that were good are remembered within so many bytes, whatever is in them', async () => {
  gateway = await startGateway(upstream, settings())
  const jwt = readConfig(settings()).jwt
  if (!jwt) throw new Error('callers are verified')
  const verifier = new TokenVerifier(jwt, new IssuerKeys(jwt, console.error), 500_000)
  const known = async (claims: Record<string, unknown>) => {
    const tokens = await Promise.all(
      Array.from({ length: 100 }, (_, n) => signer.sign({ claims: { ...claims, sub: `user-${n}` } })),
    )
    for (const token of tokens) await verifier.verify(token)
    return tokens.filter((token) => verifier.known(token) !== undefined).length
  }
  expect(await known({})).toBe(100)
  const large = await known({ groups: 'g'.repeat(10_000) })
  expect(large).toBeGreaterThan(30)
  expect(large).toBeLessThan(50)
  expect(await known({ groups: Array.from({ length: 500 }, (_, n) => `group-${n}`) })).toBeLessThan(50)
})

describe('settings', () => {
  beforeEach(async () => {
    gateway = await startGateway(upstream, settings())
  })
  const ISSUER = { GATEWAY_JWT_ISSUER: 'https://login.example/realm', GATEWAY_JWT_AUDIENCE: 'a' }

  test.each([
    [
      { GATEWAY_JWT_ISSUER: 'https://login.example' },
      /GATEWAY_JWT_AUDIENCE is not set, but GATEWAY_JWT_ISSUER needs it/,
    ],
    [{ ...ISSUER, GATEWAY_JWT_AUDIENCE: ' , ' }, /GATEWAY_JWT_AUDIENCE is not set/],
    [{ GATEWAY_JWT_AUDIENCE: 'a' }, /GATEWAY_JWT_AUDIENCE is set, but without GATEWAY_JWT_ISSUER/],
    [{ GATEWAY_JWT_JWKS_URL: 'https://a' }, /GATEWAY_JWT_JWKS_URL is set, but without GATEWAY_JWT_ISSUER/],
    [
      { ...ISSUER, GATEWAY_JWT_ISSUER: 'login.example' },
      /GATEWAY_JWT_ISSUER is "login.example", but it must be an http/,
    ],
    [{ ...ISSUER, GATEWAY_JWT_JWKS_URL: 'file:///keys' }, /GATEWAY_JWT_JWKS_URL is "file:\/\/\/keys", but/],
    [
      { ...ISSUER, GATEWAY_JWT_ALGORITHMS: 'RS256,none' },
      /GATEWAY_JWT_ALGORITHMS is "RS256,none", but it must be some of/,
    ],
    [{ ...ISSUER, GATEWAY_JWT_ALGORITHMS: 'HS256' }, /GATEWAY_JWT_ALGORITHMS is "HS256"/],
    [{ ...ISSUER, GATEWAY_JWT_ALGORITHMS: ',' }, /GATEWAY_JWT_ALGORITHMS is ","/],
    [{ ...ISSUER, GATEWAY_JWT_CLOCK_SKEW_MS: '-1' }, /GATEWAY_JWT_CLOCK_SKEW_MS is "-1"/],
  ])('%o are refused', (config, message) => {
    expect(() => createGateway(config)).toThrow(message)
  })

  test('a gateway with rights of its own may listen anywhere once it verifies callers', () => {
    const exposed = { ...BASIC, HOST: '0.0.0.0' }
    expect(() => readConfig(exposed)).toThrow(/Have callers verified by GATEWAY_JWT_ISSUER, listen on 127\.0\.0\.1/)
    expect(readConfig({ ...exposed, ...ISSUER }).host).toBe('0.0.0.0')
  })
})
