import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { renderGraphiQL } from '@graphql-yoga/render-graphiql'
import express from 'express'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createGateway } from '../src/index.ts'
import { HAS_CHROMIUM, startBrowser } from './support/browser.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { AUDIENCE, startIssuer } from './support/issuer.ts'
import { posted, rawConnection } from './support/sockets.ts'
import { startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream()
})
afterAll(() => upstream.close())
beforeEach(() => upstream.forget())

const PAGE = { accept: 'text/html' }

async function get(address: string, headers: Record<string, string> = {}, method = 'GET') {
  const asking = request(address, { method, headers, agent: false })
  asking.end()
  const [response] = (await once(asking, 'response')) as [IncomingMessage]
  const body = await buffer(response)
  return { status: response.statusCode, headers: response.headers, body }
}

/** The addresses of the files that a page names, by their kinds. */
async function filesOf(url: string): Promise<Record<string, string>> {
  const { body } = await get(url, PAGE)
  const found = body.toString().matchAll(/"(\?graphiql=(\w+)-[^"]+)"/g)
  return Object.fromEntries([...found].map(([, address = '', kind = '']) => [kind, address]))
}

describe.each(WAYS)('GraphiQL, %s', (_, plugins) => {
  let gateway: RunningGateway
  beforeAll(async () => {
    gateway = await startGateway(upstream, {}, plugins)
  })
  afterAll(() => gateway.close())

  test('is a small page that is loaded anew each time', async () => {
    for (const [coding, decode] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
      ['identity', (bytes: Buffer) => bytes],
    ] as const) {
      const { headers, body } = await get(gateway.url, { ...PAGE, 'accept-encoding': coding })
      expect(headers['content-encoding']).toBe(coding === 'identity' ? undefined : coding)
      expect([headers['cache-control'], headers.vary]).toEqual(['no-store', 'Accept, Accept-Encoding'])
      expect(Number(headers['content-length'])).toBe(body.length)
      expect(body.length).toBeLessThan(10_000)
      expect(decode(body).toString()).toContain('<title>Camunda GraphQL Gateway</title>')
    }
  })

  test('has files that caches may keep forever, in what the client accepts', async () => {
    const files = await filesOf(gateway.url)
    expect(Object.keys(files).sort()).toEqual(['icon', 'script', 'style'])
    const html = renderGraphiQL()
    const types = { icon: 'image/x-icon', script: 'text/javascript; charset=utf-8', style: 'text/css; charset=utf-8' }
    for (const [kind, type] of Object.entries(types)) {
      const address = gateway.url + files[kind]
      const plain = await get(address)
      expect([plain.status, plain.headers['content-type'], plain.headers['content-encoding']]).toEqual([
        200,
        type,
        undefined,
      ])
      if (kind !== 'icon') expect(html.includes(plain.body.toString())).toBe(true)
      for (const [coding, decode] of [
        ['gzip', gunzipSync],
        ['br', brotliDecompressSync],
      ] as const) {
        const { headers, body } = await get(address, { 'accept-encoding': coding })
        expect(headers).toMatchObject({
          'content-type': type,
          'content-encoding': coding,
          'cache-control': 'public, max-age=31536000, immutable',
          vary: 'Accept-Encoding',
          'content-length': String(body.length),
          'x-content-type-options': 'nosniff',
        })
        expect(decode(body).equals(plain.body)).toBe(true)
        const byHead = await get(address, { 'accept-encoding': coding }, 'HEAD')
        expect([byHead.headers['content-length'], byHead.body.length]).toEqual([String(body.length), 0])
        const byFetch = await gateway.gateway.fetch(
          new Request(`http://localhost/graphql${files[kind]}`, { headers: { 'accept-encoding': coding } }),
        )
        expect(byFetch.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
        expect(Buffer.from(await byFetch.arrayBuffer()).equals(body)).toBe(true)
      }
    }
    expect(upstream.calls).toEqual([])
  })

  test('a setting sends them as they are', async () => {
    await using off = await startGateway(upstream, { GATEWAY_COMPRESSION: 'false' }, plugins)
    const { icon } = await filesOf(off.url)
    for (const address of [off.url, off.url + icon]) {
      const { headers } = await get(address, { ...PAGE, 'accept-encoding': 'br' })
      expect([headers['content-encoding'], headers.vary ?? '']).toEqual([
        undefined,
        expect.not.stringContaining('Encoding'),
      ])
    }
  })

  test('there is no other file, and none for other methods and paths', async () => {
    const { icon = '' } = await filesOf(gateway.url)
    const other = await get(`${gateway.url}?graphiql=script-of-another-version.js`)
    expect([other.status, other.headers['cache-control']]).toEqual([404, 'no-store'])
    expect(JSON.parse(other.body.toString()).errors[0].message).toContain('Load it again')
    for (const name of ['__proto__', 'page', '..', 'constructor'])
      expect((await get(`${gateway.url}?graphiql=${name}`)).status).toBe(404)
    expect((await get(`${gateway.origin}/else${icon}`)).status).toBe(404)
    expect((await get(gateway.url + icon, {}, 'PUT')).status).not.toBe(200)
    // It is a question then, which a page of another site must not ask.
    for (const address of [`${icon}&query={__typename}`, `?query={__typename}&${icon.slice(1)}`]) {
      const { status, body } = await get(gateway.url + address)
      expect([status, JSON.parse(body.toString()).errors[0].extensions.code]).toEqual([403, 'CSRF_PREVENTED'])
    }
  })

  test('nothing of it is there where it is switched off', async () => {
    const { icon = '' } = await filesOf(gateway.url)
    await using off = await startGateway(upstream, { GATEWAY_GRAPHIQL: 'false' }, plugins)
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await get(off.url + icon, {}, method)
      expect([status, headers['content-type']]).not.toEqual([200, expect.anything()])
      expect(status).toBeGreaterThanOrEqual(400)
    }
    const asked = await get(`${off.url}${icon}&query={__typename}`)
    expect(JSON.parse(asked.body.toString()).errors[0].extensions.code).toBe('CSRF_PREVENTED')
  })

  test('who has no token may load it, and ask nothing', async () => {
    await using issuer = await startIssuer()
    const settings = { GATEWAY_JWT_ISSUER: issuer.issuer, GATEWAY_JWT_AUDIENCE: AUDIENCE }
    await using verifying = await startGateway(upstream, settings, plugins)
    const files = await filesOf(verifying.url)
    expect((await get(verifying.url + files.icon)).status).toBe(200)
    const question = `${verifying.url}${files.icon}&query={__typename}`
    expect((await get(question, { 'apollo-require-preflight': 'true' })).status).toBe(401)
  })

  test('who does not read it has to go', async () => {
    await using impatient = await startGateway(upstream, { GATEWAY_SEND_TIMEOUT_MS: '300' }, plugins)
    const { script = '' } = await filesOf(impatient.url)
    using slow = await rawConnection(impatient.origin, { reads: false })
    slow.send(`GET /graphql${script} HTTP/1.1\r\nhost: localhost\r\n\r\n`)
    let bytes = 0
    // It is closed once it was not read for that long; what is on its way by then still arrives.
    await vi.waitFor(async () => expect(await impatient.connections()).toBe(0), { timeout: 10_000 })
    slow.socket.on('data', (text: string) => {
      bytes += text.length
    })
    slow.socket.resume()
    await slow.closed
    expect(bytes).toBeLessThan(8_000_000)
    // Others are answered.
    using other = await rawConnection(impatient.origin)
    other.send(posted({ query: '{ __typename }' }))
    await vi.waitFor(() => expect(other.received).toContain('{"data":{"__typename":"Query"}}'))
  })
})

