import { setTimeout as sleep } from 'node:timers/promises'
import { operations } from '../upstream/catalog/operation.ts'
import type { JobActivationResult } from '../upstream/contract/types.ts'
import { InvalidInput, NotSupported, UpstreamFailure } from '../upstream/failures/failure.ts'
import type { Session } from '../upstream/session/session.ts'
import { isRefusedForGood, retryAfterOf } from './failures.ts'
import type { Handed } from './handout.ts'
import { Pause } from './pause.ts'

export type ActivatedJob = JobActivationResult['jobs'][number]

/** Milliseconds of a lease that is given back: the shortest that there is. */
const OVER_MS = 1

/** A job, and the lease by which nobody else gets it. */
export class LeasedJob implements Handed {
  readonly calls = 1
  readonly job: ActivatedJob
  /** When its lease is over at the latest: milliseconds, as `performance.now()` counts them. */
  readonly until: number
  readonly #session: Session
  readonly #leaseMs: number

  /** @param session with the rights of who has leased it, beyond the time of a request */
  constructor(job: ActivatedJob, leaseMs: number, session: Session) {
    this.job = job
    this.until = performance.now() + leaseMs
    this.#leaseMs = leaseMs
    this.#session = session
  }

  /**
   * Ends its lease, so that others get it: with as many attempts as before, and no trace of a failure. Tries until it is
   * done, or the lease is over anyway. Rejects with what went wrong where it is not given back.
   */
  async giveBack(): Promise<void> {
    const { jobKey, jobLeaseToken } = this.job
    const body = { changeset: { timeout: OVER_MS }, ...(jobLeaseToken ? { jobLeaseToken } : {}) }
    const pause = new Pause(250, 5_000)
    // Its end would be the end of a lease that another worker may have by then.
    const until = this.until - Math.min(1_000, this.#leaseMs / 10)
    while (performance.now() < until) {
      try {
        await this.#session.call(operations.updateJob, { jobKey }, body)
        return
      } catch (error) {
        // It is gone, or nobody has it.
        if (isGone(error)) return
        if (isRefusedForGood(error)) throw error
        pause.grow(retryAfterOf(error))
        if (performance.now() + pause.ms > until) throw error
        await sleep(pause.ms)
      }
    }
  }
}

/** 8.6 says 400 of a job that nobody has, and Camunda 8 else 409; what is gone from Camunda 7 is no job of a worker's. */
function isGone(error: unknown): boolean {
  if (error instanceof InvalidInput || error instanceof NotSupported) return true
  return error instanceof UpstreamFailure && error.kind === 'refused' && [400, 404, 409].includes(error.status ?? 0)
}
