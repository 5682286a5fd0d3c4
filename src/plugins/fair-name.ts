import type { CallerName } from '../admission/fair-queue.ts'
import { addressOf, shownBy } from '../request/caller.ts'
import type { Visit } from '../request/visit.ts'

/**
 * Says whose turn a request takes where callers compete for places: a verified subject's own; else its address's, which
 * nobody can make up. Where callers ask with their own rights, what they show tells those of one address apart, so that
 * callers behind one proxy are fair to each other; who makes up names gets no more turns by it.
 *
 * For use within the process alone: unlike the names of rate limits, these hold what callers have shown.
 * @param forwards whether callers ask with their own rights
 * @param proxies how many proxies stand in front of the gateway
 */
export function fairNames(forwards: boolean, proxies: number): (visit: Visit) => CallerName {
  return ({ claims, caller, arrival }) => {
    if (claims?.sub !== undefined) return { group: `subject ${claims.iss ?? ''} ${claims.sub}`, name: '' }
    return { group: addressOf(arrival, proxies), name: (forwards && shownBy(caller)) || '' }
  }
}
