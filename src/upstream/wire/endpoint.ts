import type { FailureKind } from '../failures/failure.ts'
import { callFailure, connectionFailure } from './answer.ts'
import type { AnswerBooks } from './answer-books.ts'
import { Breaker } from './breaker.ts'
import type { Call } from './call.ts'
import type { CallContext } from './call-context.ts'
import type { Cancellation } from './cancellation.ts'
import { ConnectionFailure } from './connection-failure.ts'
import type { Caller } from './credentials.ts'
import type { Http, HttpAnswer, HttpRequest } from './http.ts'
import type { BreakerState, UpstreamObserver } from './observer.ts'
import type { HttpStream, StreamRequest } from './streamed-answer.ts'
import { weightOf } from './weight.ts'

/** One address of the engine's. */
export interface Address {
  /** The path that REST paths are below, such as `/v2`. */
  basePath: string
  /** The same for one physical tenant; left out where the address has none. */
  physicalTenantPath?(physicalTenant: string): string
  /** A path below it that shows whether the address is alive. */
  probe: string
  /** For everything but polls. */
  http: Http
  /** For polls and contents: they hold connections for minutes and must not keep other work waiting. */
  pollHttp: Http
}

interface EndpointOptions {
  /** Milliseconds until a request must have its whole answer. */
  deadline: number
  /** Milliseconds without any answer before the breaker looks at the address; 0 for no breaker. */
  breakerAfter: number
  /** The books that answers' bytes are counted in. */
  answers: AnswerBooks
}

/** A request's body, serialized. */
export interface Payload {
  contentType: string
  bytes: string | Buffer
}

/** Failures where the address did answer. */
const ANSWERED: ReadonlySet<FailureKind> = new Set(['unreadable', 'oversized', 'overloaded'])

/** Milliseconds within which a probe must get an answer, of any status. */
const PROBE_TIMEOUT_MS = 2_000

/** One address of a cluster, with its breaker and its observers. */
export class Endpoint {
  readonly #address: Address
  readonly #deadline: number
  readonly #answers: AnswerBooks
  readonly #observers: readonly UpstreamObserver[]
  readonly #breaker: Breaker

