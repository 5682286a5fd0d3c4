import { exceeded } from '../errors/exceeded.ts'

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
