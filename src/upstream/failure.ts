/** A problem document (RFC 9457) as Camunda answers it. Members that are missing or of another type are left out. */
export interface Problem {
  type?: string
  title?: string
  status?: number
  detail?: string
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

/** What is known of a call that failed. */
export interface Failure {
  kind: FailureKind
  /** The REST operationId. */
  operation: string
  /** Whether the call was a command: then nobody may repeat it blindly. */
  write: boolean
  status?: number
  problem?: Problem
  /** Seconds, from the answer's Retry-After header. */
  retryAfter?: number
  /** For `unreadable` and `unreachable`: what was wrong, in words that hold nothing of an answer's content. */
  reason?: string
}

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
  readonly retryAfter?: number
  readonly reason?: string

  constructor(failure: Failure, cause?: unknown) {
    super(`${failure.operation}: ${failure.kind}`, { cause })
    this.name = 'UpstreamFailure'
    this.kind = failure.kind
    this.operation = failure.operation
    this.write = failure.write
    if (failure.status !== undefined) this.status = failure.status
    if (failure.problem !== undefined) this.problem = failure.problem
    if (failure.retryAfter !== undefined) this.retryAfter = failure.retryAfter
    if (failure.reason !== undefined) this.reason = failure.reason
  }

  /**
   * Whether the cluster said that it is overloaded and took nothing on.
   * Camunda says so by 503 with this title; older versions by 429, or by 500 with the words in title or detail.
   */
  get isBackPressure(): boolean {
    if (this.kind !== 'refused') return false
    if (this.status === 429) return true
    if (this.status === 503) return this.problem?.title === 'RESOURCE_EXHAUSTED'
    if (this.status !== 500) return false
    return [this.problem?.title, this.problem?.detail].some((text) => text?.includes('RESOURCE_EXHAUSTED'))
  }

  /** Whether a command may or may not have been carried out: the cluster may have accepted it before contact was lost. */
  get outcomeUnknown(): boolean {
    if (!this.write || this.isBackPressure) return false
    if (this.kind === 'unreachable') return false
    // A redirect, or an error page of something else: the command did not reach Camunda.
    if (this.kind === 'unreadable' && this.status !== undefined && this.status >= 300) return false
    if (this.kind !== 'refused') return true
    return this.status === 502 || this.status === 504 || this.status === 500
  }
}

/** Thrown before any call when the cluster is too old for what was asked. */
export class NotSupported extends Error {
  readonly what: string
  readonly since: string
  readonly version: string

  /**
   * @param what what was asked for, as the client wrote it
   * @param since the first Camunda version that has it
   * @param version the cluster's version
   */
  constructor(what: string, since: string, version: string) {
    super(`${what} needs Camunda ${since} or later; this cluster is ${version}.`)
    this.name = 'NotSupported'
    this.what = what
    this.since = since
    this.version = version
  }
}

/** Thrown when a command was accepted but its effect did not become readable within the time to wait. */
export class NotYetVisible extends Error {
  readonly operation: string
  readonly waitedMs: number

  constructor(operation: string, waitedMs: number) {
    super(
      `${operation} was accepted, but its effect could not be read within ${waitedMs} ms. Ask for the object again.`,
    )
    this.name = 'NotYetVisible'
    this.operation = operation
    this.waitedMs = waitedMs
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
