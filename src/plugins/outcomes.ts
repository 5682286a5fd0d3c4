import type { ExecutionResult } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { noteAnswer } from '../outcome.ts'
import { withToldErrors } from '../told-errors.ts'
import type { Visit } from '../visit.ts'

/** Tells the visit how Yoga has answered, and bounds what is told of errors. After all plugins that may change the answer. */
export function notedByYoga(): Plugin<object, { visit: Visit }> {
  return {
    onResultProcess({ result, setResult, serverContext }) {
      for (const one of [result].flat()) if (isResult(one)) noteAnswer(serverContext.visit, one)
      if (Array.isArray(result)) setResult(result.map(told))
      else if (isResult(result)) setResult(withToldErrors(result))
    },
  }
}

const told = <One>(one: One) => (isResult(one) ? withToldErrors(one) : one)

function isResult(result: unknown): result is ExecutionResult {
  return typeof result === 'object' && result !== null && ('data' in result || 'errors' in result)
}
