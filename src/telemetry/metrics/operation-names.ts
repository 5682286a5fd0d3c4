import { ownText } from '../../text/memory.ts'

/** Milliseconds after which a name that nobody asked by gives its place up to another. */
const IDLE_MS = 10 * 60_000

/** What all names are called that have no place. */
const OTHER = 'other'

/**
 * The names of operations as a label: clients make them up, and each would be kept for as long as the process lives. So
 * many have a place; the rest are `other` until one of those has not been asked by for a while.
 */
export class OperationNames {
  readonly #most: number
  readonly #onForget: (name: string) => void
  readonly #known = new Map<string, { label: string; asked: number }>()

  /** @param onForget told of a name that gives its place up */
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
    // A copy: the name is a part of its document, which would be kept with it.
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
