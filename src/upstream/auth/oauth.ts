import { UpstreamFailure } from '../failure.ts'
import { type Http, type HttpAnswer, openHttp } from '../http.ts'
import { singleFlight } from '../single-flight.ts'
import type { Credentials } from './credentials.ts'

export interface OAuthSettings {
  tokenUrl: string
  clientId: string
  clientSecret: string
  audience?: string | undefined
  scope?: string | undefined
  /** Milliseconds until the token endpoint must have answered. */
  timeout: number
}

interface Token {
  value: string
  /** Milliseconds since the epoch from which on the token is renewed. */
  renewAt: number
  /** Milliseconds since the epoch until which it is valid. */
  validUntil: number
}

const OPERATION = 'requestToken'

/** Milliseconds between tries to renew a token that is still valid, and between renewals of one that the cluster refuses. */
const RENEWAL_PAUSE = 5_000

/**
 * OAuth client credentials: the gateway's own token for every caller, fetched once however many wait, renewed before it
 * ends by max(30 s, 5 % of its life) as Camunda's own clients do. A valid token is used while a new one is fetched, so
 * that a token endpoint that is slow or down delays nobody until the old token ends.
 */
export function oauth(settings: OAuthSettings, now: () => number = Date.now): Credentials & { close(): Promise<void> } {
  const url = new URL(settings.tokenUrl)
  const http = openHttp({ origin: url.origin, connections: 1, maxAnswerBytes: 1_000_000 })
  let token: Token | undefined
  let refusedAt = Number.NEGATIVE_INFINITY

  const fetched = singleFlight(async () => {
    token = await requestToken(http, url, settings, now)
    return token
  })

  return {
    ownRights: true,
    identify: () => 'gateway',
    async headers() {
      const old = token
      if (!old || now() >= old.validUntil) return bearer(await fetched())
      if (now() >= old.renewAt) {
        old.renewAt = now() + RENEWAL_PAUSE
        // A failure is no news while the old token is good; when it ends, it is told.
        fetched().catch(() => {})
      }
      return bearer(old)
    },
    renew(refused) {
      if (!token || refused.authorization !== bearer(token).authorization) return true
      // A cluster that takes no token of this endpoint's must not make the gateway fetch one for every call.
      if (now() - refusedAt < RENEWAL_PAUSE) return false
      refusedAt = now()
      token = undefined
      return true
    },
    close: () => http.close(),
  }
}

const bearer = ({ value }: Token) => ({ authorization: `Bearer ${value}` })

async function requestToken(http: Http, url: URL, settings: OAuthSettings, now: () => number): Promise<Token> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: settings.clientId,
    client_secret: settings.clientSecret,
  })
  if (settings.audience) form.set('audience', settings.audience)
  if (settings.scope) form.set('scope', settings.scope)
  const asked = now()
  const answer = await http
    .send({
      method: 'POST',
      path: url.pathname + url.search,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: form.toString(),
      deadline: settings.timeout,
    })
    .catch((error: unknown) => {
      throw unreachable(error)
    })
  if (answer.status === 429 || answer.status >= 500) throw unreachable()
  const { accessToken, expiresIn } = readToken(answer)
  const life = expiresIn * 1000
  return {
    value: accessToken,
    // A life of less than a minute is used for its first half: it must not seem over from the start.
    renewAt: asked + life - Math.min(Math.max(30_000, life * 0.05), life / 2),
    validUntil: asked + life,
  }
}

/** The endpoint did not answer, or is in trouble itself: the call that needs the token was not made and may be tried again. */
function unreachable(cause?: unknown): UpstreamFailure {
  const reason = "the gateway's token endpoint cannot be reached"
  return new UpstreamFailure({ kind: 'unreachable', operation: OPERATION, write: false, reason }, cause)
}

function readToken(answer: HttpAnswer): { accessToken: string; expiresIn: number } {
  // Without the status: it is the token endpoint's, and callers read it as the cluster's.
  const failure = (reason: string) =>
    new UpstreamFailure({ kind: 'unreadable', operation: OPERATION, write: false, reason })
  if (answer.status !== 200) throw failure('the token endpoint refused the client credentials')
  let parsed: unknown
  try {
    parsed = JSON.parse(answer.body)
  } catch {
    throw failure('the token endpoint answered no JSON')
  }
  const { access_token, expires_in } = (parsed ?? {}) as { access_token?: unknown; expires_in?: unknown }
  if (typeof access_token !== 'string' || typeof expires_in !== 'number') {
    throw failure('the token endpoint answered no access_token with expires_in')
  }
  return { accessToken: access_token, expiresIn: expires_in }
}
