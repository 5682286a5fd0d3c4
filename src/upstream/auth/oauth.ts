import { isJsonObject } from '../json/json-object.ts'
import type { Credentials } from '../wire/credentials.ts'
import type { HttpAnswer } from '../wire/http.ts'
import type { Outgoing } from '../wire/outgoing.ts'
import { passableHeader } from '../wire/passable-header.ts'
import { IdentityProvider } from './identity-provider.ts'

export interface OAuthSettings {
  tokenUrl: string
  clientId: string
  clientSecret: string
  audience?: string | undefined
  scope?: string | undefined
  /** Milliseconds until the token endpoint must have answered. */
  timeout: number
  outgoing?: Outgoing | undefined
}

interface Token {
  value: string
  /** When it is renewed, and until when it is valid: milliseconds, as `performance.now()` counts them. */
  renewAt: number
  validUntil: number
}

/** Milliseconds between renewals of a token that the cluster refuses. */
const RENEWAL_PAUSE_MS = 5_000
/** Bounds of a token's lifetime in seconds. */
const MIN_LIFETIME_S = 1
const MAX_LIFETIME_S = 1e9

const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403])

/**
 * OAuth client credentials: the gateway's own token for every caller, fetched once for concurrent callers, renewed
 * before it ends by max(30 s, 5 % of its life) as Camunda's own clients do. A valid token is used while a new one is
 * fetched, so that a token endpoint that is slow or down delays nobody until the old token ends.
 */
export function oauth(settings: OAuthSettings): Credentials & { close(): Promise<void> } {
  const { audience, scope } = settings
  const endpoint = new IdentityProvider({
    url: settings.tokenUrl,
    operation: 'requestToken',
    name: "the gateway's token endpoint",
    form: {
      grant_type: 'client_credentials',
      client_id: settings.clientId,
      client_secret: settings.clientSecret,
      ...(audience ? { audience } : {}),
      ...(scope ? { scope } : {}),
    },
    timeout: settings.timeout,
    outgoing: settings.outgoing,
    isRefusal: ({ status }) => REFUSALS.has(status),
    refusal: "the gateway's client credentials were refused by its token endpoint",
    read: readToken,
  })
  let token: Token | undefined
  let refusedAt = Number.NEGATIVE_INFINITY

  async function fetched(): Promise<Token> {
    token = await endpoint.ask()
    return token
  }

  return {
    ownRights: true,
    identify: () => 'gateway',
    async headers() {
      const old = token
      const now = performance.now()
      if (!old || now >= old.validUntil) return bearer(await fetched())
      // A failure does not matter while the old token is good; once it has ended, callers get the failure.
      if (now >= old.renewAt && endpoint.mayBeAsked) fetched().catch(() => {})
      return bearer(old)
    },
    renew(refused) {
      if (!token || refused.authorization !== bearer(token).authorization) return true
      // If the cluster accepts no token of this endpoint, the gateway must not fetch one for every call.
      if (performance.now() - refusedAt < RENEWAL_PAUSE_MS) return false
      refusedAt = performance.now()
      token = undefined
      return true
    },
    close: () => endpoint.close(),
  }
}

const bearer = ({ value }: Token) => ({ authorization: `Bearer ${value}` })

function readToken({ status, body }: HttpAnswer, askedAt: number): Token {
  if (status !== 200) throw new TypeError(`answered ${status}`)
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    throw new TypeError('answered no JSON')
  }
  const { access_token, expires_in } = isJsonObject(parsed) ? parsed : {}
  const value = typeof access_token === 'string' ? passableHeader(access_token) : undefined
  if (value === undefined) throw new TypeError('answered no access_token')
  const life = lifeOf(expires_in) * 1_000
  return {
    value,
    // A token with a lifetime below a minute is renewed at half of it; otherwise it would need renewal from the start.
    renewAt: askedAt + life - Math.min(Math.max(30_000, life * 0.05), life / 2),
    validUntil: askedAt + life,
  }
}

/**
 * A token's lifetime in seconds. Some servers write it as text, some leave it out: then the token is used until the
 * cluster refuses it.
 */
function lifeOf(expiresIn: unknown): number {
  const seconds = typeof expiresIn === 'string' && /^\d+$/.test(expiresIn) ? Number(expiresIn) : expiresIn
  if (typeof seconds !== 'number' || Number.isNaN(seconds)) return MAX_LIFETIME_S
  return Math.min(Math.max(seconds, MIN_LIFETIME_S), MAX_LIFETIME_S)
}
