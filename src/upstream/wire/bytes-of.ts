import { bytesInMemory } from '../../text/memory.ts'

/** Bytes of overhead of a string, an object and an object's entry in V8, rounded up. */
const STRING = 24
const OBJECT = 64
const ENTRY = 16

/**
 * Roughly the bytes that a value takes in memory, rounded up; caches are bounded by it. Walks the whole value, so use
 * it for what is stored once and read often.
 */
export function bytesOf(value: unknown): number {
  let bytes = 0
  // No recursion: a stranger's token may be nested very deeply.
  const left: unknown[] = [value]
  while (left.length > 0) {
    const one = left.pop()
    if (typeof one === 'string') bytes += bytesOfText(one)
    else if (typeof one === 'number') bytes += 16
    else if (Array.isArray(one)) {
      bytes += OBJECT + ENTRY * one.length
      for (const item of one) left.push(item)
    } else if (typeof one === 'object' && one !== null) {
      bytes += OBJECT
      for (const [name, item] of Object.entries(one)) {
        bytes += ENTRY + 2 * name.length
        left.push(item)
      }
    }
  }
  return bytes
}

/** Roughly the bytes that a text takes in memory, with what holds it. */
export function bytesOfText(text: string): number {
  return STRING + bytesInMemory(text)
}
