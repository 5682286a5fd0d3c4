import type { CallerName } from '../admission/fair-queue.ts'
import { addressOf, shownBy } from '../request/caller.ts'
import type { Visit } from '../request/visit.ts'

/**
 * In whose name a request waits when callers compete for places: the verified subject's, else the address's, which
 * nobody can make up. Where callers ask with their own rights, their credentials tell callers of one address apart, so
 * that callers behind one proxy share fairly; made-up credentials get no more turns.
 *
 * Only for use within the process: unlike the names of rate limits, these contain credentials.
 * @param forwards whether callers ask with their own rights
 * @param proxies how many proxies stand in front of the gateway
 */
export function fairNames(forwards: boolean, proxies: number): (visit: Visit) => CallerName {
  return ({ claims, caller, arrival }) => {
    if (claims?.sub !== undefined) return { group: `subject ${claims.iss ?? ''} ${claims.sub}`, name: '' }
    return { group: addressOf(arrival, proxies), name: (forwards && shownBy(caller)) || '' }
  }
}
