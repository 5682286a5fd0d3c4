import { Budget } from '../../admission/budget.ts'
import { shareOf } from '../../admission/fair-queue.ts'
import { UpstreamFailure } from '../failures/failure.ts'
import { callFailure } from './answer.ts'
import type { Call } from './call.ts'
import { type CallContext, callerOf } from './call-context.ts'
import { Cancellation, type CancellationListener } from './cancellation.ts'

/** Milliseconds that the cluster may hold a poll that is begun when the gateway is about to end. */
const LAST_POLL_TIMEOUT_MS = 1_000

/** A poll's place, which must be given back. */
export interface PollPlace {
  leave(): void
}

/**
 * Limits long polls, in all and per caller: each holds a connection while it waits. Polls beyond the limits are refused
 * instead of queued, because nobody knows when one ends.
 */
export class Polls {
  /** Per caller; and per group, so that a client that makes up names cannot take all. */
  readonly #callers: Budget
  readonly #groups: Budget
  readonly #endings = new Set<Ending>()
  #isEnding = false

  /** @param most how many there may be */
  constructor(most: number) {
    this.#callers = new Budget(most, shareOf(most))
    this.#groups = new Budget(most, most - shareOf(most))
  }

  /** How many there are. */
  get inFlight(): number {
    return this.#callers.used
  }

  /** Takes a place for a poll. Throws an UpstreamFailure where there is none. */
  enter(call: Call, callContext: CallContext | undefined): PollPlace {
    const { group, name } = callerOf(callContext)
    const caller = `${group}\n${name}`
    if (!this.#callers.take(1, caller)) throw tooMany(call, this.#callers)
    if (!this.#groups.take(1, group)) {
      this.#callers.give(1, caller)
      throw tooMany(call, this.#groups)
    }
    return {
      leave: () => {
        this.#callers.give(1, caller)
        this.#groups.give(1, group)
      },
    }
  }

  /** From now on polls end early: those in flight at once, new ones within a second. */
  end(): void {
    this.#isEnding = true
    const inFlight = [...this.#endings]
    // Read first what has arrived: jobs that reach nobody stay locked until their timeout.
    setImmediate(() =>
      setImmediate(() => {
        for (const ending of inFlight) ending.end()
      }),
    )
  }

  /**
   * Runs a poll that may be ended early with an empty answer.
   * @param nothing the empty answer
   * @param run gets a cancellation that ends the poll, unless its answer has begun
   */
  async endable<T>(
    nothing: T,
    cancellation: Cancellation | undefined,
    run: (ending: Cancellation) => Promise<T>,
  ): Promise<T> {
    const ending = new Ending()
    this.#endings.add(ending)
    cancellation?.listen(ending)
    // Not at once: clients that poll in a loop would become a busy loop.
    const timer = this.#isEnding ? setTimeout(() => ending.end(), LAST_POLL_TIMEOUT_MS) : undefined
    try {
      return await run(ending.cancellation)
    } catch (error) {
      if (ending.isEarly && error instanceof UpstreamFailure && error.kind === 'cancelled') return nothing
      throw error
    } finally {
      clearTimeout(timer)
      cancellation?.unlisten(ending)
      this.#endings.delete(ending)
    }
  }
}

/** Ends a poll early, or when its caller leaves. */
class Ending implements CancellationListener {
  readonly cancellation = new Cancellation()
  isEarly = false

  onCancelled(reason: unknown): void {
    this.cancellation.cancel(reason)
  }

  end(): void {
    if (this.cancellation.isCancelled) return
    this.isEarly = true
    this.cancellation.cancel(new Error('The gateway is about to end.'))
  }
}

function tooMany(call: Call, { limit, share, used }: Budget) {
  const rule = used < limit ? 'pollsPerCaller' : 'polls'
  return callFailure(call, {
    kind: 'overloaded',
    rule,
    limit: rule === 'polls' ? limit : share,
    retryAfter: POLLS_RETRY_AFTER,
  })
}

/** Seconds: a guess, because nobody knows when a poll ends. */
const POLLS_RETRY_AFTER = 5
