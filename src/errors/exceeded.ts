import { Refused } from './refused.ts'

/** What is limited, as `extensions.rule` names it. */
type RequestLimitRule =
  | 'bodyBytes'
  | 'documentBytes'
  | 'tokens'
  | 'depth'
  | 'aliases'
  | 'directives'
  | 'rootFields'
  | 'selections'
  | 'comparisons'
  | 'introspection'
  | 'nodes'
  | 'values'
  | 'batch'
  | 'operationsPerSocket'

/**
 * The refusal of a question that exceeds a limit.
 * @param value what was asked for; where counting stops at the limit, the first number beyond it
 * @param message names both, and the way out
 * @param status 400 by default: answered as 200 where `application/json` is wanted, as GraphQL over HTTP has it
 */
export function exceeded(
  rule: RequestLimitRule,
  limit: number,
  value: number,
  message: string,
  status?: number,
): Refused {
  const http = status === undefined ? { status: 400, spec: true } : { status }
  // Nested fragments can reach infinity, which JSON does not have.
  const counted = Math.min(value, Number.MAX_SAFE_INTEGER)
  return new Refused('LIMIT_EXCEEDED', message, { rule, limit, value: counted, retryable: false }, http)
}
