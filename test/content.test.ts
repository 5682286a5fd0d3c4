import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { rangeOf } from '../src/serving/byte-range.ts'
import { startGateway } from './support/gateway.ts'
import { key } from './support/rows.ts'
import { strictStand } from './support/stand.ts'

const BYTES = randomBytes(5_000_000)
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** A cluster that answers contents as a test says, and whose topology is 8.10's. */
async function startStore(answer: (response: ServerResponse, url: URL, headers: Record<string, unknown>) => void) {
  const calls: string[] = []
  const open = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://store')
    calls.push(`${request.method} ${request.url}`)
    open.add(response)
    response.once('close', () => open.delete(response))
    answer(response, url, request.headers)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    /** How many answers are under way. */
    get open() {
      return open.size
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const whole = (response: ServerResponse) =>
  response
    .writeHead(200, {
      'content-type': 'text/html',
      'content-length': BYTES.length,
      'content-disposition': 'inline; filename="a.html"',
    })
    .end(BYTES)

const DOCUMENT = '/graphql/documents/a%2Fb%20%C3%BC?storeId=s&contentHash=h'
const settings = { CAMUNDA_VERSION: '8.10' }

describe('a document', () => {
  test('comes byte by byte, by the address that its field told, and is nothing that a browser would run', async () => {
    await using store = await startStore(whole)
    await using gateway = await startGateway(store, settings)
    const answer = await fetch(gateway.origin + DOCUMENT)
    expect(hash(await answer.bytes())).toBe(hash(BYTES))
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/html',
      'content-length': '5000000',
      'content-disposition': 'attachment; filename="a.html"',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'accept-ranges': 'bytes',
    })
    expect(store.calls).toEqual(['GET /v2/documents/a%2Fb%20%C3%BC?storeId=s&contentHash=h'])
  })

  test('comes by the Fetch API and through the owner’s plugins, who may refuse it', async () => {
    await using store = await startStore(whole)
    await using gateway = await startGateway(store, settings, [
      {
        onRequest({ request, endResponse, fetchAPI }) {
          if (request.headers.get('x-shop') !== 'mine') endResponse(new fetchAPI.Response(null, { status: 418 }))
        },
      },
    ])
    expect((await fetch(gateway.origin + DOCUMENT)).status).toBe(418)
    expect(store.calls).toEqual([])
    const answer = await fetch(gateway.origin + DOCUMENT, { headers: { 'x-shop': 'mine' } })
    expect(hash(await answer.bytes())).toBe(hash(BYTES))
    const direct = await gateway.gateway.fetch(
      new Request(gateway.origin + DOCUMENT, { headers: { 'x-shop': 'mine' } }),
    )
    expect(hash(await direct.bytes())).toBe(hash(BYTES))
  })

  test('HEAD tells what GET would', async () => {
    await using store = await startStore(whole)
    await using gateway = await startGateway(store, settings)
    const answer = await fetch(gateway.origin + DOCUMENT, { method: 'HEAD' })
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '5000000', ''])
    await vi.waitFor(() => expect(store.open).toBe(0))
  })

  test.each([
    ['bytes=0-9', [0, 9]],
    ['bytes=4999990-', [4_999_990, 4_999_999]],
    ['bytes=-7', [4_999_993, 4_999_999]],
    ['bytes=100-9999999', [100, 4_999_999]],
  ])('a part of it: %s', async (range, [first = 0, last = 0]) => {
    await using store = await startStore(whole)
    await using gateway = await startGateway(store, settings)
    const answer = await fetch(gateway.origin + DOCUMENT, { headers: { range } })
    expect(answer.status).toBe(206)
    expect(answer.headers.get('content-range')).toBe(`bytes ${first}-${last}/5000000`)
    expect(hash(await answer.bytes())).toBe(hash(BYTES.subarray(first, last + 1)))
    await vi.waitFor(() => expect(store.open).toBe(0))
  })

  test('no part of it is 416; what is no range, or where the length is not known, is all of it', async () => {
    await using store = await startStore((response, { pathname }) => {
      if (pathname.endsWith('/chunked')) response.writeHead(200).end(BYTES)
      else whole(response)
    })
    await using gateway = await startGateway(store, settings)
    const ask = (path: string, range: string) => fetch(gateway.origin + path, { headers: { range } })
    const beyond = await ask(DOCUMENT, 'bytes=5000000-')
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */5000000'])
    await beyond.text()
    for (const range of ['lines=1-2', 'bytes=9-3', 'bytes=0-1,3-4', 'bytes=-']) {
      const answer = await ask(DOCUMENT, range)
      expect([answer.status, hash(await answer.bytes())]).toEqual([200, hash(BYTES)])
    }
    const chunked = await ask('/graphql/documents/chunked', 'bytes=0-1')
    expect([chunked.status, hash(await chunked.bytes())]).toEqual([200, hash(BYTES)])
  })

  describe('where the cluster gives parts by itself', () => {
    const answering = (status: number, headers: Record<string, string>) =>
      startStore((response, _url, { range }) =>
        range === undefined ? whole(response) : response.writeHead(status, headers).end('ab'),
      )
    const part = (range: string) => ({ 'content-range': range, 'content-length': '2' })

    test.each([
      ['bytes=0-1', 'bytes 0-1/9'],
      ['bytes=7-', 'bytes 7-8/9'],
      ['bytes=-2', 'bytes 7-8/9'],
      ['bytes=3-4', 'bytes 3-4/*'],
    ])('the one that was asked for is handed on: %s, %s', async (range, given) => {
      await using store = await answering(206, part(given))
      await using gateway = await startGateway(store, settings)
      const answer = await fetch(gateway.origin + DOCUMENT, { headers: { range } })
      expect([answer.status, answer.headers.get('content-range'), await answer.text()]).toEqual([206, given, 'ab'])
    })

    test.each([
      ['another one', part('bytes 0-1/9')],
      ['one that does not say which', { 'content-length': '2' }],
      ['several', { 'content-type': 'multipart/byteranges; boundary=x', 'content-length': '2' }],
    ])('%s is not taken for it', async (_, headers) => {
      await using store = await answering(206, headers)
      await using gateway = await startGateway(store, settings)
      const answer = await fetch(gateway.origin + DOCUMENT, { headers: { range: 'bytes=4-5' } })
      expect(answer.status).toBe(502)
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'UPSTREAM_ERROR' } }] })
      await vi.waitFor(() => expect(store.open).toBe(0))
    })

    test('one that it does not have is 416', async () => {
      await using store = await answering(416, { 'content-range': 'bytes */9' })
      await using gateway = await startGateway(store, settings)
      const answer = await fetch(gateway.origin + DOCUMENT, { headers: { range: 'bytes=40-' } })
      expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */9'])
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] })
    })

    test.each([
      ['several parts', 'GET', { range: 'bytes=0-1,3-4' }],
      ['a part of a version that it never told', 'GET', { range: 'bytes=0-1', 'if-range': '"v1"' }],
      ['a part by HEAD', 'HEAD', { range: 'bytes=0-1' }],
    ])('who asks for %s gets all of it', async (_, method, headers) => {
      await using store = await answering(206, part('bytes 0-1/9'))
      await using gateway = await startGateway(store, settings)
      const answer = await fetch(gateway.origin + DOCUMENT, { method, headers })
      expect([answer.status, answer.headers.get('content-length')]).toEqual([200, '5000000'])
      expect((await answer.bytes()).length).toBe(method === 'HEAD' ? 0 : 5_000_000)
    })
  })
})

