/** Lets so many in at once; the others wait in the order in which they came. */
export class Limiter {
  #free: number
  readonly #waiting: Array<() => void> = []

  constructor(places: number) {
    this.#free = places
  }

  /** Resolves with a function that gives the place back. Rejects when the signal aborts before a place is free. */
  async enter(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted()
    if (this.#free > 0) this.#free--
    else await this.#turn(signal)
    return () => {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const proceed = () => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(proceed), 1)
        reject(signal?.reason)
      }
      this.#waiting.push(proceed)
      signal?.addEventListener('abort', leave, { once: true })
    })
  }
}
