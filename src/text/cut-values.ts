import { cut, MAX_QUOTED } from './cut.ts'

const QUOTE = '"'
const BLOCK = '"""'
const CLOSING = '"]}'
/** Characters after which the rest is left out: no message of GraphQL's is so long by its own words. */
const MAX_LENGTH = 10_000
const BORDER = /[\s"[{]/g
const BRACKET_OR_QUOTE = /["[\]{}]/g

/**
 * A message of GraphQL's with all values in it cut: it quotes what a client sent word for word, however long, as texts,
 * lists, objects and names. Goes through the message once.
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

/** Behind the quote that ends a text: one that no backslash escapes. */
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

/** Behind the bracket that ends a list or object, with all within it. */
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
