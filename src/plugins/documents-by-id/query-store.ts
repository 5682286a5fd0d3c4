import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Redis } from '../../redis.ts'

/** Documents by their hashes. */
export interface QueryStore {
  get(id: string): string | undefined | Promise<string | undefined>
  set(id: string, text: string): void
}

/** Characters of all documents. */
const MAX_SIZE = 16_000_000
/** Characters of one. */
const MAX_LENGTH = 1_000_000
/** Seconds that Redis keeps a document that nobody sends any more. */
const LIFE = 30 * 24 * 3600

/** Documents in the memory of this process: those that were asked lately. */
export class LocalQueries implements QueryStore {
  readonly #texts = new LRUCache<string, string>({
    maxSize: MAX_SIZE,
    maxEntrySize: MAX_LENGTH,
    sizeCalculation: (text) => text.length + 1,
  })

  get(id: string): string | undefined {
    return this.#texts.get(id)
  }

  set(id: string, text: string): void {
    this.#texts.set(id, text)
  }
}

/** The same, shared by all replicas. While Redis is away, clients send a document to each replica anew. */
export class SharedQueries implements QueryStore {
  readonly #redis: Redis
  readonly #local = new LocalQueries()

  constructor(redis: Redis) {
    this.#redis = redis
  }

  get(id: string): string | Promise<string | undefined> {
    return this.#local.get(id) ?? this.#fetch(id)
  }

  set(id: string, text: string): void {
    if (text.length > MAX_LENGTH || this.#local.get(id) !== undefined) return
    this.#local.set(id, text)
    void this.#redis.ask((client) => client.set(keyOf(id), text, { expiration: { type: 'EX', value: LIFE } }))
  }

  async #fetch(id: string): Promise<string | undefined> {
    // What is no hash is not looked for.
    if (!/^[0-9a-f]{64}$/.test(id)) return undefined
    const text = await this.#redis.ask((client) => client.get(keyOf(id)))
    // Others may write there, too.
    if (typeof text !== 'string' || hash('sha256', text) !== id) return undefined
    this.#local.set(id, text)
    return text
  }
}

const keyOf = (id: string) => `camunda-graphql-gateway:document:${id}`
