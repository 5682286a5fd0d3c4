import type { OnAnswer } from './auth/credentials.ts'

interface Shared {
  answer: Promise<unknown>
  stop: AbortController
  waiting: number
  /** Those who want to hear of answers; undefined where nobody does: callers with the same rights all do, or none. */
  listeners: OnAnswer[] | undefined
}

/**
 * Makes identical reads once while they are in flight. The key names the identity too, so only callers with the same
 * rights share. The read goes on until its last caller has left.
 */
export class SharedReads {
  readonly #inFlight = new Map<string, Shared>()
  /** How many reads were spared because the same was in flight. */
  spared = 0

  /** Joins the read of this key or starts it by `run`. Rejects with the signal's reason when this caller leaves. */
  run(
    key: string,
    signal: AbortSignal | undefined,
    run: (stop: AbortSignal, onAnswer: OnAnswer | undefined) => Promise<unknown>,
    onAnswer?: OnAnswer,
  ): Promise<unknown> {
    // Nothing is started for a caller who has left already.
    if (signal?.aborted) return Promise.reject(signal.reason)
    let shared = this.#inFlight.get(key)
    if (!shared) {
      const stop = new AbortController()
      const listeners: OnAnswer[] | undefined = onAnswer && []
      const answer = run(stop.signal, listeners && toAll(listeners))
      const started: Shared = { answer: answer.finally(() => this.#forget(key, started)), stop, waiting: 0, listeners }
      this.#inFlight.set(key, started)
      shared = started
    } else this.spared++
    if (onAnswer) shared.listeners?.push(onAnswer)
    shared.waiting++
    return signal ? this.#untilLeft(key, shared, signal) : shared.answer
  }

  #untilLeft(key: string, shared: Shared, signal: AbortSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        if (--shared.waiting === 0) {
          // Out of the map first: a read that is being given up must not be joined.
          this.#forget(key, shared)
          shared.stop.abort(signal.reason)
        }
        reject(signal.reason)
      }
      signal.addEventListener('abort', leave, { once: true })
      shared.answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
    })
  }

  #forget(key: string, shared: Shared): void {
    if (this.#inFlight.get(key) === shared) this.#inFlight.delete(key)
  }
}

function toAll(listeners: readonly OnAnswer[]): OnAnswer {
  return (headers) => {
    for (const listener of listeners) listener(headers)
  }
}
