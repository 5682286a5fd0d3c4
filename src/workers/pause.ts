/** Pauses that grow while something goes on, drawn from a range, so that many who wait do not come back in step. */
export class Pause {
  readonly #least: number
  readonly #most: number
  #ms = 0

  /** @param least milliseconds of the first pause, doubled for each further one up to `most` */
  constructor(least: number, most: number) {
    this.#least = least
    this.#most = most
  }

  /** Milliseconds to wait now. */
  get ms(): number {
    return this.#ms * (0.5 + Math.random() / 2)
  }

  /**
   * After what went wrong.
   * @param atLeast milliseconds that were asked for
   */
  grow(atLeast = 0): void {
    this.#ms = Math.min(this.#most, Math.max(this.#least, this.#ms * 2, atLeast * 2))
  }

  /** After what went well: soon none. */
  shrink(): void {
    this.#ms = this.#ms > this.#least ? this.#ms / 4 : 0
  }

  /** After what shows that no pause is needed. */
  end(): void {
    this.#ms = 0
  }
}
