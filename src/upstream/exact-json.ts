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

const MAY_BE_INEXACT = /\d{16}|\d[.eE]|-0/
const TEXT_OR_INEXACT = /"|\d{16}|\d[.eE]|-0/g
const QUOTE = 34
const BACKSLASH = 92

/** Parses JSON text without loss. Throws SyntaxError as `JSON.parse` does. */
export function parseExact(text: string): unknown {
  // A reviver is ten times slower than plain parsing.
  if (!MAY_BE_INEXACT.test(text) || !holdsInexact(text)) return JSON.parse(text)
  return parse(text, (_key, value, { source }) => (typeof value === 'number' ? exactNumber(source ?? '') : value))
}

/** Whether such a number stands outside of all texts: keys are texts of many digits, and nearly every body has one. */
function holdsInexact(json: string): boolean {
  TEXT_OR_INEXACT.lastIndex = 0
  while (TEXT_OR_INEXACT.test(json)) {
    const { lastIndex } = TEXT_OR_INEXACT
    if (json.charCodeAt(lastIndex - 1) !== QUOTE) return true
    TEXT_OR_INEXACT.lastIndex = endOfText(json, lastIndex)
  }
  return false
}

/** The place behind the quote that ends the text which begins at `start`: one without a backslash of its own. */
function endOfText(json: string, start: number): number {
  for (let end = json.indexOf('"', start); end >= 0; end = json.indexOf('"', end + 1)) {
    let backslashes = 0
    while (json.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++
    if (backslashes % 2 === 0) return end + 1
  }
  return json.length
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
