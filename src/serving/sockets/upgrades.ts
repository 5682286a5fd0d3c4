import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { toRefusal } from '../../errors/errors.ts'
import type { Refusal } from '../../errors/refusal.ts'
import { overloaded, Refused } from '../../errors/refused.ts'
import { noteRefusal } from '../../request/outcome.ts'
import { quoted } from '../../text/cut.ts'
import { toOriginForm } from '../target.ts'
import { arrivalOf, REFUSAL_DELAY_MS } from '../visits.ts'
import { refuseUpgrade } from './refuse-upgrade.ts'
import type { SocketMeans } from './socket-means.ts'
import type { Sockets } from './sockets.ts'

/** The protocol that is spoken on WebSockets, as graphql-ws has it: that package is loaded with the first of them. */
const PROTOCOL = 'graphql-transport-ws'

/** The name of another, older protocol. */
const OLD_PROTOCOL = 'graphql-ws'

/**
 * The way in for WebSockets. A request for one is a visit of its own, which asks nothing: the same plugins look at where it
 * comes from and goes to. What WebSockets need is loaded with the first.
 */
export class Upgrades {
  readonly #means: SocketMeans
  #sockets: Promise<Sockets> | undefined
  #isDraining = false
  #isClosed = false

  constructor(means: SocketMeans) {
    this.#means = means
  }

  /** A listener for `upgrade` of node:http's server. */
  readonly handle = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Whatever happens to it is told by its end.
    socket.on('error', ignore)
    this.#enter(request, socket, head).catch((error: unknown) => {
      this.#means.logError(error)
      socket.destroy()
    })
  }

  /** From now on nobody can connect, and those who are connected are sent to another gateway. */
  drain(): void {
    this.#isDraining = true
    void this.#sockets?.then((sockets) => sockets.drain())
  }

  /** Ends all connections. */
  close(): void {
    this.#isDraining = true
    this.#isClosed = true
    void this.#sockets?.then((sockets) => sockets.close())
  }

  async #enter(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { visits } = this.#means
    toOriginForm(request)
    const visit = visits.openUpgrade(arrivalOf(request))
    let status: number | undefined
    try {
      const refusal = (await visits.refusalOf(visits.onArrival, visit)) ?? this.#refusalOf(request)
      if (socket.destroyed) return
      if (refusal) {
        noteRefusal(visit, refusal)
        status = refusal.status
        if (refusal.headers?.['retry-after'] === undefined) refuseUpgrade(socket, visit, refusal)
        else setTimeout(() => refuseUpgrade(socket, visit, refusal), REFUSAL_DELAY_MS)
        return
      }
      this.#sockets ??= import('./sockets.ts').then(({ Sockets }) => new Sockets(this.#means))
      const sockets = await this.#sockets
      if (this.#isClosed) socket.destroy()
      if (socket.destroyed) return
      status = 101
      sockets.open(request, socket, head, visit)
    } finally {
      visits.leave(visit, status)
    }
  }

  #refusalOf({ method, headers, url = '' }: IncomingMessage): Refusal | undefined {
    const { endpoint } = this.#means
    if (url.split('?', 1)[0] !== endpoint)
      return refused(404, `There is nothing at this path. WebSockets are opened at \`${endpoint}\`.`)
    if (headers.upgrade?.toLowerCase() !== 'websocket')
      return refused(
        426,
        `A connection becomes a WebSocket here, and nothing else: ask without \`Upgrade: ${quoted(headers.upgrade ?? '')}\`, or have the server pass it over by \`shouldUpgradeCallback\`.`,
        { upgrade: 'websocket' },
      )
    // The other rules of the handshake are looked at by the library, and broken by no client.
    if (method !== 'GET' || !/^[+/0-9a-z]{22}==$/i.test(headers['sec-websocket-key'] ?? ''))
      return refused(400, 'A WebSocket is opened by a GET with a header Sec-WebSocket-Key, which this has not.')
    if (headers['sec-websocket-version'] !== '13')
      return refused(426, 'WebSockets are opened in version 13 of their protocol.', { 'sec-websocket-version': '13' })
    const asked = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
    if (!asked.includes(PROTOCOL)) {
      const old = asked.includes(OLD_PROTOCOL)
        ? `, and not \`${OLD_PROTOCOL}\`, which is the older one of subscriptions-transport-ws`
        : ''
      return refused(
        400,
        `What is spoken on WebSockets here is \`${PROTOCOL}\`, as the package graphql-ws has it${old}: name it in Sec-WebSocket-Protocol.`,
      )
    }
    if (!this.#isDraining) return undefined
    return toRefusal(overloaded('The gateway is about to end. Connect again: another one answers.'))
  }
}

function ignore(): void {}

const refused = (status: number, message: string, headers?: Record<string, string>): Refusal =>
  toRefusal(new Refused('BAD_REQUEST', message, { retryable: false }, { status, ...(headers ? { headers } : {}) }))
