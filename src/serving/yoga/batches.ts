import type { Plugin } from 'graphql-yoga'
import { exceeded } from '../../errors/exceeded.ts'
import type { Visit } from '../../request/visit.ts'

/**
 * Bounds how many questions come in one request as a JSON list.
 * @param max 1 for no lists at all
 */
export function batches(max: number): Plugin<object, { visit: Visit }> {
  return {
    onRequestParse({ serverContext }) {
      return {
        onRequestParseDone({ requestParserResult }) {
          if (!Array.isArray(requestParserResult)) return
          const { length } = requestParserResult
          if (max === 1)
            throw exceeded('batch', max, length, 'Send one question, not a list: batches are switched off.', 400)
          if (length > max) {
            throw exceeded(
              'batch',
              max,
              length,
              `The batch has ${length} questions, but at most ${max} are possible. Send several.`,
              413,
            )
          }
          serverContext.visit.questions = length
        },
      }
    },
  }
}
