import { turns } from '../../admission/turns.ts'
import { type Meaning, UpstreamFailure } from '../failures/failure.ts'
import { callFailure, excessFailure, readAnswer } from './answer.ts'
import { AnswerBooks, type ByteBudget } from './answer-books.ts'
import { type Call, Multipart } from './call.ts'
import { type CallContext, callerOf } from './call-context.ts'
import type { Cancellation } from './cancellation.ts'
import type { Caller, Credentials, OnAnswer } from './credentials.ts'
import { type Address, Endpoint, type Payload } from './endpoint.ts'
import type { HttpAnswer } from './http.ts'
import { Limiter, Overload, type Taken, Turn } from './limiter.ts'
import type { LoadKind, Rejection, UpstreamGauges, UpstreamObserver } from './observer.ts'
import { type PollPlace, Polls } from './polls.ts'
import { RetryBudget, type RetryPolicy, withRetries } from './retry.ts'
import { SharedReads } from './shared-reads.ts'
import type { HttpStream, StreamRequest } from './streamed-answer.ts'

/** Answers of this length or more are parsed in a turn of their own. */
const LARGE_BYTES = 65_536

const RANGE_NOT_SATISFIABLE = 416

export interface ClientOptions {
  /** The default address. */
  address: Address
  /** Further addresses, by the name in `Call.at`, each with its credentials. */
  furtherAddresses?: Readonly<Record<string, Address & { credentials: Credentials }>>
  /** Milliseconds until one try must have its whole answer. */
  deadline: number
  retries: RetryPolicy
  /** The most reads and commands in flight at once, and how many more may wait. */
  maxConcurrent: number
  maxQueued: number
  /** The commands, by operationId, that no limit applies to. */
  completions: ReadonlySet<string>
  /** The most long polls in flight. */
  maxPolls: number
  /** The most bytes of one answer; and the budget for all answers that are held. */
  maxAnswerBytes: number
  answerBytes: ByteBudget
  /** Milliseconds without any answer of an address before its breaker looks at it; 0 for no breaker. */
  breakerAfter: number
  /** Whether identical reads in flight are made once for callers with the same rights. */
  shareReads: boolean
  credentials: Credentials
  /** Told where the cluster refused a caller of this identity: 401 or 403. */
  onRefused?(identity: string, failure: UpstreamFailure): void
  /** What an error answer means; undefined if the engine did not write it. */
  readProblem(answer: HttpAnswer): Meaning | undefined
}

/**
 * Makes REST calls for callers: credentials, deadlines, retries, sharing, a limit that gives way to back-pressure, and one
 * kind of failure for all that can go wrong.
 */
export class Client {
  readonly #options: ClientOptions
  readonly #budget = new RetryBudget()
  readonly #limiter: Limiter
  readonly #shared = new SharedReads()
  readonly #endpoint: Endpoint
  readonly #furtherEndpoints = new Map<string, Endpoint>()
  readonly #observers: UpstreamObserver[] = []
  readonly #polls: Polls
  readonly #answers: AnswerBooks

