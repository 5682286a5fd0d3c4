import { createServer, request as send } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'

/** What came by. */
export interface Passed {
  /** `UPGRADE` for a WebSocket. */
  method: string
  url: string
  headers: NodeJS.Dict<string | string[]>
  body: string
}

/** A server that hands requests on, one way or another: streams as they come, and broken off where they break off. */
export interface Between extends AsyncDisposable {
  readonly url: string
  /** The origin that requests go to. */
  target: string
  /** All that came by. */
  readonly passed: Passed[]
  /** Called with each request before it is handed on. A status answers it instead. */
  before: (request: Passed) => Promise<number | undefined> | number | undefined
}

export async function startBetween(target: string): Promise<Between> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = 'GET', url = '/', headers } = request
    const one = { method, url, headers, body: Buffer.concat(chunks).toString() }
    between.passed.push(one)
    const status = await between.before(one)
    if (status !== undefined) {
      response.writeHead(status).end()
      return
    }
    const onward = send(between.target + url, { method, headers: { ...headers, connection: 'close' } }, (answer) => {
      const { connection: _, 'keep-alive': __, ...own } = answer.headers
      response.writeHead(answer.statusCode ?? 502, own)
      answer.on('data', (chunk) => response.write(chunk))
      answer.once('end', () => response.end())
      answer.once('error', () => response.destroy())
    })
    onward.once('error', () => response.destroy())
    response.once('close', () => onward.destroy())
    onward.end(one.body)
  })
  const sockets = new Set<Duplex>()
  server.on('upgrade', async (request, socket: Duplex) => {
    sockets.add(socket)
    const { url = '/', headers, rawHeaders } = request
    const one = { method: 'UPGRADE', url, headers, body: '' }
    between.passed.push(one)
    await between.before(one)
    const { hostname, port } = new URL(between.target)
    const onward = connect(Number(port), hostname)
    const lines = Array.from({ length: rawHeaders.length / 2 }, (_, at) =>
      rawHeaders.slice(2 * at, 2 * at + 2).join(': '),
    )
    onward.write(`${[`GET ${url} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`)
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      from.pipe(to)
      from.once('error', () => to.destroy())
      from.once('close', () => to.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const between: Between = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target,
    passed: [],
    before: () => undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return between
}
