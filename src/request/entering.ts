import type { Places } from '../admission/places.ts'
import { callerNameOf, payerOf, type Visit } from './visit.ts'

/** Whether a visit gets its place; a promise if it has to wait. A client that leaves meanwhile gets none. */
export function enter(places: Places, amount: number, visit: Visit): boolean | Promise<boolean> {
  const group = payerOf(visit)
  const atOnce = places.enterAtOnce(amount, group)
  if (atOnce !== undefined) return atOnce
  const { cancellation } = visit
  return new Promise((resolve) => {
    let hasLeft = false
    const listener = {
      onCancelled() {
        hasLeft = true
        waiting?.giveUp()
        resolve(false)
      },
    }
    const decide = (isIn: boolean) => {
      cancellation.unlisten(listener)
      // It may have left at the moment when it was let in.
      if (isIn && (hasLeft || visit.isAnswered)) places.give(amount, group)
      resolve(isIn)
    }
    // The payer is fixed now, whatever is found out about the caller later.
    const waiting = places.wait({ group, name: callerNameOf(visit).name }, { amount, decide })
    if (waiting) cancellation.listen(listener)
    else resolve(false)
  })
}
