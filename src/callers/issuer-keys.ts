import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose'
import { isJsonObject } from '../upstream/json/json-object.ts'
import { openHttp } from '../upstream/wire/http.ts'
import type { Outgoing } from '../upstream/wire/outgoing.ts'
import { singleFlight } from '../upstream/wire/single-flight.ts'
import { isUsableKey } from './usable-key.ts'

export interface IssuerSettings {
  /** As tokens name it, letter by letter. */
  issuer: string
  /** Where its keys are; by default what its discovery document says. */
  jwksUrl?: string | undefined
  /** Milliseconds until each of the issuer's endpoints must have answered. */
  timeout: number
  /** The only algorithms that are taken, whatever a token says. */
  algorithms: readonly string[]
  outgoing?: Outgoing | undefined
}

/** Thrown if a token cannot be verified because keys are unavailable: its message is for the log. */
export class KeysUnavailable extends Error {
  /** Seconds until it may be told. */
  readonly retryAfter: number

  /** @param ms milliseconds until it may be told */
  constructor(cause: unknown, ms: number) {
    super(`callers cannot be verified: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.name = 'KeysUnavailable'
    this.retryAfter = Math.max(1, Math.ceil(ms / 1_000))
  }
}

/** Milliseconds after which the keys are fetched again, so that withdrawn keys are no longer accepted. */
export const KEYS_TTL_MS = 5 * 60_000
/** Milliseconds between fetches for unknown keys: anybody can name a key that does not exist. */
const UNKNOWN_KEY_PAUSE_MS = 5_000
/** Milliseconds between a failed fetch and the next; callers in between do not wait. */
const FAILURE_PAUSE_MS = 10_000

const MAX_ANSWER_BYTES = 1_000_000

/** Stands for tokens without a key id. */
const NAMELESS = Symbol('nameless')

interface KeySet {
  find: JWTVerifyGetKey
  /** The names of its keys. */
  names: ReadonlySet<unknown>
  /** Milliseconds, as `performance.now()` counts them: nobody sets that clock back. */
  fetchedAt: number
}

/**
 * The public keys of an issuer of tokens: fetched when first needed, again every few minutes, and at once when a token
 * names a key that is not among them. If they cannot be fetched, or none is usable, the known keys stay in use.
 */
export class IssuerKeys {
  readonly #settings: IssuerSettings
  readonly #log: (error: unknown) => void
  #known: KeySet | undefined
  #failed: { cause: unknown; at: number } | undefined
  #soughtAt = Number.NEGATIVE_INFINITY
  #seeking: Promise<KeySet> | undefined

  /** @param log told why keys could not be fetched, once for each try */
  constructor(settings: IssuerSettings, log: (error: unknown) => void) {
    this.#settings = settings
    this.#log = log
  }

  /** The key that a token was signed with. Rejects with KeysUnavailable, or with jose's error where there is none. */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    const keys = await this.#current()
    try {
      return await keys.find(header, token)
    } catch (error) {
      // If a known key has this name, fetching again would not help.
      const isUnknown = error instanceof errors.JWKSNoMatchingKey && !keys.names.has(header.kid ?? NAMELESS)
      if (!isUnknown) throw error
      return (await this.#newerThan(keys)).find(header, token)
    }
  }

  async #current(): Promise<KeySet> {
    const known = this.#known
    if (known && performance.now() - known.fetchedAt < KEYS_TTL_MS) return known
    return this.#fetched().catch((error: unknown) => {
      if (known) return known
      throw error
    })
  }

  /**
   * Newer keys, if there are any. Rejects with KeysUnavailable while they cannot be fetched, because the token may be
   * valid.
   */
  async #newerThan(keys: KeySet): Promise<KeySet> {
    // Another token of the same key may have fetched it meanwhile.
    if (this.#known && this.#known !== keys) return this.#known
    const left = this.#seeking ? 0 : this.#soughtAt + UNKNOWN_KEY_PAUSE_MS - performance.now()
    if (left > 0) throw new KeysUnavailable('unknown keys were looked for a moment ago', left)
    this.#seeking ??= this.#fetched().finally(() => {
      this.#seeking = undefined
      this.#soughtAt = performance.now()
    })
    return this.#seeking
  }

  /** Fetches once however many wait, and not at all for a while after a failure. */
  async #fetched(): Promise<KeySet> {
    const left = this.#failed ? this.#failed.at + FAILURE_PAUSE_MS - performance.now() : 0
    if (left > 0) throw new KeysUnavailable(this.#failed?.cause, left)
    return this.#fetchedOnce()
  }

  readonly #fetchedOnce = singleFlight(async () => {
    try {
      this.#known = await this.#fetch()
      this.#failed = undefined
      return this.#known
    } catch (cause) {
      const error = new KeysUnavailable(cause, FAILURE_PAUSE_MS)
      this.#failed = { cause, at: performance.now() }
      this.#log(error)
      throw error
    }
  })

  async #fetch(): Promise<KeySet> {
    const { issuer, jwksUrl, algorithms } = this.#settings
    const { keys } = await this.#read(jwksUrl ?? (await this.#discover(issuer)))
    if (!Array.isArray(keys)) throw new TypeError('the issuer answered no JSON Web Key Set')
    const usable = keys.filter((key: unknown) => isUsableKey(key, algorithms))
    if (usable.length === 0) throw new TypeError(`the issuer answered ${keys.length} keys, of which none can be used`)
    return {
      find: createLocalJWKSet({ keys: usable }),
      names: new Set(usable.map(({ kid }) => kid)),
      fetchedAt: performance.now(),
    }
  }

  /** The address of the keys, by OpenID Connect Discovery. */
  async #discover(issuer: string): Promise<string> {
    const document = await this.#read(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
    if (document.issuer !== issuer) throw new TypeError('the discovery document is that of another issuer')
    if (typeof document.jwks_uri !== 'string') throw new TypeError('the discovery document names no jwks_uri')
    return document.jwks_uri
  }

  async #read(address: string): Promise<Record<string, unknown>> {
    const url = new URL(address)
    // A pool for one request: the next fetch is minutes away.
    const http = openHttp({
      origin: url.origin,
      connections: 1,
      maxAnswerBytes: MAX_ANSWER_BYTES,
      outgoing: this.#settings.outgoing,
    })
    const path = url.pathname + url.search
    try {
      const { status, body } = await http.send({
        method: 'GET',
        path,
        headers: { accept: 'application/json' },
        deadline: this.#settings.timeout,
      })
      if (status !== 200) throw new TypeError(`${url.origin}${url.pathname} answered ${status}`)
      const document: unknown = JSON.parse(body)
      if (!isJsonObject(document)) throw new TypeError(`${url.origin}${url.pathname} answered no JSON object`)
      return document
    } finally {
      await http.close()
    }
  }
}
