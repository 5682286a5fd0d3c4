import { getHeapStatistics } from 'node:v8'

/** A share of the heap that the process may grow to, in bytes: `1 / part` of it, and no more than `most`. */
export function shareOfMemory(part: number, most: number): number {
  return Math.min(most, Math.floor(getHeapStatistics().heap_size_limit / part))
}

/** Bytes of the documents that are kept, parsed and planned. */
export const documentMemory = () => shareOfMemory(16, 64_000_000)

/** Bytes of the texts that persisted queries are kept as. */
export const persistedQueryMemory = () => shareOfMemory(64, 16_000_000)
