/** Milliseconds between two rounds of a question. */
const MIN_GAP_MS = 200

/** Milliseconds after a command at which what it has done can be read: most of the time soon, and now and then late. */
const READ_LAGS_MS = [300, 1_000, 2_500, 5_000, 10_000, 20_000]

/** The most milliseconds that a round out of turn uses up: commands may touch what is shown all the time. */
const MOST_PER_ROUND_MS = 500

/** How many rounds out of turn may come one after the other before that counts. */
const BURST = 5

/**
 * When a question is asked out of turn: at once, but a short while after its latest round, and in the long run no more
 * often than twice in the interval at which it is asked anyway, whatever touches it.
 */
export class Wakes {
  readonly #ask: () => void
  readonly #interval: number
  readonly #perRound: number
  #beganAt = Number.NEGATIVE_INFINITY
  /** Until when its rounds have used up the time. */
  #usedUntil = Number.NEGATIVE_INFINITY
  #commandAt = 0
  /** Those of the latest command that are not over. */
  #lagsLeft: number[] = []
  #gap: NodeJS.Timeout | undefined
  #lag: NodeJS.Timeout | undefined

  /**
   * @param ask wants a round as soon as may be
   * @param interval milliseconds between two rounds while answers change
   */
  constructor(ask: () => void, interval: number) {
    this.#ask = ask
    this.#interval = interval
    this.#perRound = Math.min(interval / 2, MOST_PER_ROUND_MS)
  }

  /**
   * Notes that a round begins.
   * @param isInTurn whether it would have begun anyway
   */
  began(now: number, isInTurn: boolean): void {
    this.#beganAt = now
    if (!isInTurn) this.#usedUntil = Math.max(this.#usedUntil, now - BURST * this.#perRound) + this.#perRound
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

  /**
   * Asks for rounds when the effect of a command that was just given may be read.
   * @param most milliseconds until it can be read at the latest
   */
  afterLag(now: number, most: number): void {
    this.#commandAt = now
    // Rounds in turn come by themselves.
    this.#lagsLeft = READ_LAGS_MS.filter((lag) => lag <= most && lag < this.#interval)
    // Further commands come while it waits: they have it wait for theirs.
    const [first] = this.#lagsLeft
    if (first !== undefined) this.#lag ??= setTimeout(this.#afterLag, first)
  }

  readonly #afterLag = (): void => {
    const now = performance.now()
    const isReached = (lag: number) => this.#commandAt + lag <= now + 1
    const isDue = this.#lagsLeft.some(isReached)
    this.#lagsLeft = this.#lagsLeft.filter((lag) => !isReached(lag))
    const [next] = this.#lagsLeft
    this.#lag = next === undefined ? undefined : setTimeout(this.#afterLag, this.#commandAt + next - now)
    if (isDue) this.#ask()
  }

  stop(): void {
    clearTimeout(this.#gap)
    clearTimeout(this.#lag)
  }
}