  constructor(options: ClientOptions) {
    this.#options = options
    this.#limiter = new Limiter({
      most: options.maxConcurrent,
      maxQueued: options.maxQueued,
      queueTimeoutMs: options.deadline,
    })
    this.#polls = new Polls(options.maxPolls)
    this.#answers = new AnswerBooks(options.maxAnswerBytes, options.answerBytes)
    const { address, furtherAddresses = {}, deadline, breakerAfter } = options
    const ofEndpoint = { deadline, breakerAfter, answers: this.#answers }
    this.#endpoint = new Endpoint(address, ofEndpoint, this.#observers)
    for (const [name, further] of Object.entries(furtherAddresses)) {
      this.#furtherEndpoints.set(name, new Endpoint(further, ofEndpoint, this.#observers))
    }
  }

  /** Adds an observer of calls that are sent from now on. */
  observe(observer: UpstreamObserver): void {
    this.#observers.push(observer)
  }

  /** Tells observers how many keys are loaded together. */
  noteBatch(load: LoadKind, type: string, keys: number): void {
    for (const observer of this.#observers) observer.onBatch?.(load, type, keys)
  }

  /** What it is doing now. */
  get gauges(): UpstreamGauges {
    const { limit, inFlight, queued } = this.#limiter
    const states = [this.#endpoint, ...this.#furtherEndpoints.values()].map((endpoint) => endpoint.state)
    const breaker = states.find((state) => state === 'open') ?? states.find((state) => state !== 'closed') ?? 'closed'
    return {
      limit,
      inFlight,
      queued,
      polls: this.#polls.inFlight,
      answersRefused: this.#answers.refused,
      breaker,
      sharedReads: this.#shared.spared,
    }
  }

  /** Whether the cluster has said lately that it has too much to do, or calls wait for a place. */
  get isUnderPressure(): boolean {
    return this.#limiter.isUnderPressure
  }

  /** Frees what the cluster's answers took for a request that has been answered. */
  forget(callContext: CallContext): void {
    this.#answers.close(callContext)
  }

  /**
   * From now on long polls for jobs are answered early, as if there were none: those in flight at once, later ones within
   * a second. One whose answer has begun brings it.
   */
  endPolls(): void {
    this.#polls.end()
  }

  /** Stops probing dead addresses. */
  stop(): void {
    for (const endpoint of [this.#endpoint, ...this.#furtherEndpoints.values()]) endpoint.stop()
  }

  /** Whether the gateway has rights of its own, so that a refusal is not the caller's. */
  get ownRights(): boolean {
    return this.#options.credentials.ownRights
  }

  /** A text that is the same for callers with the same rights at the same physical tenant, and for them alone. */
  identify(caller: Caller): string {
    const identity = this.#options.credentials.identify(caller)
    return caller.physicalTenant === undefined ? identity : `${identity}\n${caller.physicalTenant}`
  }

  /**
   * Makes a call and answers its parsed JSON; undefined for an answer without a body.
   * Rejects with an UpstreamFailure, and with nothing else.
   * @param command the number of the command that it comes after: a read that began before it may not tell of it, so it is
   * not joined
   */
  call(call: Call, caller: Caller, cancellation?: Cancellation, command = 0): Promise<unknown> {
    const payload = payloadOf(call.body)
    const turn = new Turn(caller.callContext)
    const run = (stop: Cancellation | undefined, onAnswer: OnAnswer | undefined, ending?: Cancellation) =>
      withRetries(this.#options.retries, this.#budget, ending ?? stop, (attempt) =>
        this.#try({ call, payload, caller, turn, stop, ending, onAnswer }, attempt),
      )
    if (call.nothing !== undefined) {
      return this.#polls.endable(call.nothing, cancellation, (ending) => run(cancellation, caller.onAnswer, ending))
    }
    if (call.kind !== 'read' || !this.#options.shareReads) return run(cancellation, caller.onAnswer)
    const { at = '', method, path } = call
    const key = `${this.identify(caller)}\n${command} ${at} ${method} ${path}\n${payload?.bytes ?? ''}`
    return this.#shared.run(key, cancellation, turn, run, caller.onAnswer).then(
      (content) => {
        // Each request makes its own rows of a shared answer, so it counts for each.
        const excess = turn.joined && this.#answers.share(turn.joined.answerBytes, call, caller.callContext)
        if (excess) throw excessFailure(call, excess)
        return content
      },
      (error: unknown) => {
        throw error instanceof UpstreamFailure ? error : callFailure(call, { kind: 'cancelled' }, error)
      },
    )
  }

  /**
   * Makes a read whose body is handed on while it comes: whoever has it must read or destroy it. Rejects as `call`.
   * @param headers of the caller's own, such as `range`
   */
  open(
    call: Call,
    caller: Caller,
    reading: Pick<StreamRequest, 'maxStallMs' | 'cancellation'>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<HttpStream> {
    const { credentials, readProblem, retries } = this.#options
    const turn = new Turn(caller.callContext)
    return withRetries(retries, this.#budget, reading.cancellation, async (attempt) => {
      this.#endpoint.refuseIfDown(call)
      const place = await this.#enter(call, turn, reading.cancellation)
      const { round } = this.#limiter
      try {
        const had = await credentials.headers(caller)
        const send = (own: Readonly<Record<string, string>>) =>
          this.#endpoint.open(call, { ...headers, ...own }, attempt, caller, reading)
        let answer = await send(had)
        if (answer.status === 401 && credentials.renew?.(had, caller)) {
          answer.body.destroy()
          answer = await send(await credentials.headers(caller))
        }
        caller.onAnswer?.(answer.headers)
        // A range that the content does not have is no failure of the cluster's.
        if ((answer.status >= 200 && answer.status < 300) || answer.status === RANGE_NOT_SATISFIABLE) return answer
        readAnswer(call, await problemOf(answer), readProblem)
        throw callFailure(call, { kind: 'unreadable', status: answer.status, reason: 'it is no content' })
      } catch (error) {
        if (error instanceof UpstreamFailure) {
          if (error.isBackPressure) this.#limiter.shrink(round)
          if (error.status === 401 || error.status === 403) this.#options.onRefused?.(this.identify(caller), error)
        }
        throw error
      } finally {
        // What comes from now on is bounded by who opens it: a slow reader must not keep calls waiting.
        this.#limiter.leave(place)
      }
    })
  }

  async #try({ call, payload, caller, turn, stop, ending, onAnswer }: Asking, attempt: number): Promise<unknown> {
    const { readProblem, furtherAddresses = {} } = this.#options
    const endpoint = (call.at && this.#furtherEndpoints.get(call.at)) || this.#endpoint
    const credentials = (call.at && furtherAddresses[call.at]?.credentials) || this.#options.credentials
    endpoint.refuseIfDown(call)
    const poll = call.kind === 'poll' ? this.#enterPoll(call, caller) : undefined
    const entered = poll ? undefined : this.#enter(call, turn, stop)
    const hadToWait = entered instanceof Promise
    const place = hadToWait ? await entered : entered
    const { round } = this.#limiter
    try {
      // The address may have died while the call waited: then the whole queue fails at once.
      if (hadToWait) endpoint.refuseIfDown(call)
      const had = credentials.headers(caller)
      const headers = had instanceof Promise ? await had : had
      const send = (own: Readonly<Record<string, string>>) =>
        endpoint.send(call, payload, own, attempt, caller, stop, ending)
      let answer = await send(headers)
      // The token may have been revoked or the clocks may differ: a 401 is given before anything is done, so try anew.
      if (answer.status === 401 && credentials.renew?.(headers, caller)) {
        answer = await send(await credentials.headers(caller))
      }
      turn.answerBytes = answer.weight
      onAnswer?.(answer.headers)
      // Large answers are parsed one per turn, and small ones until the turn is over: parsing all answers that arrive
      // at once would block everything else.
      const content =
        answer.body.length > LARGE_BYTES || turns.isOver
          ? await turns.run(callerOf(caller.callContext).group, () => readAnswer(call, answer, readProblem))
          : readAnswer(call, answer, readProblem)
      if (!poll) this.#limiter.grow()
      return content
    } catch (error) {
      if (error instanceof UpstreamFailure) {
        if (error.isBackPressure) this.#limiter.shrink(round)
        if (error.status === 401 || error.status === 403) this.#options.onRefused?.(this.identify(caller), error)
      }
      throw error
    } finally {
      if (poll) poll.leave()
      else this.#limiter.leave(place)
    }
  }

  /** Takes a place; a promise only where the call has to wait for it. */
  #enter(call: Call, turn: Turn, stop: Cancellation | undefined): Taken | Promise<Taken> {
    if (call.kind === 'write' && this.#options.completions.has(call.operation)) {
      this.#limiter.enterAnyway()
      return undefined
    }
    const entered = this.#limiter.enter(turn, stop)
    if (!(entered instanceof Promise)) return entered
    return entered.catch((error: unknown) => {
      if (!(error instanceof Overload)) throw callFailure(call, { kind: 'cancelled' }, error)
      this.#noteRejection(call, 'overloaded')
      throw callFailure(call, { kind: 'overloaded', retryAfter: error.retryAfter })
    })
  }

  #enterPoll(call: Call, { callContext }: Caller): PollPlace {
    try {
      return this.#polls.enter(call, callContext)
    } catch (error) {
      this.#noteRejection(call, 'polls')
      throw error
    }
  }

  #noteRejection({ operation }: Call, reason: Rejection): void {
    for (const observer of this.#observers) observer.onReject?.(operation, reason)
  }
}

/** One call with its retries. */
interface Asking {
  call: Call
  payload: Payload | undefined
  caller: Caller
  turn: Turn
  /** Cancelled when nobody waits for it any more. */
  stop: Cancellation | undefined
  /** Cancelled when it is to end unless its answer has begun. */
  ending: Cancellation | undefined
  onAnswer: OnAnswer | undefined
}

/** The most bytes of an error that are read. */
const MAX_PROBLEM_BYTES = 65_536

/** An answer that is an error, with as much of its body as an error may have. */
async function problemOf({ status, headers, body }: HttpStream): Promise<HttpAnswer> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of body) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > MAX_PROBLEM_BYTES) break
    }
  } catch {
    // Its status is there all the same.
  }
  return { status, headers, body: Buffer.concat(chunks).toString(), bytes, weight: bytes }
}

function payloadOf(body: unknown): Payload | undefined {
  if (body === undefined || body instanceof Multipart) return body
  return { contentType: 'application/json', bytes: JSON.stringify(body) }
}
