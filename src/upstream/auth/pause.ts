export interface PauseOptions {
  /** Milliseconds of the first pause; doubled with each further one, up to the longest. */
  first: number
  longest: number
}

/** Milliseconds: the longest pause that the other side can ask for. */
const MAX_RETRY_AFTER_MS = 5 * 60_000

/** Exponential backoff: how long something that failed is not tried again. */
export class Pause {
  readonly #options: PauseOptions
  #next: number
  #until = Number.NEGATIVE_INFINITY

  constructor(options: PauseOptions) {
    this.#options = options
    this.#next = options.first
  }

  /** Milliseconds until it may be tried again; 0 if it may now. By the monotonic clock. */
  get left(): number {
    return Math.max(0, this.#until - performance.now())
  }

  /**
   * Begins a pause, unless one is on: concurrent failures count once.
   * @param askedFor milliseconds that the other side wants at least
   */
  begin(askedFor = 0): void {
    const now = performance.now()
    if (now < this.#until) return
    const { first, longest } = this.#options
    if (now - this.#until > longest) this.#next = first
    this.#until = now + Math.max(this.#next, Math.min(askedFor, MAX_RETRY_AFTER_MS))
    this.#next = Math.min(this.#next * 2, longest)
  }

  /** Resets the backoff after a success. */
  end(): void {
    this.#next = this.#options.first
    this.#until = Number.NEGATIVE_INFINITY
  }
}
