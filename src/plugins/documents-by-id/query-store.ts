import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { bytesInMemory, ownText } from '../../text/memory.ts'
import type { Redis } from '../redis.ts'

/** Documents by their hashes. */
export interface QueryStore {
  get(id: string): string | undefined | Promise<string | undefined>
  set(id: string, text: string): void
}

/** Bytes of one beside its text. */
const ENTRY_SIZE = 500

/** Recently used documents in this process's memory. */
export class LocalQueries implements QueryStore {
  readonly #texts: LRUCache<string, string>

  /** @param maxBytes the most that all texts take */
  constructor(maxBytes: number) {
    this.#texts = new LRUCache({
      maxSize: Math.floor(maxBytes),
      sizeCalculation: (text) => bytesInMemory(text) + ENTRY_SIZE,
    })
  }

  get(id: string): string | undefined {
    return this.#texts.get(id)
  }

  set(id: string, text: string): void {
    this.#texts.set(id, ownText(text))
  }
}

/** The same, shared by all replicas. While Redis is away, clients send a document to each replica anew. */
export class SharedQueries implements QueryStore {
  readonly #redis: Redis
  readonly #ttl: number
  readonly #local: LocalQueries

  /**
   * @param ttl seconds that Redis keeps a document that nobody sends any more
   * @param local what is asked while Redis is away
   */
  constructor(redis: Redis, ttl: number, local: LocalQueries) {
    this.#redis = redis
    this.#local = local
    this.#ttl = ttl
  }

  get(id: string): string | Promise<string | undefined> {
    return this.#local.get(id) ?? this.#fetch(id)
  }

  set(id: string, text: string): void {
    if (this.#local.get(id) !== undefined) return
    this.#local.set(id, text)
    void this.#redis.ask((client) => client.set(keyOf(id), text, { expiration: { type: 'EX', value: this.#ttl } }))
  }

  async #fetch(id: string): Promise<string | undefined> {
    // Only hashes are looked up.
    if (!/^[0-9a-f]{64}$/.test(id)) return undefined
    const text = await this.#redis.ask((client) => client.get(keyOf(id)))
    // Other programs may write to Redis, too: so check the hash.
    if (typeof text !== 'string' || hash('sha256', text) !== id) return undefined
    this.#local.set(id, text)
    return text
  }
}

const keyOf = (id: string) => `camunda-graphql-gateway:document:${id}`
