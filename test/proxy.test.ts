import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, request, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { readConfig } from '../src/config/config.ts'
import { proxyOf } from '../src/upstream/wire/outgoing.ts'
import { certificate } from './support/certificates.ts'
import { startGateway } from './support/gateway.ts'
import { AUDIENCE, startIssuer } from './support/issuer.ts'

const folder = mkdtempSync(join(tmpdir(), 'proxy-'))
const authority = certificate(['the authority'])
const { cert, key } = certificate(['127.0.0.1', 'localhost'], authority)
const CA = join(folder, 'ca.pem')
writeFileSync(CA, authority.cert)
afterAll(() => rmSync(folder, { recursive: true }))

const servers: Server[] = []
afterEach(() => {
  vi.restoreAllMocks()
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

async function listen(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** A proxy that passes on what it is asked for, and remembers it. */
async function startProxy() {
  const asked: string[] = []
  const proxy = createServer((incoming, response) => {
    asked.push(`${incoming.method} ${incoming.url}`)
    const { method, headers } = incoming
    const outgoing = request(incoming.url ?? '', { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    incoming.pipe(outgoing)
  })
  proxy.on('connect', ({ url = '', headers }, client, head) => {
    asked.push(`CONNECT ${url}${headers['proxy-authorization'] ? ' with a login' : ''}`)
    const [host, port] = url.split(':')
    const through = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      through.write(head)
      through.pipe(client).pipe(through)
    })
    for (const socket of [client, through]) socket.on('error', () => {})
  })
  return { asked, port: await listen(proxy) }
}

/** Plays the cluster and its token endpoint. */
const answer: RequestListener = (incoming, response) => {
  incoming.resume()
  const body = incoming.url?.startsWith('/token')
    ? { access_token: 't', token_type: 'Bearer', expires_in: 300 }
    : { items: [], page: { totalItems: 0, hasMoreTotalItems: false, startCursor: null, endCursor: null } }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const oauth = (origin: string) => ({
  CAMUNDA_VERSION: '8.9',
  CAMUNDA_AUTH_STRATEGY: 'OAUTH',
  CAMUNDA_OAUTH_URL: `${origin}/token`,
  CAMUNDA_CLIENT_ID: 'id',
  CAMUNDA_CLIENT_SECRET: 'secret',
})
const LIST = '{ processInstances { totalCount } }'

describe('through a proxy go', () => {
  test('the cluster, the token endpoint and the keys of callers’ tokens, over http', async () => {
    const proxy = await startProxy()
    const origin = `http://127.0.0.1:${await listen(createServer(answer))}`
    await using issuer = await startIssuer()
    const signer = await issuer.signer()
    await using gateway = await startGateway(
      { url: origin },
      {
        ...oauth(origin),
        HTTP_PROXY: `http://127.0.0.1:${proxy.port}`,
        GATEWAY_JWT_ISSUER: issuer.issuer,
        GATEWAY_JWT_AUDIENCE: AUDIENCE,
        GATEWAY_JWT_JWKS_URL: issuer.jwksUrl,
      },
    )
    const { data } = await gateway.ask(LIST, undefined, { authorization: `Bearer ${await signer.sign()}` })
    expect(data).toEqual({ processInstances: { totalCount: 0 } })
    expect(proxy.asked).toEqual([
      `GET ${issuer.jwksUrl}`,
      `POST ${origin}/token`,
      `POST ${origin}/v2/process-instances/search`,
    ])
  })

  test('the cluster and the token endpoint over https, by a tunnel, checked against the one authority', async () => {
    const proxy = await startProxy()
    const port = await listen(createTlsServer({ cert, key }, answer))
    const origin = `https://127.0.0.1:${port}`
    const config = { ...oauth(origin), HTTPS_PROXY: `http://user:pass@127.0.0.1:${proxy.port}`, GATEWAY_CA_PATH: CA }
    await using gateway = await startGateway({ url: origin }, config)
    expect((await gateway.ask(LIST)).data).toEqual({ processInstances: { totalCount: 0 } })
    expect(proxy.asked).toEqual(Array(2).fill(`CONNECT 127.0.0.1:${port} with a login`))
  })

  test('not what NO_PROXY names', async () => {
    const proxy = await startProxy()
    const origin = `http://127.0.0.1:${await listen(createServer(answer))}`
    const config = { ...oauth(origin), HTTP_PROXY: `127.0.0.1:${proxy.port}`, NO_PROXY: 'example.com, 127.0.0.1' }
    await using gateway = await startGateway({ url: origin }, config)
    expect((await gateway.ask(LIST)).errors).toBeUndefined()
    expect(proxy.asked).toEqual([])
  })
})

test('a proxy that is down is a cluster that cannot be reached: nothing was sent', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const config = { CAMUNDA_VERSION: '8.9', HTTPS_PROXY: 'http://127.0.0.1:1' }
  await using gateway = await startGateway({ url: 'https://cluster.example' }, config)
  const { errors } = await gateway.ask(LIST)
  expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true } }])
})

