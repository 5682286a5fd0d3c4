import { Readable } from 'node:stream'

/** The bytes of a content that are asked for, both ends included. */
export interface ByteRange {
  first: number
  last: number
}

const RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/i

/** Whether a header asks for one range of bytes. */
export const isRange = (header: string | undefined): boolean => RANGE.test(header?.trim() ?? '')

/** Whether `Content-Range` tells of the part that `Range` asks for. */
export function isPart(told: string | undefined, asked: string | undefined): boolean {
  const [, first, last, length] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/i.exec(told ?? '') ?? []
  // Where the length is not told, the part may be the last one.
  const whole = length === '*' || length === undefined ? Number(last) + 1 : Number(length)
  const range = rangeOf(asked, whole)
  return typeof range === 'object' && range.first === Number(first) && range.last === Number(last)
}

/**
 * What `Range` asks for of a content of this length: undefined for all of it, which is also the answer to what is not
 * understood (RFC 9110, 14.2) and to several ranges at once.
 */
export function rangeOf(header: string | undefined, length: number): ByteRange | 'unsatisfiable' | undefined {
  const [, from = '', to = ''] = RANGE.exec(header?.trim() ?? '') ?? []
  if (from === '' && to === '') return undefined
  if (from === '') {
    const size = Math.min(Number(to), length)
    return size === 0 ? 'unsatisfiable' : { first: length - size, last: length - 1 }
  }
  const first = Number(from)
  const last = to === '' ? length - 1 : Math.min(Number(to), length - 1)
  if (to !== '' && Number(to) < first) return undefined
  return first >= length ? 'unsatisfiable' : { first, last }
}

/** The bytes of a range of a content; the rest of the content is given up. */
export function rangeIn(content: Readable, range: ByteRange): Readable {
  const part = Readable.from(bytesOf(content, range), { objectMode: false })
  // Where nothing was read of it, the generator has not begun, and ends nothing.
  part.once('close', () => content.destroy())
  return part
}

async function* bytesOf(content: Readable, { first, last }: ByteRange): AsyncGenerator<Buffer> {
  let at = 0
  for await (const chunk of content as AsyncIterable<Buffer>) {
    const from = Math.max(0, first - at)
    const to = Math.min(chunk.length, last + 1 - at)
    at += chunk.length
    if (from < to) yield chunk.subarray(from, to)
    if (at > last) return
  }
  if (at <= last) throw new TypeError('the content has ended before the range that was promised')
}
