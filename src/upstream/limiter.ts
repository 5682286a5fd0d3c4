import type { Cancellation, Listener } from './cancellation.ts'

/** Rejects an entry: the queue is full, or did not come to it in time. */
export class Overload extends Error {
  /** Seconds after which a place in the queue is likely: how long its first one has waited, at least 1. */
  readonly retryAfter: number

  constructor(waitedMs: number) {
    super('too many calls wait')
    this.name = 'Overload'
    this.retryAfter = Math.max(1, Math.ceil(waitedMs / 1000))
  }
}

export interface LimiterOptions {
  /** The limit to begin with; it never grows beyond. */
  most: number
  /** How many may wait for a place. */
  maxQueued: number
  /** Milliseconds: who has waited longer when a place is free is refused. */
  patience: number
}

interface Waiter extends Listener {
  since: number
  proceed(): void
  refuse(reason: Overload): void
}

/** Milliseconds after a cut in which the limit grows with care: Camunda's own clients wait as long before they recover. */
const CARE = 2_000

/**
 * Lets so many in at once; the others wait in the order in which they came. How many adapts to the cluster: it is cut when
 * the cluster says that it is overloaded, and grows back with its good answers.
 *
 * Additive increase, multiplicative decrease, as in TCP: of all gateways and workers that a cluster serves, each finds
 * its share that way without knowing of the others. The clients of Camunda cut at every refusal; here one wave of
 * refusals is one message, however many calls were in it, so that sixty in flight are not cut to one by the first wave.
 */
export class Limiter {
  readonly #options: LimiterOptions
  readonly #waiting = new Set<Waiter>()
  #limit: number
  #inFlight = 0
  #round = 0
  #lastCut = Number.NEGATIVE_INFINITY

  constructor(options: LimiterOptions) {
    this.#options = options
    this.#limit = options.most
  }

  get limit(): number {
    return Math.floor(this.#limit)
  }

  get inFlight(): number {
    return this.#inFlight
  }

  get queued(): number {
    return this.#waiting.size
  }

  /** Changes with each cut: what was sent in an earlier round tells nothing of the limit now. */
  get round(): number {
    return this.#round
  }

  /**
   * Takes a place: at once where it answers undefined, else when its promise resolves. That rejects with an Overload, or
   * with the reason when it is cancelled before. `leave` gives the place back.
   */
  enter(cancellation?: Cancellation): Promise<void> | undefined {
    if (cancellation?.isCancelled) return Promise.reject(cancellation.reason)
    if (this.#waiting.size === 0 && this.#inFlight + 1 <= this.#limit) {
      this.#inFlight++
      return undefined
    }
    if (this.#waiting.size >= this.#options.maxQueued) return Promise.reject(new Overload(this.#longestWait()))
    return this.#turn(cancellation)
  }

  /** Takes a place beyond the limit: others wait until there are fewer. */
  enterAnyway(): void {
    this.#inFlight++
  }

  leave(): void {
    this.#inFlight--
    if (this.#waiting.size > 0) this.#admit()
  }

  /** Notes a good answer, before `leave`. The limit grows only where it is used up: else the answer says nothing of it. */
  grow(): void {
    const { most } = this.#options
    if (this.#limit === most || this.#inFlight + 1 <= this.#limit) return
    // By one for each round of calls; doubled with each round once nothing was refused for a while.
    const quiet = performance.now() - this.#lastCut > CARE
    this.#limit = Math.min(most, this.#limit + (quiet ? 1 : 1 / this.#limit))
  }

  /**
   * Notes that the cluster was overloaded.
   * @param round the round in which the call was sent that it refused
   */
  shrink(round: number): void {
    if (round !== this.#round) return
    this.#round++
    this.#lastCut = performance.now()
    // A limit far above what is in flight is none: it is brought down faster.
    const factor = this.#inFlight * 2 > this.#limit ? 0.7 : 0.5
    this.#limit = Math.max(1, this.#limit * factor)
  }

  #turn(cancellation: Cancellation | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        since: performance.now(),
        proceed() {
          cancellation?.unlisten(waiter)
          resolve()
        },
        refuse(reason) {
          cancellation?.unlisten(waiter)
          reject(reason)
        },
        onCancelled: (reason) => {
          this.#waiting.delete(waiter)
          reject(reason)
        },
      }
      this.#waiting.add(waiter)
      cancellation?.listen(waiter)
    })
  }

  #admit(): void {
    const now = performance.now()
    for (const waiter of this.#waiting) {
      const waited = now - waiter.since
      const expired = waited > this.#options.patience
      if (!expired && this.#inFlight + 1 > this.#limit) return
      this.#waiting.delete(waiter)
      if (expired) waiter.refuse(new Overload(waited))
      else {
        this.#inFlight++
        waiter.proceed()
      }
    }
  }

  #longestWait(): number {
    for (const { since } of this.#waiting) return performance.now() - since
    return 0
  }
}
