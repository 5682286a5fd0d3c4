import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createGateway, type Gateway } from '../src/gateway/gateway.ts'
import { HAS_CHROMIUM, NO_CHROMIUM, startBrowser } from './support/browser.ts'
import { certificate } from './support/certificates.ts'
import { freePort, run } from './support/command.ts'
import { userTask } from './support/rows.ts'
import { startUpstream, type Upstream } from './support/upstream.ts'

let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream({ rows: { userTasks: [userTask({ name: 'Pay 1,000,000' })] } })
})
afterAll(() => upstream.close())

const closing: Array<() => Promise<unknown>> = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function gatewayWith(settings: Record<string, string> = {}): Gateway {
  const gateway = createGateway({ CAMUNDA_REST_ADDRESS: upstream.url, CAMUNDA_VERSION: '8.9', ...settings }, LOUD)
  closing.push(() => gateway.close())
  return gateway
}
const LOUD = { logger: { error() {}, warn() {}, info() {}, debug() {} } }

/** The port of a server of the test's own. */
async function listen(listener: RequestListener, address = '127.0.0.1'): Promise<number> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, address, resolve))
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      }),
  )
  return (server.address() as AddressInfo).port
}

/** The status of, and the answer to, what is written to a socket. */
function raw(port: number, text: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      answer += chunk
    })
    socket.on('error', reject)
    socket.on('close', () => {
      const [head = '', body = ''] = answer.split('\r\n\r\n')
      resolve({ status: Number(head.split(' ')[1]), body })
    })
  })
}

const BODY = '{"query":"{ userTasks { nodes { name } } }"}'
function asked(port: number, hosts: readonly string[], path = '/graphql', version = '1.1') {
  const isQuestion = path === '/graphql'
  const lines = [
    `${isQuestion ? 'POST' : 'GET'} ${path} HTTP/${version}`,
    ...hosts.map((host) => `Host: ${host}`),
    'Connection: close',
    ...(isQuestion ? ['Content-Type: application/json', `Content-Length: ${BODY.length}`] : []),
  ]
  return raw(port, `${lines.join('\r\n')}\r\n\r\n${isQuestion ? BODY : ''}`)
}
const statusOf = async (...args: Parameters<typeof asked>) => (await asked(...args)).status

const LOCAL = [
  'localhost',
  'localhost:4000',
  'LOCALHOST',
  'localhost.',
  'gateway.localhost:4000',
  '127.0.0.1',
  '127.0.0.1:1',
  '127.8.9.10:4000',
  '[::1]',
  '[::1]:4000',
]
const FOREIGN = [
  'evil.example',
  'evil.example:4000',
  '169.254.169.254',
  '10.0.0.1:4000',
  '0.0.0.0:4000',
  'localhost.evil.example',
  'evillocalhost',
  '127.0.0.1.evil.example',
  '127.evil.example',
  '[::2]:4000',
  'gateway',
]

