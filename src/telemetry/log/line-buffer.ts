/** Characters that are passed on at once under load, and the milliseconds in which lines are gathered. */
const FLUSH_AT_BYTES = 32_768
const WINDOW_MS = 100

/**
 * Passes lines on: one that comes after a while at once, those that follow it soon together, because a write for each
 * would be half of the cost of a line.
 */
export class LineBuffer {
  readonly #pass: (lines: string, count: number) => void
  #lines = ''
  #count = 0
  #isGathering = false

  /** @param pass takes lines, and how many they are */
  constructor(pass: (lines: string, count: number) => void) {
    this.#pass = pass
  }

  /** Takes a line with its end. */
  write(line: string): void {
    if (this.#isGathering) {
      this.#lines += line
      this.#count++
      if (this.#lines.length >= FLUSH_AT_BYTES) this.flush()
      return
    }
    this.#pass(line, 1)
    this.#isGathering = true
    setTimeout(() => {
      this.#isGathering = false
      this.flush()
    }, WINDOW_MS).unref()
  }

  /** Passes on what is there. */
  flush(): void {
    if (this.#count === 0) return
    const lines = this.#lines
    const count = this.#count
    this.#lines = ''
    this.#count = 0
    this.#pass(lines, count)
  }
}
