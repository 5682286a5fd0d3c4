/** Milliseconds between two rounds of a question. */
const MIN_GAP_MS = 200

/** Milliseconds after a command at which what it has done can be read, most of the time. */
const READ_LAG_MS = 300

/** The most milliseconds for one round where rounds go on: commands may touch what is shown all the time. */
const LONGEST_GAP_MS = 1_000

/** How many rounds may come one after the other before that counts. */
const BURST = 3

/**
 * When a question is asked out of turn: at once, but a short while after its latest round, and in the long run no more
 * often than questions whose answers change are asked anyway, whatever touches it.
 */
export class Wakes {
  readonly #ask: () => void
  readonly #perRound: number
  #beganAt = Number.NEGATIVE_INFINITY
  /** Until when its rounds have used up the time. */
  #usedUntil = Number.NEGATIVE_INFINITY
  #lagsUntil = 0
  #gap: NodeJS.Timeout | undefined
  #lag: NodeJS.Timeout | undefined

  /**
   * @param ask wants a round as soon as may be
   * @param interval milliseconds between two rounds while answers change
   */
  constructor(ask: () => void, interval: number) {
    this.#ask = ask
    this.#perRound = Math.min(interval, LONGEST_GAP_MS)
  }

  /** Notes that a round begins. */
  began(now: number): void {
    this.#beganAt = now
    this.#usedUntil = Math.max(this.#usedUntil, now - BURST * this.#perRound) + this.#perRound
  }

  /** Whether a round may begin now; else asks for it when it may. */
  mayBegin(now: number): boolean {
    const wait = Math.max(this.#beganAt + MIN_GAP_MS, this.#usedUntil) - now
    if (wait <= 0) return true
    this.#gap ??= setTimeout(() => {
      this.#gap = undefined
      this.#ask()
    }, wait)
    return false
  }

  /** Asks for a round when the effect of a command that was just given can be read. */
  afterLag(now: number): void {
    this.#lagsUntil = now + READ_LAG_MS
    this.#lag ??= setTimeout(this.#look, READ_LAG_MS)
  }

  readonly #look = (): void => {
    // Further commands came meanwhile.
    const left = this.#lagsUntil - performance.now()
    this.#lag = left > 0 ? setTimeout(this.#look, left) : undefined
    if (!this.#lag) this.#ask()
  }

  stop(): void {
    clearTimeout(this.#gap)
    clearTimeout(this.#lag)
  }
}
