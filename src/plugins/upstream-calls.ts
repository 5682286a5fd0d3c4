import { Allowance } from '../upstream/allowance.ts'
import type { GatewayPlugin } from './plugin.ts'

/** Lets each request, with all the questions that it brings, make so many calls of the cluster. */
export function upstreamCalls(maxCalls: number): GatewayPlugin {
  return {
    onArrival(visit) {
      visit.allowance = new Allowance(maxCalls)
      return undefined
    },
  }
}
