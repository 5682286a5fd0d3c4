import { EventEmitter } from 'node:events'
import type { WebSocket } from 'ws'
import { FREE_ANSWER_BYTES, lengthOf, type Recipient, type Streamed } from '../../admission/sending.ts'
import type { AnswerSender } from '../../answers/answer-sender.ts'
import type { Visit } from '../../request/visit.ts'

/** So many messages may wait before no more of the client's are read. */
const MANY = 100

interface Message {
  /** What is written one after another, each when the previous one is out. */
  pieces(): Iterator<Buffer, undefined>
  bytes: number
  /** Told once: whether it is out. */
  done(isOut: boolean): void
}

/**
 * The messages to one client, one after another: each resolves when it is out, so whoever waits for that before the next one
 * sends as fast as the client reads. A client that reads nothing for long has to go.
 */
export class Outbox {
  readonly #ws: WebSocket
  readonly #sender: AnswerSender
  readonly #peer: Peer
  readonly #queue: Message[] = []
  /** Where small messages go: only whether they are read is looked at. */
  readonly #small: Streamed
  #isWriting = false
  #isClosed = false
  #whenFew: (() => void) | undefined
  /** When something was last handed over, in milliseconds. */
  progressAt = performance.now()

  /** @param upgrade in whose name the connection was opened */
  constructor(ws: WebSocket, sender: AnswerSender, upgrade: Visit) {
    this.#ws = ws
    this.#sender = sender
    this.#peer = new Peer(ws)
    this.#small = sender.open(this.#peer, upgrade)
  }

  /** Resolves once fewer messages wait; undefined if few do. */
  untilFew(): Promise<void> | undefined {
    if (this.#queue.length < MANY) return undefined
    return new Promise((resolve) => {
      this.#whenFew = resolve
    })
  }

  /**
   * Sends a message of one or more buffers. Resolves to whether it is out.
   * @param visit the question that it answers; undefined for what only keeps the protocol
   */
  send(body: string | readonly Buffer[], visit?: Visit): Promise<boolean> {
    if (this.#isClosed) return Promise.resolve(false)
    const buffers = typeof body === 'string' ? [Buffer.from(body)] : body
    const bytes = lengthOf(buffers)
    // Longer ones count towards the budget for what waits to be read, as answers to requests do.
    const held = visit && bytes > FREE_ANSWER_BYTES ? this.#sender.hold(this.#peer, visit, buffers) : undefined
    return new Promise((resolve) => {
      this.#queue.push({
        pieces: () => held?.pieces(buffers) ?? this.#small.pieces(buffers, 0),
        bytes,
        done: (isOut) => {
          held?.done()
          resolve(isOut)
        },
      })
      if (!this.#isWriting) this.#next()
    })
  }

  /** Resolves once all messages are out, or cannot be any more. */
  async flushed(): Promise<void> {
    while (this.#queue.length > 0) {
      await new Promise<void>((resolve) => {
        const last = this.#queue.at(-1)
        if (!last) return resolve()
        const { done } = last
        last.done = (isOut) => {
          done(isOut)
          resolve()
        }
      })
    }
  }

  /** Nothing goes out any more. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#peer.emit('close')
    for (const message of this.#queue.splice(0)) message.done(false)
    this.#whenFew?.()
  }

  #next(): void {
    const [message] = this.#queue
    this.#isWriting = message !== undefined
    if (message) this.#write(message, message.pieces(), message.bytes)
  }

  /** @param left bytes that are still to be written */
  #write(message: Message, pieces: Iterator<Buffer, undefined>, left: number): void {
    const { value } = pieces.next()
    if (value === undefined || this.#isClosed) return
    const rest = left - value.length
    this.#ws.send(value, { binary: false, compress: false, fin: rest === 0 }, (error) => {
      this.progressAt = performance.now()
      // The connection's end tells all who wait.
      if (error || this.#isClosed) return
      if (rest > 0) {
        this.#write(message, pieces, rest)
        return
      }
      // So that it counts as out.
      pieces.next()
      this.#small.rest()
      this.#queue.shift()
      message.done(true)
      if (this.#queue.length < MANY / 2) this.#whenFew?.()
      this.#next()
    })
  }
}

/** A connection as one to which answers are sent. */
class Peer extends EventEmitter<{ close: [] }> implements Recipient {
  readonly #ws: WebSocket

  constructor(ws: WebSocket) {
    super()
    // Each long message that waits listens.
    this.setMaxListeners(0)
    this.#ws = ws
  }

  get destroyed(): boolean {
    return this.#ws.readyState !== this.#ws.OPEN
  }

  destroy(): void {
    this.#ws.terminate()
  }
}
