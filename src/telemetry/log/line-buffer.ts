/** Under load, lines are gathered up to this many characters, or for this many milliseconds. */
const FLUSH_AT_BYTES = 32_768
const WINDOW_MS = 100

/**
 * Buffers lines: the first one after a while is passed on at once, those that follow soon are passed on together,
 * because a write per line would be half of its cost.
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
