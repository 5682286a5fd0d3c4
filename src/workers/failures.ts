import { Refused } from '../errors/refused.ts'
import { UpstreamFailure } from '../upstream/failures/failure.ts'

/** Statuses below 500 that say nothing of what was asked for. */
const FOR_NOW: ReadonlySet<number> = new Set([408, 425, 429])

/** Whether what has failed would fail again: the input, the caller's rights or the cluster's version do not allow it. */
export function isRefusedForGood(error: unknown): boolean {
  if (error instanceof Refused) return error.facts.retryable === false
  // What is not known to pass is not tried for ever.
  if (!(error instanceof UpstreamFailure)) return true
  const { kind, status = 0, isBackPressure } = error
  if (kind !== 'refused' || isBackPressure) return false
  return (status < 500 && !FOR_NOW.has(status)) || status === 501
}

/** The pause that what has failed asks for, in milliseconds; 0 where it asks for none. */
export function retryAfterOf(error: unknown): number {
  const seconds =
    error instanceof UpstreamFailure ? error.retryAfter : error instanceof Refused ? error.facts.retryAfter : 0
  return typeof seconds === 'number' ? seconds * 1_000 : 0
}
