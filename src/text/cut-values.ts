import { cut, MAX_QUOTED } from './cut.ts'

const QUOTE = '"'
const BLOCK = '"""'
const CLOSING = '"]}'
/** Characters after which the rest is left out: GraphQL's own words are never that long. */
const MAX_LENGTH = 10_000
const BORDER = /[\s"[{]/g
const BRACKET_OR_QUOTE = /["[\]{}]/g

/**
 * Cuts all values that a message of graphql-js quotes from the client: strings, lists, objects and names of any length.
 * One pass over the message.
 */
export function cutValues(message: string): string {
  if (message.length <= MAX_QUOTED) return message
  let told = ''
  for (let at = 0; at < message.length && told.length < MAX_LENGTH; ) {
    const end = endOfPart(message, at)
    told += cutPart(message.slice(at, end))
    at = end
  }
  return told
}

function cutPart(part: string): string {
  if (part.length <= MAX_QUOTED) return part
  const last = part.at(-1) ?? ''
  return CLOSING.includes(last) ? cut(part, MAX_QUOTED - 1) + last : cut(part)
}

/** Where the part ends that begins at a place: a quoted text, a list or object, a run without spaces, or one space. */
function endOfPart(message: string, start: number): number {
  const sign = message[start] ?? ''
  if (sign === QUOTE) return endOfText(message, start)
  if (sign === '[' || sign === '{') return endOfGroup(message, start)
  BORDER.lastIndex = start + 1
  return BORDER.test(message) ? BORDER.lastIndex - 1 : message.length
}

/** The index after the closing quote of a string, skipping escaped quotes. */
function endOfText(message: string, start: number): number {
  const mark = message.startsWith(BLOCK, start) ? BLOCK : QUOTE
  for (let at = start; ; ) {
    at = message.indexOf(mark, at + mark.length)
    if (at < 0) return message.length
    let backslashes = 0
    while (message[at - 1 - backslashes] === '\\') backslashes++
    if (backslashes % 2 === 0) return at + mark.length
  }
}

/** The index after the closing bracket of a list or an object. */
function endOfGroup(message: string, start: number): number {
  let open = 0
  for (let at = start; ; ) {
    BRACKET_OR_QUOTE.lastIndex = at
    if (!BRACKET_OR_QUOTE.test(message)) return message.length
    at = BRACKET_OR_QUOTE.lastIndex
    const sign = message[at - 1] ?? ''
    if (sign === QUOTE) at = endOfText(message, at - 1)
    else if (sign === '[' || sign === '{') open++
    else if (--open === 0) return at
  }
}
