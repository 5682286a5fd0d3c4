import type { ErrorCode } from './error-code.ts'

/** What HTTP says of a refusal. */
interface RefusedHttp {
  status: number
  headers?: Record<string, string>
  /** Whether the status is 200 where `application/json` is wanted, as GraphQL over HTTP has it for faulty documents. */
  spec?: boolean
}

/** Thrown by a plugin to refuse a question; `errors.ts` makes the client's error of it. */
export class Refused extends Error {
  /** What frontends act on, such as `RATE_LIMITED`. */
  readonly code: ErrorCode
  /** The status and headers of the HTTP answer; GraphQL's usual ones where it is left out. */
  readonly http: RefusedHttp | undefined
  /** Further `extensions`, besides the code. */
  readonly facts: Readonly<Record<string, unknown>>

  /** @param message names what was refused, the rule and the way out */
  constructor(code: ErrorCode, message: string, facts: Readonly<Record<string, unknown>> = {}, http?: RefusedHttp) {
    super(message)
    this.name = 'Refused'
    this.code = code
    this.facts = facts
    this.http = http
  }
}

/** Seconds: most requests are answered sooner, so by then there is room. */
const RETRY_AFTER = 1

/** For what the gateway has no room for now. */
export function overloaded(message: string): Refused {
  return new Refused(
    'OVERLOADED',
    message,
    { retryable: true, retryAfter: RETRY_AFTER },
    { status: 503, headers: { 'retry-after': String(RETRY_AFTER) } },
  )
}
