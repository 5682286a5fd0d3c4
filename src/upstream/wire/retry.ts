import { setTimeout as sleep } from 'node:timers/promises'
import { UpstreamFailure } from '../failures/failure.ts'
import type { Cancellation } from './cancellation.ts'

export interface RetryPolicy {
  /** How often a call is tried in all; 1 switches retries off. */
  attempts: number
  /** Milliseconds: the bound of the first delay, doubled for each further one. */
  baseDelay: number
  /** Milliseconds: no delay is longer, not even one that the cluster asks for. */
  maxDelay: number
}

/**
 * Bounds retries by the number of calls: each call earns a tenth of a retry, so that a cluster in trouble gets at most
 * a tenth more calls.
 */
export class RetryBudget {
  #tokens: number
  readonly #max: number

  constructor(max = 20) {
    this.#max = max
    this.#tokens = max
  }

  /** Counts a first try. */
  earn(): void {
    this.#tokens = Math.min(this.#max, this.#tokens + 0.1)
  }

  /** Takes one retry, if there is one left. */
  spend(): boolean {
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}

/**
 * Retries a call if that is safe: a read after a broken connection or back-pressure, and a command only if the cluster
 * never saw it or said that it took nothing on. A plain 503 is not retried: it is the cluster's own "not now". Calls
 * that the gateway did not send, for overload or a dead address, fail at once. Delays are drawn from the whole range
 * (full jitter), so that gateways do not come back in step.
 */
export async function withRetries<T>(
  policy: RetryPolicy,
  budget: RetryBudget,
  cancellation: Cancellation | undefined,
  call: (attempt: number) => Promise<T>,
): Promise<T> {
  budget.earn()
  for (let attempt = 1; ; attempt++) {
    try {
      return await call(attempt)
    } catch (error) {
      const again = error instanceof UpstreamFailure && isSafeToRepeat(error) && attempt < policy.attempts
      if (!again || cancellation?.isCancelled || !budget.spend()) throw error
      const pause = delay(policy, attempt, error.retryAfter)
      await sleep(pause, undefined, cancellation ? { signal: cancellation.signal } : {}).catch(() => {
        throw error
      })
    }
  }
}

function isSafeToRepeat(failure: UpstreamFailure): boolean {
  if (failure.isBackPressure || failure.kind === 'unreachable') return true
  return !failure.write && failure.kind === 'broken'
}

function delay(policy: RetryPolicy, attempt: number, retryAfter: number | undefined): number {
  if (retryAfter !== undefined) return Math.min(retryAfter * 1000, policy.maxDelay)
  return Math.random() * Math.min(policy.maxDelay, policy.baseDelay * 2 ** (attempt - 1))
}
