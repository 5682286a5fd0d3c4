/** Milliseconds after which heavy work gives the event loop back: what is small then waits no longer than that. */
const TURN_MS = 10

/** The same while connections arrive: the event loop accepts one of them in each of its rounds. */
const SHORT_TURN_MS = 1

/** Milliseconds after a connection in which the next one is likely to wait. */
const ARRIVING_MS = 20

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
  #shortUntil = 0
  #isCounting = false
  #isScheduled = false

  /**
   * Whether the work of this turn of the event loop has taken its time. Costs a look at the clock: ask every few dozen
   * steps. All who ask in one turn of the loop share its time.
   */
  get isOver(): boolean {
    if (this.#isCounting) return this.#hasEnded()
    this.#isCounting = true
    this.#began = performance.now()
    setImmediate(this.#endTurn)
    return false
  }

  /** Tells that a connection has arrived: others may wait behind it. */
  noteArrival(): void {
    this.#shortUntil = performance.now() + ARRIVING_MS
  }

  /** Shortens this turn by what one of its steps has begun and the event loop will do. */
  spend(ms: number): void {
    this.#began -= ms
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

  #hasEnded(): boolean {
    const now = performance.now()
    return now - this.#began > (now < this.#shortUntil ? SHORT_TURN_MS : TURN_MS)
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
    this.#goOn()
  }

  readonly #goOn = (): void => {
    const [entry] = this.#hasEnded() ? [] : this.#lines
    if (entry) {
      // What a step sets going is a part of its time: the next one comes when all settled promises were heard.
      queueMicrotask(this.#goOnLater)
      this.#step(...entry)
      return
    }
    this.#isCounting = false
    if (this.#lines.size > 0) this.#schedule()
  }

  readonly #goOnLater = (): void => process.nextTick(this.#goOn)

  /** One step of the owner who comes next; then the others come first. */
  #step(owner: unknown, line: Line): void {
    const step = line.steps[line.next]
    line.steps[line.next++] = done
    // What is done must not be kept until all is.
    if (line.next >= MAX_DONE) {
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

const MAX_DONE = 1_024
const done = () => {}

/** The turns of this process: it has one thread. */
export const turns = new Turns()
