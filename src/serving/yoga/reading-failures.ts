import type { Plugin } from 'graphql-yoga'
import type { Refused } from '../../errors/refused.ts'

/**
 * Reports in the gateway's words that a request cannot be read; Yoga would call it an internal error.
 * @param tell gives the refusal for an error; undefined for errors of other kinds
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
