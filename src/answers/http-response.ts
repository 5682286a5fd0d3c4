import type { ExecutionResult } from 'graphql'
import { isOriginal } from '../errors/errors.ts'
import { shown, withToldErrors } from '../errors/told-errors.ts'

/** What goes over the wire for one answer. */
interface HttpResponse {
  status: number
  /** Beside its content type; undefined where there are none. */
  headers: Record<string, string> | undefined
  /** To be written as JSON. */
  body: object
}

/**
 * An answer as Yoga writes it. Errors, and the answer as a whole, may say their status and headers in `extensions.http`,
 * which clients do not see; the highest status counts. Those that say `spec` do so for `graphql-response+json` alone:
 * whoever takes `application/json` expects 200 for everything that could be read.
 */
export function httpResponse(answer: ExecutionResult, answerType: string): HttpResponse {
  const result = withToldErrors(answer)
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

/** Whether it was GraphQL that refused a question: a request that is no JSON, say, was not read at all. */
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
