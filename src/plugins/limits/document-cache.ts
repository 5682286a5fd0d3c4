import type { DocumentNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import { Refused } from '../refused.ts'

/** Bytes, roughly, of all documents in one cache. */
const MAX_SIZE = 64_000_000
/** Bytes, roughly: what a token takes once it is parsed and planned. Measured: 400 for its nodes, as much for the plan. */
const TOKEN_SIZE = 1_000
/** Characters of documents that were refused. */
const MAX_REFUSED = 4_000_000

/**
 * The documents that were asked lately. Bounded by what they take in memory: ten thousand different ones that are small,
 * or a few that are large.
 */
export function documentCache(): LRUCache<string, DocumentNode> {
  return new LRUCache({
    maxSize: MAX_SIZE,
    sizeCalculation: ({ tokenCount = 0 }, text) => text.length + (tokenCount + 1) * TOKEN_SIZE,
  })
}

/** What Yoga's cache of parsed documents keeps errors in: refusals alone. To read a faulty document again is cheap. */
export function refusalCache() {
  const refusals = new LRUCache<string, Refused>({
    maxSize: MAX_REFUSED,
    sizeCalculation: (_, text) => text.length + 1,
  })
  return {
    get: (text: string): unknown => refusals.get(text),
    set(text: string, error: unknown): void {
      if (error instanceof Refused) refusals.set(text, error)
    },
  }
}
