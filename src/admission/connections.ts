import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Budget } from './budget.ts'
import { networkOf } from './network.ts'
import { occupiedConnections } from './occupied.ts'
import { turns } from './turns.ts'

/** One connection of a client's. */
interface OpenConnection {
  /** The accepted socket: below TLS, if there is TLS. */
  readonly socket: Socket
  /** The socket that requests come through: the same, or the TLS socket. */
  upper: Socket
  readonly owner: string
  readonly ends: string
  /** The answer to its latest request; undefined before its first. */
  latest: ServerResponse | undefined
  isOpen: boolean
}

/**
 * Bounds the connections of a server, per address and in all. If there is no room for a new one, an idle connection is
 * closed: of the same address if that has its share, else of the address with the most.
 */
export class Connections {
  readonly #budget: Budget
  readonly #byOwner = new Map<string, Set<OpenConnection>>()
  /** By the sockets that requests come through. */
  readonly #bySocket = new Map<Socket, OpenConnection>()
  /** By their addresses and ports, which are the same below TLS and above it. */
  readonly #byEnds = new Map<string, OpenConnection>()
  #isClosing = false

  constructor(budget: Budget) {
    this.#budget = budget
  }

  /** Starts watching a server; call it before anything else listens to its requests. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => {
      turns.noteArrival()
      this.#enter(socket)
    })
    server.on('secureConnection', (socket: Socket) => this.#secure(socket))
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      const connection = this.#bySocket.get(socket)
      if (connection) connection.latest = response
      if (this.#isClosing) response.shouldKeepAlive = false
    })
  }

  /** From now on each answer closes its connection, so that clients and load balancers find another gateway. */
  sendAway(): void {
    this.#isClosing = true
    for (const { latest } of this.#bySocket.values()) if (latest) latest.shouldKeepAlive = false
  }

  /** Closes idle connections. */
  endIdle(): void {
    for (const connection of new Set(this.#bySocket.values())) if (isIdle(connection)) this.#end(connection)
  }

  #enter(socket: Socket): void {
    const owner = networkOf(socket.remoteAddress ?? '')
    if (!this.#hasRoom(owner)) {
      socket.destroy()
      return
    }
    const connection: OpenConnection = {
      socket,
      upper: socket,
      owner,
      ends: endsOf(socket),
      latest: undefined,
      isOpen: true,
    }
    const own = this.#byOwner.get(owner)
    if (own) own.add(connection)
    else this.#byOwner.set(owner, new Set([connection]))
    this.#bySocket.set(socket, connection)
    this.#byEnds.set(connection.ends, connection)
    socket.once('close', () => this.#leave(connection))
  }

  /** From now on its requests come by the socket above TLS. */
  #secure(secured: Socket): void {
    const connection = this.#byEnds.get(endsOf(secured))
    if (!connection) return
    this.#bySocket.set(secured, connection)
    connection.upper = secured
    secured.once('close', () => {
      this.#bySocket.delete(secured)
      this.#leave(connection)
    })
  }

  #hasRoom(owner: string): boolean {
    const budget = this.#budget
    if (budget.take(1, owner)) return true
    const used = budget.usedBy(owner)
    const heaviest = used >= budget.share ? owner : budget.heaviest()
    // Addresses with no more connections than the newcomer's must not make room for it.
    if (heaviest === undefined || (heaviest !== owner && budget.usedBy(heaviest) <= used + 1)) return false
    for (const connection of this.#byOwner.get(heaviest) ?? []) {
      if (!isIdle(connection)) continue
      this.#end(connection)
      return budget.take(1, owner)
    }
    return false
  }

  #end(connection: OpenConnection): void {
    this.#leave(connection)
    connection.socket.destroy()
  }

  #leave(connection: OpenConnection): void {
    if (!connection.isOpen) return
    connection.isOpen = false
    this.#budget.give(1, connection.owner)
    this.#bySocket.delete(connection.socket)
    // A new connection may already use the same port.
    if (this.#byEnds.get(connection.ends) === connection) this.#byEnds.delete(connection.ends)
    const own = this.#byOwner.get(connection.owner)
    own?.delete(connection)
    if (own?.size === 0) this.#byOwner.delete(connection.owner)
  }
}

function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`
}

/** Whether a connection has no request, and its latest answer is out; a WebSocket, whether nothing is asked on it. */
function isIdle({ latest, upper }: OpenConnection): boolean {
  if (occupiedConnections.has(upper)) return false
  return (latest === undefined || latest.writableFinished || latest.destroyed) && upper.writableLength === 0
}
