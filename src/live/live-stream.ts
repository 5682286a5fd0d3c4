import type { ExecutionResult } from 'graphql'
import { asRefusal } from '../errors/as-refusal.ts'
import type { Refused } from '../errors/refused.ts'
import type { Visit } from '../request/visit.ts'
import type { CancellationListener } from '../upstream/wire/cancellation.ts'
import type { Publication } from './publication.ts'

type Step = IteratorResult<ExecutionResult, undefined>

const DONE: Step = { value: undefined, done: true }

const publications = new WeakMap<ExecutionResult, Publication>()

/** The publication that a result is of, whose JSON is written already; undefined for others. */
export function publicationOf(result: ExecutionResult): Publication | undefined {
  return publications.get(result)
}

/**
 * The answers of a live question as one subscriber takes them: always the newest one, so that who reads slowly gets fewer
 * answers and no queue. Ends when its client leaves.
 */
export class LiveStream implements AsyncGenerator<ExecutionResult, undefined>, CancellationListener {
  readonly visit: Visit
  readonly #left: (stream: LiveStream) => void
  /** The next answer. */
  #next: ExecutionResult | undefined
  #nextId: string | undefined
  /** The id of the answer that the client has. */
  #had: string | undefined
  #isOver = false
  /** Whether no answer comes after the next one. */
  #isEnding = false
  #tell: (() => void) | undefined

  /** @param left called once, when nothing is to be told it any more */
  constructor(visit: Visit, left: (stream: LiveStream) => void) {
    this.visit = visit
    this.#left = left
    this.#had = visit.arrival.header('last-event-id')
  }

  /** Tells it the newest answer, unless that is the one it has. */
  offer(answer: Publication): void {
    if (this.#isOver || this.#isEnding) return
    this.#nextId = answer.id
    this.#next = answer.id === this.#had ? undefined : answer.result
    if (!publications.has(answer.result)) publications.set(answer.result, answer)
    if (this.#next) this.#wake()
  }

  /** Tells it alone what is refused. */
  refuse(refused: Refused): void {
    if (this.#isOver || this.#isEnding) return
    const id = `refused ${refused.code}`
    if (this.#had === id || this.#nextId === id) return
    this.#nextId = id
    this.#next = { errors: [asRefusal(refused)] }
    this.#wake()
  }

  /** Ends it after the answer that it has still to take. */
  complete(): void {
    if (this.#isOver || this.#isEnding) return
    this.#isEnding = true
    this.#left(this)
    this.#wake()
  }

  /** The same without saying that it is complete, so that its client subscribes again elsewhere. */
  sendAway(): void {
    this.visit.isSentAway = true
    this.complete()
  }

  /** The next answer; undefined if there is none yet, null if none will come. */
  take(): ExecutionResult | undefined | null {
    const next = this.#next
    if (next) {
      this.#next = undefined
      this.#had = this.#nextId
      this.visit.events = (this.visit.events ?? 0) + 1
      return next
    }
    if (this.#isEnding) this.#leave()
    return this.#isOver ? null : undefined
  }

  /** Calls back once, when there may be something to take. */
  whenNews(tell: () => void): void {
    this.#tell = tell
  }

  async next(): Promise<Step> {
    for (;;) {
      const value = this.take()
      if (value === null) return DONE
      if (value) return { value, done: false }
      await new Promise<void>((resolve) => this.whenNews(resolve))
    }
  }

  async return(): Promise<Step> {
    this.#leave()
    return DONE
  }

  async throw(error: unknown): Promise<Step> {
    this.#leave()
    throw error
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leave()
  }

  onCancelled(): void {
    this.#leave()
  }

  #wake(): void {
    const tell = this.#tell
    this.#tell = undefined
    tell?.()
  }

  #leave(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.visit.cancellation.unlisten(this)
    if (!this.#isEnding) this.#left(this)
    this.#next = undefined
    this.#wake()
  }
}
