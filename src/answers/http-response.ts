import type { ExecutionResult } from 'graphql'
import { shown, withBoundedErrors } from '../errors/bounded-errors.ts'
import { isOriginal } from '../errors/errors.ts'

/** What goes over the wire for one answer. */
interface HttpResponse {
  status: number
  /** Besides the content type; undefined if there are none. */
  headers: Record<string, string> | undefined
  /** To be written as JSON. */
  body: object
}

/**
 * An answer as an HTTP response, by Yoga's rules. Errors, and the answer as a whole, may set status and headers in
 * `extensions.http`, which clients do not see; the highest status counts. A status with `spec` is for
 * `graphql-response+json` only: clients of `application/json` expect 200 for every request that could be parsed.
 */
export function httpResponse(answer: ExecutionResult, answerType: string): HttpResponse {
  const result = withBoundedErrors(answer)
  if (!result.errors && !result.extensions?.http) return { status: 200, headers: undefined, body: result }
  const headers: Record<string, string> = {}
  const { http, ...extensions } = result.extensions ?? {}
  let status = isHttp(http) ? noteHttp(http, headers) : undefined
  let failed = false
  for (const error of result.errors ?? []) {
    const told = error.extensions.http
    if (isHttp(told)) {
      const own = noteHttp(told, headers)
      if (own !== undefined && !(told.spec && answerType === 'application/json' && couldBeRead(error)))
        status = Math.max(status ?? 0, own)
    } else if (error.extensions.unexpected || !isOriginal(error)) failed = true
  }
  const told = {
    ...(result.errors ? { errors: result.errors.map(shown) } : {}),
    ...('data' in result ? { data: result.data } : {}),
    ...(Object.keys(extensions).length > 0 ? { extensions } : {}),
  }
  return { status: status ?? (failed && !('data' in result) ? 500 : 200), headers, body: told }
}

/** Whether the request could be parsed, so that it was GraphQL that refused the question. */
const couldBeRead = ({ extensions }: NonNullable<ExecutionResult['errors']>[number]) =>
  extensions.originalError === undefined

interface Http {
  status?: number
  headers?: Record<string, string>
  spec?: boolean
}

function isHttp(value: unknown): value is Http {
  return typeof value === 'object' && value !== null
}

function noteHttp(http: Http, headers: Record<string, string>): number | undefined {
  Object.assign(headers, http.headers)
  return http.status
}