describe('a gateway that listens on loopback', () => {
  test('answers who asks for this machine', async () => {
    const port = await listen(gatewayWith().handle)
    for (const host of LOCAL) expect([host, await statusOf(port, [host])]).toEqual([host, 200])
    // No browser leaves it out.
    expect(await statusOf(port, [], '/graphql', '1.0')).toBe(200)
    expect(await statusOf(port, [''])).toBe(200)
  })

  test.each(['/graphql', '/graphql?query={__typename}', '/health', '/ready', '/else'])(
    'answers nobody at %s who asks for another, and says what to set',
    async (path) => {
      const port = await listen(gatewayWith().handle)
      upstream.forget()
      for (const host of FOREIGN) {
        const { status, body } = await asked(port, [host], path)
        expect([host, status]).toEqual([host, 421])
        expect(JSON.parse(body).errors[0].message).toMatch(
          /is for ".+", and not for this gateway, which listens on this machine alone\..* list it in GATEWAY_ALLOWED_HOSTS/,
        )
      }
      expect(upstream.calls).toEqual([])
    },
  )

  test('tells a long name in part', async () => {
    const port = await listen(gatewayWith().handle)
    const { status, body } = await asked(port, [`${'a.'.repeat(3_000)}example`])
    expect(status).toBeGreaterThanOrEqual(400)
    expect(body.length).toBeLessThan(600)
  })

  test('answers by the names that are listed', async () => {
    const port = await listen(
      gatewayWith({ GATEWAY_ALLOWED_HOSTS: 'Gateway.example, [fd00::1], other.example.' }).handle,
    )
    for (const host of ['gateway.example', 'GATEWAY.example:443', '[fd00::1]:4000', 'other.example', ...LOCAL])
      expect([host, await statusOf(port, [host])]).toEqual([host, 200])
    for (const host of ['evil.example', 'x.gateway.example', 'gateway.example.evil.example'])
      expect([host, await statusOf(port, [host])]).toEqual([host, 421])
    const open = await listen(gatewayWith({ GATEWAY_ALLOWED_HOSTS: '*' }).handle)
    for (const host of FOREIGN) expect([host, await statusOf(open, [host])]).toEqual([host, 200])
  })

  test('is known by TLS, too', async () => {
    const { cert, key } = certificate(['localhost'])
    const server = createTlsServer({ cert, key }, gatewayWith().handle)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const { request } = await import('node:https')
    const status = (host: string) =>
      new Promise((resolve, reject) => {
        const options = {
          port,
          host: '127.0.0.1',
          path: '/health',
          headers: { host },
          rejectUnauthorized: false,
          agent: false,
        }
        const sent = request(options, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
        sent.once('error', reject)
        sent.end()
      })
    expect([await status('localhost'), await status('evil.example')]).toEqual([200, 421])
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  test('guards its metrics as well', async () => {
    const port = await freePort()
    await using command = run('src/main.ts', [], {
      env: { PORT: '0', GATEWAY_METRICS_PORT: `${port}`, CAMUNDA_REST_ADDRESS: upstream.url },
    })
    await command.printed(/GraphQL on/)
    for (const path of ['/metrics', '/health', '/ready']) {
      expect([path, await statusOf(port, ['localhost'], path)]).toEqual([path, 200])
      expect([path, await statusOf(port, ['evil.example'], path)]).toEqual([path, 421])
    }
  })
})

describe('a gateway that others can reach', () => {
  test('answers by every name where none is listed', async () => {
    const port = await listen(gatewayWith().handle, '0.0.0.0')
    for (const host of [...LOCAL, ...FOREIGN]) expect([host, await statusOf(port, [host])]).toEqual([host, 200])
  })

  test('answers by listed names alone, and probes by any', async () => {
    const port = await listen(gatewayWith({ GATEWAY_ALLOWED_HOSTS: 'gateway.example' }).handle, '0.0.0.0')
    expect(await statusOf(port, ['gateway.example'])).toBe(200)
    expect(await statusOf(port, ['evil.example'])).toBe(421)
    for (const path of ['/health', '/ready']) expect(await statusOf(port, ['10.1.2.3:4000'], path)).toBe(200)
  })

  test('is one in a socket of the file system, or without a server that is known', async () => {
    const { handle } = gatewayWith()
    const port = await listen((request, response) => {
      Object.defineProperty(request.socket, 'server', { value: undefined })
      handle(request, response)
    })
    expect(await statusOf(port, ['evil.example'])).toBe(200)
  })
})

test('a gateway without a server answers by listed names alone, where there are some', async () => {
  const question = { method: 'POST', headers: { 'content-type': 'application/json' }, body: BODY }
  const status = async (gateway: Gateway, url: string, headers = {}) =>
    (await gateway.fetch(new Request(url, { ...question, headers: { ...question.headers, ...headers } }))).status
  const any = gatewayWith()
  expect(await status(any, 'http://evil.example/graphql')).toBe(200)
  const some = gatewayWith({ GATEWAY_ALLOWED_HOSTS: 'gateway.example' })
  expect(await status(some, 'http://gateway.example/graphql')).toBe(200)
  expect(await status(some, 'http://evil.example/graphql')).toBe(421)
  expect(await status(some, 'http://gateway.example/graphql', { host: 'evil.example' })).toBe(421)
})

test.each([[['localhost', 'localhost']], [['localhost', 'evil.example']], [['gateway.example', 'gateway.example']]])(
  'two headers Host are none: %j',
  async (hosts) => {
    for (const address of ['127.0.0.1', '0.0.0.0']) {
      const port = await listen(gatewayWith().handle, address)
      for (const path of ['/graphql', '/health']) expect([path, await statusOf(port, hosts, path)]).toEqual([path, 400])
    }
  },
)

test.each(['http://gateway.example', 'gateway.example:443', 'gateway.example/graphql', 'a b', 'a,,b', 'user@host'])(
  'GATEWAY_ALLOWED_HOSTS is no %j',
  (names) => {
    expect(() => createGateway({ GATEWAY_ALLOWED_HOSTS: names })).toThrow(
      /^GATEWAY_ALLOWED_HOSTS is ".*", but it must be names of hosts such as gateway\.example/,
    )
  },
)

if (!HAS_CHROMIUM) console.warn(`DNS rebinding is not tried: ${NO_CHROMIUM}`)

test.skipIf(!HAS_CHROMIUM)('a page whose own name leads here reads nothing', { timeout: 60_000 }, async () => {
  const gateway = gatewayWith()
  // The page of evil.example comes from here before its name leads to the gateway: of the same origin for a browser.
  const port = await listen((request, response) => {
    if (request.url !== '/page') return gateway.handle(request, response)
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Kittens</title>')
  })
  await using browser = await startBrowser('MAP evil.example 127.0.0.1')
  const page = await browser.context.newPage()
  const read = async (host: string) => {
    await page.goto(`http://${host}:${port}/page`)
    return page.evaluate(async (body) => {
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch('/graphql', { method: 'POST', headers, body })
      return { status: answer.status, text: await answer.text() }
    }, BODY)
  }
  expect((await read('127.0.0.1')).text).toContain('Pay 1,000,000')
  const rebound = await read('evil.example')
  expect(rebound.status).toBe(421)
  expect(rebound.text).not.toContain('Pay 1,000,000')
})
