import type { GatewayPlugin } from '../request/plugin.ts'
import { Allowance } from '../upstream/wire/allowance.ts'
import type { Errand } from '../upstream/wire/errand.ts'

/**
 * Lets each request, with all the questions that it brings, make so many calls of the cluster.
 * @param forget told of a request that has been answered: what the cluster answered for it is held no longer
 */
export function upstreamCalls(maxCalls: number, forget: (errand: Errand) => void): GatewayPlugin {
  return {
    onArrival(visit) {
      visit.allowance = new Allowance(maxCalls)
      return undefined
    },
    beforeExecution({ operation }, visit) {
      // Its events come and go: what one of them needed is not held until the last.
      if (operation.operation === 'subscription' && visit.caller.errand) forget(visit.caller.errand)
    },
    onAnswered(visit) {
      if (visit.caller.errand) forget(visit.caller.errand)
    },
  }
}
