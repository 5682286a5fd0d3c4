import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { serve } from '../../../attacks/actor.ts'
import { isJsonObject } from '../../../src/upstream/json/json-object.ts'
import { key, processInstance } from '../../support/rows.ts'

/**
 * A cluster in which each caller sees instances of its own, which move. All that a caller is answered holds its name. It
 * can be killed and started again.
 */

/** Instances of each caller. */
const EACH = 20

let version = 0
let server: Server | undefined
let port = 0
let calls = 0
let delay = 0
/** Callers whose tokens are no longer taken. */
const ended = new Set<string>()
const sockets = new Set<Socket>()
/** By the caller, then by the instance. */
const rows = new Map<string, Array<Record<string, unknown>>>()

/** `u7` of `Bearer u7` and of `Bearer u7.2`: tokens are renewed. */
const nameOf = (request: IncomingMessage) => /^Bearer (u\d+)/.exec(request.headers.authorization ?? '')?.[1]

function rowsOf(name: string): Array<Record<string, unknown>> {
  let own = rows.get(name)
  if (!own) {
    const first = Number(name.slice(1)) * EACH
    own = Array.from({ length: EACH }, (_, n) => ({
      ...processInstance({ processInstanceKey: key(first + n), processDefinitionName: `<${name}> 0` }),
    }))
    rows.set(name, own)
  }
  return own
}

interface SearchBody {
  filter?: { processInstanceKey?: string | { $in?: string[]; $eq?: string }; state?: { $eq?: string } | string }
  page?: { limit?: number }
}

function search(name: string, { filter = {}, page: { limit = 100 } = {} }: SearchBody): object {
  const { processInstanceKey: asked, state } = filter
  const keys = isJsonObject(asked) ? (asked.$in ?? [asked.$eq]) : asked === undefined ? undefined : [asked]
  const wanted = isJsonObject(state) ? state.$eq : state
  const found = rowsOf(name).filter(
    (row) => (!keys || keys.includes(String(row.processInstanceKey))) && (wanted === undefined || row.state === wanted),
  )
  const page = { totalItems: found.length, hasMoreTotalItems: false, startCursor: null, endCursor: null }
  return { items: found.slice(0, limit), page }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += chunk
  calls++
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * delay))
  const send = (status: number, content: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content))
  const path = request.url ?? ''
  if (path.startsWith('/v2/topology')) return void send(200, { gatewayVersion: '8.10.0', brokers: [] })
  const name = nameOf(request)
  const token = request.headers.authorization ?? ''
  if (name === undefined || ended.has(token)) return void send(401, { title: 'UNAUTHORIZED', status: 401 })
  if (path.endsWith('/search')) return void send(200, search(name, JSON.parse(body)))
  const [, own] = /^\/v2\/process-instances\/(\d+)/.exec(path) ?? []
  const row = rowsOf(name).find(({ processInstanceKey }) => processInstanceKey === own)
  if (!row) return void send(404, { title: 'NOT_FOUND', status: 404 })
  if (request.method === 'GET') return void send(200, row)
  // A cancellation: what is cancelled goes on elsewhere, so that it can be again.
  row.processDefinitionName = `<${name}> ${++version}`
  response.writeHead(204).end()
}

const api = {
  /** Answers its address. */
  async start(options: { delay?: number }): Promise<string> {
    delay = options.delay ?? 0
    await api.restart(undefined)
    return `http://127.0.0.1:${port}`
  },
  async restart(_: undefined): Promise<void> {
    const next = createServer((request, response) => {
      answer(request, response).catch(() => response.destroy())
    })
    next.on('connection', (socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    })
    await new Promise<void>((resolve) => next.listen(port, '127.0.0.1', resolve))
    server = next
    port = (next.address() as AddressInfo).port
  },
  /** Like `kill -9`. */
  kill(_: undefined): void {
    server?.close()
    for (const socket of sockets) socket.resetAndDestroy()
  },
  /** Some instances of each caller move. */
  move(_: undefined): void {
    for (const [name, own] of rows) {
      for (let times = 0; times < 3; times++) {
        const row = own[Math.floor(Math.random() * own.length)]
        if (!row) continue
        row.processDefinitionName = `<${name}> ${++version}`
        row.hasIncident = Math.random() < 0.5
      }
    }
  },
  /** From now on a token is not taken. */
  end(token: string): void {
    ended.add(token)
  },
  /** How many calls there were since it was last asked. */
  calls(_: undefined): number {
    const before = calls
    calls = 0
    return before
  },
}
export type Tenants = typeof api
serve(api)
