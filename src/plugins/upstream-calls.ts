import type { GatewayPlugin } from '../request/plugin.ts'
import { Allowance } from '../upstream/wire/allowance.ts'
import type { CallContext } from '../upstream/wire/call-context.ts'

/**
 * Limits the calls of each request, for all of its questions together, and of each event of a subscription.
 * @param forget called when a request has been answered, to free the cluster's answers for it
 */
export function upstreamCalls(maxCalls: number, forget: (callContext: CallContext) => void): GatewayPlugin {
  return {
    onArrival(visit) {
      visit.allowance = new Allowance(maxCalls)
      return undefined
    },
    beforeEvent(_, event) {
      event.allowance = new Allowance(maxCalls)
    },
    onAnswered(visit) {
      if (visit.caller.callContext) forget(visit.caller.callContext)
    },
  }
}
