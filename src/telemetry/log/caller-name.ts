import { hash, randomUUID } from 'node:crypto'
import { shownBy } from '../../request/caller.ts'
import type { Visit } from '../../request/visit.ts'
import { cut } from '../../text/cut.ts'

/** Characters: enough to tell callers apart. */
const LENGTH = 12

/**
 * A caller's name in the log: the subject of a verified token; else, if callers ask with their own rights, a keyed hash
 * of their credentials, stable as long as the process lives. Undefined for anonymous callers.
 */
export function callerNames(ownRights: boolean): (visit: Visit) => string | undefined {
  // A random key, because passwords could be guessed from an unkeyed hash.
  const secret = randomUUID()
  return ({ claims, caller }) => {
    if (claims?.sub !== undefined) return cut(claims.sub)
    const shown = ownRights ? undefined : shownBy(caller)
    return shown === undefined ? undefined : hash('sha256', secret + shown, 'base64url').slice(0, LENGTH)
  }
}
