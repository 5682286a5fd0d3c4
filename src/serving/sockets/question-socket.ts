import type { Duplex } from 'node:stream'
import { CloseCode, type WebSocket as ProtocolSocket, validateMessage } from 'graphql-ws'
import type { WebSocket } from 'ws'
import { sendAwaySoon } from '../../admission/leaving.ts'
import { networkOf } from '../../admission/network.ts'
import { occupiedConnections } from '../../admission/occupied.ts'
import { SILENCE_MS } from '../../answers/event-parts.ts'
import { textOf } from '../../request/body-text.ts'
import { noteRefusal } from '../../request/outcome.ts'
import type { Arrival, Visit } from '../../request/visit.ts'
import { parseExact } from '../../upstream/json/exact-json.ts'
import { isJsonObject } from '../../upstream/json/json-object.ts'
import { CLOSING, codeOfClosing, cutReason, reasonOf } from './closing.ts'
import { Inbox } from './inbox.ts'
import { Incoming } from './incoming.ts'
import { Outbox } from './outbox.ts'
import { questionHeaders, type ShownHeaders, shownHeaders } from './shown-headers.ts'
import type { SocketMeans } from './socket-means.ts'
import { type Asked, MAX_OPERATIONS, type OperationHost, SocketOperation } from './socket-operation.ts'

/** Milliseconds between two pings at least, where a client may take less to read than streams are silent. */
const MIN_HEARTBEAT_MS = 250

/** The longest id of an operation, in characters: each of its messages has it. */
const MAX_ID = 256

type Subscriptions = Record<string, unknown>

/**
 * A WebSocket on which questions come. The package `graphql-ws` keeps the protocol (who says what when, ids, codes of
 * closing); here messages are read and bounded, and each operation is a visit of its own.
 */
export class QuestionSocket implements ProtocolSocket, OperationHost {
  readonly protocol: string
  readonly headerNames: readonly string[]
  readonly #means: SocketMeans
  readonly #ws: WebSocket
  readonly #connection: Duplex
  readonly #upgrade: Visit
  readonly #outbox: Outbox
  readonly #inbox: Inbox
  readonly #incoming: Incoming
  readonly #operations = new Set<SocketOperation>()
  readonly #asked = new Map<string, Asked>()
  #arrival: Arrival
  #isClosing = false
  #isDraining = false
  #isSentAway = false
  #isAlive = true
  #read: (text: string) => Promise<void> = async () => {}

