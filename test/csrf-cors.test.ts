import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { key } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream({ answers: { resolveIncident: () => ({ status: 204 }) } })
})
afterAll(async () => {
  expectNoViolations(upstream)
  await upstream.close()
})
beforeEach(() => upstream.forget())

const READ = '{ processInstances { totalCount } }'
const WRITE = `mutation { resolveIncident(input: { incidentKey: "${key(1)}" }) { __typename } }`
const inUrl = (query: string) => `?query=${encodeURIComponent(query)}`

function multipart(query: string): FormData {
  const form = new FormData()
  form.append('operations', JSON.stringify({ query }))
  form.append('map', '{}')
  return form
}

/** All that a page of another site can make a browser send without asking the server first. */
const FORGED: ReadonlyArray<[name: string, path: string, init: RequestInit]> = [
  ['a link', `/graphql${inUrl(READ)}`, { headers: { accept: '*/*' } }],
  ['a link that is opened', `/graphql${inUrl(READ)}`, { headers: { accept: 'application/json' } }],
  ['an image', `/graphql${inUrl(READ)}`, { headers: { 'sec-fetch-site': 'cross-site', accept: 'image/*, */*' } }],
  ['a link of a neighbour', `/graphql${inUrl(READ)}`, { headers: { 'sec-fetch-site': 'same-site' } }],
  [
    'an EventSource',
    `/graphql${inUrl(`subscription ${READ}`)}`,
    { headers: { accept: 'text/event-stream', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } },
  ],
  [
    'an EventSource of an old browser',
    `/graphql${inUrl(`subscription ${READ}`)}`,
    { headers: { accept: 'text/event-stream' } },
  ],
  ['a link to another path of Yoga’s', `/graphql/${inUrl(READ)}`, {}],
  ['a link to a path that only ends so', `/other${inUrl(READ)}&x=/graphql`, {}],
  ['a form', '/graphql', { method: 'POST', body: new URLSearchParams({ query: WRITE }) }],
  [
    'a form to a path that only ends so',
    '/other?x=/graphql',
    { method: 'POST', body: new URLSearchParams({ query: WRITE }) },
  ],
  ['a form with files', '/graphql', { method: 'POST', body: multipart(WRITE) }],
  [
    'text',
    '/graphql',
    { method: 'POST', body: JSON.stringify({ query: WRITE }), headers: { 'content-type': 'text/plain' } },
  ],
  [
    'text that says it is JSON as well',
    '/graphql',
    {
      method: 'POST',
      body: JSON.stringify({ query: WRITE }),
      headers: { 'content-type': 'text/plain; a=, application/json' },
    },
  ],
  [
    'a form that says it is JSON as well',
    '/graphql',
    {
      method: 'POST',
      body: `query=${encodeURIComponent(WRITE)}`,
      headers: { 'content-type': 'Application/X-WWW-Form-Urlencoded;application/json' },
    },
  ],
  ['bytes of no type', '/graphql', { method: 'POST', body: Buffer.from(JSON.stringify({ query: WRITE })) }],
]

const POST_JSON = { method: 'POST', body: JSON.stringify({ query: READ }) }

