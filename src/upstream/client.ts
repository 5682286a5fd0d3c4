import type { Caller, Credentials } from './auth/credentials.ts'
import { parseExact } from './exact-json.ts'
import { type Failure, type Problem, UpstreamFailure } from './failure.ts'
import { ConnectionFailure, type Http, type HttpAnswer, type HttpRequest } from './http.ts'
import { Limiter } from './limiter.ts'
import { RetryBudget, type RetryPolicy, withRetries } from './retry.ts'
import { SharedReads } from './shared-reads.ts'

/** One call of a REST operation, before it is bound to a caller. */
export interface Call {
  /** The REST operationId: names the call in errors, logs and metrics. */
  operation: string
  method: HttpRequest['method']
  /** Below the API's base path, parameters filled in, query included. */
  path: string
  /** Sent as JSON; a Multipart is sent as it is. */
  body?: unknown
  /** `read`: may be shared and repeated; `write`: a command; `poll`: waits in the cluster on purpose. */
  kind: 'read' | 'write' | 'poll'
  /** Keep numbers of the answer exactly: for answers that hold variables as JSON. */
  exact?: boolean
  /** The answer is text that is no JSON: XML. */
  text?: boolean
  /** Milliseconds on top of the usual deadline, for calls that the cluster holds open. */
  extraTime?: number
}

/** A multipart body, ready to send. */
export class Multipart {
  readonly contentType: string
  readonly bytes: Buffer

  constructor(contentType: string, bytes: Buffer) {
    this.contentType = contentType
    this.bytes = bytes
  }
}

export interface ClientOptions {
  /** The path that REST paths are below, such as `/v2`. */
  basePath: string
  /** Milliseconds until one try must have its whole answer. */
  deadline: number
  retries: RetryPolicy
  /** The most reads and commands in flight at once. */
  maxConcurrent: number
  /** Whether identical reads in flight are made once for callers with the same rights. */
  shareReads: boolean
  credentials: Credentials
  /** For everything but polls. */
  http: Http
  /** For polls: they hold connections for minutes and must not keep other work waiting. */
  pollHttp: Http
}

/** Makes REST calls for callers: credentials, deadlines, retries, sharing, and one kind of failure for all that can go wrong. */
export class Client {
  readonly #options: ClientOptions
  readonly #budget = new RetryBudget()
  readonly #limiter: Limiter
  readonly #shared = new SharedReads()

  constructor(options: ClientOptions) {
    this.#options = options
    this.#limiter = new Limiter(options.maxConcurrent)
  }

  /** Whether the gateway has rights of its own, so that a refusal is not the caller's. */
  get ownRights(): boolean {
    return this.#options.credentials.ownRights
  }

  /** A text that is the same for callers with the same rights, and for them alone. */
  identify(caller: Caller): string {
    return this.#options.credentials.identify(caller)
  }

