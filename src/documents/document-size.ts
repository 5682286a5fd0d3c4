import { exceeded } from '../errors/exceeded.ts'

/**
 * Refuses documents that are too long, before they are parsed. Comments and white space count: they are not tokens, but
 * have to be read.
 * @param maxBytes the most that a text may have, in UTF-8
 * @param trusted texts that may be longer: the owner's own
 * @returns throws Refused
 */
export function documentSize(maxBytes: number, trusted: ReadonlySet<string> = new Set()): (text: string) => void {
  return (text) => {
    if (isLonger(text, maxBytes) && !trusted.has(text)) throw tooLong(text, maxBytes)
  }
}

function isLonger(text: string, maxBytes: number): boolean {
  // A character of a JavaScript string is one to three bytes of UTF-8.
  return text.length > maxBytes || (3 * text.length > maxBytes && Buffer.byteLength(text) > maxBytes)
}

function tooLong(text: string, limit: number) {
  const bytes = Buffer.byteLength(text)
  return exceeded(
    'documentBytes',
    limit,
    bytes,
    `The document has ${bytes} bytes, comments included, but at most ${limit} are read. Send values as variables, or ask in parts.`,
  )
}
