import { type Failure, UpstreamFailure } from '../failures/failure.ts'
import { isJsonObject } from '../json/json-object.ts'
import { readRetryAfter } from '../wire/answer.ts'
import { ConnectionFailure, type Http, type HttpAnswer, openHttp } from '../wire/http.ts'
import type { Outgoing } from '../wire/outgoing.ts'
import { singleFlight } from '../wire/single-flight.ts'
import { Pause, type PauseOptions } from './pause.ts'

/** Pauses of one that is down, overloaded, or answers what cannot be used. */
const TROUBLE: PauseOptions = { first: 1_000, longest: 30_000 }

interface IdentityProviderOptions<T> {
  url: string
  /** What it is called in errors and metrics, such as `requestToken`. */
  operation: string
  /** What it is called in sentences, such as `the gateway's token endpoint`. */
  name: string
  /** What it is shown, as a form. */
  form: Readonly<Record<string, string>>
  /** Milliseconds until it must have answered. */
  timeout: number
  outgoing: Outgoing | undefined
  /** Whether an answer says that what it was shown is wrong, and what the failure says then. */
  isRefusal(answer: HttpAnswer): boolean
  refusal: string
  /** Pauses after refusals, where they must be longer: what is refused too often may be locked. */
  refusals?: PauseOptions
  /**
   * What an answer gives. Throws a TypeError that says what is wrong with it.
   * @param askedAt milliseconds, as `performance.now()` counts them
   */
  read(answer: HttpAnswer, askedAt: number): T
}

/**
 * Who proves to Camunda that the gateway is who it is, by what it is shown: a token endpoint, a login. Asked once however
 * many wait, and after a failure not again for a while: issuers lock clients who ask on. All are told the failure meanwhile.
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

  /** Whether it may be asked now, as far as its last answer tells. */
  get mayBeAsked(): boolean {
    return this.#left === 0
  }

  /** What it gives. Rejects with an UpstreamFailure: at once, where it failed a while ago. */
  async ask(): Promise<T> {
    // Nobody waits to see whether it still fails, but for the one who asks.
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

  /** Keeps a failure, and answers how it is told to the one who asked. */
  #note({ kind, message: reason, cause, retryAfter = 0 }: Failed): UpstreamFailure {
    // Some leave those whom they have refused without an answer, or tell them to wait: that is no other news.
    const wasRefused = this.#failure?.kind === 'credentialsRefused' && kind === 'unavailable'
    if (!wasRefused) this.#failure = { kind, operation: this.#options.operation, write: false, reason }
    if (this.#failure?.kind === 'credentialsRefused') this.#refusals.begin(retryAfter * 1_000)
    else this.#trouble.begin(retryAfter * 1_000)
    return this.#told(this.#failure ?? { kind, operation: this.#options.operation, write: false, reason }, cause)
  }

  /** Without the status: it is the provider's, and callers read it as the cluster's. */
  #told(failure: Failure, cause?: unknown): UpstreamFailure {
    // What is refused, or cannot be used, is no better later, as far as anybody can tell.
    if (failure.kind !== 'unavailable') return new UpstreamFailure(failure, cause)
    return new UpstreamFailure({ ...failure, retryAfter: Math.max(1, Math.ceil(this.#left / 1_000)) }, cause)
  }
}

/** One try that brought nothing. */
class Failed extends Error {
  readonly kind: 'unavailable' | 'credentialsRefused' | 'unreadable'
  readonly retryAfter: number | undefined

  constructor(kind: Failed['kind'], message: string, cause?: Error, retryAfter?: number) {
    super(message, { cause })
    this.kind = kind
    this.retryAfter = retryAfter
  }
}

/** What OAuth calls errors. No other text of an answer's is told: it may hold what it was shown. */
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
