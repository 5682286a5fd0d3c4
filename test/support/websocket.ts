import { type Client, type ClientOptions, createClient } from 'graphql-ws'
import { type ClientOptions as SocketOptions, WebSocket } from 'ws'

export const PROTOCOL = 'graphql-transport-ws'

/** The address of WebSockets at a gateway. */
const socketUrl = (url: string) => url.replace(/^http/, 'ws')

interface SocketClient extends Disposable {
  client: Client
  /** The answers to one operation, and how it ends: each answer, then `complete`, `error` with what, or the code of closing. */
  ask(query: string, variables?: Record<string, unknown>, extensions?: Record<string, unknown>): Operation
}

export interface Operation {
  // biome-ignore lint/suspicious/noExplicitAny: answers are compared as a whole
  next(): Promise<any>
  complete(): void
}

/** A client of graphql-ws, as it is, with headers that no browser could set. */
export function socketClient(
  url: string,
  { headers = {}, ...options }: Partial<ClientOptions> & { headers?: Record<string, string> } = {},
): SocketClient {
  class WithHeaders extends WebSocket {
    constructor(address: string, protocols: string | string[]) {
      super(address, protocols, { headers })
    }
  }
  const client = createClient({
    url: socketUrl(url),
    webSocketImpl: WithHeaders,
    retryAttempts: 0,
    // What is asked later comes by the same connection.
    lazyCloseTimeout: 60_000,
    generateID: () => `op-${++ids}`,
    ...options,
  })
  return {
    client,
    ask(query, variables, extensions) {
      const events: unknown[] = []
      let wake = () => {}
      const tell = (event: unknown) => {
        events.push(event)
        wake()
      }
      const complete = client.subscribe(
        { query, ...(variables ? { variables } : {}), ...(extensions ? { extensions } : {}) },
        {
          next: tell,
          complete: () => tell('complete'),
          error: (error) => tell(isClosing(error) ? { closed: error.code, reason: error.reason } : { refused: error }),
        },
      )
      return {
        complete,
        async next() {
          while (events.length === 0) await new Promise<void>((resolve) => (wake = resolve))
          return events.shift()
        },
      }
    },
    [Symbol.dispose]: () => void client.dispose(),
  }
}

let ids = 0

const isClosing = (error: unknown): error is { code: number; reason: string } =>
  typeof error === 'object' && error !== null && 'code' in error && 'reason' in error

/** A WebSocket whose messages a test writes itself. */
export interface RawSocket extends Disposable {
  ws: WebSocket
  send(message: object | string | Buffer): void
  // biome-ignore lint/suspicious/noExplicitAny: messages are compared as a whole
  next(): Promise<any>
  /** Once it is closed: the code and why. */
  closed: Promise<[code: number, reason: string]>
}

/** Opens one. Rejects where the upgrade is refused. */
export async function rawSocket(url: string, options: SocketOptions = {}): Promise<RawSocket> {
  const ws = new WebSocket(socketUrl(url), PROTOCOL, options)
  const messages: unknown[] = []
  let wake = () => {}
  ws.on('message', (data) => {
    messages.push(JSON.parse(String(data)))
    wake()
  })
  const closed = new Promise<[number, string]>((resolve) =>
    ws.once('close', (code, reason) => resolve([code, String(reason)])),
  )
  await new Promise((resolve, reject) => {
    ws.once('open', resolve)
    ws.once('error', reject)
  })
  ws.on('error', () => {})
  return {
    ws,
    closed,
    send: (message) =>
      ws.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message)),
    async next() {
      while (messages.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      return messages.shift()
    },
    [Symbol.dispose]: () => ws.terminate(),
  }
}

/** The same, once its client has said who it is. */
export async function readySocket(url: string, options: SocketOptions = {}): Promise<RawSocket> {
  const socket = await rawSocket(url, options)
  socket.send({ type: 'connection_init' })
  await socket.next()
  return socket
}
