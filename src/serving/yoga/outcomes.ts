import type { ExecutionResult } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { withCodes } from '../../errors/bounded-errors.ts'
import { noteAnswer } from '../../request/outcome.ts'
import type { Visit } from '../../request/visit.ts'

/** Notes on the visit how Yoga has answered. Comes after all plugins that may change the answer. */
export function notedByYoga(): Plugin<object, { visit: Visit }> {
  return {
    onResultProcess({ result, setResult, serverContext: { visit } }) {
      if (isStream(result)) setResult(noted(result, visit))
      else for (const one of [result].flat()) if (isResult(one)) noteAnswer(visit, one)
    },
  }
}

/** The same answers, each noted on the visit when it is handed over. */
function noted(results: AsyncIterable<ExecutionResult>, visit: Visit): AsyncIterableIterator<ExecutionResult> {
  const iterator = results[Symbol.asyncIterator]()
  return {
    async next() {
      const step = await iterator.next()
      if (step.done) return step
      noteAnswer(visit, step.value)
      return { done: false, value: withCodes(step.value) }
    },
    async return() {
      await iterator.return?.()
      return { value: undefined, done: true }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

function isStream(result: unknown): result is AsyncIterable<ExecutionResult> {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result
}

function isResult(result: unknown): result is ExecutionResult {
  return typeof result === 'object' && result !== null && ('data' in result || 'errors' in result)
}
