import type { CallerName } from '../admission/fair-queue.ts'
import type { Claims } from '../callers/verifier.ts'
import type { Allowance } from '../upstream/wire/allowance.ts'
import type { Cancellation } from '../upstream/wire/cancellation.ts'
import type { Caller } from '../upstream/wire/credentials.ts'
import type { AnswerHeaders } from './answer-headers.ts'
import type { TraceContext } from './trace-context.ts'

/** What a request says before its body is read: the same for node:http and for the Fetch API. */
export interface Arrival {
  method: string
  /** Without the query. */
  path: string
  /** What comes after the path and `?`; empty if there is none. */
  query: string
  /** A header by its lower-case name; undefined where it is not there. */
  header(name: string): string | undefined
  /** The `Host` header: a name, perhaps with a port; empty if there is none. */
  host: string
  /** How many `Host` headers there are. */
  hosts: number
  /** Whether only this machine can reach the server that took it; undefined if unknown. */
  onLoopback: boolean | undefined
  /** The network address that the request came from; undefined where the server does not tell. */
  address: string | undefined
}

/** One request from its arrival to its answer: what the gateway's plugins know of it and tell each other. */
export interface Visit {
  readonly arrival: Arrival
  /** Milliseconds, as `performance.now()` counts them. */
  readonly arrivedAt: number
  /** Whether it is for the GraphQL endpoint: a question, or a browser that wants GraphiQL. */
  readonly isGraphQL: boolean
  /** Whether it is for the content of a document or a file. */
  readonly isContent: boolean
  /** Whether it asks for a WebSocket: the questions that come on it are visits of their own, later. */
  isUpgrade: boolean
  caller: Caller
  /** What the caller's token says of it, once it was verified; undefined where the gateway verifies nobody. */
  claims?: Claims
  /**
   * Cancelled when the client leaves before its answer is there, or when the request is given up, such as by its
   * timeout: then reads for it are cancelled, and what is there is answered.
   */
  readonly cancellation: Cancellation
  /** The calls that it may still make, for all of its questions together. */
  allowance?: Allowance
  /** How many events of its subscription were answered; undefined where it has opened none. */
  events?: number
  /** Whether its subscription is to go on at another gateway. */
  isSentAway?: boolean
  /** For an event: the visit of its subscription. */
  readonly subscription?: Visit
  /** How many questions came in one batch; undefined for a request with one. */
  questions?: number
  /** Headers that plugins add to the answer. */
  readonly headers: AnswerHeaders
  /** Who is charged for what it takes of budgets; undefined until it takes something. */
  payer: string | undefined
  /** Whether it has a place among the questions that are being answered. */
  isAdmitted: boolean
  /** The JSON of its body, where that was parsed already; undefined where not. */
  json: { value: unknown } | undefined
  /** How much it has taken of the budget for bodies, in bytes, and of the budget for nodes. */
  bodyTaken: number
  nodesTaken: number
  /** Whether its answer is made, so that what was held for it has been given back. */
  isAnswered: boolean
  /** Cancels it when its time is over. */
  timer?: NodeJS.Timeout | undefined
  /** What the log and the answer call it, and the trace that it is a part of. */
  requestId?: string | undefined
  trace?: TraceContext | undefined
  /** Told when the document is known, cut where it is long; undefined until then and for anonymous operations. */
  operationName?: string | undefined
  operationType?: 'query' | 'mutation' | 'subscription' | undefined
  /** Whether one of its questions is a mutation: then its answer is sent even when there is no room. */
  hasCommand: boolean
  /** How its questions were answered, with codes and ids of some errors; undefined until then. */
  outcome?: Outcome | undefined
  errorCodes?: string[]
  errorIds?: string[]
}

const NOBODY: CallerName = { group: '', name: '' }

/** In whose name a request waits when callers compete for places. */
export function callerNameOf({ caller }: Visit): CallerName {
  return caller.callContext?.caller ?? NOBODY
}

/**
 * Who is charged for what a request takes of budgets. Fixed with the first use, so that the same payer gets it back.
 */
export function payerOf(visit: Visit): string {
  visit.payer ??= callerNameOf(visit).group
  return visit.payer
}

/**
 * How a request ended, for logs and metrics. `ok`; `partial`: some of it failed; `failed`: all that was asked for did;
 * `refused`: nothing was executed; `left`: the client went away before its answer was complete.
 */
export type Outcome = 'ok' | 'partial' | 'failed' | 'refused' | 'left'

/** How a request ended. */
export interface Departure {
  /** The HTTP status; undefined where the client went away before its answer was complete. */
  status: number | undefined
  /** Milliseconds since the arrival. */
  duration: number
}
