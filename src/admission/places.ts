import type { Budget } from './budget.ts'
import { type CallerName, FairQueue, type Place, shareOf } from './fair-queue.ts'

/** Who wants to be let in. */
interface Entrant {
  readonly amount: number
  /** Called once, after `wait` has returned: whether it was let in. Not called where it gave up before. */
  decide(isIn: boolean): void
}

/** Somebody who waits to be let in. */
interface Waiting {
  /** Waits no longer: it has left. */
  giveUp(): void
}

interface PlacesOptions {
  /** How many may wait. */
  room: number
  /** Milliseconds that each waits at most: longer, and it had better come again. */
  queueTimeoutMs: number
}

/**
 * Lets in what a budget has room for. The last quarter of it is for callers who have less than a quarter: else a newcomer
 * had to wait until a greedy one's work ends. Where there is no room, they wait a while and are served in turn; who has a
 * quarter already is refused at once.
 */
export class Places {
  readonly #budget: Budget
  readonly #queueTimeoutMs: number
  readonly #queue: FairQueue<Entrant>
  /** Whose turn it is, who waits for as much as it needs. */
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

  /** Lets somebody in where there is room and nobody waits; answers false for a refusal, undefined for who may wait. */
  enterAtOnce(amount: number, group: string): boolean | undefined {
    const { limit, used } = this.#budget
    const has = this.#budget.usedBy(group)
    const hasShare = has > 0 && has + amount > shareOf(limit)
    const isReserved = hasShare && used + amount > limit - Math.floor(limit / 4)
    if (this.waiting === 0 && !isReserved && this.#budget.take(amount, group)) return true
    return amount > limit || hasShare ? false : undefined
  }

  /** Waits to be let in; undefined where too many do. */
  wait(caller: CallerName, entrant: Entrant): Waiting | undefined {
    const isFirst = this.waiting === 0
    const place = this.#queue.add(caller, entrant, performance.now())
    if (!place) return undefined
    this.#timer ??= setTimeout(this.#refuseExpired, this.#queueTimeoutMs).unref()
    // Others may have waited for more than there is, and left since.
    if (!isFirst) this.#admit()
    return {
      giveUp: () => {
        if (this.#next === place) this.#next = undefined
        else this.#queue.remove(place)
        this.#admit()
      },
    }
  }

  /** Gives back what was taken, and lets in who waits. */
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
