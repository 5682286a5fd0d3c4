import { hash } from 'node:crypto'
import type { Caller, Credentials } from './credentials.ts'

/** The caller's own rights: its Authorization header, or its browser session with the CSRF token. */
export function forward(): Credentials {
  return {
    ownRights: false,
    identify: ({ authorization, cookie, csrfToken }) =>
      // Hashed, so that no secret lies in cache keys or logs; the separators keep the parts apart.
      hash('sha256', `${authorization ?? ''}\n${cookie ?? ''}\n${csrfToken ?? ''}`, 'base64url'),
    headers,
  }
}

function headers(caller: Caller): Record<string, string> {
  if (caller.authorization) return { authorization: caller.authorization }
  if (!caller.cookie) return {}
  return caller.csrfToken ? { cookie: caller.cookie, 'x-csrf-token': caller.csrfToken } : { cookie: caller.cookie }
}
