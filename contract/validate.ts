import { type CheckOptions, check } from './check.ts'
import { contract } from './contract.ts'
import { asSchemaHasIt, documentedRules } from './documented.ts'
import type { ContractTable, Field, OperationEntry } from './table.ts'
import type { Version } from './versions.ts'

/** An HTTP request in the form in which it is checked. */
export interface CheckedRequest {
  readonly method: string
  /** With or without `/v2`; a query string here is ignored in favour of `query`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | readonly string[]>>
  /** Names in lower case. Left out, media types are not checked. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Parsed JSON; for a form its parts by name, files as objects with a `filename`; undefined when there is none. */
  readonly body?: unknown
}

/**
 * Holds a request against the contract of a Camunda version. Returns what is wrong with it, a sentence each: an unknown
 * operation, a parameter, property, operator or enum value that does not exist, a wrong type, a limit out of bounds.
 */
export function validateRequest(version: Version, request: CheckedRequest): string[] {
  const { match, table } = contract(version)
  const found = match(request.method, request.path)
  if (!found) return [`${request.method} ${request.path} is no operation of ${version}`]
  const { operationId, operation, parameters } = found
  return [
    ...Object.entries(operation.parameters ?? {}).flatMap(([name, field]) =>
      check(table, field, typed(field, parameters[name]), `path ${name}`),
    ),
    ...checkQuery(table, operation, request.query ?? {}),
    ...checkBody(table, operation, { ...request, body: asSchemaHasIt(operationId, request.body) }),
    ...documentedRules(operationId, request.body),
  ]
}

/**
 * Holds an answer against the contract of a Camunda version: its status must be one of the operation's, its body of the
 * type that goes with it. Returns what is wrong, a sentence each. A body that is not JSON is not looked into.
 */
export function validateResponse(
  version: Version,
  operationId: string,
  status: number,
  body: unknown,
  options: CheckOptions = {},
): string[] {
  const { table, operation } = contract(version)
  const entry = operation(operationId)
  const path = `answer ${status} of ${operationId}`
  const answer = entry.answers[String(status)]
  if (answer) {
    const json = ['application/json', 'application/problem+json'].flatMap((media) => answer[media] ?? [])
    const [only] = json
    if (only) return check(table, json.length === 1 ? only : { oneOf: json }, body, path, options)
    const empty = Object.keys(answer).length === 0
    return empty && body !== undefined && body !== '' ? [`${path} must have no body`] : []
  }
  // The documents leave out statuses that do occur: 401 without a token, 503 under load, 500 at any time.
  if (!entry.problems.includes(status) && !UNSPOKEN.has(status)) return [`${path} is not a status of this operation`]
  return check(table, { ref: 'ProblemDetail' }, body, path, options)
}

const UNSPOKEN = new Set([400, 401, 403, 404, 500, 502, 503, 504])

/** What is wrong with the query string of a request, a sentence each. */
export function checkQuery(
  table: ContractTable,
  operation: OperationEntry,
  query: Readonly<Record<string, string | readonly string[]>>,
): string[] {
  const known = operation.query ?? {}
  const problems = Object.entries(query).flatMap(([name, value]) => {
    const field = Object.hasOwn(known, name) ? known[name] : undefined
    if (!field) return [`query parameter ${name} is unknown`]
    return check(table, field, typed(field, value), `query parameter ${name}`)
  })
  for (const [name, field] of Object.entries(known)) {
    if (field.required && query[name] === undefined) problems.push(`query parameter ${name} is missing`)
  }
  return problems
}

/** The text of a parameter in the path or the query as the JSON value that it stands for; text that stands for none is left as it is. */
function typed(field: Field, value: string | readonly string[] | undefined): unknown {
  if ('array' in field) return typeof value === 'string' ? [value] : value
  if (typeof value !== 'string' || !('type' in field)) return value
  if (field.type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  if ((field.type === 'integer' || field.type === 'number') && /^-?\d+(\.\d+)?$/.test(value)) return Number(value)
  return value
}

/** What is wrong with the body of a request and its media type, a sentence each. */
export function checkBody(table: ContractTable, operation: OperationEntry, request: CheckedRequest): string[] {
  const { body } = operation
  if (request.body === undefined) return body?.required ? ['the body is missing'] : []
  if (!body) return [`${operation.method} ${operation.path} takes no body`]
  const problems = check(table, body.type, request.body, 'body')
  const media = request.headers?.['content-type']
  if (request.headers && !String(media ?? '').startsWith(body.media)) {
    problems.unshift(`content-type is ${String(media)}, not ${body.media}`)
  }
  return problems
}