  /**
   * Makes a call and answers its parsed JSON; undefined for an answer without a body.
   * Rejects with an UpstreamFailure, and with nothing else.
   */
  call(call: Call, caller: Caller, signal?: AbortSignal): Promise<unknown> {
    const body = call.body === undefined || call.body instanceof Multipart ? undefined : JSON.stringify(call.body)
    const run = (stop: AbortSignal | undefined) =>
      withRetries(this.#options.retries, this.#budget, stop, () => this.#try(call, body, caller, stop))
    if (call.kind !== 'read' || !this.#options.shareReads) return run(signal)
    return this.#shared
      .run(`${this.identify(caller)}\n${call.method} ${call.path}\n${body ?? ''}`, signal, run)
      .catch((error: unknown) => {
        throw error instanceof UpstreamFailure ? error : failure(call, { kind: 'cancelled' }, error)
      })
  }

  async #try(call: Call, body: string | undefined, caller: Caller, signal?: AbortSignal): Promise<unknown> {
    const release = call.kind === 'poll' ? undefined : await this.#limiter.enter(signal).catch(cancelled(call))
    try {
      const headers = await this.#options.credentials.headers(caller, signal)
      const answer = await this.#send(call, body, headers, signal)
      if (answer.status !== 401 || !this.#options.credentials.renew?.(headers)) return read(call, answer)
      // The token may have been revoked or the clocks may differ: a 401 is given before anything is done, so try anew.
      return read(call, await this.#send(call, body, await this.#options.credentials.headers(caller, signal), signal))
    } finally {
      release?.()
    }
  }

  async #send(
    call: Call,
    body: string | undefined,
    credentials: Record<string, string>,
    signal: AbortSignal | undefined,
  ): Promise<HttpAnswer> {
    const { basePath, deadline, http, pollHttp } = this.#options
    const headers: Record<string, string> = { ...credentials, accept: 'application/json' }
    const request: HttpRequest = {
      method: call.method,
      path: basePath + call.path,
      headers,
      deadline: deadline + (call.extraTime ?? 0),
      signal,
    }
    if (call.body instanceof Multipart) {
      headers['content-type'] = call.body.contentType
      request.body = call.body.bytes
    } else if (body !== undefined) {
      headers['content-type'] = 'application/json'
      request.body = body
    }
    try {
      return await (call.kind === 'poll' ? pollHttp : http).send(request)
    } catch (error) {
      throw connectionFailure(call, error)
    }
  }
}

function connectionFailure(call: Call, error: unknown): UpstreamFailure {
  const kind = error instanceof ConnectionFailure ? error.kind : 'broken'
  if (kind === 'oversized')
    return failure(call, { kind: 'unreadable', reason: 'the answer is larger than the gateway will hold' })
  return failure(call, { kind }, error)
}

const cancelled = (call: Call) => (error: unknown) => {
  throw failure(call, { kind: 'cancelled' }, error)
}

function failure(
  call: Call,
  facts: Pick<Failure, 'kind' | 'status' | 'problem' | 'retryAfter' | 'reason'>,
  cause?: unknown,
) {
  return new UpstreamFailure({ operation: call.operation, write: call.kind !== 'read', ...facts }, cause)
}

function read(call: Call, answer: HttpAnswer): unknown {
  const { status } = answer
  if (status >= 200 && status < 300) return readBody(call, answer)
  if (status >= 300 && status < 400) {
    throw failure(call, {
      kind: 'unreadable',
      status,
      reason: 'the address redirects, so it may not be that of the REST API',
    })
  }
  const problem = readProblem(answer)
  if (!problem && status === 404) {
    // Camunda's 404s are problem documents; one without comes from something else at this address.
    throw failure(call, {
      kind: 'unreadable',
      status,
      reason: 'nothing of Camunda is at this path, so the address may be wrong',
    })
  }
  const retryAfter = readRetryAfter(answer.headers['retry-after'])
  throw failure(call, {
    kind: 'refused',
    status,
    ...(problem ? { problem } : {}),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  })
}

function readBody(call: Call, { status, headers, body }: HttpAnswer): unknown {
  if (body === '') return undefined
  if (!String(headers['content-type'] ?? '').includes('json')) {
    // A login page or the like is no document of Camunda's.
    if (call.text && !/^text\/html/i.test(String(headers['content-type'] ?? ''))) return body
    throw failure(call, { kind: 'unreadable', status, reason: 'the answer is not JSON' })
  }
  try {
    return call.exact ? parseExact(body) : JSON.parse(body)
  } catch {
    throw failure(call, { kind: 'unreadable', status, reason: 'the answer is not complete JSON' })
  }
}

function readProblem({ headers, body }: HttpAnswer): Problem | undefined {
  if (!String(headers['content-type'] ?? '').includes('json')) return undefined
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return undefined
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined
  const { type, title, status, detail } = parsed as Record<string, unknown>
  const problem: Problem = {}
  if (typeof type === 'string') problem.type = type
  if (typeof title === 'string') problem.title = title
  if (typeof status === 'number') problem.status = status
  if (typeof detail === 'string') problem.detail = detail
  return problem.title === undefined && problem.detail === undefined ? undefined : problem
}

/** Seconds: from a number of seconds or an HTTP date, which starts with the day of the week. */
function readRetryAfter(value: string | string[] | undefined): number | undefined {
  if (typeof value !== 'string') return undefined
  const seconds = /^[a-z]{3},/i.test(value) ? (Date.parse(value) - Date.now()) / 1000 : Number(value || Number.NaN)
  return Number.isFinite(seconds) ? Math.max(0, Math.round(seconds)) : undefined
}
