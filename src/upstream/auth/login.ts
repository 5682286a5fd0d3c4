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

/** Milliseconds between logins where sessions are refused at once. */
const RENEWAL_PAUSE_MS = 5_000

/** Before a password that was refused is tried again: a user who fails too often may be locked. */
const REFUSALS: PauseOptions = { first: 30_000, longest: 30_000 }

/**
 * The gateway's own user name and password, for every caller, where Camunda takes them at its login page alone (8.6 and
 * before): a session with its cookies and its token against forgery, made once however many wait, and anew when it ends.
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
      // All who have waited get the same.
      if (session !== fresh) madeAt = performance.now()
      session = fresh
      return fresh
    },
    renew(tried) {
      if (tried !== session) return true
      // A cluster that takes no session of this login must not make the gateway log in for every call.
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
  // Not the cookie of the same name: its value is refused in the header.
  const token = headers['x-csrf-token']
  return { cookie: cookies.join('; '), ...(typeof token === 'string' ? { 'x-csrf-token': token } : {}) }
}
