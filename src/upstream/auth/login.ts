import type { Credentials } from '../wire/credentials.ts'
import type { HttpAnswer } from '../wire/http.ts'
import type { Outgoing } from '../wire/outgoing.ts'
import { IdentityProvider } from './identity-provider.ts'
import type { PauseOptions } from './pause.ts'

export interface LoginSettings {
  /** Where user name and password are sent, such as `http://localhost:8080/api/login`. */
  url: string
  username: string
  password: string
  /** Milliseconds until it must have answered. */
  timeout: number
  outgoing?: Outgoing | undefined
}

/** Milliseconds between logins if new sessions are refused at once. */
const RENEWAL_PAUSE_MS = 5_000

/** Pauses before a refused password is tried again: a user may be locked after too many failures. */
const REFUSALS: PauseOptions = { first: 30_000, longest: 30_000 }

/**
 * The gateway's own user name and password, for every caller, with the login of Camunda 8.6 and before: a session with
 * its cookies and CSRF token. Concurrent callers share one login; a new session is made when the old one ends.
 */
export function login(settings: LoginSettings): Credentials & { close(): Promise<void> } {
  const provider = new IdentityProvider({
    url: settings.url,
    operation: 'login',
    name: "Camunda's login",
    form: { username: settings.username, password: settings.password },
    timeout: settings.timeout,
    outgoing: settings.outgoing,
    isRefusal: ({ status }) => status < 200 || status >= 300,
    refusal: "the gateway's user name and password were refused by Camunda's login",
    refusals: REFUSALS,
    read: readSession,
  })
  let session: Record<string, string> | undefined
  let madeAt = Number.NEGATIVE_INFINITY

  return {
    ownRights: true,
    identify: () => 'gateway',
    async headers() {
      if (session) return session
      const fresh = await provider.ask()
      // All concurrent callers get the same session.
      if (session !== fresh) madeAt = performance.now()
      session = fresh
      return fresh
    },
    renew(tried) {
      if (tried !== session) return true
      // If the cluster accepts no session of this login, the gateway must not log in for every call.
      if (performance.now() - madeAt < RENEWAL_PAUSE_MS) return false
      session = undefined
      return true
    },
    close: () => provider.close(),
  }
}

/** The headers of a session: its cookies and, where there is one, the token that goes with every command and search. */
function readSession({ headers }: HttpAnswer): Record<string, string> {
  const cookies = [headers['set-cookie'] ?? []].flat().map((cookie) => cookie.split(';', 1)[0] ?? '')
  if (cookies.length === 0) throw new TypeError('answered no session')
  // Not the cookie of the same name: Camunda refuses its value in the header.
  const token = headers['x-csrf-token']
  return { cookie: cookies.join('; '), ...(typeof token === 'string' ? { 'x-csrf-token': token } : {}) }
}
