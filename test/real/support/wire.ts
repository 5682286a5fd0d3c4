import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** One call as it went over the wire. */
export interface WireCall {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** Parsed JSON; the text itself when it is none; undefined when there is none. */
  readonly body: ReturnType<typeof JSON.parse>
  readonly status: number
}

/** A recorder between a gateway and an engine. */
export interface Wire extends AsyncDisposable {
  /** In place of the engine's address. */
  readonly address: string
  /** The calls so far, in the order of their answers. */
  readonly calls: WireCall[]
  /** Answers what was called since the last look, as `METHOD /path`. */
  look(): string[]
}

/** Records the calls to an engine while passing them on byte by byte. Breaks a connection when the engine does. */
export async function record(address: string): Promise<Wire> {
  const engine = new URL(address)
  const calls: WireCall[] = []
  const server = createServer(async (incoming, outgoing) => {
    const { method = 'GET', url = '/', headers } = incoming
    const body = await buffer(incoming)
    const { pathname: path, searchParams: query } = new URL(url, engine.origin)
    const passed = request(engine.origin, { method, path: url, headers }, (answer) => {
      const { statusCode: status = 0, rawHeaders } = answer
      calls.push({ method, path, query, body: parsed(body.toString()), status })
      outgoing.writeHead(status, rawHeaders)
      answer.pipe(outgoing)
    })
    passed.once('error', () => outgoing.destroy())
    // Long polls that the gateway gives up are given up here too.
    outgoing.once('close', () => passed.destroy())
    passed.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    address: `${origin}${engine.pathname === '/' ? '' : engine.pathname}`,
    calls,
    look: () => calls.splice(0).map(({ method, path }) => `${method} ${path}`),
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function parsed(text: string): WireCall['body'] {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
