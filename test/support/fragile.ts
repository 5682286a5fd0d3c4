import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * What becomes of one command: `refuse`: back-pressure, nothing is done; `breakBefore` and `breakAfter`: the connection
 * breaks before or after the command is carried out; a delay comes before that.
 */
export type Fate = 'do' | 'refuse' | 'breakBefore' | 'breakAfter' | { delay: number }

/** A cluster that cancels process instances, can be killed and started again, and counts what it has really done. */
export interface Fragile extends AsyncDisposable {
  readonly url: string
  /** How often each instance was cancelled, by key. */
  readonly done: ReadonlyMap<string, number>
  /** How many commands came in. */
  readonly received: number
  /** How many are in work. */
  readonly inWork: number
  /** Asked for each command. */
  fate: () => Fate
  /** Like `kill -9`: connections are reset, and what is in work is never done. */
  kill(): Promise<void>
  /** At the same address. */
  restart(): Promise<void>
}

export async function startFragile(): Promise<Fragile> {
  const done = new Map<string, number>()
  let received = 0
  let inWork = 0
  let life = 0
  let server: Server = createServer()
  const sockets = new Set<Socket>()

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const born = life
    for await (const _ of request);
    const key = /^\/v2\/process-instances\/(\d+)\/cancellation$/.exec(request.url ?? '')?.[1]
    if (key === undefined) return void response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    received++
    const fate = fragile.fate()
    if (fate === 'refuse') return exhausted(response)
    if (fate === 'breakBefore') return void request.socket.resetAndDestroy()
    inWork++
    if (typeof fate === 'object') await sleep(fate.delay)
    inWork--
    if (life !== born) return
    done.set(key, (done.get(key) ?? 0) + 1)
    if (fate === 'breakAfter') request.socket.resetAndDestroy()
    else response.writeHead(204).end()
  }
  const listen = (port: number) =>
    new Promise<void>((resolve) => {
      server = createServer((request, response) => {
        // A gateway that leaves while its command is read has not sent it.
        serve(request, response).catch(() => {})
      })
      server.on('connection', (socket) => {
        sockets.add(socket)
        socket.once('close', () => sockets.delete(socket))
      })
      server.listen(port, '127.0.0.1', resolve)
    })
  await listen(0)
  const { port } = server.address() as AddressInfo

  const fragile: Fragile = {
    url: `http://127.0.0.1:${port}`,
    done,
    get received() {
      return received
    },
    get inWork() {
      return inWork
    },
    fate: () => 'do',
    kill: () =>
      new Promise((resolve) => {
        life++
        server.close(() => resolve())
        for (const socket of sockets) socket.resetAndDestroy()
      }),
    restart: () => listen(port),
    async [Symbol.asyncDispose]() {
      if (server.listening) await fragile.kill()
    },
  }
  return fragile
}

function exhausted(response: ServerResponse): void {
  const detail = 'Expected to handle the request, but the broker is overloaded.'
  response
    .writeHead(503, { 'content-type': 'application/problem+json' })
    .end(JSON.stringify({ type: 'about:blank', title: 'RESOURCE_EXHAUSTED', status: 503, detail }))
}
