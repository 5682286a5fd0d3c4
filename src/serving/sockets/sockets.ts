import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { parse } from 'graphql'
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, makeServer, type Server } from 'graphql-ws'
import { WebSocketServer } from 'ws'
import type { Visit } from '../../request/visit.ts'
import { QuestionSocket } from './question-socket.ts'
import type { SocketMeans } from './socket-means.ts'
import { SocketOperation } from './socket-operation.ts'

/** Milliseconds in which a client must say who it is. */
const INIT_TIMEOUT_MS = 5_000

/** Milliseconds that the other side has to agree that a connection ends: an option that its types do not have. */
const CLOSING = { closeTimeout: 2_000 }

/** Stands for what an operation asks: the operation itself knows. */
const ASKED = parse('{ __typename }')

/** All WebSockets of a gateway: the library `ws` has their frames, and `graphql-ws` their protocol. */
export class Sockets {
  readonly #means: SocketMeans
  readonly #frames: WebSocketServer
  readonly #protocol: Server<QuestionSocket>
  readonly #open = new Set<QuestionSocket>()
  #isDraining = false

  constructor(means: SocketMeans) {
    this.#means = means
    this.#frames = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: means.maxMessageBytes,
      // Each connection would keep the memory of its compressor.
      perMessageDeflate: false,
      // A thousand messages in one packet must not keep all others waiting.
      allowSynchronousEvents: false,
      ...CLOSING,
      handleProtocols: () => GRAPHQL_TRANSPORT_WS_PROTOCOL,
    })
    this.#frames.on('error', means.logError)
    this.#protocol = makeServer<Record<string, unknown>, QuestionSocket>({
      connectionInitWaitTimeout: INIT_TIMEOUT_MS,
      onConnect: ({ extra }) => extra.connect(),
      onSubscribe: ({ extra, subscriptions }, id) => ({
        schema: means.schema,
        document: ASKED,
        contextValue: extra.operation(id, subscriptions),
      }),
      execute({ contextValue }) {
        // It sends its answers itself, and is waited for.
        if (contextValue instanceof SocketOperation) return contextValue
        throw new TypeError('what is executed is no operation')
      },
    })
  }

  /** Makes a WebSocket of a connection. */
  open(request: IncomingMessage, connection: Duplex, head: Buffer, upgrade: Visit): void {
    this.#frames.handleUpgrade(request, connection, head, (ws) => {
      const socket = new QuestionSocket(this.#means, ws, connection, upgrade, Object.keys(request.headers))
      this.#open.add(socket)
      const closed = this.#protocol.opened(socket, socket)
      ws.once('close', (code, reason) => {
        this.#open.delete(socket)
        closed(code, String(reason)).catch(this.#means.logError)
      })
      if (this.#isDraining) socket.drain()
    })
  }

  /** From now on clients are sent to another gateway: at once where nothing is asked on their connections. */
  drain(): void {
    this.#isDraining = true
    for (const socket of this.#open) socket.drain()
  }

  /** Ends all connections. */
  close(): void {
    this.#isDraining = true
    for (const socket of this.#open) socket.end()
  }
}
