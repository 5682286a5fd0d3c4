import { GraphQLError } from 'graphql'
import { cut } from '../text/cut.ts'
import {
  InvalidInput,
  MAYBE_ELSEWHERE,
  NotSupported,
  NotYetVisible,
  type Problem,
  UpstreamFailure,
} from '../upstream/failures/failure.ts'
import { isClustersFault, problemForClients } from './cluster-problem.ts'
import { actedOn, type ErrorCode, isTransient } from './error-code.ts'
import { giveErrorId } from './error-ids.ts'
import type { Refusal } from './refusal.ts'
import { Refused } from './refused.ts'

/** What `extensions` of an error hold, for frontends to act on. */
interface ErrorExtensions {
  code: ErrorCode
  /** The REST operationId of the call that failed. */
  operation?: string
  /** The name of the cluster that failed, where there is more than one. */
  cluster?: string
  /** The part of the cluster's problem document that is for clients. */
  problem?: Problem
  /** Set if the cluster itself failed: the log has its answer under this id. */
  errorId?: string
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
  /** The limit that was exceeded, how much it allows, and how much was asked for as far as that is known. */
  limit?: number | undefined
  value?: number | undefined
}

/** How much clients are told. */
export interface ErrorDisclosure {
  /** Whether they are told all that the cluster says of its failures. */
  exposeUpstreamDetails: boolean
  /** Names of fields that the owner has added: their values do not come from the cluster. */
  ownersFields: ReadonlySet<string>
}

const NO_DETAILS: ErrorDisclosure = { exposeUpstreamDetails: false, ownersFields: new Set() }

/** Errors whose messages the gateway wrote itself: they quote no long values. */
const inOwnWords = new WeakSet<GraphQLError>()

/** Whether the gateway wrote the message itself, so that it quotes no long value. */
export function isInOwnWords(error: GraphQLError): boolean {
  return inOwnWords.has(error)
}

/**
 * The error that a client sees for one that a resolver threw; undefined for mistakes of the gateway, which must not
 * show. This is the only place where upstream failures become GraphQL errors: no host, header, token, stack or
 * unexpected body gets through.
 */
export function toClientError(error: unknown, disclosure: ErrorDisclosure = NO_DETAILS): GraphQLError | undefined {
  const facts = describe(error, disclosure)
  if (!facts) return undefined
  const located = error instanceof GraphQLError ? error : undefined
  const told = new GraphQLError(facts.message, {
    ...placeOf(located),
    // Yoga takes the HTTP status from `http`, and does not show it.
    extensions: { ...(located?.extensions.http ? { http: located.extensions.http } : {}), ...facts.extensions },
  })
  if (!facts.isGraphQLs) inOwnWords.add(told)
  return told
}

/**
 * The most locations that an error names: a field may stand in the document thousands of times and be merged into one.
 */
const MAX_LOCATIONS = 10

/** Where an error happened, for an error that replaces it. */
function placeOf(error: GraphQLError | undefined) {
  const { nodes, source, positions, path } = error ?? {}
  return {
    nodes: nodes?.slice(0, MAX_LOCATIONS) ?? null,
    source: source ?? null,
    positions: positions?.slice(0, MAX_LOCATIONS) ?? null,
    path: path ?? null,
  }
}

/** The same error with another message, path and extensions. */
export function reworded(
  error: GraphQLError,
  { message, path, extensions }: { message: string; path: GraphQLError['path']; extensions: Record<string, unknown> },
): GraphQLError {
  return new GraphQLError(message, { ...placeOf(error), path: path ?? null, extensions })
}

/** Stands for errors that are left out of an answer: `limit` are told, of `value` in all. */
export function errorsLeftOut(limit: number, value: number, http?: object): GraphQLError {
  const message = `There are ${value} errors, and ${value - limit} of them are not told here. Ask in parts, or for less at once.`
  const extensions = { code: 'LIMIT_EXCEEDED', rule: 'errors', limit, value, retryable: false, ...(http && { http }) }
  return new GraphQLError(message, { extensions })
}

/** Whether an error stands for others that were left out. */
export const standsForOthers = ({ extensions }: GraphQLError): boolean => extensions.rule === 'errors'

/** How many errors an answer has, including those that were left out before. */
export function countErrors(errors: readonly GraphQLError[]): number {
  const last = errors.at(-1)
  return last && standsForOthers(last) ? Number(last.extensions.value) : errors.length
}

/** Whether an error was thrown as a GraphQLError, with no error of another kind behind it. */
export function isOriginal(error: unknown): boolean {
  return error instanceof GraphQLError && (!error.originalError || isOriginal(error.originalError))
}

/** Replaces an error that clients must not see: it says where the error happened, not what it was. */
export function hiddenError(error: unknown, message: string, errorId: string): GraphQLError {
  const located = error instanceof GraphQLError ? error : undefined
  return new GraphQLError(message, {
    ...placeOf(located),
    extensions: {
      code: 'INTERNAL_SERVER_ERROR',
      // Makes the HTTP status 500; clients do not see it.
      unexpected: true,
      ...(located?.extensions.http ? { http: located.extensions.http } : {}),
      errorId,
    },
  })
}

