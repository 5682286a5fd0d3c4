import { isUtf8 } from 'node:buffer'
import { Refused } from '../errors/refused.ts'

/**
 * The text of a body, which is UTF-8: read as such, other bytes would become signs that say that something was lost, and
 * be stored. A byte order mark before it is dropped, as browsers do. Throws the Refused for other bytes.
 */
export function textOf(body: Buffer): string {
  if (!isUtf8(body)) throw damaged('The body')
  return body.toString('utf8', hasMark(body) ? 3 : 0)
}

const hasMark = (body: Buffer) => body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf

/** A text without the byte order mark that some programs write before all that they write. */
export function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

/** @param what holds bytes that are no UTF-8 */
export function damaged(what: string): Refused {
  const message = `${what} holds bytes that are no UTF-8, so that its text cannot be told. Send all text in UTF-8.`
  return new Refused('BAD_REQUEST', message, { retryable: false }, { status: 400 })
}
