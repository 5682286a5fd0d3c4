import type { ExecutionResult } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { Answering } from '../answering/answering.ts'
import { noteAnswer } from '../outcome.ts'
import type { Visit } from '../visit.ts'

/** Answers as before, and tells the visit how. */
export function noted(answering: Answering): Answering {
  return async (question, visit, request, response) => {
    const result = await answering(question, visit, request, response)
    if (result) noteAnswer(visit, result)
    return result
  }
}

/** The same for what Yoga answers. After all plugins that may change it. */
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
