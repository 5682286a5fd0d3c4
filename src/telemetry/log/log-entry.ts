import { isClustersFault, problemForLog } from '../../errors/cluster-problem.ts'
import { errorIdOf, giveErrorId } from '../../errors/error-ids.ts'
import { breachOf, failureOf, isToldInFull } from '../../errors/errors.ts'
import { cut } from '../../text/cut.ts'
import type { UpstreamFailure } from '../../upstream/failures/failure.ts'

/** Characters of a message and of a stack trace. */
const MAX_MESSAGE = 1_000
const MAX_STACK = 8_000

/** A line of the log. */
interface LogLine {
  message: string
  facts: object
}

/**
 * What the log says about an error that a resolver threw; undefined if the client is told everything. Only the log
 * gets: mistakes of the gateway, why a connection failed, details of the cluster's failures, and how its answers break
 * the contract.
 */
export function toLogEntry(error: unknown): LogLine | { unexpected: unknown } | undefined {
  const failure = failureOf(error)
  if (failure) return lineOfFailure(failure)
  // An error with an id is hidden from clients already, and not the cluster's.
  if (errorIdOf(error) === undefined) {
    const breach = breachOf(error)
    if (breach) {
      const words = cut(withoutValue(breach.message), MAX_MESSAGE)
      return { message: `the cluster breaks its contract: ${breach.field}: ${words}`, facts: {} }
    }
    if (isToldInFull(error)) return undefined
  }
  return { unexpected: error instanceof Error ? inBounds(error) : cut(String(error), MAX_MESSAGE) }
}

function lineOfFailure(failure: UpstreamFailure): LogLine | undefined {
  const { kind, operation, status, cluster, cause } = failure
  const where = cluster === undefined ? {} : { cluster }
  if (isClustersFault(failure)) {
    const problem = problemForLog(failure)
    const facts = { errorId: giveErrorId(failure), ...where, ...(problem ? { problem } : {}) }
    return { message: `${operation}: the cluster failed (${status})`, facts }
  }
  if (kind === 'cancelled' || cause === undefined) return undefined
  return { message: cut(`${operation}: ${[...new Set(causesOf(cause))].join(': ')}`, MAX_MESSAGE), facts: where }
}

function causesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)]
  return error.cause === undefined ? [error.message] : [error.message, ...causesOf(error.cause)]
}

/** An error without the value that GraphQL quotes where one does not fit its type: it may be one of a variable's. */
function inBounds(error: Error): Error {
  const message = cut(withoutValue(error.message), MAX_MESSAGE)
  if (message === error.message) return error
  const plain = new Error(message)
  if (error.stack !== undefined)
    plain.stack = cut(
      error.stack.replace(error.message, () => message),
      MAX_STACK,
    )
  return plain
}

/** The words before the value in "Boolean cannot represent a non boolean value: …". */
function withoutValue(message: string): string {
  const words = message.indexOf(' cannot represent ')
  const value = words < 0 ? -1 : message.indexOf(': ', words)
  return value < 0 ? message : `${message.slice(0, value)}.`
}