const LEAFS: ReadonlySet<string> = new Set(['Int', 'Float', 'String', 'Boolean', 'ID', 'DateTime', 'Long'])

/** Whether this is GraphQL's message for a value that does not fit a scalar or an enum. */
function tellsUnfitValue(message: string): boolean {
  const end = message.indexOf(' cannot represent ')
  return end > 0 && (LEAFS.has(message.slice(0, end)) || message.startsWith('Enum "'))
}

/** The executor's messages for values that do not fit the types of their fields. */
const MISFITS = ['Cannot return null for non-nullable field ', 'Expected Iterable, but did not find one for field ']

const isMisfit = (message: string) => tellsUnfitValue(message) || MISFITS.some((words) => message.startsWith(words))

/** Whether clients may see an error as it is: it was thrown for them, and quotes no value from the cluster. */
export function isForClients(error: unknown): error is GraphQLError {
  if (!(error instanceof GraphQLError) || !isOriginal(error)) return false
  return !(error.path && tellsUnfitValue(error.message))
}

/** A refusal as an HTTP answer, for when the body was not read yet, so that there is no GraphQL answer. */
export function toRefusal({ message, code, facts, http }: Refused): Refusal {
  const extensions = { code, ...facts }
  const told = { ...extensions, ...actedOn(extensions) }
  return { status: 400, ...http, body: { errors: [{ message: cut(message, 1_000), extensions: told }] } }
}

/** The upstream failure behind an error; undefined if there is none. */
export function failureOf(error: unknown): UpstreamFailure | undefined {
  const original = error instanceof GraphQLError ? error.originalError : error
  return original instanceof UpstreamFailure ? original : undefined
}

/** Whether clients are told everything about an error, so that the log need not have it. */
export function isToldInFull(error: unknown): boolean {
  return describe(error, NO_DETAILS) !== undefined
}

interface Description {
  message: string
  /** Whether the message is GraphQL's, which quotes values as they are. */
  isGraphQLs?: boolean
  /** `http` sets the status and is not shown. */
  extensions: ErrorExtensions & { http?: object }
}

function describe(error: unknown, disclosure: ErrorDisclosure): Description | undefined {
  return error instanceof GraphQLError
    ? (describeThrown(error.originalError, disclosure) ?? describeMisfit(error) ?? describeBreach(error, disclosure))
    : describeThrown(error, disclosure)
}

