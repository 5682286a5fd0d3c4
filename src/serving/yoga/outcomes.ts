import type { ExecutionResult } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { noteAnswer } from '../../request/outcome.ts'
import type { Visit } from '../../request/visit.ts'

/** Tells the visit how Yoga has answered. After all plugins that may change the answer. */
export function notedByYoga(): Plugin<object, { visit: Visit }> {
  return {
    onResultProcess({ result, serverContext }) {
      for (const one of [result].flat()) if (isResult(one)) noteAnswer(serverContext.visit, one)
    },
  }
}

function isResult(result: unknown): result is ExecutionResult {
  return typeof result === 'object' && result !== null && ('data' in result || 'errors' in result)
}
