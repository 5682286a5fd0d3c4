import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as askByTls } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Plugin } from 'graphql-yoga'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { certificate } from './support/certificates.ts'
import { freePort, run } from './support/command.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream()
})
afterAll(() => upstream.close())

const PROTECTED = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}
const JSON_TYPE = { 'content-type': 'application/json' }
const PREFLIGHT = { 'apollo-require-preflight': 'true' }
const form = () => {
  const data = new FormData()
  data.append('operations', '{"query":"{ __typename }"}')
  data.append('map', '{}')
  return data
}

/** All kinds of answers. */
const ANSWERS: ReadonlyArray<readonly [string, string, RequestInit, number]> = [
  ['data', '/graphql', { method: 'POST', headers: JSON_TYPE, body: '{"query":"{ userTasks { totalCount } }"}' }, 200],
  ['data by GET', '/graphql?query={__typename}', { headers: PREFLIGHT }, 200],
  ['data by a form', '/graphql', { method: 'POST', headers: PREFLIGHT, body: form() }, 200],
  [
    'a stream',
    '/graphql',
    {
      method: 'POST',
      headers: { ...JSON_TYPE, accept: 'text/event-stream' },
      body: '{"query":"{ __typename }"}',
    },
    200,
  ],
  ['errors', '/graphql', { method: 'POST', headers: JSON_TYPE, body: '{"query":"{ nope }"}' }, 200],
  ['no JSON', '/graphql', { method: 'POST', headers: JSON_TYPE, body: '{' }, 400],
  ['a forged request', '/graphql?query={__typename}', {}, 403],
  ['a wrong method', '/graphql', { method: 'PUT' }, 405],
  ['the page', '/graphql', { headers: { accept: 'text/html' } }, 200],
  ['a probe', '/health', {}, 200],
  ['a probe of the cluster', '/ready', {}, 200],
  ['nothing', '/else', {}, 404],
]