  /** @param headerNames of the request by which it was opened */
  constructor(means: SocketMeans, ws: WebSocket, connection: Duplex, upgrade: Visit, headerNames: readonly string[]) {
    this.headerNames = headerNames
    this.#means = means
    this.#ws = ws
    this.#connection = connection
    this.#upgrade = upgrade
    this.protocol = ws.protocol
    this.#arrival = this.#arrivalWith({})
    this.#outbox = new Outbox(ws, means.sender, upgrade)
    const owner = networkOf(upgrade.arrival.address ?? '')
    this.#inbox = new Inbox(ws, { outbox: this.#outbox, owner, read: (message) => this.#readMessage(message) })
    this.#incoming = new Incoming(means.bodies, owner)
    connection.prependListener('data', this.#count)
    ws.on('message', (data, isBinary) => this.#receive(data, isBinary))
    ws.on('pong', () => {
      this.#isAlive = true
    })
    // It closes by itself, and says why.
    ws.on('error', () => {})
    const every = Math.min(SILENCE_MS, Math.max(MIN_HEARTBEAT_MS, means.sendTimeoutMs))
    const heartbeat = setInterval(() => this.#beat(every), every)
    ws.once('close', () => {
      clearInterval(heartbeat)
      this.#isClosing = true
      this.#inbox.close()
      this.#asked.clear()
      this.#incoming.arrived()
      this.#outbox.close()
      for (const operation of this.#operations) operation.cancel()
    })
  }

  get outbox(): Outbox {
    return this.#outbox
  }

  get means(): SocketMeans {
    return this.#means
  }

  // What follows is called by graphql-ws.

  async send(text: string): Promise<void> {
    await this.#outbox.send(text)
  }

  close(code: number = CloseCode.InternalServerError, reason = ''): void {
    if (this.#isClosing) return
    this.#isClosing = true
    this.#inbox.close()
    this.#ws.close(code, cutReason(reason))
  }

  onMessage(read: (text: string) => Promise<void>): void {
    this.#read = read
  }

  /** Asks the plugins once who connects: a token that is not good is told now. Answers whether they may. */
  async connect(): Promise<boolean> {
    const { visits } = this.#means
    const visit = visits.open(this.#arrival)
    let status: number | undefined
    try {
      const refusal = await visits.refusalOf(visits.onArrival, visit)
      if (this.#isClosing) return false
      status = refusal?.status ?? 200
      if (!refusal) return true
      noteRefusal(visit, refusal)
      this.close(codeOfClosing(status), reasonOf(refusal))
      return false
    } finally {
      visits.leave(visit, status)
    }
  }

  /** The operation that was asked for by an id. */
  operation(id: string, subscriptions: Subscriptions): SocketOperation {
    const asked = this.#asked.get(id)
    if (!asked) throw new TypeError('an operation was begun that nobody has asked for')
    this.#asked.delete(id)
    const operation = new SocketOperation(this, this.#arrival, id, asked, {
      isOpen: () => id in subscriptions,
      forget: () => delete subscriptions[id],
      ended: () => {
        this.#operations.delete(operation)
        if (this.#operations.size > 0) return
        occupiedConnections.delete(this.#connection)
        if (this.#isSentAway) this.#leave()
      },
    })
    this.#operations.add(operation)
    occupiedConnections.add(this.#connection)
    return operation
  }

  /** Sends its client away soon. What it asks from now on is not begun here, so it has to ask again. */
  drain(): void {
    this.#isDraining = true
    if (this.#operations.size === 0) this.sendAway()
    else sendAwaySoon(() => this.sendAway())
  }

  /** Sends the client to another gateway, once what it has asked is answered; its subscriptions go on there. */
  sendAway(): void {
    if (this.#isSentAway) return
    this.#isSentAway = true
    for (const operation of this.#operations) operation.sendAway()
    if (this.#operations.size === 0) this.#leave()
  }

  /** Ends it at once. */
  end(): void {
    this.close(CLOSING.goingAway, 'The gateway ends.')
    const timer = setTimeout(() => this.#ws.terminate(), 500)
    this.#ws.once('close', () => clearTimeout(timer))
  }

  #leave(): void {
    // After graphql-ws has said what is complete: clients ask again for all that is not, commands included.
    setImmediate(() => {
      const close = () => this.close(CLOSING.restart, 'The gateway is about to end. Connect again.')
      this.#outbox.flushed().then(close, this.#means.logError)
    })
  }

  /** What a question says that comes now. */
  #arrivalWith(shown: ShownHeaders): Arrival {
    const { arrival, caller } = this.#upgrade
    return {
      ...arrival,
      method: 'POST',
      path: this.#means.endpoint,
      query: '',
      header: questionHeaders(arrival.header, caller, shown),
    }
  }

  readonly #count = ({ length }: Buffer): void => {
    if (this.#incoming.take(length) || this.#isClosing) return
    this.close(CLOSING.later, 'OVERLOADED: the gateway is reading as much as it has room for. Try again later.')
    // The rest is not worth reading: it ends, whether or not its client has heard.
    this.#ws.pause()
  }

  #beat(every: number): void {
    if (this.#outbox.progressAt > performance.now() - every) this.#isAlive = true
    if (!this.#isAlive) {
      this.#ws.terminate()
      return
    }
    if (this.#incoming.isTooSlow) this.close(CLOSING.policy, 'REQUEST_TIMEOUT: the message comes too slowly.')
    this.#isAlive = false
    if (this.#ws.readyState === this.#ws.OPEN) this.#ws.ping()
  }

  #receive(data: Buffer | ArrayBuffer | Buffer[], isBinary: boolean): void {
    this.#incoming.arrived()
    this.#isAlive = true
    if (this.#isClosing) return
    if (isBinary || !Buffer.isBuffer(data)) {
      this.close(CloseCode.BadRequest, 'Messages are texts: JSON in UTF-8.')
      return
    }
    this.#inbox.add(data)
  }

  #readMessage(message: Buffer): void {
    try {
      this.#handle(parseExact(textOf(message)), message.length)
    } catch (error) {
      this.close(CloseCode.BadRequest, error instanceof Error ? error.message : 'Invalid message')
    }
  }

  /** Throws for what is no message of a client's. */
  #handle(message: unknown, bytes: number): void {
    if (!isJsonObject(message)) throw new Error('A message is a JSON object.')
    const { type, id } = message
    switch (type) {
      case 'connection_init': {
        validateMessage(message)
        const shown = shownHeaders(message.payload)
        if (typeof shown === 'string') throw new Error(`connectionParams: ${shown}`)
        this.#arrival = this.#arrivalWith(shown)
        this.#pass({ type })
        return
      }
      case 'subscribe':
        this.#subscribe(message, bytes)
        return
      case 'complete':
        validateMessage(message)
        this.#pass({ type, id })
        return
      case 'ping':
        validateMessage(message)
        this.#pass(message)
        return
      case 'pong':
        return
      default:
        throw new Error('The type of a message is connection_init, subscribe, complete, ping or pong.')
    }
  }

  #subscribe(message: Record<string, unknown>, bytes: number): void {
    const { id, payload } = message
    // Documents are asked for by their ids, too.
    const question = isJsonObject(payload) ? { query: '', ...payload } : payload
    if (isJsonObject(question) && question.query === null) question.query = ''
    validateMessage({ ...message, payload: question })
    if (this.#isDraining) {
      this.sendAway()
      return
    }
    if (typeof id !== 'string' || id.length > MAX_ID) throw new Error(`An id has up to ${MAX_ID} characters.`)
    if (!this.#asked.has(id)) {
      this.#asked.set(id, { question: payload, bytes, isTooMany: this.#operations.size >= MAX_OPERATIONS })
    }
    // What is asked stays here: the protocol needs only its id.
    this.#pass({ type: 'subscribe', id, payload: { query: '' } })
  }

  #pass(message: object): void {
    this.#read(JSON.stringify(message)).catch((error: unknown) => {
      this.#means.logError(error)
      this.close(CloseCode.InternalServerError, 'Unexpected error.')
    })
  }
}
