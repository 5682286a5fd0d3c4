import { GraphQLError } from 'graphql'
import { InvalidInput, NotSupported, NotYetVisible, UpstreamFailure } from './upstream/failure.ts'

/** What `extensions` of an error hold, for frontends to act on. */
export interface ErrorExtensions {
  code: ErrorCode
  /** The REST operationId of the call that failed. */
  operation?: string
  /** The cluster's problem document, as far as it is for clients. */
  problem?: { type?: string; title?: string; status?: number; detail?: string }
  /** Whether the same request may succeed later without being changed. */
  retryable?: boolean
  /** Seconds to wait before that, where the cluster says so. */
  retryAfter?: number
  /** True where a command may or may not have been carried out: look before you repeat it. */
  outcomeUnknown?: boolean
  /** The argument that was refused, as a path. */
  argument?: string
  /** The first Camunda version that has what was asked for, and the version that answered. */
  since?: string
  version?: string
}

export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'PRECONDITION_FAILED'
  | 'RATE_LIMITED'
  | 'UPSTREAM_ERROR'
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_TIMEOUT'
  | 'NOT_SUPPORTED'
  | 'NOT_YET_VISIBLE'
  | 'CANCELLED'

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
    // Yoga takes the HTTP status from here.
    extensions: { ...facts.extensions, ...(located?.extensions.http ? { http: located.extensions.http } : {}) },
  })
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
  extensions: ErrorExtensions
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
    const { since, version } = error
    return { message: error.message, extensions: { code: 'NOT_SUPPORTED', since, version, retryable: false } }
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
  if (!isGraphQLs || path || extensions.code !== undefined) return undefined
  return { message, extensions: { code: 'BAD_USER_INPUT', retryable: false } }
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
}

const TRANSIENT: ReadonlySet<ErrorCode> = new Set(['RATE_LIMITED', 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT'])

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
    },
  }
}

function codeOf(failure: UpstreamFailure): ErrorCode {
  if (failure.isBackPressure) return 'RATE_LIMITED'
  if (failure.kind !== 'refused') return BY_KIND[failure.kind]
  return BY_STATUS[failure.status ?? 0] ?? 'UPSTREAM_ERROR'
}

function messageOf({ kind, operation, problem, reason, status }: UpstreamFailure, code: ErrorCode): string {
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
  }
}
