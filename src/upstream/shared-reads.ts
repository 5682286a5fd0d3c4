interface Shared {
  answer: Promise<unknown>
  stop: AbortController
  waiting: number
}

/**
 * Makes identical reads once while they are in flight. The key names the identity too, so only callers with the same
 * rights share. The read goes on until its last caller has left.
 */
export class SharedReads {
  readonly #inFlight = new Map<string, Shared>()

  /** Joins the read of this key or starts it by `run`. Rejects with the signal's reason when this caller leaves. */
  run(key: string, signal: AbortSignal | undefined, run: (stop: AbortSignal) => Promise<unknown>): Promise<unknown> {
    // Nothing is started for a caller who has left already.
    if (signal?.aborted) return Promise.reject(signal.reason)
    let shared = this.#inFlight.get(key)
    if (!shared) {
      const stop = new AbortController()
      const started: Shared = { answer: run(stop.signal).finally(() => this.#forget(key, started)), stop, waiting: 0 }
      this.#inFlight.set(key, started)
      shared = started
    }
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
