/** Characters that are passed on at once under load, and the milliseconds that a line waits for others at most. */
const ENOUGH = 32_768
const LONGEST_WAIT = 100

/** Gathers lines and passes them on together: a write for each would be half of the cost of a line. */
export class LineBuffer {
  readonly #pass: (lines: string) => void
  #lines = ''
  #isTimed = false

  constructor(pass: (lines: string) => void) {
    this.#pass = pass
  }

  /** Takes a line with its end. */
  write(line: string): void {
    this.#lines += line
    if (this.#lines.length >= ENOUGH) this.flush()
    else if (!this.#isTimed) {
      this.#isTimed = true
      setTimeout(() => {
        this.#isTimed = false
        this.flush()
      }, LONGEST_WAIT).unref()
    }
  }

  /** Passes on what is there. */
  flush(): void {
    if (this.#lines === '') return
    const lines = this.#lines
    this.#lines = ''
    this.#pass(lines)
  }
}
