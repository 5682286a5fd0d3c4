import { hash } from 'node:crypto'
import { errors, type JWTPayload, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { bytesOf } from '../upstream/wire/bytes-of.ts'
import { type IssuerKeys, type IssuerSettings, KEYS_TTL_MS } from './issuer-keys.ts'

/** What a verified token says. */
export type Claims = Readonly<JWTPayload>

export interface JwtSettings extends IssuerSettings {
  /** A token must be meant for one of these. */
  audience: readonly string[]
  /** Milliseconds that the issuer's clock and the gateway's may differ. */
  clockSkew: number
}

/** Thrown for an invalid token; the message says why, as far as the sender may know. */
export class InvalidToken extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'InvalidToken'
  }
}

/** Only asymmetric algorithms: the keys are public, so they must not be able to sign. */
export const ALGORITHMS: readonly string[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]

/** Bytes of each beside its claims: its name and its places in maps. */
const KNOWN_BYTES = 400

interface Known {
  claims: Claims
  /** Milliseconds since the epoch: what the token says of its end. */
  until: number
  /** Milliseconds, as `performance.now()` counts them. */
  verifiedAt: number
}

/** Verifies tokens against their issuer's keys, and remembers those that were good. */
export class TokenVerifier {
  readonly #settings: JwtSettings
  readonly #keys: IssuerKeys
  /** Keyed by a hash, so that tokens do not stay in memory longer than their requests. */
  readonly #known: LRUCache<string, Known>

  /** @param maxBytes the most that tokens which were good take */
  constructor(settings: JwtSettings, keys: IssuerKeys, maxBytes: number) {
    this.#settings = settings
    this.#keys = keys
    this.#known = new LRUCache({
      maxSize: Math.floor(maxBytes),
      sizeCalculation: ({ claims }) => KNOWN_BYTES + bytesOf(claims),
    })
  }

  /** The claims of a token that was verified before and is still valid; undefined if it must be verified. */
  known(token: string): Claims | undefined {
    const known = this.#known.get(nameOf(token))
    if (!known || Date.now() >= known.until) return undefined
    // Not longer than keys are cached: a token must not outlive its key.
    return performance.now() - known.verifiedAt < KEYS_TTL_MS ? known.claims : undefined
  }

  /**
   * The claims of a token. Rejects with InvalidToken; with KeysUnavailable if it cannot be verified; or with Node's
   * error for a malformed key of the issuer.
   */
  async verify(token: string): Promise<Claims> {
    const { issuer, audience, algorithms, clockSkew } = this.#settings
    const verifiedAt = performance.now()
    const { payload } = await jwtVerify(token, this.#keys.find, {
      issuer,
      audience: [...audience],
      algorithms: [...algorithms],
      clockTolerance: clockSkew / 1000,
      requiredClaims: ['exp'],
      currentDate: new Date(Date.now()),
    }).catch((error: unknown) => {
      if (error instanceof errors.JOSEError) throw new InvalidToken(reasonOf(error), error)
      throw error
    })
    // `sub` identifies the caller, and goes into the log.
    if (payload.sub !== undefined && typeof payload.sub !== 'string') throw new InvalidToken(notAccepted('sub'))
    const until = (payload.exp ?? 0) * 1000 + clockSkew
    this.#known.set(nameOf(token), { claims: payload, until, verifiedAt })
    return payload
  }
}

const nameOf = (token: string) => hash('sha256', token, 'base64url')

/** Claims are checked only after the signature, so only holders of a signed token learn what is wrong with them. */
function reasonOf(error: InstanceType<typeof errors.JOSEError>): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired.'
  if (!(error instanceof errors.JWTClaimValidationFailed)) return 'The token is not valid.'
  if (error.claim === 'nbf' && error.reason === 'check_failed') return 'The token is not valid yet.'
  return notAccepted(error.claim)
}

const notAccepted = (claim: string) => `The token is not valid: its claim ${claim} is not accepted.`