/** What a browser sends for pages of other sites that are not listed, or may be led to. */
const OTHERS: ReadonlyArray<[name: string, path: string, init: RequestInit]> = [
  ...[
    'text/html',
    'foo',
    '"text/plain"',
    'message/rfc822',
    'application/graphql',
    'application/x-json',
    'application/jsonp',
    'text/plain, application/json',
    ', application/json',
    'multipart/form-data',
  ].map((type): [string, string, RequestInit] => [
    `GET as ${type}`,
    `/graphql${inUrl(READ)}`,
    { headers: { 'content-type': type } },
  ]),
  ['GET of an unlisted page', `/graphql${inUrl(READ)}`, { headers: { origin: 'https://evil.example' } }],
  ['GET of no origin', `/graphql${inUrl(READ)}`, { headers: { origin: 'null' } }],
  ...['cross-site', 'same-site'].flatMap(
    (site): Array<[string, string, RequestInit]> => [
      [
        `GET that is ${site}, as JSON`,
        `/graphql${inUrl(READ)}`,
        { headers: { 'sec-fetch-site': site, 'content-type': 'application/json' } },
      ],
      [
        `GET that is ${site}, with a header`,
        `/graphql${inUrl(READ)}`,
        { headers: { 'sec-fetch-site': site, 'apollo-require-preflight': '1' } },
      ],
      [
        `JSON that is ${site}`,
        '/graphql',
        {
          ...POST_JSON,
          headers: { 'sec-fetch-site': site, 'content-type': 'application/json', origin: 'https://evil.example' },
        },
      ],
      [
        `an upload that is ${site}`,
        '/graphql',
        { method: 'POST', body: multipart(READ), headers: { 'sec-fetch-site': site, 'apollo-require-preflight': '1' } },
      ],
    ],
  ),
  [
    'a link that is typed or opened by another program',
    `/graphql${inUrl(READ)}`,
    { headers: { 'sec-fetch-site': 'none' } },
  ],
  ['text of an unlisted page', '/graphql', { ...POST_JSON, headers: { origin: 'https://evil.example' } }],
  ['a header without a value', `/graphql${inUrl(READ)}`, { headers: { 'apollo-require-preflight': '' } }],
]

/** What none of them can send. */
const OWN: ReadonlyArray<[name: string, path: string, init: RequestInit]> = [
  [
    'JSON',
    '/graphql',
    { method: 'POST', body: JSON.stringify({ query: READ }), headers: { 'content-type': 'application/json' } },
  ],
  ['GET of a client', `/graphql${inUrl(READ)}`, { headers: { 'apollo-require-preflight': 'true' } }],
  ['GET with the name of its operation', `/graphql${inUrl(READ)}`, { headers: { 'x-apollo-operation-name': 'A' } }],
  ['GET with a type', `/graphql${inUrl(READ)}`, { headers: { 'content-type': 'application/json' } }],
  [
    'GET with a type and a charset',
    `/graphql${inUrl(READ)}`,
    { headers: { 'content-type': 'Application/JSON; charset=utf-8' } },
  ],
  [
    'GET that is typed, as JSON',
    `/graphql${inUrl(READ)}`,
    { headers: { 'sec-fetch-site': 'none', 'content-type': 'application/json' } },
  ],
  ['GET of a page of this site', `/graphql${inUrl(READ)}`, { headers: { 'sec-fetch-site': 'same-origin' } }],
  ['an upload', '/graphql', { method: 'POST', body: multipart(READ), headers: { 'x-graphql-yoga-csrf': '1' } }],
  [
    'an upload of a page of this site',
    '/graphql',
    { method: 'POST', body: multipart(READ), headers: { 'sec-fetch-site': 'same-origin' } },
  ],
]

