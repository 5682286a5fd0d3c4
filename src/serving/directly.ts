import type { ExecutionResult } from 'graphql'
import { asRefusal } from '../errors/as-refusal.ts'
import type { Operations } from '../operation/operations.ts'
import type { Question } from '../request/plugin.ts'
import type { Visit } from '../request/visit.ts'

/**
 * Answers a question without Yoga's Fetch layer. Undefined if Yoga has to answer: subscriptions, and errors that Yoga
 * reports, such as syntax errors. Nothing was executed by then. Rejects only for mistakes of the gateway itself.
 */
export type DirectAnswer = (question: Question, visit: Visit) => Promise<ExecutionResult | undefined>

/**
 * Answers without Yoga and Envelop, for gateways without Yoga or Envelop plugins: the same steps, each taken once.
 * @param mask the errors as clients may see them
 */
export function directly(
  operations: Operations,
  mask: (errors: NonNullable<ExecutionResult['errors']>) => NonNullable<ExecutionResult['errors']>,
): DirectAnswer {
  return async (question, visit) => {
    try {
      const preparing = operations.prepare(question, visit)
      const prepared = preparing instanceof Promise ? await preparing : preparing
      if (!prepared || prepared.operation.operation === 'subscription') return undefined
      const checking = operations.check(prepared, visit)
      if (checking) await checking
      const result = await operations.execute(prepared)
      operations.finish(result, visit)
      return result.errors ? { ...result, errors: mask(result.errors) } : result
    } catch (error) {
      return { errors: [asRefusal(error)] }
    }
  }
}
