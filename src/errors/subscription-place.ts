import type { Budget } from '../admission/budget.ts'
import { overloaded } from './refused.ts'

/** Takes a place for a subscription. Throws Refused where there is none, or the gateway is about to end. */
export function takeSubscription(subscriptions: Budget, owner: string, isDraining: boolean): void {
  if (isDraining) throw overloaded('The gateway is about to end. Subscribe again: another one answers.')
  if (subscriptions.take(1, owner)) return
  throw overloaded(
    `There are as many subscriptions as there may be: ${subscriptions.limit} in all, ${subscriptions.share} of one caller. End some, or try again later.`,
  )
}
