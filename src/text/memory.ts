/** A character that V8 needs two bytes for. */
const WIDE = /[\u0100-\uffff]/

/** Bytes that a text takes in memory: V8 has one for each character of Latin letters, and two as soon as there are others. */
export function bytesInMemory(text: string): number {
  return (WIDE.test(text) ? 2 : 1) * text.length
}

/**
 * The same text by itself. A piece that was cut out of a longer text holds on to all of it, which may be a whole body: what
 * is kept must not.
 */
export function ownText(text: string): string {
  // Written and read anew, because this alone keeps half a surrogate pair, too.
  return JSON.parse(JSON.stringify(text))
}
