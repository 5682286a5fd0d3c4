import { GraphQLError } from 'graphql'
import type { ErrorCode } from './error-code.ts'
import { Refused } from './plugins/refused.ts'
import { InvalidInput, NotSupported, NotYetVisible, UpstreamFailure } from './upstream/failure.ts'
import type { Refusal } from './visit.ts'

/** What `extensions` of an error hold, for frontends to act on. */
export interface ErrorExtensions {
  code: ErrorCode
  /** The REST operationId of the call that failed. */
  operation?: string
  /** The cluster's problem document, as far as it is for clients. */
  problem?: { type?: string; title?: string; status?: number; detail?: string }
  /** Whether the same request may succeed later without being changed. */
  retryable?: boolean
  /** Seconds to wait before that, where the cluster says so or the gateway can tell. */
  retryAfter?: number
  /** True where a command may or may not have been carried out: look before you repeat it. */
  outcomeUnknown?: boolean
  /** The argument that was refused, as a path. */
  argument?: string
  /** The first Camunda version that has what was asked for, and the version that answered. */
  since?: string
  version?: string
  /** The generation of Camunda that answered, where it has nothing like what was asked for. */
  generation?: string
  /** The field that the gateway's policy refuses, as `Type.field`, and the rule that does. */
  field?: string
  rule?: string
}

/**
 * The error that a client sees for one that a resolver met; undefined for errors that are the gateway's own and must not
 * show. This is the only place where upstream failures become GraphQL errors: no host, header, token, stack or
 * unexpected body passes.
 */
export function toClientError(error: unknown): GraphQLError | undefined {
  const facts = describe(error)
  if (!facts) return undefined
  const located = error instanceof GraphQLError ? error : undefined
  return new GraphQLError(facts.message, {
    nodes: located?.nodes ?? null,
    source: located?.source ?? null,
    positions: located?.positions ?? null,
    path: located?.path ?? null,
    // Yoga takes the HTTP status from `http`, and does not show it.
    extensions: { ...(located?.extensions.http ? { http: located.extensions.http } : {}), ...facts.extensions },
  })
}

/** Whether an error is GraphQL's or was thrown as one, and none of another kind is behind it. */
export function isOriginal(error: unknown): boolean {
  return error instanceof GraphQLError && (!error.originalError || isOriginal(error.originalError))
}

/** An error in the place of one that clients must not see: where it happened, and nothing of what. */
export function hiddenError(error: unknown, message: string, errorId: string): GraphQLError {
  const located = error instanceof GraphQLError ? error : undefined
  return new GraphQLError(message, {
    nodes: located?.nodes ?? null,
    source: located?.source ?? null,
    positions: located?.positions ?? null,
    path: located?.path ?? null,
    extensions: {
      code: 'INTERNAL_SERVER_ERROR',
      // For the HTTP status; clients do not see it.
      unexpected: true,
      ...(located?.extensions.http ? { http: located.extensions.http } : {}),
      errorId,
    },
  })
}

// GraphQL's words for a value that one of its own types cannot take.
const UNFIT_VALUE = /^(?:Int|Float|String|Boolean|ID|Enum "\w+") cannot represent /

/** Whether clients may see an error as it is: one that was thrown for them, and does not quote a value of the cluster's. */
export function isForClients(error: unknown): error is GraphQLError {
  if (!(error instanceof GraphQLError) || !isOriginal(error)) return false
  return !(error.path && UNFIT_VALUE.test(error.message))
}

/** The same before the body is read, when there is no GraphQL answer to put it into. */
export function toRefusal({ message, code, facts, http }: Refused): Refusal {
  return { status: 400, ...http, body: { errors: [{ message, extensions: { code, ...facts } }] } }
}

/**
 * What the log says of an error that a resolver met; undefined where the client is told all there is to know. Hidden from
 * clients, and so for the log alone: errors of the gateway's own, and why a connection failed.
 */
export function toLogEntry(error: unknown): unknown {
  const original = error instanceof GraphQLError ? error.originalError : error
  if (!(original instanceof UpstreamFailure)) return describe(error) ? undefined : error
  if (original.kind === 'cancelled' || original.cause === undefined) return undefined
  return `${original.operation}: ${[...new Set(causesOf(original.cause))].join(': ')}`
}

function causesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)]
  return error.cause === undefined ? [error.message] : [error.message, ...causesOf(error.cause)]
}

interface Description {
  message: string
  /** `http` is for Yoga, which does not show it. */
  extensions: ErrorExtensions & { http?: object }
}

function describe(error: unknown): Description | undefined {
  return error instanceof GraphQLError
    ? (describeThrown(error.originalError) ?? describeMisfit(error))
    : describeThrown(error)
}

