import type { Plugin } from 'graphql-yoga'
import { toRefusal } from '../../errors.ts'
import type { GatewayPlugin } from '../plugin.ts'
import { readingFailures } from '../reading-failures.ts'
import { exceeded } from './exceeded.ts'

/** Refuses bodies that say that they are too long, before anything of them is read. */
export function bodySize(maxBytes: number): GatewayPlugin {
  return {
    onArrival({ arrival }) {
      const length = Number(arrival.header('content-length') ?? 0)
      return length > maxBytes ? toRefusal(tooLarge(maxBytes, length, String(length))) : undefined
    },
  }
}

/** Says the limit where Yoga ends the reading of a body that did not tell its length. */
export function unannouncedBodySize(maxBytes: number): Plugin {
  return readingFailures((error) =>
    // A multipart body that ends there is said to be faulty, with the reason in the text.
    error instanceof Error && error.message.endsWith('Request body too large')
      ? tooLarge(maxBytes, maxBytes + 1, `more than ${maxBytes}`)
      : undefined,
  )
}

function tooLarge(limit: number, value: number, said: string) {
  return exceeded(
    'bodyBytes',
    limit,
    value,
    `The body has ${said} bytes, but at most ${limit} are read. Send less at once.`,
    413,
  )
}
