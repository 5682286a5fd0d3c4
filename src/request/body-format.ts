import { toRefusal } from '../errors/errors.ts'
import type { Refusal } from '../errors/refusal.ts'
import { Refused } from '../errors/refused.ts'
import { quoted } from '../text/cut.ts'
import { otherCharset } from './content-type.ts'
import type { Arrival } from './visit.ts'

/** What refuses a body for the way in which it is written, by what is said of it; undefined for plain text in UTF-8. */
export function unreadableFormat({ header }: Arrival): Refusal | undefined {
  const transfer = header('transfer-encoding')
  if (transfer !== undefined && transfer.trim().toLowerCase() !== 'chunked') {
    return refusal(501, `The body is said to be sent as ${quoted(transfer)}, and only \`chunked\` is read.`)
  }
  const coding = header('content-encoding')
  if (coding?.split(',').some((one) => !PLAIN.has(one.trim().toLowerCase()))) {
    const message = `The body is said to be coded as ${quoted(coding)}, and only bodies that are not coded are read. Send it as it is.`
    return refusal(415, message, { 'accept-encoding': 'identity' })
  }
  const type = header('content-type')
  // What nearly all send needs no closer look.
  if (type === undefined || type === 'application/json') return undefined
  const charset = otherCharset(type)
  if (charset === undefined) return undefined
  return refusal(415, `The body is said to be in ${quoted(charset)}, and only UTF-8 is read. Send it in UTF-8.`)
}

const PLAIN: ReadonlySet<string> = new Set(['', 'identity'])

const refusal = (status: number, message: string, headers: Record<string, string> = {}) =>
  toRefusal(new Refused('BAD_REQUEST', message, { retryable: false }, { status, headers }))
