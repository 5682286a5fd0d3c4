import type { ExecutionResult } from 'graphql'
import { standsForOthers } from '../errors/errors.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import { UpstreamFailure } from '../upstream/failures/failure.ts'

/**
 * Answers 503 with Retry-After if nothing of a request could be done because too many calls wait already, so that load
 * balancers, and clients that look only at the status, slow down. All other answers stay 200.
 */
export function overload(): GatewayPlugin {
  return {
    afterExecution(result) {
      if (!result.errors) return
      const retryAfter = secondsLost(result)
      if (retryAfter === undefined) return
      // Yoga takes status and headers from here, and leaves this out of the answer.
      const http = { status: 503, headers: { 'retry-after': String(retryAfter) } }
      result.extensions = { ...result.extensions, http }
    },
  }
}

/** Seconds to wait if everything failed because of overload; else undefined. */
function secondsLost({ data, errors = [] }: ExecutionResult): number | undefined {
  if (Object.values(data ?? {}).some((value) => value !== null)) return undefined
  let seconds = 1
  for (const error of errors) {
    // The errors that were left out are likely the same.
    if (standsForOthers(error)) continue
    const { originalError } = error
    if (!(originalError instanceof UpstreamFailure) || originalError.kind !== 'overloaded') return undefined
    seconds = Math.max(seconds, originalError.retryAfter ?? 1)
  }
  return seconds
}
