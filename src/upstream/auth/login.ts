import { UpstreamFailure } from '../failure.ts'
import { type Http, type HttpAnswer, openHttp } from '../http.ts'
import { singleFlight } from '../single-flight.ts'
import type { Credentials } from './credentials.ts'

export interface LoginSettings {
  /** Where user name and password are sent, such as `http://localhost:8080/api/login`. */
  url: string
  username: string
  password: string
  /** Milliseconds until it must have answered. */
  timeout: number
}

const OPERATION = 'login'

/** Milliseconds between logins where sessions are refused at once. */
const RENEWAL_PAUSE = 5_000

/** Milliseconds before a password that was refused is tried again: a user who fails too often may be locked. */
const REFUSAL_PAUSE = 30_000

/**
 * The gateway's own user name and password, for every caller, where Camunda takes them at its login page alone (8.6 and
 * before): a session with its cookies and its token against forgery, made once however many wait, and anew when it ends.
 */
export function login(settings: LoginSettings, now: () => number = Date.now): Credentials & { close(): Promise<void> } {
  const url = new URL(settings.url)
  const http = openHttp({ origin: url.origin, connections: 1, maxAnswerBytes: 1_000_000 })
  let session: Record<string, string> | undefined
  let madeAt = Number.NEGATIVE_INFINITY
  let refused: { failure: UpstreamFailure; until: number } | undefined

  const made = singleFlight(() =>
    makeSession(http, url, settings).then(
      (fresh) => {
        session = fresh
        madeAt = now()
        return fresh
      },
      (failure: UpstreamFailure) => {
        if (failure.kind === 'unreadable') refused = { failure, until: now() + REFUSAL_PAUSE }
        throw failure
      },
    ),
  )

  return {
    ownRights: true,
    identify: () => 'gateway',
    async headers() {
      if (session) return session
      if (refused && now() < refused.until) throw refused.failure
      return made()
    },
    renew(tried) {
      if (tried !== session) return true
      // A cluster that takes no session of this login must not make the gateway log in for every call.
      if (now() - madeAt < RENEWAL_PAUSE) return false
      session = undefined
      return true
    },
    close: () => http.close(),
  }
}

async function makeSession(http: Http, url: URL, settings: LoginSettings): Promise<Record<string, string>> {
  const answer = await http
    .send({
      method: 'POST',
      path: url.pathname + url.search,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({ username: settings.username, password: settings.password }).toString(),
      deadline: settings.timeout,
    })
    .catch((error: unknown) => {
      throw unreachable(error)
    })
  if (answer.status === 429 || answer.status >= 500) throw unreachable()
  return readSession(answer)
}

function unreachable(cause?: unknown): UpstreamFailure {
  const reason = "Camunda's login cannot be reached"
  return new UpstreamFailure({ kind: 'unreachable', operation: OPERATION, write: false, reason }, cause)
}

/** The headers of a session: its cookies and, where there is one, the token that goes with every command and search. */
function readSession({ status, headers }: HttpAnswer): Record<string, string> {
  // Without the status: it is the login's, and callers read it as the cluster's.
  const failure = (reason: string) =>
    new UpstreamFailure({ kind: 'unreadable', operation: OPERATION, write: false, reason })
  if (status < 200 || status >= 300) throw failure("Camunda's login refused the gateway's user name and password")
  const cookies = [headers['set-cookie'] ?? []].flat().map((cookie) => cookie.split(';', 1)[0] ?? '')
  if (cookies.length === 0) throw failure("Camunda's login answered no session")
  // Not the cookie of the same name: its value is refused in the header.
  const token = headers['x-csrf-token']
  return { cookie: cookies.join('; '), ...(typeof token === 'string' ? { 'x-csrf-token': token } : {}) }
}