  /** @param observers read at each request, so that more may join */
  constructor(address: Address, options: EndpointOptions, observers: readonly UpstreamObserver[]) {
    this.#address = address
    this.#deadline = options.deadline
    this.#answers = options.answers
    this.#observers = observers
    this.#breaker = new Breaker({
      after: options.breakerAfter,
      // Without credentials: even a 401 shows that the address is alive.
      probe: () =>
        address.http.send({
          method: 'GET',
          path: address.basePath + address.probe,
          headers: { accept: 'application/json' },
          deadline: PROBE_TIMEOUT_MS,
        }),
      onChange: (state) => {
        for (const observer of observers) observer.onBreaker?.(state)
      },
    })
  }

  get state(): BreakerState {
    return this.#breaker.state
  }

  /** Throws an UpstreamFailure while the address is dead. */
  refuseIfDown(call: Call): void {
    if (this.#breaker.state === 'closed') return
    for (const observer of this.#observers) observer.onReject?.(call.operation, 'breaker')
    throw callFailure(call, { kind: 'unavailable', retryAfter: this.#breaker.retryAfter })
  }

  /**
   * Sends a call once. Answers of any status resolve; rejects with an UpstreamFailure where none came.
   * @param ending cancelled when the call is to end unless its answer has begun
   */
  async send(
    call: Call,
    payload: Payload | undefined,
    credentials: Readonly<Record<string, string>>,
    attempt: number,
    { callContext, physicalTenant }: Caller,
    cancellation: Cancellation | undefined,
    ending: Cancellation | undefined,
  ): Promise<HttpAnswer> {
    const { http, pollHttp } = this.#address
    // 8.6 and Operate refuse to answer XML to clients that accept only JSON.
    const accept = call.text ? 'text/xml, application/json;q=0.9, */*;q=0.8' : 'application/json'
    const headers = headersOf(credentials, accept, callContext)
    const entry = this.#answers.open(call, callContext)
    const request: HttpRequest = {
      method: call.method,
      path: this.#basePath(physicalTenant) + call.path,
      headers,
      deadline: this.#deadline + (call.extraTime ?? 0),
      cancellation,
      keepsAnswer: call.kind !== 'read',
      ending,
      entry,
    }
    if (payload) {
      headers['content-type'] = payload.contentType
      request.body = payload.bytes
    }
    const end = this.#observers.length > 0 ? this.#observed(call, attempt, headers, callContext) : undefined
    const began = performance.now()
    let answer: HttpAnswer
    try {
      answer = await (call.kind === 'poll' ? pollHttp : http).send(request)
      const now = performance.now()
      this.#breaker.answered(now)
      const weight = call.text ? answer.bytes : weightOf(answer.body)
      const excess = entry.weigh(weight - answer.bytes)
      if (excess) throw new ConnectionFailure(excess.kind, undefined, { ...excess, status: answer.status })
      answer.weight = weight
      entry.end(true)
    } catch (error) {
      const failure = connectionFailure(call, error)
      const now = performance.now()
      entry.end(false)
      // An answer that is too large is still an answer, and a caller who leaves says nothing about the address.
      if (ANSWERED.has(failure.kind)) this.#breaker.answered(now)
      else if (failure.kind !== 'cancelled') this.#breaker.failed(began, now)
      end?.(undefined, failure.kind, now - began)
      throw failure
    }
    end?.(answer.status, undefined, performance.now() - began)
    return answer
  }

  /**
   * Sends a read once whose body is handed on while it comes. Answers of any status resolve when they begin; rejects as
   * `send`.
   */
  async open(
    call: Call,
    own: Readonly<Record<string, string>>,
    attempt: number,
    { callContext, physicalTenant }: Caller,
    { maxStallMs, cancellation }: Pick<StreamRequest, 'maxStallMs' | 'cancellation'>,
  ): Promise<HttpStream> {
    const { pollHttp } = this.#address
    const headers = headersOf(own, '*/*', callContext)
    const end = this.#observers.length > 0 ? this.#observed(call, attempt, headers, callContext) : undefined
    const began = performance.now()
    try {
      const answer = await pollHttp.open({
        method: call.method,
        path: this.#basePath(physicalTenant) + call.path,
        headers,
        deadline: this.#deadline,
        maxStallMs,
        cancellation,
      })
      const now = performance.now()
      this.#breaker.answered(now)
      end?.(answer.status, undefined, now - began)
      return answer
    } catch (error) {
      const failure = connectionFailure(call, error)
      const now = performance.now()
      if (failure.kind !== 'cancelled') this.#breaker.failed(began, now)
      end?.(undefined, failure.kind, now - began)
      throw failure
    }
  }

  #basePath(physicalTenant: string | undefined): string {
    const { basePath } = this.#address
    return physicalTenant === undefined ? basePath : (this.#address.physicalTenantPath?.(physicalTenant) ?? basePath)
  }

  /** Stops its probes. */
  stop(): void {
    this.#breaker.stop()
  }

  #observed(
    { operation, method, kind }: Call,
    attempt: number,
    headers: Record<string, string>,
    callContext: CallContext | undefined,
  ) {
    const sent = { operation, method, kind, attempt, callContext }
    for (const observer of this.#observers) observer.onSend?.(sent, headers)
    return (status: number | undefined, failure: FailureKind | undefined, ms: number) => {
      for (const observer of this.#observers) observer.onCall?.(sent, { status, failure, ms })
    }
  }
}

function headersOf(
  own: Readonly<Record<string, string>>,
  accept: string,
  callContext: CallContext | undefined,
): Record<string, string> {
  const headers: Record<string, string> = { ...own, accept }
  if (!callContext) return headers
  callContext.calls++
  if (callContext.traceparent !== undefined) headers.traceparent = callContext.traceparent
  if (callContext.tracestate !== undefined) headers.tracestate = callContext.tracestate
  return headers
}
