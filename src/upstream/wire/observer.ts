import type { FailureKind } from '../failures/failure.ts'
import type { CallContext } from './call-context.ts'

/** One request that goes over the wire. A call that is tried again makes one for each try. */
export interface SentCall {
  /** The REST operationId: their number is bounded by the API, so it can be a metric's label. */
  readonly operation: string
  readonly method: string
  readonly kind: 'read' | 'write' | 'poll'
  /** 1 for the first try, 2 for the first retry and so on. */
  readonly attempt: number
  /** The context of the request that it is made for; of the first one if several share it. */
  readonly callContext: CallContext | undefined
}

/** How such a request ended. */
interface CallOutcome {
  /** The status, where an answer came; success and refusal alike. */
  readonly status: number | undefined
  /** How the connection failed, where no answer came: `unreachable`, `broken`, `timeout`, `cancelled` or `unreadable`; `oversized` or `overloaded` where its answer was not held. */
  readonly failure: FailureKind | undefined
  /** Milliseconds from sending to the last byte: waiting in the queue and pauses between tries are not in it. */
  readonly ms: number
}

/** Why a call was not sent at all: the queue was full, there were too many polls, or the breaker of the address is open. */
export type Rejection = 'overloaded' | 'polls' | 'breaker'

/**
 * Watches the calls that a Client makes, for metrics and traces; `Client.observe` adds one. Its methods are called in
 * the async context of the call's first asker, must be quick and must not throw.
 */
export interface UpstreamObserver {
  /** Right before a request is sent. May add headers, such as `traceparent`. */
  onSend?(call: SentCall, headers: Record<string, string>): void
  /** Once it has ended, with the same object as in `onSend`. */
  onCall?(call: SentCall, outcome: CallOutcome): void
  /** Instead of both, when the gateway did not send a call. */
  onReject?(operation: string, reason: Rejection): void
  /** When keys of a type are loaded together; as few calls as possible follow. */
  onBatch?(load: LoadKind, type: string, keys: number): void
  /** When the breaker of an address changes its state: worth a line in the log. */
  onBreaker?(state: BreakerState): void
}

/** What keys are loaded for: objects that have them, or the first rows of lists below objects that have them. */
export type LoadKind = 'rows' | 'children'

/** `closed`: calls pass; `open`: they fail at once; `halfOpen`: one call tries whether the cluster is back. */
export type BreakerState = 'closed' | 'open' | 'halfOpen'

/** What a Client is doing now, for gauges: read `Client.gauges` whenever they are collected. */
export interface UpstreamGauges {
  /** How many reads and commands may be in flight just now; shrinks under back-pressure. */
  readonly limit: number
  /** How many are: more than the limit where completions of jobs and tasks, which it does not hold back, are among them. */
  readonly inFlight: number
  /** How many wait for a place. */
  readonly queued: number
  /** Long polls in flight. */
  readonly polls: number
  /** Answers so far that were not read to their end, because they were too large or too many. */
  readonly answersRefused: number
  /** Reads that were spared so far because the same was in flight. */
  readonly sharedReads: number
  /** The worst of all addresses. */
  readonly breaker: BreakerState
}