describe.skipIf(!HAS_CHROMIUM)('in a browser', () => {
  test('below a path of another server it shows the editor, and loads its files once', async () => {
    const gateway = createGateway({ CAMUNDA_REST_ADDRESS: upstream.url })
    const app = express()
    const seen: string[] = []
    app.use((asking, _response, next) => {
      seen.push(`${asking.method} ${asking.url.replace(/-[\w-]+\./, '.')}`)
      next()
    })
    // Only the one path is passed on.
    app.use('/camunda', express.Router().all('/graphql', gateway.handle))
    const server = createServer(app)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/camunda/graphql`
    const browser = await startBrowser()
    try {
      const page = await browser.context.newPage()
      const complaints: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
      })
      for (let visit = 0; visit < 3; visit++) {
        await page.goto(`${url}?query={__typename}`)
        await page.waitForSelector('.graphiql-query-editor .view-line')
      }
      expect(complaints).toEqual([])
      const got = (what: string) => seen.filter((one) => one === `GET /camunda/graphql?${what}`).length
      expect([got('query={__typename}'), got('graphiql=script.js'), got('graphiql=style.css')]).toEqual([3, 1, 1])
    } finally {
      await browser.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await gateway.close()
    }
  })

  test('a script of another version says what to do', async () => {
    await using gateway = await startGateway(upstream)
    const browser = await startBrowser()
    try {
      const page = await browser.context.newPage()
      await page.route('**/*script-*', (route) => route.fulfill({ status: 404, body: '' }))
      await page.goto(gateway.url)
      await expect.poll(() => page.locator('#root').innerText()).toContain('Load the page again')
      // Nor does another text pass for it.
      await page.unroute('**/*script-*')
      await page.route('**/*script-*', (route) => route.fulfill({ contentType: 'text/javascript', body: 'alert(1)' }))
      await page.goto(gateway.url)
      await expect.poll(() => page.locator('#root').innerText()).toContain('Load the page again')
    } finally {
      await browser.close()
    }
  })
})
