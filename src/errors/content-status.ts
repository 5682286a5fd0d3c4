import type { ErrorCode } from './error-code.ts'

/** The HTTP status of an answer that is an error and nothing else: contents have no other place for it. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  BAD_USER_INPUT: 400,
  BAD_REQUEST: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PRECONDITION_FAILED: 412,
  LIMIT_EXCEEDED: 429,
  RATE_LIMITED: 429,
  INTERNAL_SERVER_ERROR: 500,
  NOT_SUPPORTED: 501,
  UPSTREAM_ERROR: 502,
  OVERLOADED: 503,
  UPSTREAM_UNAVAILABLE: 503,
  CANCELLED: 503,
  REQUEST_TIMEOUT: 504,
  UPSTREAM_TIMEOUT: 504,
}

/** The status for an error's code; 502 for one that has none of its own. */
export const statusOf = (code: unknown): number => STATUSES[code as ErrorCode] ?? 502
