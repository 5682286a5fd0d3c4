import type { Plugin } from 'graphql-yoga'
import { Refused } from '../../errors/refused.ts'
import { readingFailures } from './reading-failures.ts'

/** Refuses faulty parameters of addresses, forms and uploads, and says what is wrong. */
export function faultyParameters(): Plugin {
  return readingFailures((error) =>
    error instanceof SyntaxError || error instanceof TypeError ? unreadable() : undefined,
  )
}

function unreadable(): Refused {
  return new Refused(
    'BAD_USER_INPUT',
    'The request cannot be read: `variables`, `extensions`, `operations` and `map` must be JSON, and each file of `map` a list of paths.',
    { retryable: false },
    { status: 400 },
  )
}
