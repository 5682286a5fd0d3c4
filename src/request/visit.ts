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
  /** A header by its lower-case name; undefined where it is not there. */
  header(name: string): string | undefined
  /** Whom it is for: a name, perhaps with a port; empty where it does not say. */
  host: string
  /** How often it says so. */
  hosts: number
  /** Whether this machine alone can reach the server that took it; undefined where that cannot be known. */
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
  caller: Caller
  /** What the caller's token says of it, once it was verified; undefined where the gateway verifies nobody. */
  claims?: Claims
  /**
   * Cancelled when the client goes away before its answer is there, or by whoever gives the request up: then reads for it
   * are cancelled, and what is there is answered.
   */
  readonly cancellation: Cancellation
  /** What it may still ask of the cluster, however many questions it brings. */
  allowance?: Allowance
  /** How many events of its subscription were answered; undefined where it has opened none. */
  events?: number
  /** Of an event: the visit that has subscribed. */
  readonly subscription?: Visit
  /** How many questions came in one batch; undefined for a request with one. */
  questions?: number
  /** What the answer's head says beside what its writer does. */
  readonly headers: AnswerHeaders
  /** Who pays for what it takes of budgets; undefined until it takes something. */
  payer: string | undefined
  /** Whether it has a place among the questions that are being answered. */
  isAdmitted: boolean
  /** The JSON of its body, where that was parsed already; undefined where not. */
  json: { value: unknown } | undefined
  /** What was taken for it of the budgets of bodies, in bytes, and of executions, in nodes. */
  bodyTaken: number
  nodesTaken: number
  /** Whether its answer is made, so that what was held for it has been given back. */
  isAnswered: boolean
  /** Gives it up when its time is over. */
  timer?: NodeJS.Timeout | undefined
  /** What the log and the answer call it, and the trace that it is a part of. */
  requestId?: string | undefined
  trace?: TraceContext | undefined
  /** Told when the document is known, cut where it is long; undefined until then and for anonymous operations. */
  operationName?: string | undefined
  operationType?: 'query' | 'mutation' | 'subscription' | undefined
  /** Whether one of its questions is a mutation: what it has done is told in any case. */
  hasCommand: boolean
  /** How what it asked was answered, with the codes and ids of some of the errors; undefined until then. */
  outcome?: Outcome | undefined
  errorCodes?: string[]
  errorIds?: string[]
}

const NOBODY: CallerName = { group: '', name: '' }

/** Whose turn a request takes where callers compete. */
export function callerNameOf({ caller }: Visit): CallerName {
  return caller.callContext?.caller ?? NOBODY
}

/** Who pays for what a request takes of the budgets: from the first that it takes until it has given back the last. */
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
