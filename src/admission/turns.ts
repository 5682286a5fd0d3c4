/** Milliseconds after which heavy work gives the event loop back: what is small then waits no longer than that. */
const TURN_MS = 10

/** The steps of one owner's work that wait for their turn, first come first served. */
interface Line {
  steps: Array<() => void>
  next: number
}

/** A piece of work with steps that wait. */
interface Work {
  waiting: number
  /** What comes once none of them is left. */
  afterwards: Array<() => void>
}

/**
 * Shares the one thread among heavy pieces of work: each looks now and then whether its turn is over, and then goes on in a
 * later one. Between turns the event loop serves everything else; whoever waits gets turns one after another, so that a
 * caller with hundreds of pieces goes no faster than one with a single piece.
 */
export class Turns {
  readonly #lines = new Map<unknown, Line>()
  readonly #works = new Map<object, Work>()
  #began = 0
  #isCounting = false
  #isScheduled = false

  /**
   * Whether the work of this turn of the event loop has taken its time. Costs a look at the clock: ask every few dozen
   * steps. All who ask in one turn of the loop share its time.
   */
  get isOver(): boolean {
    if (this.#isCounting) return performance.now() - this.#began > TURN_MS
    this.#isCounting = true
    this.#began = performance.now()
    setImmediate(this.#endTurn)
    return false
  }

  /**
   * Runs a step in a later turn.
   * @param owner whose work it is: turns go round among owners
   * @param step must not throw
   * @param work what the step is a part of, for `afterwards`
   */
  later(owner: unknown, step: () => void, work?: object): void {
    const line = this.#lines.get(owner)
    const told = work ? this.#partOf(work, step) : step
    if (line) line.steps.push(told)
    else this.#lines.set(owner, { steps: [told], next: 0 })
    this.#schedule()
  }

  /** Calls back once no step of a piece of work waits for its turn; at once where none does. */
  afterwards(work: object, callback: () => void): void {
    const known = this.#works.get(work)
    if (known) known.afterwards.push(callback)
    else callback()
  }

  /** Does a piece of work in a later turn; resolves with what it answers, rejects with what it throws. */
  run<T>(owner: unknown, work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.later(owner, () => {
        try {
          resolve(work())
        } catch (error) {
          reject(error)
        }
      })
    })
  }

  /**
   * Repeats a step, at once and then in later turns; rejects with what it throws.
   * @param step answers whether there is more to do
   */
  repeat(owner: unknown, step: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const goOn = () => {
        try {
          while (!this.isOver) if (!step()) return resolve()
          this.later(owner, goOn)
        } catch (error) {
          reject(error)
        }
      }
      goOn()
    })
  }

  readonly #endTurn = (): void => {
    this.#isCounting = false
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(this.#run)
  }

  readonly #run = (): void => {
    this.#isScheduled = false
    this.#began = performance.now()
    this.#isCounting = true
    try {
      do {
        const [entry] = this.#lines
        if (!entry) break
        this.#step(...entry)
      } while (performance.now() - this.#began <= TURN_MS)
    } finally {
      this.#isCounting = false
      if (this.#lines.size > 0) this.#schedule()
    }
  }

  /** One step of the owner who comes next; then the others come first. */
  #step(owner: unknown, line: Line): void {
    const step = line.steps[line.next]
    line.steps[line.next++] = done
    // What is done must not be kept until all is.
    if (line.next >= MOST_DONE) {
      line.steps = line.steps.slice(line.next)
      line.next = 0
    }
    this.#lines.delete(owner)
    if (line.next < line.steps.length) this.#lines.set(owner, line)
    step?.()
  }

  #partOf(work: object, step: () => void): () => void {
    const known = this.#works.get(work) ?? { waiting: 0, afterwards: [] }
    known.waiting++
    this.#works.set(work, known)
    return () => {
      try {
        step()
      } finally {
        // The step may have added some.
        if (--known.waiting === 0) {
          this.#works.delete(work)
          for (const callback of known.afterwards) callback()
        }
      }
    }
  }
}

const MOST_DONE = 1_024
const done = () => {}

/** The turns of this process: it has one thread. */
export const turns = new Turns()
