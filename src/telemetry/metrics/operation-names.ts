import { ownText } from '../../text/memory.ts'

/** Milliseconds after which an unused name gives up its place. */
const IDLE_MS = 10 * 60_000

/** The label of all names without a place. */
const OTHER = 'other'

/**
 * Bounds the label values for operation names, which clients make up: a number of names have a place; the others are
 * `other` until one of the places has been idle for a while.
 */
export class OperationNames {
  readonly #most: number
  readonly #onForget: (name: string) => void
  readonly #known = new Map<string, { label: string; asked: number }>()

  /** @param onForget called with a name that gives up its place */
  constructor(most: number, onForget: (name: string) => void) {
    this.#most = most
    this.#onForget = onForget
  }

  /** @param now milliseconds of any clock that only goes forward */
  labelOf(name: string, now: number): string {
    const known = this.#known.get(name)
    if (known) {
      known.asked = now
      return known.label
    }
    if (this.#known.size >= this.#most && !this.#makeRoom(now)) return OTHER
    // A copy: the name is a substring of its document, which would be kept in memory with it.
    const label = ownText(name)
    this.#known.set(label, { label, asked: now })
    return label
  }

  #makeRoom(now: number): boolean {
    for (const [name, { asked }] of this.#known) {
      if (now - asked < IDLE_MS) continue
      this.#known.delete(name)
      this.#onForget(name)
      return true
    }
    return false
  }
}