describe.each(WAYS)('%s', (_, plugins) => {
  let gateway: RunningGateway
  beforeAll(async () => {
    gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9' }, plugins)
  })
  afterAll(() => gateway.close())

  test.each([...FORGED, ...OTHERS])('%s is refused', async (_name, path, init) => {
    const answer = await fetch(gateway.origin + path, init)
    const text = await answer.text()
    expect(upstream.calls).toEqual([])
    expect(text).not.toContain('"data"')
    // What is no question at all may be said in other ways.
    if (answer.status === 404 || answer.status === 415) return
    expect(answer.status).toBe(403)
    expect(JSON.parse(text)).toEqual({
      errors: [
        {
          message: expect.stringContaining('apollo-require-preflight'),
          extensions: { code: 'CSRF_PREVENTED', retryable: false },
        },
      ],
    })
  })

  test.each(OWN)('%s is answered', async (_name, path, init) => {
    const answer = await fetch(gateway.origin + path, init)
    expect(await answer.json()).toEqual({ data: { processInstances: { totalCount: 0 } } })
  })

  test('a command by GET is refused, whatever headers it has', async () => {
    for (const headers of [{ 'apollo-require-preflight': 'true' }, { 'content-type': 'application/json' }]) {
      const answer = await fetch(gateway.url + inUrl(WRITE), { headers })
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
      expect(await answer.json()).not.toHaveProperty('data')
    }
    expect(upstream.calls).toEqual([])
  })

  test('GraphiQL and probes need nothing', async () => {
    const page = await fetch(gateway.url, { headers: { accept: 'text/html' } })
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect((await fetch(`${gateway.origin}/health`)).status).toBe(200)
  })

  test('other sites are told nothing where none is listed', async () => {
    const answer = await fetch(gateway.url, {
      method: 'POST',
      headers: { origin: 'https://app.example', 'content-type': 'application/json' },
      body: JSON.stringify({ query: READ }),
    })
    const names = [...answer.headers.keys()].filter((name) => name.startsWith('access-control'))
    expect(names).toEqual([])
    const preflight = await fetch(gateway.url, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
    })
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
  })
})

test('all of it can be switched off', async () => {
  await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9', GATEWAY_CSRF_PREVENTION: 'false' })
  const answer = await fetch(gateway.url + inUrl(READ))
  expect(await answer.json()).toEqual({ data: { processInstances: { totalCount: 0 } } })
  expect((await fetch(gateway.url + inUrl(WRITE))).status).toBe(405)
})

describe('the embedded gateway', () => {
  test('refuses alike, and answers listed origins', async () => {
    await using gateway = await startGateway(upstream, {
      CAMUNDA_VERSION: '8.9',
      GATEWAY_CORS_ORIGINS: 'https://app.example',
    })
    const refused = await gateway.gateway.fetch(new Request(`http://gateway/graphql${inUrl(READ)}`))
    expect(refused.status).toBe(403)
    const preflight = await gateway.gateway.fetch(
      new Request('http://gateway/graphql', {
        method: 'OPTIONS',
        headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
      }),
    )
    expect([preflight.status, await preflight.text()]).toEqual([204, ''])
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://app.example')
  })
})

