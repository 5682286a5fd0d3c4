/** Milliseconds after which a name that nobody asked by gives its place up to another. */
const IDLE = 10 * 60_000

/** What all names are called that have no place. */
const OTHER = 'other'

/**
 * The names of operations as a label: clients make them up, and each would be kept for as long as the process lives. So
 * many have a place; the rest are `other` until one of those has not been asked by for a while.
 */
export class OperationNames {
  readonly #most: number
  readonly #onForget: (name: string) => void
  readonly #lastAsked = new Map<string, number>()

  /** @param onForget told of a name that gives its place up */
  constructor(most: number, onForget: (name: string) => void) {
    this.#most = most
    this.#onForget = onForget
  }

  /** @param now milliseconds of any clock that only goes forward */
  labelOf(name: string, now: number): string {
    if (!this.#lastAsked.has(name) && this.#lastAsked.size >= this.#most && !this.#makeRoom(now)) return OTHER
    this.#lastAsked.set(name, now)
    return name
  }

  #makeRoom(now: number): boolean {
    for (const [name, asked] of this.#lastAsked) {
      if (now - asked < IDLE) continue
      this.#lastAsked.delete(name)
      this.#onForget(name)
      return true
    }
    return false
  }
}
