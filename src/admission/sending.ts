import type { ServerResponse } from 'node:http'
import type { Budget } from './budget.ts'
import { turns } from './turns.ts'

/** Answers up to this size need no budget while they wait to be read. */
export const FREE_ANSWER_BYTES = 65_536

/** Bytes that are written to a connection at a time, so that what the client has read is freed early. */
const PIECE_BYTES = 65_536

const LOOK_EVERY_MS = 1_000

/** After this many milliseconds without progress, an answer can be ended to make room for others. */
const SLOW_MS = 1_000

/** Where answers go: a response of node:http, or a connection that gets many. */
export interface Recipient {
  readonly destroyed: boolean
  once(event: 'close', listener: () => void): unknown
  off(event: 'close', listener: () => void): unknown
  destroy(): unknown
}

/** An answer on its way. */
interface Answer {
  readonly response: Recipient
  readonly owner: string
  /** Bytes of it that wait to be read. */
  bytes: number
  readonly isCommand: boolean
  /** Whether its client has something to read. */
  isWaiting: boolean
  progressAt: number
  isOver: boolean
}

/** An answer that is counted, and not yet on its way. */
export interface HeldAnswer {
  readonly owner: string
  /**
   * Begins to send it, in the form in which it is sent. The caller writes the pieces one after another, each when the
   * previous one is out.
   */
  pieces(body: readonly Buffer[]): Generator<Buffer, undefined>
  /** It is out, and others follow on its connection: else the end of that tells. */
  done(): void
}

/** Pieces of an answer, and the bytes that count until the last piece is handed over. */
export interface StreamPart {
  readonly pieces: readonly Buffer[]
  readonly bytes: number
}

/** A stream on its way. */
export interface Streamed {
  /** Whether its client has left, or had to go. */
  readonly isOver: boolean
  /** Begins a part: the caller writes its pieces one after another, each when the previous one is out. */
  pieces(pieces: readonly Buffer[], bytes: number): Generator<Buffer, undefined>
  /** Nothing is to be read until the next part. */
  rest(): void
}

/**
 * Sends answers, bounded in sum and per address, because answers that are not read stay in memory. An answer without
 * progress ends with its connection; if there is no room, the slowest answer of the address with the most ends first.
 */
export class Sending {
  readonly #budget: Budget
  readonly #maxStallMs: number
  readonly #answers = new Set<Answer>()
  #timer: NodeJS.Timeout | undefined

  /**
   * @param maxStallMs milliseconds in which a client must read the next piece of its answer; otherwise its connection
   *   ends
   */
  constructor(budget: Budget, maxStallMs: number) {
    this.#budget = budget
    this.#maxStallMs = maxStallMs
  }

