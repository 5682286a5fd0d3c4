import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createGateway, type Gateway } from '../src/gateway/gateway.ts'
import { HAS_CHROMIUM, startBrowser } from './support/browser.ts'
import { certificate } from './support/certificates.ts'
import { run } from './support/command.ts'
import { key, processInstance } from './support/rows.ts'
import { rawConnection } from './support/sockets.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'
import { PROTOCOL, type RawSocket, rawSocket, readySocket } from './support/websocket.ts'

let upstream: Upstream

beforeEach(async () => {
  upstream = await startUpstream({
    version: '8.10',
    rows: { processInstances: [1, 2, 3].map((n) => processInstance({ processInstanceKey: key(n) })) },
  })
})

afterEach(async () => {
  await upstream.close()
  expectNoViolations(upstream)
})

const LIVE = 'subscription { processInstances { totalCount } }'
const COUNTED = { data: { processInstances: { totalCount: 3 } } }

describe('the gateway’s own server', () => {
  const start = (env: Record<string, string> = {}) =>
    run('src/main.ts', [], {
      env: {
        PORT: '0',
        GATEWAY_DRAIN_DELAY_MS: '0',
        CAMUNDA_REST_ADDRESS: upstream.url,
        CAMUNDA_VERSION: '8.10',
        ...env,
      },
    })

  test('has WebSockets over TLS, and sends their clients away when it ends', async () => {
    const files = mkdtempSync(join(tmpdir(), 'gateway-websocket-'))
    const { cert, key } = certificate(['localhost'])
    writeFileSync(join(files, 'cert.pem'), cert)
    writeFileSync(join(files, 'key.pem'), key)
    await using command = start({
      GATEWAY_TLS_CERT_PATH: join(files, 'cert.pem'),
      GATEWAY_TLS_KEY_PATH: join(files, 'key.pem'),
    })
    const url = await command.printed(/https:[^"\s]+\/graphql/)
    using socket = await readySocket(url, { rejectUnauthorized: false })
    using idle = await readySocket(url, { rejectUnauthorized: false })
    socket.send({ type: 'subscribe', id: '1', payload: { query: LIVE } })
    expect(await socket.next()).toEqual({ type: 'next', id: '1', payload: COUNTED })
    command.kill('SIGTERM')
    expect((await idle.closed)[0]).toBe(1012)
    expect((await socket.closed)[0]).toBe(1012)
    expect(await command.exited).toBe(0)
    rmSync(files, { recursive: true })
  })

  test('answers requests that offer another protocol, such as those of Java', async () => {
    await using command = start()
    const { origin } = new URL(await command.printed(/http:[^"\s]+\/graphql/))
    using connection = await rawConnection(origin)
    const body = '{"query":"{ __typename }"}'
    connection.send(
      `POST /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    )
    await vi.waitFor(() => expect(connection.received).toContain('{"data":{"__typename":"Query"}}'))
    expect(connection.received).toContain('HTTP/1.1 200 OK')
  })
})

describe('room', () => {
  let gateway: Gateway
  let server: Server
  let url: string

  async function start(settings: Record<string, string>) {
    gateway = createGateway(
      { CAMUNDA_REST_ADDRESS: upstream.url, CAMUNDA_VERSION: '8.10', ...settings },
      { metrics: true },
    )
    server = createServer()
    gateway.watchConnections(server)
    server.on('request', gateway.handle)
    server.on('upgrade', gateway.handleUpgrade)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`
  }

  afterEach(async () => {
    await gateway.close()
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  })

  const used = (budget: string) =>
    Number(new RegExp(`gateway_budget_used\\{budget="${budget}"\\} (\\d+)`).exec(gateway.metrics() ?? '')?.[1])

  test('a newcomer takes the place of a WebSocket on which nothing is asked, and of no other', async () => {
    await start({ GATEWAY_MEMORY_BYTES: '64000000' })
    const from = { localAddress: '127.0.0.2' }
    using busy = await readySocket(url, from)
    busy.send({ type: 'subscribe', id: '1', payload: { query: LIVE } })
    await busy.next()
    const share = Number(/gateway_budget_limit\{budget="connections"\} (\d+)/.exec(gateway.metrics() ?? '')?.[1]) / 4
    const idle: RawSocket[] = []
    for (let n = 1; n < Math.floor(share); n++) idle.push(await readySocket(url, from))
    using newcomer = await readySocket(url, from)
    const [first] = idle
    expect((await first?.closed)?.[0]).toBe(1006)
    newcomer.send({ type: 'ping' })
    expect(await newcomer.next()).toEqual({ type: 'pong' })
    busy.send({ type: 'ping' })
    expect(await busy.next()).toEqual({ type: 'pong' })
    for (const one of idle) one[Symbol.dispose]()
  }, 30_000)

  test('messages that never end are counted while they are held, and end where there is no room', async () => {
    await start({
      GATEWAY_MEMORY_BYTES: '64000000',
      GATEWAY_MAX_BODY_BYTES: '1000000',
      GATEWAY_MAX_UPLOAD_BYTES: '1000000',
    })
    const all: RawSocket[] = []
    for (let n = 0; n < 20; n++) {
      const socket = await rawSocket(url)
      socket.send({ type: 'connection_init' })
      all.push(socket)
      // Half of a message, in pieces between which pings come.
      for (let piece = 0; piece < 10; piece++) {
        socket.ws.send('x'.repeat(50_000), { fin: false })
        socket.ws.ping()
      }
    }
    expect((await Promise.any(all.map(({ closed }) => closed)))[0]).toBe(1013)
    expect(used('bodies')).toBeLessThanOrEqual(1_000_000)
    using other = await readySocket(url, { localAddress: '127.0.0.3' })
    other.send({
      type: 'subscribe',
      id: '1',
      payload: { query: `query ($a: String!) { __type(name: $a) { name } }`, variables: { a: 'x'.repeat(100_000) } },
    })
    expect((await other.next()).type).toBe('next')
    for (const one of all) one[Symbol.dispose]()
    await vi.waitFor(() => expect(used('bodies')).toBe(0))
  }, 30_000)

  test('a message that comes too slowly ends its connection', async () => {
    await start({ GATEWAY_SEND_TIMEOUT_MS: '500' })
    using socket = await readySocket(url)
    socket.ws.send('x'.repeat(5_000), { fin: false })
    expect((await socket.closed)[0]).toBe(1008)
  }, 15_000)

  test('a socket that says something else than WebSocket’s frames ends, and takes nothing with it', async () => {
    await start({})
    const { origin } = new URL(url)
    using raw = await rawConnection(origin)
    raw.send(
      `GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ${PROTOCOL}\r\n\r\n`,
    )
    await vi.waitFor(() => expect(raw.received).toContain('101 Switching Protocols'))
    expect(raw.received).toContain(`Sec-WebSocket-Protocol: ${PROTOCOL}`)
    expect(raw.received).not.toMatch(/Sec-WebSocket-Extensions/i)
    raw.send('POST /graphql HTTP/1.1\r\n\r\n')
    await raw.closed
    using leaving = await rawConnection(origin)
    leaving.send('GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    leaving[Symbol.dispose]()
    using socket = await readySocket(url)
    socket.send({ type: 'ping' })
    expect(await socket.next()).toEqual({ type: 'pong' })
  })
})

describe.skipIf(!HAS_CHROMIUM)('a browser', () => {
  test('lets pages of the gateway’s own site subscribe with its cookies, and no others', async () => {
    const gateway = createGateway({
      CAMUNDA_REST_ADDRESS: upstream.url,
      CAMUNDA_VERSION: '8.10',
      CAMUNDA_AUTH_STRATEGY: 'FORWARD',
    })
    const server = createServer((request, response) => {
      if (request.url !== '/page') return gateway.handle(request, response)
      response.writeHead(200, {
        'content-type': 'text/html',
        'set-cookie': 'camunda-session=mine; Path=/; SameSite=Lax',
      })
      response.end('<!doctype html>')
    })
    server.on('upgrade', gateway.handleUpgrade)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await using browser = await startBrowser('MAP other.example 127.0.0.1')
    const page = await browser.context.newPage()
    const subscribe = ([address, protocol, query]: string[]) =>
      new Promise((resolve) => {
        const socket = new WebSocket(address ?? '', protocol)
        socket.onopen = () => socket.send(JSON.stringify({ type: 'connection_init', payload: { 'X-CSRF-TOKEN': 't' } }))
        socket.onmessage = ({ data }) => {
          const message = JSON.parse(data)
          if (message.type === 'next') resolve(message.payload)
          else socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query } }))
        }
        socket.onclose = ({ code }) => resolve(code)
      })
    const asked = [`ws://127.0.0.1:${port}/graphql`, PROTOCOL, LIVE]
    await page.goto(`http://127.0.0.1:${port}/page`)
    expect(await page.evaluate(subscribe, asked)).toEqual(COUNTED)
    const [call] = upstream.calls
    expect([call?.headers.cookie, call?.headers['x-csrf-token']]).toEqual(['camunda-session=mine', 't'])
    await page.goto(`http://other.example:${port}/page`)
    expect(await page.evaluate(subscribe, asked)).toBe(1006)
    await gateway.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }, 30_000)
})
