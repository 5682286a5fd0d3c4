/**
 * JSON that keeps numbers as they are written. `JSON.parse` turns 9007199254740993 into ...992 and 1.0 into 1; here a
 * number that JavaScript cannot hold exactly becomes a raw JSON value, which `JSON.stringify` writes back unchanged.
 */

/** A number whose text is kept: made by `JSON.rawJSON`, written by `JSON.stringify`. */
export interface RawNumber {
  readonly rawJSON: string
}

interface ExactJSON {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown
  rawJSON(text: string): RawNumber
  isRawJSON(value: unknown): value is RawNumber
}

// Source text access and raw values are in Node 22 and later; the compiler's library does not know them yet.
const { parse, rawJSON, isRawJSON } = JSON as unknown as ExactJSON

// Text without such numbers needs no reviver, which is ten times slower than plain parsing.
const MAY_BE_INEXACT = /\d{16}|\d[.eE]|-0/

/** Parses JSON text without loss. Throws SyntaxError as `JSON.parse` does. */
export function parseExact(text: string): unknown {
  if (!MAY_BE_INEXACT.test(text)) return JSON.parse(text)
  return parse(text, (_key, value, { source }) => (typeof value === 'number' ? exactNumber(source ?? '') : value))
}

/** The value of a number's text: a JavaScript number where that is exact, else a raw one. */
export function exactNumber(text: string): number | RawNumber {
  const value = Number(text)
  return JSON.stringify(value) === text ? value : rawJSON(text)
}

/** The nearest JavaScript number of a number that may be raw. */
export function toNumber(value: unknown): number {
  return Number(isRawJSON(value) ? value.rawJSON : value)
}

/** Whether a value is a number that keeps its text. */
export function isRawNumber(value: unknown): value is RawNumber {
  return isRawJSON(value)
}