describe.each(WAYS)('%s', (_, plugins) => {
  test.each(ANSWERS)('%s comes with what protects browsers', async (_name, path, init, status) => {
    await using gateway = await startGateway(upstream, {}, [...plugins])
    for (const answer of [
      await fetch(gateway.origin + path, init),
      await gateway.gateway.fetch(new Request(`http://localhost${path}`, init)),
    ]) {
      const body = await answer.text()
      expect([answer.status, body]).toEqual([status === 403 || status === 405 ? expect.any(Number) : status, body])
      expect(Object.fromEntries(answer.headers)).toMatchObject(PROTECTED)
      expect(answer.headers.get('strict-transport-security')).toBeNull()
    }
  })

  test('what is accepted decides what is at the address, which shared caches are told', async () => {
    await using open = await startGateway(upstream, {}, [...plugins])
    await using listed = await startGateway(upstream, { GATEWAY_CORS_ORIGINS: 'https://app.example' }, [...plugins])
    const vary = async (gateway: RunningGateway, init: RequestInit) =>
      (await fetch(`${gateway.url}?query={__typename}`, init)).headers.get('vary')
    for (const accept of ['text/html', 'application/json']) {
      const headers = { ...PREFLIGHT, accept }
      // The page is long enough to be compressed.
      const told = accept === 'text/html' ? ['Accept', 'Accept-Encoding'] : ['Accept']
      expect(await vary(open, { headers })).toBe(told.join(', '))
      expect((await vary(listed, { headers }))?.split(', ').sort()).toEqual([...told, 'Origin'])
    }
    const asksFirst = { origin: 'https://app.example', 'access-control-request-method': 'POST' }
    expect((await vary(listed, { method: 'OPTIONS', headers: asksFirst }))?.split(', ').sort()).toEqual([
      'Access-Control-Request-Headers',
      'Origin',
    ])
  })

  test.each([
    ['text/html', true],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8', true],
    ['TEXT/HTML ; Q=0.5', true],
    ['text/html ; q=0.5', true],
    ['application/json, text/html', true],
    ['application/json, text/html;q=0', false],
    ['text/html;q=0, */*', false],
    ['text/html;q=0.0', false],
    ['text/html;charset=utf-8;q=0', false],
    ['application/json, text/html;q=0.9', false],
    ['application/graphql-response+json, application/json;q=0.5, text/html;q=0.8', false],
    ['text/htmlx', false],
    ['*/*', false],
  ])('who accepts %j is shown the page: %s', async (accept, isShown) => {
    await using gateway = await startGateway(upstream, {}, [...plugins])
    const answer = await fetch(`${gateway.url}?query={__typename}`, { headers: { ...PREFLIGHT, accept } })
    const text = await answer.text()
    expect([answer.headers.get('content-type')?.startsWith('text/html') === true, text.startsWith('{"data"')]).toEqual([
      isShown,
      expect.any(Boolean),
    ])
    if (accept.includes('json') && !isShown) expect(text).toContain('{"data":{"__typename":"Query"}}')
    // What shows no page is a question, which a page of another site must not ask.
    const forged = await fetch(`${gateway.url}?query={__typename}`, { headers: { accept } })
    expect(forged.status).toBe(isShown ? 200 : 403)
    await forged.arrayBuffer()
  })

  test('the page runs its own scripts, asks the gateway alone, and stands in no other', async () => {
    await using gateway = await startGateway(upstream, {}, [...plugins])
    const { headers } = await fetch(gateway.url, { headers: { accept: 'text/html' } })
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining(["default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]),
    )
    // And what that loads, which cannot be anything that stands in the page.
    expect(policy).toMatch(/script-src 'sha256-[\w+/]{43}=' 'strict-dynamic'(;|$)/)
    expect(policy).not.toContain('unsafe-eval')
    expect(headers.get('x-frame-options')).toBe('DENY')
  })

  test.each(['/yoga-health', '/x/health', '/else?x=/health', '/graphql?x=/health', '/x%0A', '/yoga-health%0A'])(
    'there is no health at %s',
    async (path) => {
      await using gateway = await startGateway(upstream, {}, [...plugins])
      const { status, headers } = await fetch(gateway.origin + path)
      expect([status, headers.get('x-yoga-id')]).toEqual([path.startsWith('/graphql') ? 403 : 404, null])
    },
  )
})

test('what a plugin of the owner’s says for its own paths stays', async () => {
  const own: Plugin = {
    onRequest({ url, endResponse, fetchAPI }) {
      if (url.pathname === '/asset.js')
        endResponse(new fetchAPI.Response('1', { headers: { 'cache-control': 'public, max-age=60' } }))
    },
  }
  await using gateway = await startGateway(upstream, {}, [own])
  for (const answer of [
    await fetch(`${gateway.origin}/asset.js`),
    await gateway.gateway.fetch(new Request('http://localhost/asset.js')),
  ]) {
    expect(answer.headers.get('cache-control')).toBe('public, max-age=60')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  }
})

describe('by https', () => {
  const files = mkdtempSync(join(tmpdir(), 'gateway-hsts-'))
  afterAll(() => rmSync(files, { recursive: true, force: true }))
  const { cert, key } = certificate(['localhost'])
  const TLS = { GATEWAY_TLS_CERT_PATH: join(files, 'cert.pem'), GATEWAY_TLS_KEY_PATH: join(files, 'key.pem') }
  writeFileSync(TLS.GATEWAY_TLS_CERT_PATH, cert)
  writeFileSync(TLS.GATEWAY_TLS_KEY_PATH, key)

  test.each([
    [{}, 'max-age=86400'],
    [{ GATEWAY_HSTS_MAX_AGE_S: '31536000' }, 'max-age=31536000'],
    [{ GATEWAY_HSTS_MAX_AGE_S: '0' }, undefined],
  ])('browsers are told to stay with it: %j', async (settings, expected) => {
    const port = await freePort()
    await using command = run('src/main.ts', [], {
      env: { PORT: `${port}`, CAMUNDA_REST_ADDRESS: upstream.url, ...TLS, ...settings },
    })
    await command.printed(/GraphQL on/)
    const headers = await new Promise<NodeJS.Dict<string | string[]>>((resolve, reject) => {
      askByTls({ port, host: '127.0.0.1', path: '/health', rejectUnauthorized: false, agent: false }, (response) => {
        response.resume()
        resolve(response.headers)
      })
        .once('error', reject)
        .end()
    })
    expect(headers['strict-transport-security']).toBe(expected)
    expect(headers).toMatchObject(PROTECTED)
  })
})
