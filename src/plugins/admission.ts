import { toRefusal } from '../errors.ts'
import type { GatewayPlugin } from './plugin.ts'
import { Refused } from './refused.ts'

/** Seconds: most requests are answered sooner, so by then there is room. */
const RETRY_AFTER = 1

/**
 * Bounds how many questions are read and answered at once: each holds its question, what the cluster has answered, and a
 * part of the answer. What is beyond is refused at once, with the time to come again, instead of slowing all others down.
 * @param max questions in flight
 */
export function admission(max: number): GatewayPlugin {
  let count = 0
  return {
    onArrival(visit) {
      if (!visit.isGraphQL) return undefined
      if (count >= max) return toRefusal(full(max))
      count++
      visit.isAdmitted = true
      return undefined
    },
    onDeparture(visit) {
      if (visit.isAdmitted) count--
    },
  }
}

function full(limit: number): Refused {
  return new Refused(
    'OVERLOADED',
    `The gateway answers ${limit} questions at once and takes no more now. Try again later.`,
    { retryable: true, retryAfter: RETRY_AFTER },
    { status: 503, headers: { 'retry-after': String(RETRY_AFTER) } },
  )
}
