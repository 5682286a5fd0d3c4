import type { GatewayPlugin } from '../request/plugin.ts'
import { Allowance } from '../upstream/wire/allowance.ts'
import type { CallContext } from '../upstream/wire/call-context.ts'

/**
 * Lets each request, with all the questions that it brings, make so many calls of the cluster; so each event of a subscription.
 * @param forget told of a request that has been answered: what the cluster answered for it is held no longer
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