function describeThrown(error: unknown): Description | undefined {
  if (error instanceof UpstreamFailure) return describeFailure(error)
  if (error instanceof InvalidInput) {
    return {
      message: error.message,
      extensions: { code: 'BAD_USER_INPUT', argument: error.argument, retryable: false },
    }
  }
  if (error instanceof NotSupported) {
    const { since, version, generation } = error
    return {
      message: error.message,
      extensions: {
        code: 'NOT_SUPPORTED',
        ...(since === undefined ? {} : { since }),
        ...(version === undefined ? {} : { version }),
        ...(generation === undefined ? {} : { generation }),
        retryable: false,
      },
    }
  }
  if (error instanceof Refused) {
    const { code, facts, http } = error
    return { message: error.message, extensions: { code, ...facts, ...(http ? { http } : {}) } }
  }
  if (error instanceof NotYetVisible) {
    const { operation } = error
    return { message: error.message, extensions: { code: 'NOT_YET_VISIBLE', operation, retryable: true } }
  }
  return undefined
}

/** A variable whose value does not fit its type: GraphQL says so without a code, before any field is resolved. */
function describeMisfit({ message, originalError, path, extensions }: GraphQLError): Description | undefined {
  const isGraphQLs = originalError === undefined || originalError instanceof GraphQLError
  // The gateway's own scalars give the code themselves.
  if (!isGraphQLs || path || (extensions.code ?? 'BAD_USER_INPUT') !== 'BAD_USER_INPUT') return undefined
  // 200 where `application/json` is wanted, as GraphQL over HTTP has it: Apollo's gateway reads no other answer.
  return { message, extensions: { code: 'BAD_USER_INPUT', retryable: false, http: { status: 400, spec: true } } }
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'BAD_USER_INPUT',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  412: 'PRECONDITION_FAILED',
  413: 'BAD_USER_INPUT',
  415: 'BAD_USER_INPUT',
  422: 'BAD_USER_INPUT',
  429: 'RATE_LIMITED',
  503: 'UPSTREAM_UNAVAILABLE',
  504: 'UPSTREAM_TIMEOUT',
}

const BY_KIND: Readonly<Record<Exclude<UpstreamFailure['kind'], 'refused'>, ErrorCode>> = {
  unreachable: 'UPSTREAM_UNAVAILABLE',
  broken: 'UPSTREAM_UNAVAILABLE',
  timeout: 'UPSTREAM_TIMEOUT',
  unreadable: 'UPSTREAM_ERROR',
  cancelled: 'CANCELLED',
  overloaded: 'OVERLOADED',
  down: 'UPSTREAM_UNAVAILABLE',
  denied: 'UPSTREAM_ERROR',
  spent: 'LIMIT_EXCEEDED',
  late: 'REQUEST_TIMEOUT',
}

const TRANSIENT: ReadonlySet<ErrorCode> = new Set([
  'RATE_LIMITED',
  'OVERLOADED',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
])

function describeFailure(failure: UpstreamFailure): Description {
  const { operation, problem, retryAfter, outcomeUnknown } = failure
  const code = codeOf(failure)
  return {
    message: messageOf(failure, code) + (outcomeUnknown ? ' The command may or may not have been carried out.' : ''),
    extensions: {
      code,
      operation,
      ...(problem ? { problem } : {}),
      retryable: !outcomeUnknown && (TRANSIENT.has(code) || (!failure.write && failure.status === 502)),
      ...(retryAfter === undefined ? {} : { retryAfter }),
      ...(outcomeUnknown ? { outcomeUnknown } : {}),
      // Counting ends at the limit.
      ...(failure.limit === undefined ? {} : { rule: 'calls', limit: failure.limit, value: failure.limit + 1 }),
    },
  }
}

function codeOf(failure: UpstreamFailure): ErrorCode {
  if (failure.isBackPressure) return 'RATE_LIMITED'
  if (failure.kind !== 'refused') return BY_KIND[failure.kind]
  return BY_STATUS[failure.status ?? 0] ?? 'UPSTREAM_ERROR'
}

function messageOf(failure: UpstreamFailure, code: ErrorCode): string {
  const { kind, operation, problem, reason, status, limit } = failure
  switch (kind) {
    case 'refused':
      return (
        problem?.detail || problem?.title || `${operation} was refused by the cluster with status ${status} (${code}).`
      )
    case 'unreachable':
      return `${operation}: ${reason ?? 'the cluster cannot be reached'}.`
    case 'broken':
      return `${operation}: the connection to the cluster broke before its answer was complete.`
    case 'timeout':
      return `${operation}: the cluster did not answer in time.`
    case 'unreadable':
      return `${operation}: the answer cannot be used: ${reason ?? 'it has a wrong shape'}.`
    case 'cancelled':
      return `${operation}: given up, because the request was.`
    case 'overloaded':
      return `${operation} was not sent: too many calls of the cluster wait for their turn. Try again later.`
    case 'denied':
      return `${operation}: ${reason ?? "the gateway's own credentials were refused"}.`
    case 'down':
      if (reason !== undefined) return `${operation}: ${reason}. Try again later.`
      return `${operation} was not sent: the cluster has given no answer for a while. Try again later.`
    case 'spent':
      return `${operation} was not sent: the request needs more than ${limit} calls of the cluster, the most that one may make. Ask in parts.`
    case 'late':
      return `${operation} was not sent: the time of the request is up. Send it in a request of its own.`
  }
}
