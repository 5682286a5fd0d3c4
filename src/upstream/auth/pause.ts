export interface PauseOptions {
  /** Milliseconds of the first pause; doubled with each further one, up to the longest. */
  first: number
  longest: number
}

/** Milliseconds: no pause is longer because somebody asks for it. */
const MAX_RETRY_AFTER_MS = 5 * 60_000

/** How long something that failed is not tried again: longer each time, until it goes well or there was rest enough. */
export class Pause {
  readonly #options: PauseOptions
  #next: number
  #until = Number.NEGATIVE_INFINITY

  constructor(options: PauseOptions) {
    this.#options = options
    this.#next = options.first
  }

  /** Milliseconds until it may be tried again; 0 where it may. By a clock that nobody sets back. */
  get left(): number {
    return Math.max(0, this.#until - performance.now())
  }

  /**
   * Begins a pause, unless one is on: tries that were on their way together are one.
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

  /** It went well: the next pause is as short as the first. */
  end(): void {
    this.#next = this.#options.first
    this.#until = Number.NEGATIVE_INFINITY
  }
}
