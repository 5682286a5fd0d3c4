import { hash, randomUUID } from 'node:crypto'
import { shownBy } from '../../request/caller.ts'
import type { Visit } from '../../request/visit.ts'
import { cut } from '../../text/cut.ts'

/** Characters: enough to tell callers apart. */
const LENGTH = 12

/**
 * What the log calls a caller: the subject of a verified token; else, where callers ask with their own rights, a mark that
 * is the same for the same credentials as long as the process lives. Undefined for those who show nothing.
 */
export function callerNames(ownRights: boolean): (visit: Visit) => string | undefined {
  // A password could be guessed from a hash that anybody can make.
  const secret = randomUUID()
  return ({ claims, caller }) => {
    if (claims?.sub !== undefined) return cut(claims.sub)
    const shown = ownRights ? undefined : shownBy(caller)
    return shown === undefined ? undefined : hash('sha256', secret + shown, 'base64url').slice(0, LENGTH)
  }
}
