import { locatedError } from 'graphql'
import { Refused } from '../errors/refused.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import { UpstreamFailure } from '../upstream/failures/failure.ts'

/**
 * Gives a request up when its time is over: reads and long polls are cancelled, commands that were not sent yet are not
 * sent, and what is there is answered. A command under way is waited for: nobody would know what became of it.
 * @param maxMs milliseconds from the arrival; subscriptions end when they want
 */
export function requestTime(maxMs: number): GatewayPlugin {
  const timeIsUp = new Error('The time of the request is up.')
  return {
    onArrival(visit) {
      visit.timer = setTimeout(() => {
        visit.allowance?.end()
        visit.cancellation.cancel(timeIsUp)
      }, maxMs)
      return undefined
    },
    beforeExecution({ operation }, visit) {
      if (operation.operation === 'subscription') clearTimeout(visit.timer)
    },
    afterExecution(result, visit) {
      if (!result.errors || visit.cancellation.reason !== timeIsUp) return
      result.errors = result.errors.map((error) => {
        const { originalError, nodes, path } = error
        if (!(originalError instanceof UpstreamFailure) || originalError.kind !== 'cancelled') return error
        return locatedError(tooLate(originalError, maxMs, performance.now() - visit.arrivedAt), nodes, path)
      })
    },
    onDeparture(visit) {
      clearTimeout(visit.timer)
    },
  }
}

function tooLate({ operation, outcomeUnknown }: UpstreamFailure, limit: number, took: number): Refused {
  const unknown = outcomeUnknown ? ' The command may or may not have been carried out.' : ''
  return new Refused(
    'REQUEST_TIMEOUT',
    `${operation} was given up: the request had taken ${limit} ms, the longest that one may. Ask for less at once.${unknown}`,
    {
      operation,
      rule: 'requestMs',
      limit,
      value: Math.round(took),
      retryable: !outcomeUnknown,
      ...(outcomeUnknown ? { outcomeUnknown } : {}),
    },
  )
}
