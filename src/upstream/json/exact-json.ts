/**
 * JSON that keeps numbers as they are written. `JSON.parse` turns 9007199254740993 into ...992 and 1.0 into 1; here a
 * number that JavaScript cannot hold exactly becomes a raw JSON value, which `JSON.stringify` writes back unchanged.
 */

/** A number whose text is kept: made by `JSON.rawJSON`, written by `JSON.stringify`. */
interface RawNumber {
  readonly rawJSON: string
}

interface RawJSON {
  rawJSON(text: string): RawNumber
  isRawJSON(value: unknown): value is RawNumber
}

// Raw values are in Node 22 and later; the compiler's library does not know them yet.
const { rawJSON, isRawJSON } = JSON as unknown as RawJSON

const MAY_BE_INEXACT = /\d{16}|\d[.eE]|-0/
const TEXT_OR_INEXACT = /"|\d{16}|\d[.eE]|-0/g

/** Parses JSON text without loss, however deep it is. Throws SyntaxError as `JSON.parse` does. */
export function parseExact(text: string): unknown {
  // Plain parsing is ten times faster, and does for nearly all.
  if (!MAY_BE_INEXACT.test(text) || !holdsInexact(text)) return JSON.parse(text)
  try {
    return new Reader(text).read()
  } catch {
    // It tells best what is wrong.
    return JSON.parse(text)
  }
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

const QUOTE = 34
const COMMA = 44
const COLON = 58
const OPENING_BRACKET = 91
const BACKSLASH = 92
const CLOSING_BRACKET = 93
const OPENING_BRACE = 123
const CLOSING_BRACE = 125

/** What stands in a number: which of it are numbers, `JSON.rawJSON` knows. */
const IN_NUMBER = new Set([...'0123456789+-.eE'].map((sign) => sign.charCodeAt(0)))

const WORDS = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const

type Container = unknown[] | Record<string, unknown>

/**
 * Reads JSON from its start to its end once. A reviver of `JSON.parse` is told each number's text too, at three times the
 * cost and more, and the stack ends it where lists stand within lists by the thousand.
 */
class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Throws an error without a meaning where the text is no JSON. */
  read(): unknown {
    // The lists and objects that the current value is in, and the names that those have in objects.
    const around: Container[] = []
    const names: string[] = []
    let within: Container | undefined
    let name = ''
    for (;;) {
      let value = this.#begin()
      if (typeof value === 'object' && value !== null && !isRawJSON(value)) {
        const container = value as Container
        if (!this.#skip(Array.isArray(container) ? CLOSING_BRACKET : CLOSING_BRACE)) {
          if (within) around.push(within)
          names.push(name)
          within = container
          if (!Array.isArray(container)) name = this.#name()
          continue
        }
      }
      // The value is whole, and may be the last of the list or object that it is in, and so on.
      for (;;) {
        if (!within) {
          this.#end()
          return value
        }
        if (Array.isArray(within)) within.push(value)
        else if (name === '__proto__') define(within, name, value)
        else within[name] = value
        if (this.#skip(COMMA)) {
          if (!Array.isArray(within)) name = this.#name()
          break
        }
        this.#expect(Array.isArray(within) ? CLOSING_BRACKET : CLOSING_BRACE)
        value = within
        within = around.pop()
        name = names.pop() ?? ''
      }
    }
  }

  /** A value that is no list and no object, or an empty one that is just opened. */
  #begin(): unknown {
    if (this.#skip(OPENING_BRACKET)) return []
    if (this.#skip(OPENING_BRACE)) return {}
    const code = this.#text.charCodeAt(this.#at)
    if (code === QUOTE) return this.#string()
    if (IN_NUMBER.has(code)) return this.#number()
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, this.#at)) continue
      this.#at += word.length
      return value
    }
    throw new SyntaxError()
  }

  #number(): number | RawNumber {
    const start = this.#at
    while (IN_NUMBER.has(this.#text.charCodeAt(this.#at))) this.#at++
    return exactNumber(this.#text.slice(start, this.#at))
  }

  #string(): string {
    const start = this.#at
    this.#at = endOfText(this.#text, start + 1)
    // Not a part of the whole text, which would be kept for as long as the part is.
    return JSON.parse(this.#text.slice(start, this.#at))
  }

  #name(): string {
    this.#space()
    if (this.#text.charCodeAt(this.#at) !== QUOTE) throw new SyntaxError()
    const name = this.#string()
    this.#expect(COLON)
    return name
  }

  #expect(code: number): void {
    if (!this.#skip(code)) throw new SyntaxError()
  }

  /** Goes on past a character, where it is the next. */
  #skip(code: number): boolean {
    this.#space()
    if (this.#text.charCodeAt(this.#at) !== code) return false
    this.#at++
    return true
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return
      this.#at++
    }
  }

  #end(): void {
    this.#space()
    if (this.#at < this.#text.length) throw new SyntaxError()
  }
}

/** A member of its own, whatever JavaScript has by that name. */
function define(object: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true })
}

/** The value of a number's text: a JavaScript number where that is exact, else a raw one. Throws SyntaxError for no number. */
export function exactNumber(text: string): number | RawNumber {
  const value = Number(text)
  return String(value) === text ? value : rawJSON(text)
}

/** The nearest JavaScript number of a number that may be raw. */
export function toNumber(value: unknown): number {
  return Number(isRawJSON(value) ? value.rawJSON : value)
}

/** Whether a value is a number that keeps its text. */
export function isRawNumber(value: unknown): value is RawNumber {
  return isRawJSON(value)
}
