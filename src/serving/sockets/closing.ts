import { CloseCode } from 'graphql-ws'
import { errorsOf, type Refusal } from '../../errors/refusal.ts'

/** Codes of closing, besides those of the protocol (RFC 6455, 7.4.1, and its registry). */
export const CLOSING = { goingAway: 1001, policy: 1008, restart: 1012, later: 1013 } as const

/** Who is refused for what will pass is told to come back; graphql-ws's own code is for who may not. */
export function codeOfClosing(status: number): number {
  if (status === 401 || status === 403) return CloseCode.Forbidden
  return status === 429 || status >= 500 ? CLOSING.later : CloseCode.BadRequest
}

/** What a refusal says first, with its code. */
export function reasonOf(refusal: Refusal): string {
  const [error] = errorsOf(refusal)
  if (!error) return 'Forbidden'
  const { message, extensions } = error
  return `${extensions ? `${extensions.code}: ` : ''}${message}`
}

/** The most bytes of a reason (RFC 6455, 5.5.1). */
const MAX_REASON = 123

/** A reason as long as one may be. */
export function cutReason(text: string): string {
  if (Buffer.byteLength(text) <= MAX_REASON) return text
  // Not in the middle of a character.
  return `${Buffer.from(text)
    .subarray(0, MAX_REASON - 3)
    .toString()
    .replace(/\ufffd+$/, '')}\u2026`
}
