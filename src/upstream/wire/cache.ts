import { hash } from 'node:crypto'
import { bytesOf, bytesOfText } from './bytes-of.ts'

/** Bytes of overhead per entry: its places in maps, and its share of its owner. */
const ENTRY_BYTES = 400
/**
 * Values of this size or more are stored once if they are equal; for smaller ones comparing costs more than it saves.
 */
const MIN_SHARED_LENGTH = 2_048
/** The largest share of the cache that one value may take, so that one document cannot evict all others. */
const MAX_SHARE = 1 / 8

/** The identity that owns entries. */
interface Owner {
  identity: string
  entries: number
  /** Its entries are no longer valid. */
  isDropped: boolean
}

/** A value that several entries may hold. */
interface Content {
  digest: string
  value: unknown
  bytes: number
  entries: number
}

interface Entry {
  owner: Owner
  /** The value itself, or the content that holds it. */
  value: unknown
  content: Content | undefined
  bytes: number
  until: number
  wasUsed: boolean
}

/**
 * A cache for what rarely or never changes: definitions, their XML, forms. Entries belong to an identity and are never
 * read by another, because each has its own rights. Equal documents are stored once, however many identities have read
 * them.
 */
export class DocumentCache {
  readonly #maxBytes: number
  readonly #ttl: number
  /** By age. */
  readonly #entries = new Map<string, Entry>()
  readonly #owners = new Map<string, Owner>()
  readonly #contents = new Map<string, Content>()
  #bytes = 0

  /** Hits and misses. */
  hits = 0
  misses = 0

  /**
   * @param maxBytes the most that the cache holds: values, names and identities
   * @param ttl milliseconds an entry lives; 0 to keep nothing
   */
  constructor(maxBytes: number, ttl: number) {
    this.#maxBytes = maxBytes
    this.#ttl = ttl
  }

  /** Bytes of all that it holds. */
  get bytes(): number {
    return this.#bytes
  }

  /** The value kept for this identity and name; undefined where there is none. */
  get(identity: string, name: string): unknown {
    const entry = this.#entries.get(keyOf(identity, name))
    if (!entry || !isGood(entry, performance.now())) {
      this.misses++
      return undefined
    }
    this.hits++
    entry.wasUsed = true
    return entry.content ? entry.content.value : entry.value
  }

  /** Stores a value for this identity, unless it is too large. */
  set(identity: string, name: string, value: unknown): void {
    if (this.#ttl === 0) return
    const key = keyOf(identity, name)
    this.#remove(key)
    const valueBytes = bytesOf(value)
    if (valueBytes + bytesOfText(key) > this.#maxBytes * MAX_SHARE) return
    const content = valueBytes >= MIN_SHARED_LENGTH ? this.#share(value, valueBytes) : undefined
    const owner = this.#owners.get(identity) ?? { identity, entries: 0, isDropped: false }
    this.#owners.set(identity, owner)
    owner.entries++
    const now = performance.now()
    const entry: Entry = {
      owner,
      value: content ? undefined : value,
      content,
      bytes: ENTRY_BYTES + bytesOfText(key) + (content ? 0 : valueBytes),
      until: now + this.#ttl,
      wasUsed: false,
    }
    this.#bytes += entry.bytes
    this.#entries.set(key, entry)
    this.#makeRoom(now)
  }

  /** Drops all entries of an identity in constant time: its rights may be gone. */
  drop(identity: string): void {
    const owner = this.#owners.get(identity)
    if (!owner) return
    // The entries themselves are removed later, when their room is needed or they expire.
    owner.isDropped = true
    this.#owners.delete(identity)
  }

  #share(value: unknown, bytes: number): Content {
    const digest = hash('sha256', typeof value === 'string' ? value : `\n${JSON.stringify(value)}`, 'base64url')
    let content = this.#contents.get(digest)
    if (!content) {
      content = { digest, value, bytes: bytes + ENTRY_BYTES, entries: 0 }
      this.#contents.set(digest, content)
      this.#bytes += content.bytes
    }
    content.entries++
    return content
  }

  /** Evicts the oldest entries until all fit. An entry that was read since it was added gets a second chance. */
  #makeRoom(now: number): void {
    for (const [key, entry] of this.#entries) {
      const isLate = !isGood(entry, now)
      if (!isLate && this.#bytes <= this.#maxBytes) return
      if (!isLate && entry.wasUsed) {
        entry.wasUsed = false
        this.#entries.delete(key)
        this.#entries.set(key, entry)
      } else this.#remove(key)
    }
  }

  #remove(key: string): void {
    const entry = this.#entries.get(key)
    if (!entry) return
    this.#entries.delete(key)
    this.#bytes -= entry.bytes
    const { owner, content } = entry
    if (--owner.entries === 0 && !owner.isDropped) this.#owners.delete(owner.identity)
    if (content && --content.entries === 0) {
      this.#contents.delete(content.digest)
      this.#bytes -= content.bytes
    }
  }
}

const isGood = ({ owner, until }: Entry, now: number) => !owner.isDropped && now < until

// Separated by a character that occurs in no identity, so that keys are unambiguous.
const keyOf = (identity: string, name: string) => `${identity}\u0000${name}`
