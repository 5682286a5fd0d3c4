import type { Plugin } from 'graphql-yoga'
import type { Refused } from '../../errors/refused.ts'

/**
 * Tells in the gateway's words where Yoga cannot read a request, and would say that the gateway has failed.
 * @param tell undefined for what is not of its kind
 */
export function readingFailures(tell: (error: unknown) => Refused | undefined): Plugin {
  return {
    onRequestParse({ requestParser, setRequestParser }) {
      if (!requestParser) return
      setRequestParser(async (request) => {
        try {
          return await requestParser(request)
        } catch (error) {
          throw tell(error) ?? error
        }
      })
    },
  }
}
