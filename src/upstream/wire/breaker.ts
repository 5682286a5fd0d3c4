import type { BreakerState } from './observer.ts'

/** How many calls in a row must have failed before an address is suspected. */
const MIN_FAILURES = 5
/**
 * Milliseconds until an open breaker probes again: doubled each time, up to a maximum, by which recovery can be
 * delayed.
 */
const FIRST_PAUSE_MS = 100
const MAX_PAUSE_MS = 2_000

interface BreakerOptions {
  /** Milliseconds without any answer before the address is suspected; 0 switches the breaker off. */
  after: number
  /** Asks the address for anything at all: resolves for an answer of any status, rejects where there is none. */
  probe(): Promise<unknown>
  /** Told of each new state. */
  onChange(state: BreakerState): void
}

/**
 * A circuit breaker: fails calls at once while an address is dead, instead of letting each call time out.
 *
 * A streak of failures alone does not open it: they may be one caller's heavy questions that time out, or a restart
 * that breaks all connections of one moment. They only start a probe; the breaker opens if the probe gets no answer
 * either. Then probes go on, one at a time, until the address answers. No caller's own call is used as a probe.
 */
export class Breaker {
  readonly #options: BreakerOptions
  #state: BreakerState = 'closed'
  #failures = 0
  /** When the present streak of failures began. */
  #since = 0
  #lastAnswer = 0
  #asking = false
  #stopped = false
  #pause = FIRST_PAUSE_MS
  #timer: NodeJS.Timeout | undefined

  constructor(options: BreakerOptions) {
    this.#options = options
  }

  get state(): BreakerState {
    return this.#state
  }

  /** Seconds after which a call may get through again. */
  get retryAfter(): number {
    return Math.ceil(this.#pause / 1000)
  }

  /**
   * Notes an answer, of whatever status: it shows that the address is alive.
   * @param now as of `performance.now()`
   */
  answered(now: number): void {
    this.#lastAnswer = now
    this.#failures = 0
    if (this.#state !== 'closed') this.#close()
  }

  /** Notes a call that was sent at `sentAt` and got no answer. Calls that were given up by their callers are not noted. */
  failed(sentAt: number, now: number): void {
    const { after } = this.#options
    if (after === 0 || this.#state !== 'closed') return
    if (this.#failures++ === 0) this.#since = Math.max(sentAt, this.#lastAnswer)
    if (this.#failures >= MIN_FAILURES && now - this.#since >= after) this.#ask()
  }

  /** Stops probing. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#stopped = true
  }

  #ask(): void {
    if (this.#asking || this.#stopped) return
    this.#asking = true
    this.#options.probe().then(
      () => {
        this.#asking = false
        this.answered(performance.now())
      },
      () => {
        this.#asking = false
        // Another call may have been answered meanwhile.
        if (this.#failures > 0 && !this.#stopped) this.#open()
      },
    )
  }

  #open(): void {
    this.#pause = this.#state === 'closed' ? FIRST_PAUSE_MS : Math.min(this.#pause * 2, MAX_PAUSE_MS)
    this.#change('open')
    this.#timer = setTimeout(() => {
      this.#change('halfOpen')
      this.#ask()
    }, this.#pause).unref()
  }

  #close(): void {
    clearTimeout(this.#timer)
    this.#pause = FIRST_PAUSE_MS
    this.#change('closed')
  }

  #change(state: BreakerState): void {
    this.#state = state
    this.#options.onChange(state)
  }
}
