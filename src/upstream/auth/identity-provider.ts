import { type Failure, UpstreamFailure } from '../failures/failure.ts'
import { isJsonObject } from '../json/json-object.ts'
import { readRetryAfter } from '../wire/answer.ts'
import { ConnectionFailure } from '../wire/connection-failure.ts'
import { type Http, type HttpAnswer, openHttp } from '../wire/http.ts'
import type { Outgoing } from '../wire/outgoing.ts'
import { singleFlight } from '../wire/single-flight.ts'
import { Pause, type PauseOptions } from './pause.ts'

/** Pauses after failures: it is down, overloaded, or its answers cannot be used. */
const TROUBLE: PauseOptions = { first: 1_000, longest: 30_000 }

interface IdentityProviderOptions<T> {
  url: string
  /** Its operation in errors and metrics, such as `requestToken`. */
  operation: string
  /** Its name in messages, such as `the gateway's token endpoint`. */
  name: string
  /** The form fields of the request. */
  form: Readonly<Record<string, string>>
  /** Milliseconds until it must have answered. */
  timeout: number
  outgoing: Outgoing | undefined
  /** Whether an answer means that the credentials are wrong; `refusal` is the failure's message. */
  isRefusal(answer: HttpAnswer): boolean
  refusal: string
  /** Pauses after refusals, if they must be longer: accounts may be locked after too many. */
  refusals?: PauseOptions
  /**
   * Reads the result from an answer. Throws a TypeError that says what is wrong with the answer.
   * @param askedAt milliseconds, as `performance.now()` counts them
   */
  read(answer: HttpAnswer, askedAt: number): T
}

/**
 * Exchanges the gateway's credentials for what proves its identity to Camunda: a token endpoint or a login. Concurrent
 * callers share one request. After a failure there is a pause, because issuers lock clients that keep trying; meanwhile
 * all callers get the same failure.
 */
export class IdentityProvider<T> {
  readonly #options: IdentityProviderOptions<T>
  readonly #http: Http
  readonly #url: URL
  readonly #trouble = new Pause(TROUBLE)
  readonly #refusals: Pause
  #failure: Failure | undefined
  #isAsking = false

  constructor(options: IdentityProviderOptions<T>) {
    this.#options = options
    this.#url = new URL(options.url)
    this.#http = openHttp({
      origin: this.#url.origin,
      connections: 1,
      maxAnswerBytes: 1_000_000,
      outgoing: options.outgoing,
    })
    this.#refusals = new Pause(options.refusals ?? TROUBLE)
  }

  /** Whether it may be asked now: not during the pause after a failure. */
  get mayBeAsked(): boolean {
    return this.#left === 0
  }

  /** Asks it. Rejects with an UpstreamFailure, at once during the pause after a failure. */
  async ask(): Promise<T> {
    // While it is failing, only the caller whose request is sent waits for the result.
    if (this.#failure && (this.#isAsking || !this.mayBeAsked)) throw this.#told(this.#failure)
    return this.#askOnce()
  }

  /** Ends its connections once what is in flight has ended. */
  close(): Promise<void> {
    return this.#http.close()
  }

  get #left(): number {
    return Math.max(this.#trouble.left, this.#refusals.left)
  }

  readonly #askOnce = singleFlight(async () => {
    this.#isAsking = true
    try {
      const given = await this.#send()
      this.#failure = undefined
      this.#trouble.end()
      this.#refusals.end()
      return given
    } catch (error) {
      throw error instanceof Failed ? this.#note(error) : error
    } finally {
      this.#isAsking = false
    }
  })

  async #send(): Promise<T> {
    const { form, timeout, isRefusal, refusal, name, read } = this.#options
    const askedAt = performance.now()
    const answer = await this.#http
      .send({
        method: 'POST',
        path: this.#url.pathname + this.#url.search,
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: new URLSearchParams(form).toString(),
        deadline: timeout,
      })
      .catch((error: unknown) => {
        if (!(error instanceof ConnectionFailure)) throw error
        if (error.kind === 'oversized') throw new Failed('unreadable', `${name} answered too much`)
        throw new Failed('unavailable', `${name} cannot be reached`, error)
      })
    const retryAfter = readRetryAfter(answer.headers['retry-after'])
    const cause = new Error(`it answered ${answer.status}${errorOf(answer)}`)
    if (answer.status === 408 || answer.status === 429 || answer.status >= 500) {
      const trouble = answer.status === 429 ? 'asks for fewer requests' : 'is in trouble'
      throw new Failed('unavailable', `${name} ${trouble}`, cause, retryAfter)
    }
    if (isRefusal(answer)) throw new Failed('credentialsRefused', refusal, cause, retryAfter)
    try {
      return read(answer, askedAt)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      throw new Failed('unreadable', `${name} ${error.message}`, cause, retryAfter)
    }
  }

  /** Remembers a failure and returns the UpstreamFailure for the caller. */
  #note({ kind, message: reason, cause, retryAfter = 0 }: Failed): UpstreamFailure {
    // Some providers do not answer clients whom they have refused, or tell them to wait: the refusal is still the
    // cause.
    const wasRefused = this.#failure?.kind === 'credentialsRefused' && kind === 'unavailable'
    if (!wasRefused) this.#failure = { kind, operation: this.#options.operation, write: false, reason }
    if (this.#failure?.kind === 'credentialsRefused') this.#refusals.begin(retryAfter * 1_000)
    else this.#trouble.begin(retryAfter * 1_000)
    return this.#told(this.#failure ?? { kind, operation: this.#options.operation, write: false, reason }, cause)
  }

  /** Without the status, which is the provider's: callers would take it for the cluster's. */
  #told(failure: Failure, cause?: unknown): UpstreamFailure {
    // Refusals and unusable answers are not expected to go away by waiting.
    if (failure.kind !== 'unavailable') return new UpstreamFailure(failure, cause)
    return new UpstreamFailure({ ...failure, retryAfter: Math.max(1, Math.ceil(this.#left / 1_000)) }, cause)
  }
}

/** One failed attempt. */
class Failed extends Error {
  readonly kind: 'unavailable' | 'credentialsRefused' | 'unreadable'
  readonly retryAfter: number | undefined

  constructor(kind: Failed['kind'], message: string, cause?: Error, retryAfter?: number) {
    super(message, { cause })
    this.kind = kind
    this.retryAfter = retryAfter
  }
}

/** The error codes of OAuth. No other text of an answer is told: it may contain the credentials. */
const OAUTH_ERRORS: ReadonlySet<unknown> = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_grant_type',
  'access_denied',
  'temporarily_unavailable',
])

function errorOf({ body }: HttpAnswer): string {
  try {
    const document: unknown = JSON.parse(body)
    return isJsonObject(document) && OAUTH_ERRORS.has(document.error) ? ` (${document.error})` : ''
  } catch {
    return ''
  }
}