test('one authority serves cluster and token endpoint without a proxy, too; without it they are not trusted', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const origin = `https://127.0.0.1:${await listen(createTlsServer({ cert, key }, answer))}`
  await using trusting = await startGateway({ url: origin }, { ...oauth(origin), GATEWAY_CA_PATH: CA })
  expect((await trusting.ask(LIST)).errors).toBeUndefined()
  await using other = await startGateway({ url: origin }, oauth(origin))
  expect((await other.ask(LIST)).errors).toHaveLength(1)
})

test.each([
  ['http://a.internal:8080', 'a.internal', false],
  ['http://a.internal:8080', 'internal', false],
  ['http://a.internal:8080', '.internal', false],
  ['http://a.internal:8080', '*.internal', false],
  ['http://a.internal:8080', 'A.INTERNAL:8080', false],
  ['http://a.internal:8080', 'a.internal:80', true],
  ['http://a.internal', 'a.internal:80', false],
  ['http://ainternal', 'internal', true],
  ['http://[::1]:8080', '::1', false],
  ['http://[::1]:8080', '[::1]:8080', false],
  ['http://a.internal', '*', false],
  ['http://a.internal', ' , ', true],
])('%s with NO_PROXY %s', (origin, noProxy, isProxied) => {
  expect(proxyOf(origin, { httpProxy: 'http://p', noProxy }) !== undefined).toBe(isProxied)
})

test('settings of proxies are read in either case, and must be addresses', () => {
  const read = (given: Record<string, string>) =>
    readConfig({ CAMUNDA_REST_ADDRESS: 'http://localhost:8080/v2', ...given }).cluster.outgoing
  expect(read({ https_proxy: 'proxy:3128', no_proxy: 'x' })).toMatchObject({
    httpsProxy: 'http://proxy:3128',
    noProxy: 'x',
  })
  expect(() => read({ HTTP_PROXY: 'ftp://user:pass@proxy' })).toThrow(/^HTTP_PROXY is "…@proxy", but it must be /)
  expect(() => read({ GATEWAY_CA_PATH: '/nowhere.pem' })).toThrow(/GATEWAY_CA_PATH/)
})

describe('a proxy that does not pass calls on', () => {
  const COMPLETE = 'mutation { completeUserTask(input: { userTaskKey: "5" }) { userTask { userTaskKey } } }'

  /** A proxy that answers a status to everything; with 0 nothing at all. */
  async function startRefusing(status: number) {
    const proxy = createServer((incoming, response) => {
      incoming.resume()
      response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>no</h1>')
    })
    const tunnels: Socket[] = []
    proxy.on('connect', (_request, socket: Socket) => {
      tunnels.push(socket)
      socket.on('error', () => {})
      if (status !== 0) socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`)
    })
    const url = `http://127.0.0.1:${await listen(proxy)}`
    return { config: { CAMUNDA_VERSION: '8.9', HTTP_PROXY: url, HTTPS_PROXY: url }, tunnels }
  }

  test.each([
    ['http', 407],
    ['https', 407],
    ['https', 403],
    ['https', 503],
  ])('%s: is told with its status %i, and nothing was carried out', async (scheme, status) => {
    const { config } = await startRefusing(status)
    await using gateway = await startGateway({ url: `${scheme}://camunda.invalid` }, config)
    for (const question of [LIST, COMPLETE]) {
      const { errors } = await gateway.ask(question)
      expect(errors).toMatchObject([
        { message: expect.stringContaining(`the proxy refuses to pass it on (status ${status})`) },
      ])
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' })
      expect(errors?.[0]?.extensions).not.toHaveProperty('outcomeUnknown')
    }
  })

  test('gives tunnels back that it never opens', async () => {
    const { config, tunnels } = await startRefusing(0)
    await using gateway = await startGateway(
      { url: 'https://camunda.invalid' },
      { ...config, GATEWAY_UPSTREAM_TIMEOUT_MS: '100', CAMUNDA_SDK_HTTP_RETRY_MAX_ATTEMPTS: '1' },
    )
    expect((await gateway.ask(LIST)).errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }])
    expect(tunnels).toHaveLength(1)
    await vi.waitFor(() => expect(tunnels.map(({ readyState }) => readyState)).not.toContain('open'), {
      timeout: 15_000,
    })
  })

  test.each(['user:100%', 'us%zzer:pass'])(
    'credentials that are no percent-encoding are refused: %s',
    (credentials) => {
      const given = { HTTP_PROXY: `http://${credentials}@proxy.example:3128` }
      expect(() => readConfig(given)).toThrow(/HTTP_PROXY is "…@proxy.example:3128", .*percent-encoded/)
    },
  )
})
