import { hash } from 'node:crypto'
import type { Caller, Credentials } from '../wire/credentials.ts'
import type { HttpAnswer } from '../wire/http.ts'
import { passableHeader } from '../wire/passable-header.ts'
import { RefusedPasswords } from './refused-passwords.ts'

/** The caller's own rights: its Authorization header, or its browser session with the CSRF token. */
export function forward(): Credentials {
  const refused = new RefusedPasswords()
  return {
    ownRights: false,
    identify: ({ authorization, cookie, csrfToken }) =>
      // Hashed, so that no secret lies in cache keys or logs; the separators keep the parts apart.
      hash('sha256', `${authorization ?? ''}\n${cookie ?? ''}\n${csrfToken ?? ''}`, 'base64url'),
    headers(caller) {
      const given = headers(caller)
      refused.check(given, caller)
      return given
    },
    renew: (tried, caller) => refused.note(tried, caller),
  }
}

function headers(caller: Caller): Record<string, string> {
  if (caller.authorization) return { authorization: caller.authorization }
  if (!caller.cookie) return {}
  return caller.csrfToken ? { cookie: caller.cookie, 'x-csrf-token': caller.csrfToken } : { cookie: caller.cookie }
}

/** Whether a caller asks with a browser session: a cookie, and no Authorization header, which would take precedence. */
export function hasSession({ authorization, cookie }: Caller): boolean {
  return !authorization && Boolean(cookie)
}

/** The parts of an answer that are for a browser session. */
interface SessionNews {
  /** Set-Cookie headers by the names of their cookies. */
  cookies: ReadonlyMap<string, string>
  csrfToken: string | undefined
}

/** Camunda's name of both the cookie and the header that hold the CSRF token. */
const CSRF = 'X-CSRF-TOKEN'

/**
 * The headers of an answer that belong to a session: new values, or deletion, of cookies that the browser sent, and the
 * CSRF token. Cookies that the browser does not have yet belong to others, such as load balancers.
 */
export function sessionNews({ cookie = '' }: Caller, headers: HttpAnswer['headers']): SessionNews {
  const own = new Set([CSRF, ...cookie.split(';').map(nameOf)])
  const cookies = new Map<string, string>()
  for (const line of [headers['set-cookie'] ?? []].flat()) {
    const name = nameOf(line)
    const passable = own.has(name) ? passableHeader(line) : undefined
    if (passable !== undefined) cookies.set(name, passable)
  }
  return { cookies, csrfToken: passableHeader(headers[CSRF.toLowerCase()]) }
}

const nameOf = (cookie: string) => (cookie.split('=', 1)[0] ?? '').trim()