describe('errors', () => {
  const problem = (status: number, title: string) => (response: ServerResponse) =>
    response
      .writeHead(status, { 'content-type': 'application/problem+json' })
      .end(JSON.stringify({ type: 'about:blank', title, status, detail: 'Because.', instance: '/x' }))

  test.each([
    [404, 'NOT_FOUND', 404],
    [403, 'FORBIDDEN', 403],
    [500, 'UPSTREAM_ERROR', 502],
  ])('a %i of the cluster is %s', async (status, code, told) => {
    await using store = await startStore(problem(status, code))
    await using gateway = await startGateway(store, { ...settings, CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS: '1' })
    const answer = await fetch(gateway.origin + DOCUMENT)
    expect(answer.status).toBe(told)
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code, retryable: expect.any(Boolean) } }] })
  })

  test('a cluster that is not there is UPSTREAM_UNAVAILABLE, and may be asked again', async () => {
    await using gateway = await startGateway({ url: 'http://127.0.0.1:9' }, settings)
    const answer = await fetch(gateway.origin + DOCUMENT)
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }] })
  })

  test('one that takes longer than a request may is REQUEST_TIMEOUT', async () => {
    await using store = await startStore(() => {})
    await using gateway = await startGateway(store, { ...settings, GATEWAY_REQUEST_TIMEOUT_MS: '200' })
    const answer = await fetch(gateway.origin + DOCUMENT)
    expect(answer.status).toBe(504)
    expect(await answer.json()).toMatchObject({
      errors: [{ extensions: { code: 'REQUEST_TIMEOUT', rule: 'requestMs', limit: 200, retryable: true } }],
    })
    await vi.waitFor(() => expect(store.open).toBe(0))
  })

  test.each([
    ['POST', '/graphql/documents/x', 405],
    ['GET', '/graphql/documents/%E0%A4%A', 400],
    ['GET', '/graphql/documents/%2e%2e', 400],
    ['GET', '/graphql/documents/x?cluster=other', 400],
    ['GET', '/graphql/resources/x/content/binary', 400],
    ['GET', '/graphql/documents/', 404],
    ['GET', '/graphql/documents/x/y', 404],
    ['GET', '/graphql/jobs/1', 404],
  ])('%s %s is %i without a call', async (method, path, status) => {
    await using store = await startStore(whole)
    await using gateway = await startGateway(store, settings)
    const answer = await ask(gateway.origin, method, path)
    expect(answer).toContain(`HTTP/1.1 ${status} `)
    expect(answer).toContain('"errors"')
    expect(store.calls).toEqual([])
  })

  test.each([
    ['directly', []],
    ['through the owner’s plugins', [{}]],
  ])('a content that breaks off ends the connection: nobody takes a part for the whole, %s', async (_, plugins) => {
    await using store = await startStore((response) => {
      response.writeHead(200, { 'content-type': 'text/plain' })
      response.write('begun', () => setTimeout(() => response.socket?.resetAndDestroy(), 20))
    })
    await using gateway = await startGateway(store, settings, plugins)
    const answer = await fetch(gateway.origin + DOCUMENT)
    await expect(answer.text()).rejects.toThrow()
  })

  test('an older cluster has no contents of files', async () => {
    await using store = await startStore(whole)
    await using gateway = await startGateway(store, { CAMUNDA_VERSION: '8.9' })
    const answer = await fetch(`${gateway.origin}/graphql/resources/${key(1)}/content/binary`)
    expect(answer.status).toBe(501)
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_SUPPORTED', since: '8.10' } }] })
  })

  test('who may not ask for the field may not have the content', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'gateway-content-')), 'policy.json')
    writeFileSync(file, JSON.stringify({ rules: [{ name: 'none', deny: ['Document.contentUrl'] }] }))
    await using store = await startStore(whole)
    await using gateway = await startGateway(store, { ...settings, GATEWAY_POLICY_FILE: file })
    const answer = await fetch(gateway.origin + DOCUMENT)
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] })
    expect(store.calls).toEqual([])
  })

  test.each([
    ['{ variables { nodes { name } } }', 403],
    ['{ variables { nodes { documents { contentUrl } } } }', 200],
  ])(
    'where only listed documents are answered, contents are what one of them asks for: %s is %i',
    async (text, status) => {
      const file = join(mkdtempSync(join(tmpdir(), 'gateway-content-')), 'documents.json')
      writeFileSync(file, JSON.stringify({ one: text }))
      await using store = await startStore(whole)
      await using gateway = await startGateway(store, { ...settings, GATEWAY_TRUSTED_DOCUMENTS: file })
      const answer = await fetch(gateway.origin + DOCUMENT)
      expect(answer.status).toBe(status)
      if (status === 200) expect(hash(await answer.bytes())).toBe(hash(BYTES))
      else expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }] })
      expect(store.calls).toHaveLength(status === 200 ? 1 : 0)
    },
  )

  test('a request without a token is refused where callers are verified, also that of a browser’s address bar', async () => {
    await using store = await startStore(whole)
    await using gateway = await startGateway(store, {
      ...settings,
      GATEWAY_JWT_ISSUER: 'https://issuer.example',
      GATEWAY_JWT_AUDIENCE: 'gateway',
    })
    for (const accept of ['*/*', 'text/html']) {
      const answer = await fetch(gateway.origin + DOCUMENT, { headers: { accept } })
      expect([answer.status, answer.headers.has('www-authenticate')]).toEqual([401, true])
    }
    expect(store.calls).toEqual([])
  })

  test('each is charged, and refused when the caller has asked too much', async () => {
    await using store = await startStore((response) => response.writeHead(200).end('x'))
    await using gateway = await startGateway(store, {
      ...settings,
      GATEWAY_RATE_LIMIT: '3',
      GATEWAY_RATE_LIMIT_WINDOW_S: '60',
    })
    const statuses: number[] = []
    for (let n = 0; n < 5; n++) {
      const answer = await fetch(gateway.origin + DOCUMENT)
      await answer.text()
      statuses.push(answer.status)
    }
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(4)
    expect(statuses.at(-1)).toBe(429)
  })
})

