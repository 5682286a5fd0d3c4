import { cut } from '../../text/cut.ts'

/** A problem document (RFC 9457) as Camunda answers it. Members that are missing or of another type are left out. */
export interface Problem {
  type?: string
  title?: string
  status?: number
  detail?: string
  instance?: string
}

/** What an error answer means: some generations use the wrong status. */
export interface Meaning {
  /** The right status, if the engine's own is misleading. */
  status?: number
  problem: Problem
  /** Whether it tells that nothing was carried out. */
  isUndone?: boolean
}

/** Why an upstream call brought no usable answer. */
export type FailureKind =
  /** The cluster answered with an error status and, mostly, a problem document. */
  | 'refused'
  /** No connection could be made: the cluster never saw the call. */
  | 'unreachable'
  /** The connection broke after the call was sent. */
  | 'broken'
  /** No complete answer within the deadline. */
  | 'timeout'
  /** An answer that is not Camunda's: HTML, cut JSON, a redirect, a wrong shape. */
  | 'unreadable'
  /** The caller went away, so the call was given up. */
  | 'cancelled'
  /** The answer is larger than the gateway holds for one, or for one request. */
  | 'oversized'
  /** Not sent: too many calls wait for their turn already, or too many polls. Or, of a read, too many answers are held. */
  | 'overloaded'
  /** Not sent: its breaker is open, because the address has not answered for a while; or the identity provider is down. */
  | 'unavailable'
  /** Not sent: the identity provider refused the gateway's own credentials. */
  | 'credentialsRefused'
  /** Not sent: the request has made as many calls as it may. */
  | 'callLimit'
  /** Not sent: the request's time is up. */
  | 'requestOver'

/** What is known of a call that failed. */
export interface Failure {
  kind: FailureKind
  /** The REST operationId. */
  operation: string
  /** Whether the call was a command: then nobody may repeat it blindly. */
  write: boolean
  status?: number
  problem?: Problem
  /** Whether the answer tells that nothing was carried out. */
  isUndone?: boolean
  /** Seconds: from the answer's Retry-After header, or the gateway's own guess where the call was not sent. */
  retryAfter?: number
  /** For `unreadable`, `unreachable`, `unavailable` and `credentialsRefused`: what was wrong, in words that hold nothing of an answer's content. */
  reason?: string
  /** A 401's WWW-Authenticate header: how to authenticate. */
  challenge?: string
  /** For an exceeded limit: its name as clients know it, what it allows, and how much it would have been. */
  rule?: LimitRule
  limit?: number
  value?: number
}

/** The end of a reason: what has answered may be something else than Camunda. */
export const MAYBE_ELSEWHERE = 'so the address may not be that of the REST API'

/** What a check of an answer's shape throws where nothing of Camunda's may have answered at all. @param what is wrong with it */
export function notCamundas(what: string): TypeError {
  return new TypeError(`${what}, ${MAYBE_ELSEWHERE}`)
}

/** Characters that are kept of a problem's detail, of its other texts, and of the gateway's own reason. */
const MAX_DETAIL = 4_000
const MAX_HEADING = 200
const MAX_REASON = 300
type LimitRule = 'calls' | 'polls' | 'pollsPerCaller' | 'answerBytes' | 'answerBytesPerRequest' | 'answerBytesInSum'

/** The kinds of failures where the cluster never saw the call. */
const NOT_SENT: ReadonlySet<FailureKind> = new Set([
  'unreachable',
  'overloaded',
  'unavailable',
  'credentialsRefused',
  'callLimit',
  'requestOver',
])

/**
 * Thrown for every upstream call that brings no usable answer.
 * Carries facts, not wording: `errors.ts` turns it into what a client sees.
 */
export class UpstreamFailure extends Error implements Failure {
  readonly kind: FailureKind
  readonly operation: string
  readonly write: boolean
  readonly status?: number
  readonly problem?: Problem
  readonly isUndone?: boolean
  readonly retryAfter?: number
  readonly reason?: string
  readonly challenge?: string
  readonly rule?: LimitRule
  readonly limit?: number
  /**
   * Whether the cluster said that it is overloaded and took nothing on.
   * Camunda says so by 503 with this title; older versions by 429, or by 500 with the words in title or detail.
   */
  readonly isBackPressure: boolean
  readonly value?: number
  /** How to find out what has become of the command, as a sentence. */
  advice?: string
  /** The cluster's name, where there is more than one. */
  cluster?: string