describe.each(WAYS)('listed origins, %s', (_, plugins) => {
  const ask = (gateway: RunningGateway, origin: string | undefined, query = READ) =>
    fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(origin === undefined ? {} : { origin }) },
      body: JSON.stringify({ query }),
    })
  const preflight = (gateway: RunningGateway, origin: string, headers = 'content-type,authorization') =>
    fetch(gateway.url, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': headers },
    })
  const cors = ({ headers }: Response) =>
    Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control') || name === 'vary'))

  test('may ask with cookies where that is allowed; others may not', async () => {
    const config = {
      CAMUNDA_VERSION: '8.9',
      GATEWAY_CORS_ORIGINS: 'https://app.example, http://localhost:3000',
      GATEWAY_CORS_CREDENTIALS: 'true',
      GATEWAY_CORS_MAX_AGE_S: '42',
      // Who may not be answered must be known before what is asked.
      GATEWAY_MAX_ALIASES: '0',
    }
    await using gateway = await startGateway(upstream, config, plugins)
    for (const origin of ['https://app.example', 'http://localhost:3000']) {
      const first = await preflight(gateway, origin)
      expect([first.status, cors(first)]).toEqual([
        204,
        {
          'access-control-allow-origin': origin,
          'access-control-allow-credentials': 'true',
          'access-control-allow-methods': 'GET, POST',
          'access-control-allow-headers': 'content-type,authorization',
          'access-control-max-age': '42',
          vary: 'Origin, Access-Control-Request-Headers',
        },
      ])
      const expected = {
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': expect.stringContaining('RateLimit'),
        vary: 'Origin',
      }
      expect(cors(await ask(gateway, origin))).toEqual(expected)
      // Refusals can be read, too: of what is asked, and of how.
      expect(cors(await ask(gateway, origin, '{ a: __typename }'))).toEqual(expected)
      expect(cors(await fetch(gateway.url + inUrl(READ), { headers: { origin } }))).toEqual({
        ...expected,
        vary: 'Accept, Origin',
      })
    }
    for (const origin of ['https://app.example.evil', 'https://evil', 'null', 'http://app.example']) {
      expect(cors(await preflight(gateway, origin))).toEqual({ vary: 'Origin, Access-Control-Request-Headers' })
      expect(cors(await ask(gateway, origin))).toEqual({ vary: 'Origin' })
    }
    expect(cors(await ask(gateway, undefined))).toEqual({ vary: 'Origin' })
  })

  test('listed origins need no other proof, by GET, forms and uploads; others do', async () => {
    const config = { CAMUNDA_VERSION: '8.9', GATEWAY_CORS_ORIGINS: 'https://app.example' }
    await using gateway = await startGateway(upstream, config, plugins)
    const DATA = { data: { processInstances: { totalCount: 0 } } }
    for (const site of ['cross-site', 'same-site']) {
      const headers = { origin: 'https://app.example', 'sec-fetch-site': site }
      const asked: Array<[path: string, init: RequestInit]> = [
        [inUrl(READ), { headers }],
        ['', { method: 'POST', body: multipart(READ), headers }],
        ['', { method: 'POST', body: new URLSearchParams({ query: READ }), headers }],
        ['', { ...POST_JSON, headers: { ...headers, 'content-type': 'application/json' } }],
      ]
      for (const [path, init] of asked) {
        expect(await (await fetch(gateway.url + path, init)).json()).toEqual(DATA)
        const byFetch = await gateway.gateway.fetch(new Request(`http://gateway/graphql${path}`, init))
        expect(await byFetch.json()).toEqual(DATA)
        for (const origin of ['https://app.example.evil', 'http://app.example', 'null']) {
          const other = await fetch(gateway.url + path, { ...init, headers: { ...init.headers, origin } })
          expect([other.status, (await other.json()).errors[0].extensions.code]).toEqual([403, 'CSRF_PREVENTED'])
        }
      }
    }
    expect((await fetch(gateway.url + inUrl(WRITE), { headers: { origin: 'https://app.example' } })).status).toBe(405)
  })

  test('where everybody may ask, nobody is listed: they ask first', async () => {
    await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9', GATEWAY_CORS_ORIGINS: '*' }, plugins)
    const headers = { origin: 'https://any.example', 'sec-fetch-site': 'cross-site' }
    expect((await fetch(gateway.url + inUrl(READ), { headers })).status).toBe(403)
    for (const proof of [{ 'content-type': 'application/json' }, { 'apollo-require-preflight': '1' }])
      expect((await fetch(gateway.url + inUrl(READ), { headers: { ...headers, ...proof } })).status).toBe(200)
  })

  test('everybody may ask without cookies', async () => {
    await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9', GATEWAY_CORS_ORIGINS: '*' }, plugins)
    expect(cors(await ask(gateway, 'https://any.example'))).toEqual({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': expect.any(String),
    })
  })

  test.each([
    [{ GATEWAY_CORS_ORIGINS: 'https://app.example/path' }, 'GATEWAY_CORS_ORIGINS is "https://app.example/path"'],
    [{ GATEWAY_CORS_ORIGINS: 'app.example' }, 'GATEWAY_CORS_ORIGINS is "app.example"'],
    [{ GATEWAY_CORS_ORIGINS: '*', GATEWAY_CORS_CREDENTIALS: 'true' }, 'GATEWAY_CORS_CREDENTIALS is "true"'],
  ])('%j is no setting', async (config, message) => {
    await expect(startGateway(upstream, config, plugins)).rejects.toThrow(message)
  })
})
