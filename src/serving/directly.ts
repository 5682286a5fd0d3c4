import type { ExecutionResult } from 'graphql'
import { asRefusal } from '../errors/as-refusal.ts'
import { LiveStream } from '../live/live-stream.ts'
import { EventStream } from '../operation/event-stream.ts'
import { isLiveOperation } from '../operation/live-question.ts'
import type { Operations } from '../operation/operations.ts'
import type { Question } from '../request/plugin.ts'
import type { Visit } from '../request/visit.ts'

/**
 * Answers a question without Yoga's Fetch layer. Undefined if Yoga has to answer: subscriptions to events, and
 * errors that Yoga reports, such as syntax errors. Nothing was executed by then. Rejects only for mistakes of the gateway
 * itself.
 * @param takesStreams whether its client takes the answers of a subscription; those to events are left to Yoga unless they
 *   are wanted too. Their errors are as they were thrown
 */
export type DirectAnswer = (
  question: Question,
  visit: Visit,
  takesStreams: boolean | 'also of events',
) => Promise<ExecutionResult | LiveStream | EventStream | undefined>

/**
 * Answers without Yoga and Envelop, for gateways without Yoga or Envelop plugins: the same steps, each taken once.
 * @param mask the errors as clients may see them
 */
export function directly(
  operations: Operations,
  mask: (errors: NonNullable<ExecutionResult['errors']>) => NonNullable<ExecutionResult['errors']>,
): DirectAnswer {
  return async (question, visit, takesStreams) => {
    try {
      const preparing = operations.prepare(question, visit)
      const prepared = preparing instanceof Promise ? await preparing : preparing
      if (!prepared) return undefined
      const isSubscription = prepared.operation.operation === 'subscription'
      const takesEvents = takesStreams === 'also of events'
      if (isSubscription && !takesEvents && !(takesStreams && isLiveOperation(prepared))) return undefined
      const checking = operations.check(prepared, visit)
      if (checking) await checking
      if (isSubscription) {
        const opened = await operations.subscribe(prepared, visit)
        if (opened instanceof LiveStream || (takesEvents && opened instanceof EventStream)) return opened
        // A live question has no other source of events.
        if (Symbol.asyncIterator in opened) throw new TypeError('a live question was opened as something else')
        return opened.errors ? { ...opened, errors: mask(opened.errors) } : opened
      }
      const result = await operations.execute(prepared)
      operations.finish(result, visit)
      return result.errors ? { ...result, errors: mask(result.errors) } : result
    } catch (error) {
      return { errors: [asRefusal(error)] }
    }
  }
}
