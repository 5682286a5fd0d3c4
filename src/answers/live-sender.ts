import type { ServerResponse } from 'node:http'
import type { ExecutionResult } from 'graphql'
import { lengthOf, type Streamed } from '../admission/sending.ts'
import { turns } from '../admission/turns.ts'
import type { LiveStream } from '../live/live-stream.ts'
import { noteAnswer } from '../request/outcome.ts'
import { payerOf, type Visit } from '../request/visit.ts'
import type { AnswerSender } from './answer-sender.ts'
import { SILENCE_MS } from './event-parts.ts'
import type { StreamFraming } from './stream-framing.ts'

/** How often it is looked which clients have heard nothing for long. */
const LOOK_EVERY_MS = 3_000

/**
 * Sends live answers straight to node:http: ten thousand clients that wait cost little more than their connections. The
 * next answer is taken when the previous one is out, so who reads slowly gets the newest.
 */
export class LiveSender {
  readonly #sender: AnswerSender
  readonly #open = new Set<Sent>()
  #timer: NodeJS.Timeout | undefined

  constructor(sender: AnswerSender) {
    this.#sender = sender
  }

  /** Sends the answers of a subscription until it ends or its client leaves. */
  send(response: ServerResponse, visit: Visit, stream: LiveStream, framing: StreamFraming): void {
    response.writeHead(200, { ...visit.headers.collected, ...framing.headers })
    const sent = new Sent(this.#sender, response, visit, stream, framing)
    this.#open.add(sent)
    response.once('close', () => {
      this.#open.delete(sent)
      if (this.#open.size > 0) return
      clearInterval(this.#timer)
      this.#timer = undefined
    })
    this.#timer ??= setInterval(() => this.#breakSilence(), LOOK_EVERY_MS).unref()
    sent.begin()
  }

  #breakSilence(): void {
    const before = performance.now() - SILENCE_MS + LOOK_EVERY_MS
    for (const sent of this.#open) sent.breakSilence(before)
  }
}

/** A live question's answers on their way to one client. */
class Sent {
  readonly #sender: AnswerSender
  readonly #response: ServerResponse
  readonly #visit: Visit
  readonly #stream: LiveStream
  readonly #framing: StreamFraming
  readonly #streamed: Streamed
  #isWriting = false
  #hasEnded = false
  #toldAt = 0

  constructor(
    sender: AnswerSender,
    response: ServerResponse,
    visit: Visit,
    stream: LiveStream,
    framing: StreamFraming,
  ) {
    this.#sender = sender
    this.#response = response
    this.#visit = visit
    this.#stream = stream
    this.#framing = framing
    this.#streamed = sender.open(response, visit)
  }

  begin(): void {
    this.#write([this.#framing.opening], 0)
  }

  /** @param before when something must have been told, in milliseconds */
  breakSilence(before: number): void {
    if (!this.#isWriting && !this.#hasEnded && this.#toldAt < before) this.#write([this.#framing.silence], 0)
  }

  /** Takes the next answer, or waits for one. */
  readonly #next = (): void => {
    if (this.#isWriting || this.#hasEnded || this.#streamed.isOver) return
    // News for thousands must not keep others waiting.
    if (turns.isOver) {
      turns.later(payerOf(this.#visit), this.#next)
      return
    }
    const result = this.#stream.take()
    if (result === undefined) this.#stream.whenNews(this.#next)
    else if (result === null) this.#end()
    else this.#tell(result)
  }

  /** What is written later would be an error that nobody catches: its client may take long to read the rest. */
  #end(): void {
    this.#hasEnded = true
    this.#response.end(this.#visit.isSentAway ? undefined : this.#framing.complete)
  }

  #tell(result: ExecutionResult): void {
    this.#isWriting = true
    noteAnswer(this.#visit, result)
    this.#sender.part(result, this.#framing, this.#visit).then(
      (pieces) => this.#write(pieces, lengthOf(pieces)),
      (error: unknown) => this.#response.destroy(error instanceof Error ? error : undefined),
    )
  }

  #write(pieces: readonly Buffer[], bytes: number): void {
    this.#isWriting = true
    this.#toldAt = performance.now()
    this.#pump(this.#streamed.pieces(pieces, bytes))
  }

  #pump(pieces: Generator<Buffer, undefined>): void {
    if (this.#streamed.isOver || this.#response.destroyed) return
    const next = pieces.next()
    if (!next.done) {
      this.#response.write(next.value, () => this.#pump(pieces))
      return
    }
    this.#streamed.rest()
    this.#isWriting = false
    this.#next()
  }
}
