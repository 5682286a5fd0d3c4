import type { ExecutionResult } from 'graphql'
import { asRefusal } from '../errors/as-refusal.ts'
import type { Mask } from '../errors/masking.ts'
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
 * @param streams which subscriptions are answered here: those to live questions, or those to events, too, whose errors are as
 *   they were thrown. Others are left to Yoga
 */
export type DirectAnswer = (
  question: Question,
  visit: Visit,
  streams: 'none' | 'live' | 'all',
) => Promise<ExecutionResult | LiveStream | EventStream | undefined>

/**
 * Answers without Yoga and Envelop, for gateways without Yoga or Envelop plugins: the same steps, each taken once.
 */
export function directly(operations: Operations, mask: Mask): DirectAnswer {
  return async (question, visit, streams) => {
    try {
      const preparing = operations.prepare(question, visit)
      const prepared = preparing instanceof Promise ? await preparing : preparing
      if (!prepared) return undefined
      const isSubscription = prepared.operation.operation === 'subscription'
      if (isSubscription && streams !== 'all' && !(streams === 'live' && isLiveOperation(prepared))) return undefined
      const checking = operations.check(prepared, visit)
      if (checking) await checking
      if (isSubscription) {
        const opened = await operations.subscribe(prepared, visit)
        if (opened instanceof LiveStream || (streams === 'all' && opened instanceof EventStream)) return opened
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
