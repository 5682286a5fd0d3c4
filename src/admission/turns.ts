/** Milliseconds after which heavy work gives the event loop back, so that small requests wait no longer than that. */
const TURN_MS = 10

/** The same while connections arrive: the event loop accepts only one of them per round. */
const SHORT_TURN_MS = 1

/** For this many milliseconds after a connection, further ones are likely to be waiting. */
const ARRIVING_MS = 20

/** The steps of one owner's work that wait for their turn, first come first served. */
interface OwnerQueue {
  steps: Array<() => void>
  next: number
}

/** A piece of work with steps that wait. */
interface Work {
  waiting: number
  /** Callbacks for when no step is left. */
  afterwards: Array<() => void>
}

/**
 * Cooperative scheduling of the one thread: heavy work checks `isOver` now and then, and continues in a later turn.
 * Between turns the event loop serves everything else. Owners take turns, so an owner with hundreds of pieces of work
 * is no faster than one with a single piece.
 */
export class Turns {
  readonly #queues = new Map<unknown, OwnerQueue>()
  readonly #works = new Map<object, Work>()
  #began = 0
  #shortUntil = 0
  #isCounting = false
  #isScheduled = false

  /**
   * Whether this turn has used up its time, which all work in one round of the event loop shares. Costs a look at the
   * clock: check every few dozen steps.
   */
  get isOver(): boolean {
    if (this.#isCounting) return this.#hasEnded()
    this.#isCounting = true
    this.#began = performance.now()
    setImmediate(this.#endTurn)
    return false
  }

  /** Notes that a connection has arrived: others may be waiting behind it. */
  noteArrival(): void {
    this.#shortUntil = performance.now() + ARRIVING_MS
  }

  /** Shortens this turn by work that a step has started and the event loop will do. */
  spend(ms: number): void {
    this.#began -= ms
  }

  /**
   * Runs a step in a later turn.
   * @param owner whose work it is: turns go round among owners
   * @param step must not throw
   * @param work the work that the step belongs to, for `afterwards`
   */
  later(owner: unknown, step: () => void, work?: object): void {
    const queue = this.#queues.get(owner)
    const told = work ? this.#partOf(work, step) : step
    if (queue) queue.steps.push(told)
    else this.#queues.set(owner, { steps: [told], next: 0 })
    this.#schedule()
  }

  /** Calls back once no step of the work is waiting; immediately if none is. */
  afterwards(work: object, callback: () => void): void {
    const known = this.#works.get(work)
    if (known) known.afterwards.push(callback)
    else callback()
  }

  /** Runs a function in a later turn; resolves with its result, rejects with what it throws. */
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
    const [entry] = this.#hasEnded() ? [] : this.#queues
    if (entry) {
      // Microtasks that a step causes belong to its time: the next step comes after them.
      queueMicrotask(this.#goOnLater)
      this.#step(...entry)
      return
    }
    this.#isCounting = false
    if (this.#queues.size > 0) this.#schedule()
  }

  readonly #goOnLater = (): void => process.nextTick(this.#goOn)

  /** Runs one step of the next owner, who then comes after all others. */
  #step(owner: unknown, queue: OwnerQueue): void {
    const step = queue.steps[queue.next]
    queue.steps[queue.next++] = done
    // Free finished steps before all are done.
    if (queue.next >= MAX_DONE) {
      queue.steps = queue.steps.slice(queue.next)
      queue.next = 0
    }
    this.#queues.delete(owner)
    if (queue.next < queue.steps.length) this.#queues.set(owner, queue)
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
