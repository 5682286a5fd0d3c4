import type { Budget } from './budget.ts'
import { type CallerName, FairQueue, type Place, shareOf } from './fair-queue.ts'

/** A question that wants a place. */
interface Entrant {
  readonly amount: number
  /** Called once, after `wait` has returned: whether it got its place. Not called after `giveUp`. */
  decide(isIn: boolean): void
}

/** A question in the queue. */
interface Waiting {
  /** Leaves the queue. */
  giveUp(): void
}

interface PlacesOptions {
  /** How many may wait. */
  room: number
  /** The longest wait in milliseconds: after that, a retry by the client is better. */
  queueTimeoutMs: number
}

/**
 * Gives out places of a budget. Its last quarter is for callers who hold less than a quarter: otherwise new callers
 * would wait until a greedy one's work ends. If there is no room, such callers wait and are served in turn; callers
 * with a quarter are refused at once.
 */
export class Places {
  readonly #budget: Budget
  readonly #queueTimeoutMs: number
  readonly #queue: FairQueue<Entrant>
  /** The next one, while there is not yet as much room as it needs. */
  #next: Place<Entrant> | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(budget: Budget, { room, queueTimeoutMs }: PlacesOptions) {
    this.#budget = budget
    this.#queueTimeoutMs = queueTimeoutMs
    this.#queue = new FairQueue({ room, onPushedOut: ({ waiter }) => waiter.decide(false) })
  }

  /** How many wait. */
  get waiting(): number {
    return this.#queue.size + (this.#next ? 1 : 0)
  }

  /** True if there is room and nobody waits; false for a refusal; undefined if the caller may wait. */
  enterAtOnce(amount: number, group: string): boolean | undefined {
    const { limit, used } = this.#budget
    const has = this.#budget.usedBy(group)
    const hasShare = has > 0 && has + amount > shareOf(limit)
    const isReserved = hasShare && used + amount > limit - Math.floor(limit / 4)
    if (this.waiting === 0 && !isReserved && this.#budget.take(amount, group)) return true
    return amount > limit || hasShare ? false : undefined
  }

  /** Queues for a place; undefined if the queue is full. */
  wait(caller: CallerName, entrant: Entrant): Waiting | undefined {
    const isFirst = this.waiting === 0
    const place = this.#queue.add(caller, entrant, performance.now())
    if (!place) return undefined
    this.#timer ??= setTimeout(this.#refuseExpired, this.#queueTimeoutMs).unref()
    // Others may have waited for more than there was, and have left.
    if (!isFirst) this.#admit()
    return {
      giveUp: () => {
        if (this.#next === place) this.#next = undefined
        else this.#queue.remove(place)
        this.#admit()
      },
    }
  }

  /** Gives back what was taken, and serves the queue. */
  give(amount: number, group: string): void {
    this.#budget.give(amount, group)
    if (this.waiting > 0) this.#admit()
  }

  #admit(): void {
    for (;;) {
      this.#next ??= this.#queue.next()
      if (!this.#next) return
      const { waiter, caller } = this.#next
      if (!this.#budget.take(waiter.amount, caller.group)) return
      this.#next = undefined
      queueMicrotask(() => waiter.decide(true))
    }
  }

  readonly #refuseExpired = (): void => {
    this.#timer = undefined
    const before = performance.now() - this.#queueTimeoutMs
    if (this.#next && this.#next.since <= before) {
      const { waiter } = this.#next
      this.#next = undefined
      waiter.decide(false)
    }
    for (let place = this.#queue.expired(before); place; place = this.#queue.expired(before)) place.waiter.decide(false)
    this.#admit()
    const oldest = this.#next ?? this.#queue.oldest
    if (oldest) this.#timer = setTimeout(this.#refuseExpired, Math.max(1, oldest.since - before)).unref()
  }
}
