import { toRefusal } from '../../errors.ts'
import type { GatewayPlugin } from '../plugin.ts'
import { exceeded } from './exceeded.ts'

/** How long bodies may be, in bytes. */
export interface BodyLimits {
  question: number
  /** Of multipart forms, which may hold files. */
  upload: number
}

/** The most bytes that a body of this content type may have. */
export function maxBodyBytes(contentType: string | undefined, { question, upload }: BodyLimits): number {
  return contentType?.slice(0, MULTIPART.length).toLowerCase() === MULTIPART ? upload : question
}

const MULTIPART = 'multipart/form-data'

/** Refuses bodies that say that they are too long, before anything of them is read. */
export function bodySize(limits: BodyLimits): GatewayPlugin {
  return {
    onArrival({ arrival }) {
      const length = Number(arrival.header('content-length') ?? 0)
      const most = maxBodyBytes(arrival.header('content-type'), limits)
      return length > most ? toRefusal(bodyTooLarge(most, length, String(length))) : undefined
    },
  }
}

/** @param said the number of bytes, as far as it is known */
export function bodyTooLarge(limit: number, value: number, said: string) {
  return exceeded(
    'bodyBytes',
    limit,
    value,
    `The body has ${said} bytes, but at most ${limit} are read. Send less at once.`,
    413,
  )
}
