import { locatedError } from 'graphql'
import { withOutcome } from '../errors/errors.ts'
import { Refused } from '../errors/refused.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import type { Visit } from '../request/visit.ts'
import { UpstreamFailure } from '../upstream/failures/failure.ts'

/**
 * The request's timeout: reads and long polls are cancelled, commands that were not sent yet are not sent, and what is
 * there is answered. A command under way is waited for; otherwise its outcome would be unknown. A subscription must be
 * open by then, and lasts as long as its client wants; each event has the same timeout.
 * @param maxMs milliseconds from the arrival, or from the event
 */
export function requestTimeout(maxMs: number): GatewayPlugin {
  // The answer if there is none yet: for a subscription that does not open.
  const timeIsUp = new Refused(
    'REQUEST_TIMEOUT',
    `The request was given up: it had taken ${maxMs} ms, the longest that one may.`,
    { rule: 'requestMs', limit: maxMs, retryable: true },
  )
  const start = (visit: Visit) => {
    visit.timer = setTimeout(() => {
      visit.allowance?.end()
      visit.cancellation.cancel(timeIsUp)
    }, maxMs)
  }
  return {
    onArrival(visit) {
      start(visit)
      return undefined
    },
    beforeEvent(_, event) {
      start(event)
    },
    afterExecution(result, visit) {
      if (!result.errors || visit.cancellation.reason !== timeIsUp) return
      result.errors = result.errors.map((error) => {
        const { originalError, nodes, path } = error
        if (!(originalError instanceof UpstreamFailure) || originalError.kind !== 'cancelled') return error
        return locatedError(tooLate(originalError, maxMs, performance.now() - visit.arrivedAt), nodes, path)
      })
    },
    onAnswered(visit) {
      clearTimeout(visit.timer)
    },
  }
}

function tooLate(failure: UpstreamFailure, limit: number, took: number): Refused {
  const { operation, cluster, outcomeUnknown } = failure
  const givenUp = `${operation} was given up: the request had taken ${limit} ms, the longest that one may. Ask for less at once.`
  return new Refused('REQUEST_TIMEOUT', withOutcome(givenUp, failure), {
    operation,
    ...(cluster === undefined ? {} : { cluster }),
    rule: 'requestMs',
    limit,
    value: Math.round(took),
    retryable: !outcomeUnknown,
    ...(outcomeUnknown ? { outcomeUnknown } : {}),
  })
}
