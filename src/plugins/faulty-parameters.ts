import type { Plugin } from 'graphql-yoga'
import { Refused } from './refused.ts'

/** Says that a request cannot be read where Yoga would say that the gateway has failed: in addresses, forms and uploads. */
export function faultyParameters(): Plugin {
  return {
    onRequestParse({ requestParser, setRequestParser }) {
      if (!requestParser) return
      setRequestParser(async (request) => {
        try {
          return await requestParser(request)
        } catch (error) {
          if (error instanceof SyntaxError || error instanceof TypeError) throw unreadable()
          throw error
        }
      })
    },
  }
}

function unreadable(): Refused {
  return new Refused(
    'BAD_USER_INPUT',
    'The request cannot be read: `variables`, `extensions`, `operations` and `map` must be JSON, and each file of `map` a list of paths.',
    { retryable: false },
    { status: 400 },
  )
}