function describeThrown(error: unknown, { exposeUpstreamDetails }: ErrorDisclosure): Description | undefined {
  if (error instanceof UpstreamFailure) return describeFailure(error, exposeUpstreamDetails)
  if (error instanceof InvalidInput) {
    return {
      message: error.message,
      extensions: { code: 'BAD_USER_INPUT', argument: error.argument, retryable: false },
    }
  }
  if (error instanceof NotSupported) {
    const { cluster, since, version, generation } = error
    return {
      message: error.message,
      extensions: {
        code: 'NOT_SUPPORTED',
        ...(cluster === undefined ? {} : { cluster }),
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
    const { operation, cluster } = error
    const where = cluster === undefined ? {} : { cluster }
    // The same request would give the command again.
    return { message: error.message, extensions: { code: 'NOT_YET_VISIBLE', operation, ...where, retryable: false } }
  }
  return undefined
}

/** A variable whose value does not fit its type: graphql-js reports it without a code, before execution. */
function describeMisfit({ message, originalError, path, extensions }: GraphQLError): Description | undefined {
  const isGraphQLs = originalError === undefined || originalError instanceof GraphQLError
  // The gateway's scalars set the code themselves; errors with a status are complete already.
  if (!isGraphQLs || path || extensions.http || (extensions.code ?? 'BAD_USER_INPUT') !== 'BAD_USER_INPUT')
    return undefined
  // 200 where `application/json` is wanted, as GraphQL over HTTP has it: Apollo's gateway reads no other answer.
  const http = { status: 400, spec: true }
  return { message, isGraphQLs: true, extensions: { code: 'BAD_USER_INPUT', retryable: false, http } }
}

/** A value from the cluster that does not fit the type of its field: a breach of contract, not the caller's mistake. */
function describeBreach(error: GraphQLError, disclosure: ErrorDisclosure): Description | undefined {
  const breach = breachOf(error, disclosure)
  if (!breach) return undefined
  const message = `${breach.field}: the cluster's answer breaks its contract: the value does not fit the type of the field.`
  return { message, extensions: { code: 'UPSTREAM_ERROR', retryable: false } }
}

/** The field whose value breaks the contract, and the executor's message; undefined for all other errors. */
export function breachOf(
  error: unknown,
  { ownersFields }: ErrorDisclosure = NO_DETAILS,
): { field: string; message: string } | undefined {
  if (!(error instanceof GraphQLError) || !error.path || !isMisfit(error.message)) return undefined
  const node = error.nodes?.[0]
  const field = node?.kind === 'Field' ? node.name.value : undefined
  return field === undefined || ownersFields.has(field) ? undefined : { field, message: error.message }
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
  oversized: 'LIMIT_EXCEEDED',
  cancelled: 'CANCELLED',
  overloaded: 'OVERLOADED',
  unavailable: 'UPSTREAM_UNAVAILABLE',
  credentialsRefused: 'UPSTREAM_ERROR',
  callLimit: 'LIMIT_EXCEEDED',
  requestOver: 'REQUEST_TIMEOUT',
}

/** @param exposed whether clients are told all that the cluster says */
function describeFailure(failure: UpstreamFailure, exposed: boolean): Description {
  const { operation, cluster, retryAfter, outcomeUnknown } = failure
  const code = codeOf(failure)
  const problem = exposed ? failure.problem : problemForClients(failure)
  const message = messageOf(failure, code, problem)
  return {
    message: withOutcome(message, failure),
    extensions: {
      code,
      operation,
      ...(cluster === undefined ? {} : { cluster }),
      ...(problem ? { problem } : {}),
      ...(isClustersFault(failure) ? { errorId: giveErrorId(failure) } : {}),
      retryable: !outcomeUnknown && (isTransient(code) || (!failure.write && failure.status === 502)),
      ...(retryAfter === undefined ? {} : { retryAfter }),
      ...(outcomeUnknown ? { outcomeUnknown } : {}),
      ...(failure.rule === undefined ? {} : { rule: failure.rule, limit: failure.limit, value: failure.value }),
    },
  }
}

/** What failed, and what is known of the command that may have been carried out all the same. */
export function withOutcome(message: string, failure: UpstreamFailure): string {
  return failure.outcomeUnknown ? `${asSentence(message)} ${outcomeOf(failure)}` : message
}

/** The cluster ends its own words as it likes. What it says in lines is left as it is. */
const asSentence = (text: string) => (/[.!?\u2026]$|\n/.test(text) ? text : `${text}.`)

function codeOf(failure: UpstreamFailure): ErrorCode {
  if (failure.isBackPressure) return 'RATE_LIMITED'
  if (failure.kind !== 'refused') return BY_KIND[failure.kind]
  return BY_STATUS[failure.status ?? 0] ?? 'UPSTREAM_ERROR'
}

function outcomeOf({ kind, status = 0, advice }: UpstreamFailure): string {
  // The cluster reported success; only the body of its answer was too large to read.
  if (kind === 'oversized' && status > 0) return 'The command was carried out: look for what it has changed.'
  const unknown = 'The command may or may not have been carried out.'
  return advice === undefined ? unknown : `${unknown} ${advice}`
}

function messageOf(failure: UpstreamFailure, code: ErrorCode, problem: Problem | undefined): string {
  const { kind, operation, reason, limit } = failure
  switch (kind) {
    case 'refused':
      return problem?.detail || problem?.title || refusalOf(failure, code)
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
    case 'oversized':
      return `${operation}: ${failure.rule === 'answerBytesPerRequest' ? 'the answers that the request needs take' : 'the answer has'} more than ${limit} bytes, the most that the gateway holds. Ask for fewer rows at once, or leave out large variables.`
    case 'overloaded':
      if (failure.rule !== undefined) return `${operation} ${overloadOf(failure)} Try again later.`
      return `${operation} was not sent: too many calls of the cluster wait for their turn. Try again later.`
    case 'credentialsRefused':
      return `${operation}: ${reason ?? "the gateway's own credentials were refused"}.`
    case 'unavailable':
      if (reason !== undefined) return `${operation}: ${reason}. Try again later.`
      return `${operation} was not sent: the cluster has given no answer for a while. Try again later.`
    case 'callLimit':
      return `${operation} was not sent: the request needs more than ${limit} calls of the cluster, the most that one may make. Ask in parts.`
    case 'requestOver':
      return `${operation} was not sent: the time of the request is up. Send it in a request of its own.`
  }
}

function refusalOf(failure: UpstreamFailure, code: ErrorCode): string {
  const { operation, status, isBackPressure } = failure
  if (!isClustersFault(failure)) {
    const refused = `${operation} was refused by the cluster with status ${status} (${code}).`
    // Camunda says why in a document.
    return failure.problem ? refused : `${refused} It did not say why, ${MAYBE_ELSEWHERE}.`
  }
  if (status === 501) return `${operation}: the cluster does not have this operation (501).`
  return isBackPressure
    ? `${operation}: the cluster is overloaded and took nothing on (${status}). Try again later.`
    : `${operation}: the cluster failed (${status}).`
}

function overloadOf({ rule, limit }: UpstreamFailure): string {
  switch (rule) {
    case 'pollsPerCaller':
      return `was not sent: the caller has ${limit} long polls under way, the most that one may have.`
    case 'polls':
      return `was not sent: ${limit} long polls are under way, the most that the gateway holds.`
    default:
      return `was given up: the gateway holds as much of the cluster's answers as it may, ${limit} bytes.`
  }
}