  constructor(failure: Failure, cause?: unknown) {
    super(`${failure.operation}: ${failure.kind}`, { cause })
    this.name = 'UpstreamFailure'
    this.kind = failure.kind
    this.operation = failure.operation
    this.write = failure.write
    if (failure.status !== undefined) this.status = failure.status
    this.isBackPressure = isBackPressure(failure)
    if (failure.problem !== undefined) this.problem = shortened(failure.problem)
    if (failure.isUndone) this.isUndone = true
    if (failure.retryAfter !== undefined) this.retryAfter = failure.retryAfter
    if (failure.reason !== undefined) this.reason = cut(failure.reason, MAX_REASON)
    if (failure.challenge !== undefined) this.challenge = failure.challenge
    if (failure.rule !== undefined) this.rule = failure.rule
    if (failure.limit !== undefined) this.limit = failure.limit
    if (failure.value !== undefined) this.value = failure.value
  }

  /** Whether Camunda says that there is no such object. */
  get isNotFound(): boolean {
    return this.kind === 'refused' && this.status === 404
  }

  /** Whether a command may or may not have been carried out: the cluster may have accepted it before contact was lost. */
  get outcomeUnknown(): boolean {
    if (!this.write || this.isBackPressure || this.isUndone) return false
    if (NOT_SENT.has(this.kind)) return false
    // A redirect, or an error page of something else: the command did not reach Camunda.
    if (this.kind === 'unreadable' && this.status !== undefined && this.status >= 300) return false
    if (this.kind !== 'refused') return true
    return this.status === 502 || this.status === 504 || this.status === 500
  }
}

function isBackPressure({ kind, status, problem }: Failure): boolean {
  if (kind !== 'refused') return false
  if (status === 429) return true
  if (status === 503) return problem?.title === 'RESOURCE_EXHAUSTED'
  if (status !== 500) return false
  return [problem?.title, problem?.detail].some((text) => text?.includes('RESOURCE_EXHAUSTED'))
}

/** The problem, shortened: some details are megabytes of stack traces. */
function shortened({ type, title, status, detail, instance }: Problem): Problem {
  return {
    ...(type === undefined ? {} : { type: cut(type, MAX_HEADING) }),
    ...(title === undefined ? {} : { title: cut(title, MAX_HEADING) }),
    ...(status === undefined ? {} : { status }),
    ...(detail === undefined ? {} : { detail: cut(detail, MAX_DETAIL) }),
    ...(instance === undefined ? {} : { instance: cut(instance, MAX_HEADING) }),
  }
}

/** The way out for generations that have no substitute: the first version with the whole contract. */
export const IN_THE_WHOLE_CONTRACT = 'Camunda 8.8 and later have it.'

/** Thrown before any call for what this cluster cannot do. */
export class NotSupported extends Error {
  /** The first Camunda version that has it, and the cluster's; undefined where its generation is what lacks it. */
  readonly since: string | undefined
  readonly version: string | undefined
  readonly generation: string | undefined
  /** The cluster's name, where there is more than one. */
  cluster?: string

  private constructor(message: string, facts: { since?: string; version?: string; generation?: string }) {
    super(message)
    this.name = 'NotSupported'
    this.since = facts.since
    this.version = facts.version
    this.generation = facts.generation
  }

  /** The cluster is of the right generation, but too old. */
  static byVersion(what: string, since: string, version: string): NotSupported {
    const message = `${what} needs Camunda ${since} or later; this cluster is ${version}.`
    return new NotSupported(message, { since, version })
  }

  /**
   * The generation has nothing like it.
   * @param instead what would do, as a sentence; by default the first version with the whole contract
   */
  static byGeneration(what: string, generation: string, instead = IN_THE_WHOLE_CONTRACT): NotSupported {
    return new NotSupported(`${what} is not possible with ${generation}. ${instead}`, { generation })
  }
}

/** Thrown when a command was accepted but its effect did not become readable within the time to wait. */
export class NotYetVisible extends Error {
  readonly operation: string
  /** The cluster's name, where there is more than one. */
  cluster?: string

  constructor(operation: string, message: string) {
    super(message)
    this.name = 'NotYetVisible'
    this.operation = operation
  }

  static within(waitedMs: number, operation: string): NotYetVisible {
    return new NotYetVisible(
      operation,
      `${operation} was accepted, but its effect could not be read within ${waitedMs} ms. Ask for the object again.`,
    )
  }
}

/** Thrown for input that no version of Camunda could answer; made before any call. */
export class InvalidInput extends Error {
  readonly argument: string

  /**
   * @param argument the argument's path as the client wrote it, such as `filter.state.in`
   * @param rule what is wrong, what is allowed and the way out
   */
  constructor(argument: string, rule: string) {
    super(`${argument}: ${rule}`)
    this.name = 'InvalidInput'
    this.argument = argument
  }
}