  /** Whether this many more bytes may wait to be sent for an owner. Small answers always may. */
  hasRoom(bytes: number, owner: string): boolean {
    if (bytes <= FREE_ANSWER_BYTES) return true
    const budget = this.#budget
    const used = budget.usedBy(owner) + bytes
    // A single answer may be larger than an address's share.
    if (used > budget.share && used > bytes) this.#endSlowest(owner)
    while (budget.used + bytes > budget.limit) if (!this.#endSlowest(budget.heaviest())) break
    const isAlone = budget.usedBy(owner) === 0
    const fits = budget.used + bytes <= budget.limit && (isAlone || budget.usedBy(owner) + bytes <= budget.share)
    if (!fits) budget.refusals++
    return fits
  }

  /** Sends a whole answer that is held, head included. Large answers are written as fast as they are read. */
  send(response: ServerResponse, status: number, headers: Headers, body: readonly Buffer[], held: HeldAnswer): void {
    response.writeHead(status, { ...headers, 'content-length': lengthOf(body) })
    this.#pump(response, held.pieces(body), held.owner)
  }

  /**
   * Counts an answer until it is sent or its client has left.
   * @param isCommand whether it answers a command: then it is never ended to make room for others
   */
  hold(response: Recipient, body: readonly Buffer[], owner: string, isCommand: boolean): HeldAnswer {
    const answer = answerOf(response, owner, lengthOf(body), isCommand)
    // Nothing was sent that its client could read.
    answer.isWaiting = false
    // Its client has left: no further event would end it.
    if (response.destroyed) answer.isOver = true
    const leave = answer.isOver ? () => {} : this.#enter(answer)
    return { owner, pieces: (body) => this.#begin(answer, body), done: leave }
  }

  /** The pieces of a held answer, which may have become smaller since. */
  #begin(answer: Answer, body: readonly Buffer[]): Generator<Buffer, undefined> {
    if (answer.isOver) return piecesOf([], answer)
    const bytes = lengthOf(body)
    this.#budget.give(answer.bytes, answer.owner)
    answer.bytes = bytes > FREE_ANSWER_BYTES ? bytes : 0
    this.#budget.takeAnyway(answer.bytes, answer.owner)
    answer.isWaiting = true
    answer.progressAt = performance.now()
    return piecesOf(body, answer)
  }

  /**
   * The pieces of a stream of parts, each of which counts while it waits to be read. A client that reads each piece in
   * time may listen forever. The caller writes the pieces one after another.
   * @param isCommand whether its parts are of commands: then it is never ended to make room for others
   */
  async *stream(
    response: ServerResponse,
    parts: AsyncIterable<StreamPart>,
    owner: string,
    isCommand = false,
  ): AsyncGenerator<Buffer, undefined> {
    const streamed = this.open(response, owner, isCommand)
    for await (const { pieces, bytes } of parts) {
      if (streamed.isOver) return
      yield* streamed.pieces(pieces, bytes)
      if (streamed.isOver) return
      streamed.rest()
    }
  }

  /** Counts the parts of a stream one after another, each while it waits to be read. */
  open(response: Recipient, owner: string, isCommand = false): Streamed {
    const answer = answerOf(response, owner, 0, isCommand)
    answer.isWaiting = false
    // The client may have left already: no further event would tell.
    if (response.destroyed) answer.isOver = true
    else this.#enter(answer)
    return {
      get isOver() {
        // A connection that has ended takes nothing, though nobody was told yet.
        return answer.isOver || response.destroyed
      },
      pieces: (pieces, bytes) => {
        answer.bytes = bytes > FREE_ANSWER_BYTES ? bytes : 0
        this.#budget.takeAnyway(answer.bytes, owner)
        answer.isWaiting = true
        answer.progressAt = performance.now()
        return piecesOf(pieces, answer)
      },
      rest: () => {
        answer.isWaiting = false
        this.#budget.give(answer.bytes, owner)
        answer.bytes = 0
      },
    }
  }

  /** Gives what ends it. */
  #enter(answer: Answer): () => void {
    this.#budget.takeAnyway(answer.bytes, answer.owner)
    this.#answers.add(answer)
    const leave = () => {
      answer.response.off('close', leave)
      this.#leave(answer)
    }
    answer.response.once('close', leave)
    this.#timer ??= setInterval(() => this.#endStalled(), Math.min(LOOK_EVERY_MS, this.#maxStallMs)).unref()
    return leave
  }

  /** Ends the response only when the last piece is out, so that the connection is not taken for idle before. */
  #pump(response: ServerResponse, pieces: Generator<Buffer, undefined>, owner: string): void {
    const next = pieces.next()
    if (response.destroyed) return
    if (next.done) {
      response.end()
      return
    }
    response.write(next.value, () => {
      // Sockets may take megabytes at once, for hundreds of answers.
      if (turns.isOver) turns.later(owner, () => this.#pump(response, pieces, owner))
      else this.#pump(response, pieces, owner)
    })
  }

  /** Ends the owner's answer with the longest time without progress; returns whether there was one. */
  #endSlowest(owner: string | undefined): boolean {
    let slowest: Answer | undefined
    const before = performance.now() - SLOW_MS
    for (const answer of this.#answers) {
      const { isCommand, isWaiting, bytes, progressAt } = answer
      if (answer.owner !== owner || isCommand || !isWaiting || bytes === 0 || progressAt > before) continue
      if (!slowest || answer.progressAt < slowest.progressAt) slowest = answer
    }
    if (slowest) this.#end(slowest)
    return slowest !== undefined
  }

  #endStalled(): void {
    const before = performance.now() - this.#maxStallMs
    for (const answer of this.#answers) if (answer.isWaiting && answer.progressAt <= before) this.#end(answer)
    if (this.#answers.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #end(answer: Answer): void {
    this.#leave(answer)
    answer.response.destroy()
  }

  #leave(answer: Answer): void {
    if (answer.isOver) return
    answer.isOver = true
    this.#answers.delete(answer)
    this.#budget.give(answer.bytes, answer.owner)
  }
}

type Headers = Readonly<Record<string, string | string[] | number>>

function answerOf(response: Recipient, owner: string, bytes: number, isCommand: boolean): Answer {
  return { response, owner, bytes, isCommand, isWaiting: true, progressAt: performance.now(), isOver: false }
}

function* piecesOf(body: readonly Buffer[], answer: Answer): Generator<Buffer, undefined> {
  for (const buffer of body) {
    for (let at = 0; at < buffer.length; at += PIECE_BYTES) {
      yield buffer.subarray(at, at + PIECE_BYTES)
      // A request for the next piece means that this one was handed over.
      answer.progressAt = performance.now()
    }
  }
}

/** How many bytes the pieces of a body have in all. */
export const lengthOf = (body: readonly Buffer[]): number => body.reduce((sum, { length }) => sum + length, 0)