describe('readers', () => {
  test.each([
    ['directly', []],
    ['through the owner’s plugins', [{}]],
  ])('one who leaves ends the read at the cluster, %s', async (_, plugins) => {
    await using store = await startStore((response) => {
      response.writeHead(200)
      response.write(BYTES)
    })
    await using gateway = await startGateway(store, settings, plugins)
    const leaving = new AbortController()
    const answer = await fetch(gateway.origin + DOCUMENT, { signal: leaving.signal })
    expect(answer.status).toBe(200)
    leaving.abort()
    await vi.waitFor(() => expect(store.open).toBe(0))
  })

  test('those who read nothing are ended, hold little, and give their places back', async () => {
    const huge = Buffer.alloc(64_000_000)
    await using store = await startStore((response) =>
      response.writeHead(200, { 'content-length': huge.length }).end(huge),
    )
    await using gateway = await startGateway(store, { ...settings, GATEWAY_SEND_TIMEOUT_MS: '500' })
    const before = process.memoryUsage().arrayBuffers
    const { port } = new URL(gateway.origin)
    const sockets = Array.from({ length: 40 }, () => {
      const socket = connect(Number(port), '127.0.0.1').pause()
      socket.on('error', () => {})
      socket.write(`GET ${DOCUMENT} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
      return socket
    })
    await vi.waitFor(() => expect(store.calls.length).toBeGreaterThan(3), { timeout: 5_000 })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 * 4_000_000)
    await vi.waitFor(() => expect(store.open).toBe(0), { timeout: 10_000 })
    for (const socket of sockets) socket.destroy()
    const answer = await fetch(gateway.origin + DOCUMENT, { headers: { range: 'bytes=0-3' } })
    expect(await answer.bytes()).toEqual(new Uint8Array(4))
  }, 30_000)

  test('a cluster that sends nothing any more is given up', async () => {
    await using store = await startStore((response) => {
      response.writeHead(200)
      response.write('begun')
    })
    await using gateway = await startGateway(store, { ...settings, GATEWAY_UPSTREAM_TIMEOUT_MS: '300' })
    const answer = await fetch(gateway.origin + DOCUMENT)
    await expect(answer.text()).rejects.toThrow()
    await vi.waitFor(() => expect(store.open).toBe(0))
  })
})

test('ranges are those of RFC 9110', () => {
  for (let length = 0; length < 6; length++) {
    const content = Array.from({ length }, (_, n) => n)
    for (let first = 0; first < 7; first++) {
      for (let last = 0; last < 7; last++) {
        const range = rangeOf(`bytes=${first}-${last}`, length)
        const wanted = content.slice(first, last + 1)
        if (last < first) expect(range).toBeUndefined()
        else if (wanted.length === 0) expect(range).toBe('unsatisfiable')
        else expect(range).toEqual({ first, last: first + wanted.length - 1 })
      }
      const tail = content.slice(-first || length)
      const suffix = rangeOf(`bytes=-${first}`, length)
      if (tail.length === 0) expect(suffix).toBe('unsatisfiable')
      else expect(suffix).toEqual({ first: length - tail.length, last: length - 1 })
    }
  }
})

test('deployed files: rows, what they hold, and forms by their keys', async () => {
  const row = {
    resourceKey: key(1),
    resourceId: 'bot',
    resourceName: 'bot.rpa',
    version: 2,
    versionTag: null,
    tenantId: '<default>',
  }
  const form = { formKey: key(2), formId: 'f', schema: '{"n":1.0}', tenantId: '<default>', version: 1 }
  const page = { totalItems: 1, hasMoreTotalItems: false, startCursor: 'YWE=', endCursor: 'YWI=' }
  await using stand = await strictStand({
    version: '8.10',
    answers: {
      searchResources: () => ({ body: { items: [row], page } }),
      getResource: () => ({ body: row }),
      getResourceContent: () => ({ text: '{"steps":[9007199254740993]}' }),
      getFormByKey: ({ parameters }) =>
        parameters.formKey === key(2)
          ? { body: form }
          : { status: 404, body: { type: 'about:blank', title: 'NOT_FOUND', status: 404, detail: '', instance: '/x' } },
    },
  })
  const answer = await stand.gateway.ask(`{
    resources(first: 5, filter: { resourceName: { like: "*.rpa" } }, sort: [{ field: resourceName }]) {
      nodes { id resourceKey resourceName contentUrl content }
    }
    form(formKey: "${key(2)}") { formId schema }
    missing: form(formKey: "${key(3)}") { formId }
  }`)
  expect(answer.errors).toBeUndefined()
  expect(answer.data).toMatchObject({
    resources: {
      nodes: [
        {
          resourceKey: key(1),
          resourceName: 'bot.rpa',
          contentUrl: `/graphql/resources/${key(1)}/content/binary`,
        },
      ],
    },
    form: { formId: 'f' },
    missing: null,
  })
  expect(
    stand
      .wire()
      .map(([call]) => call)
      .sort(),
  ).toEqual([
    `GET /forms/${key(2)}`,
    `GET /forms/${key(3)}`,
    `GET /resources/${key(1)}/content`,
    'POST /resources/search',
  ])
  const { id } = (await stand.ask('{ resources { nodes { id } } }')).resources.nodes[0]
  expect(await stand.ask(`{ node(id: "${id}") { ... on Resource { resourceName } } }`)).toEqual({
    node: { resourceName: 'bot.rpa' },
  })
  expect(await stand.refused('{ form(formKey: "x") { formId } }')).toEqual(['BAD_USER_INPUT'])
})

/** Asks by a plain socket: paths are sent as they are. */
function ask(origin: string, method: string, path: string): Promise<string> {
  const { port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1')
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('end', () => resolve(text))
    socket.on('error', reject)
    const accept = 'Accept: application/json\r\n'
    socket.write(
      `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${accept}Connection: close\r\nContent-Length: 0\r\n\r\n`,
    )
  })
}
