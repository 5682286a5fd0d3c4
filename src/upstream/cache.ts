import { LRUCache } from 'lru-cache'

/**
 * What rarely or never changes, kept per identity: definitions, their XML, forms.
 * One identity never reads what another has put in, because each asks with its own rights.
 */
export class DocumentCache {
  readonly #entries: LRUCache<string, { value: unknown }>

  /** How often it had what was looked for, and how often not. */
  hits = 0
  misses = 0

  /** @param maxBytes the most that the cache holds, by the length of its texts; @param ttl milliseconds an entry lives */
  constructor(maxBytes: number, ttl: number) {
    this.#entries = new LRUCache({
      maxSize: maxBytes,
      ttl,
      // The clock is looked at once a second, not for each entry.
      ttlResolution: 1_000,
      sizeCalculation: ({ value }) => sizeOf(value),
    })
  }

  /** The value kept for this identity and name; undefined where there is none. */
  get(identity: string, name: string): unknown {
    const entry = this.#entries.get(key(identity, name))
    if (entry) this.hits++
    else this.misses++
    return entry?.value
  }

  set(identity: string, name: string, value: unknown): void {
    this.#entries.set(key(identity, name), { value })
  }
}

// A byte that occurs in no identity, so that no two pairs can run together.
const key = (identity: string, name: string) => `${identity}\u0000${name}`

const sizeOf = (value: unknown) => (typeof value === 'string' ? value.length : 1_000) + 1
