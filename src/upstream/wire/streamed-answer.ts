import { Readable } from 'node:stream'
import type { Cancellation, CancellationListener } from './cancellation.ts'
import { ConnectionFailure, failureOf, MAX_TIMER_MS } from './connection-failure.ts'

/** An answer whose body comes as fast as it is read. Whoever has it must read the body or destroy it. */
export interface HttpStream {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Readable
}

/** What a stream is asked with. */
export interface StreamRequest {
  /** Milliseconds until the answer must have begun, and then between its pieces. */
  deadline: number
  /** Milliseconds in which the reader must take the next piece; else the answer is given up. */
  maxStallMs: number
  cancellation?: Cancellation | undefined
}

/** How undici lets the answer be steered. */
interface Controller {
  pause(): void
  resume(): void
  abort(reason: Error): void
}

/** Bytes that wait for the reader, beside those that the sockets hold. */
const WAITING_BYTES = 65_536

/**
 * Hands one answer on while it comes. The reader sets the pace; one who takes nothing any more is given up, as is a cluster
 * that sends nothing any more.
 */
export class StreamedAnswer implements CancellationListener {
  readonly #request: StreamRequest
  readonly #resolve: (answer: HttpStream) => void
  readonly #reject: (reason: ConnectionFailure) => void
  readonly #body: Readable
  #controller: Controller | undefined
  #hasBegun = false
  #hasEnded = false
  #isOver = false
  #timer: NodeJS.Timeout | undefined

  constructor(
    request: StreamRequest,
    resolve: (answer: HttpStream) => void,
    reject: (reason: ConnectionFailure) => void,
  ) {
    this.#request = request
    this.#resolve = resolve
    this.#reject = reject
    this.#body = new Readable({
      highWaterMark: WAITING_BYTES,
      read: () => this.#goOn(),
      destroy: (error, done) => {
        this.#release()
        if (!this.#hasEnded) this.#controller?.abort(error ?? new ConnectionFailure('cancelled'))
        done(error)
      },
    })
    // Failures reach the reader by its own listeners; where it has none yet, they must not end the process.
    this.#body.on('error', () => {})
    this.#awaitCluster()
    request.cancellation?.listen(this)
  }

  onCancelled(): void {
    this.#giveUp('cancelled')
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller
    if (this.#isOver) controller.abort(new ConnectionFailure('cancelled'))
  }

  onResponseStart(_controller: Controller, status: number, headers: HttpStream['headers']): void {
    // Informational responses (1xx) are not the answer.
    if (status < 200 || this.#isOver) return
    this.#hasBegun = true
    this.#awaitCluster()
    this.#resolve({ status, headers, body: this.#body })
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (this.#isOver) return
    if (this.#body.push(chunk)) this.#awaitCluster()
    else {
      controller.pause()
      this.#awaitReader()
    }
  }

  onResponseEnd(): void {
    this.#hasEnded = true
    if (this.#isOver) return
    this.#body.push(null)
    this.#awaitReader()
  }

  onResponseError(_controller: Controller | undefined, error: Error): void {
    if (this.#isOver) return
    this.#fail(failureOf(error, this.#controller !== undefined))
  }

  #goOn(): void {
    if (this.#hasEnded || this.#isOver || !this.#hasBegun) return
    this.#awaitCluster()
    this.#controller?.resume()
  }

  #awaitCluster(): void {
    this.#await(this.#request.deadline, () => this.#giveUp(this.#controller ? 'timeout' : 'unreachable'))
  }

  #awaitReader(): void {
    this.#await(this.#request.maxStallMs, () => this.#giveUp('cancelled'))
  }

  #await(ms: number, giveUp: () => void): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(giveUp, Math.min(ms, MAX_TIMER_MS))
  }

  #giveUp(kind: 'cancelled' | 'timeout' | 'unreachable'): void {
    if (!this.#isOver) this.#fail(new ConnectionFailure(kind))
  }

  #fail(failure: ConnectionFailure): void {
    // Where the answer has begun, its promise is kept, and the body alone tells.
    this.#reject(failure)
    this.#body.destroy(failure)
  }

  #release(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#request.cancellation?.unlisten(this)
  }
}
