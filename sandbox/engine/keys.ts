/**
 * Where keys begin: 2^53 + 1. A key holds its partition above bit 51, so this is the first key of partition 4, and
 * the first one that a JavaScript number cannot hold.
 */
const FIRST_KEY = 9007199254740993n

/** The partition that all keys are of. */
export const PARTITION = 4

/** Hands out keys, counting upward. */
export class KeyGenerator {
  #next = FIRST_KEY

  next(): string {
    const key = this.#next
    this.#next += 1n
    return key.toString()
  }
}
