import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { openHttp } from '../upstream/http.ts'
import { isJsonObject } from '../upstream/json-object.ts'
import { singleFlight } from '../upstream/single-flight.ts'

export interface IssuerSettings {
  /** As tokens name it, letter by letter. */
  issuer: string
  /** Where its keys are; by default what its discovery document says. */
  jwksUrl?: string | undefined
  /** Milliseconds until each of the issuer's endpoints must have answered. */
  timeout: number
}

/** Thrown where it cannot be told whether a token is good: its message is for the log. */
export class KeysUnavailable extends Error {
  constructor(cause: unknown) {
    super(`callers cannot be verified: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.name = 'KeysUnavailable'
  }
}

/** Milliseconds after which the keys are fetched again: a key that the issuer has withdrawn is not taken any longer. */
export const KEYS_LIFE = 5 * 60_000
/** Milliseconds between fetches for keys that are not among the known: anybody can name a key that does not exist. */
const UNKNOWN_KEY_PAUSE = 30_000
/** Milliseconds after a fetch that failed until the next: whoever comes in between is not kept waiting. */
export const FAILURE_PAUSE = 10_000

const MAX_ANSWER_BYTES = 1_000_000

interface KeySet {
  find: JWTVerifyGetKey
  fetchedAt: number
}

/**
 * The public keys of an issuer of tokens: fetched when first needed, again every few minutes, and at once when a token
 * names a key that is not among them. While they cannot be fetched, those that are known go on.
 */
export class IssuerKeys {
  readonly #settings: IssuerSettings
  readonly #log: (error: unknown) => void
  #known: KeySet | undefined
  #failed: { error: KeysUnavailable; at: number } | undefined
  #soughtAt = Number.NEGATIVE_INFINITY

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
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      const newer = await this.#newerThan(keys)
      if (!newer) throw error
      return newer.find(header, token)
    }
  }

  async #current(): Promise<KeySet> {
    const known = this.#known
    if (known && Date.now() - known.fetchedAt < KEYS_LIFE) return known
    return this.#fetched().catch((error: unknown) => {
      if (known) return known
      throw error
    })
  }

  async #newerThan(keys: KeySet): Promise<KeySet | undefined> {
    // Another token of the same key may have brought it meanwhile.
    if (this.#known !== keys) return this.#known
    if (Date.now() - this.#soughtAt < UNKNOWN_KEY_PAUSE) return undefined
    const newer = await this.#fetched()
    this.#soughtAt = newer.fetchedAt
    return newer
  }

  /** Fetches once however many wait, and not at all for a while after a failure. */
  async #fetched(): Promise<KeySet> {
    if (this.#failed && Date.now() - this.#failed.at < FAILURE_PAUSE) throw this.#failed.error
    return this.#fetchedOnce()
  }

  readonly #fetchedOnce = singleFlight(async () => {
    try {
      this.#known = await this.#fetch()
      this.#failed = undefined
      return this.#known
    } catch (cause) {
      const error = new KeysUnavailable(cause)
      this.#failed = { error, at: Date.now() }
      this.#log(error)
      throw error
    }
  })

  async #fetch(): Promise<KeySet> {
    const { issuer, jwksUrl } = this.#settings
    const keys = await this.#read(jwksUrl ?? (await this.#discover(issuer)))
    return { find: createLocalJWKSet(keys as unknown as JSONWebKeySet), fetchedAt: Date.now() }
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
    // Opened for one answer: it is minutes until the next.
    const http = openHttp({ origin: url.origin, connections: 1, maxAnswerBytes: MAX_ANSWER_BYTES })
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
