/** A character that V8 needs two bytes for. */
const WIDE = /[\u0100-\uffff]/

/** Bytes that a text takes in memory: V8 uses one byte per character for Latin 1 texts, else two. */
export function bytesInMemory(text: string): number {
  return (WIDE.test(text) ? 2 : 1) * text.length
}

/**
 * A copy of a text. In V8 a substring keeps the whole text in memory, which may be a whole body: use this for what is
 * stored.
 */
export function ownText(text: string): string {
  // Through JSON, because only this keeps lone surrogates.
  return JSON.parse(JSON.stringify(text))
}
