import type { ExecutionResult } from 'graphql'
import type { Cancellation } from '../upstream/wire/cancellation.ts'

/** The answer to an event. */
export interface EventAnswer {
  result: ExecutionResult
  /** Whether the stream ends after this answer. */
  isLast: boolean
}

/** Answers the events of a subscription. None of its methods throws or rejects. */
interface Answering {
  /** Answers one event. */
  answer(event: unknown): Promise<EventAnswer>
  /** Makes the last answer when the source of events fails. */
  failed(error: unknown): ExecutionResult
  /** Called once when nobody waits for answers any more, including the one under way. */
  closed(reason: unknown): void
}

type Step = IteratorResult<ExecutionResult, undefined>

const DONE: Step = { value: undefined, done: true }

const NOT_WANTED = new Error('Nobody listens any more.')

/**
 * The answers of a subscription: one for each event. The next event is requested when the client has taken the previous
 * answer, so a slow client slows its source down. When the client leaves, the stream and its source end at once.
 */
export class EventStream implements AsyncGenerator<ExecutionResult, undefined> {
  readonly #source: AsyncIterator<unknown>
  readonly #cancellation: Cancellation
  readonly #answering: Answering
  /** The latest step. Steps run one after the other. */
  #latest: Promise<Step> = Promise.resolve(DONE)
  #isOver = false
  /** Ends the step under way. */
  #stop: ((step: Step) => void) | undefined

  /** @param cancellation cancelled when the client leaves */
  constructor(source: AsyncIterable<unknown>, cancellation: Cancellation, answering: Answering) {
    this.#source = source[Symbol.asyncIterator]()
    this.#cancellation = cancellation
    this.#answering = answering
    cancellation.listen(this)
  }

  next(): Promise<Step> {
    this.#latest = this.#latest.then(() => this.#step())
    return this.#latest
  }

  async return(): Promise<Step> {
    this.end(NOT_WANTED)
    return DONE
  }

  async throw(error: unknown): Promise<Step> {
    this.end(error)
    throw error
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.end(NOT_WANTED)
  }

  onCancelled(reason: unknown): void {
    this.end(reason)
  }

  /** Ends the stream and its source at once. */
  end(reason: unknown): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#cancellation.unlisten(this)
    this.#answering.closed(reason)
    this.#stop?.(DONE)
    // Nobody is left to tell about an error.
    void this.#endSource().catch(() => {})
  }

  /** Ends the stream after the step under way, which brings the last answer. */
  #endWith(reason: unknown): void {
    this.#stop = undefined
    this.end(reason)
  }

  async #endSource(): Promise<void> {
    await this.#source.return?.()
  }

  #step(): Promise<Step> {
    if (this.#isOver) return Promise.resolve(DONE)
    return new Promise((resolve) => {
      this.#stop = resolve
      void this.#nextAnswer().then(resolve)
    })
  }

  async #nextAnswer(): Promise<Step> {
    const { answer, failed } = this.#answering
    try {
      const { done, value } = await this.#source.next()
      if (this.#isOver) return DONE
      if (done) {
        this.end(NOT_WANTED)
        return DONE
      }
      const { result, isLast } = await answer(value)
      if (isLast) this.#endWith(NOT_WANTED)
      return { value: result, done: false }
    } catch (error) {
      if (this.#isOver) return DONE
      this.#endWith(error)
      return { value: failed(error), done: false }
    }
  }
}
