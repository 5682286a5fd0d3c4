import { bytesInMemory } from '../../text/memory.ts'

/** Bytes of a string, an object and an entry of one beside what they hold, as V8 has them, rather more than less. */
const STRING = 24
const OBJECT = 64
const ENTRY = 16

/**
 * Roughly the bytes that a value takes in memory, rather more than less: what is kept is bounded by them. Looks at all of
 * it, so it is for what is kept once and asked for often.
 */
export function bytesOf(value: unknown): number {
  let bytes = 0
  // No recursion: a stranger's token may be nested as deep as it is long.
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
