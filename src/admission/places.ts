import type { Budget } from './budget.ts'
import { type CallerName, FairQueue, type Place, shareOf } from './fair-queue.ts'

/** Who wants to be let in. */
export interface Entrant {
  readonly amount: number
  /** Called once, in a later turn: whether it was let in. Not called where it gave up before. */
  decide(isIn: boolean): void
}

/** What came of wanting to be let in at once. */
export type Entry = 'in' | 'refused' | Waiting

/** Somebody who waits to be let in. */
export interface Waiting {
  /** Waits no longer: it has left. */
  giveUp(): void
}

export interface PlacesOptions {
  /** How many may wait. */
  room: number
  /** Milliseconds that each waits at most: longer, and it had better come again. */
  patience: number
}

/**
 * Lets in what a budget has room for. The last quarter of it is for callers who have less than a quarter: else a newcomer
 * had to wait until a greedy one's work ends. Where there is no room, they wait a while and are served in turn; who has a
 * quarter already is refused at once.
 */
export class Places {
  readonly #budget: Budget
  readonly #patience: number
  readonly #queue: FairQueue<Entrant>
  /** Whose turn it is, who waits for as much as it needs. */
  #next: Place<Entrant> | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(budget: Budget, { room, patience }: PlacesOptions) {
    this.#budget = budget
    this.#patience = patience
    this.#queue = new FairQueue({ room, onPushedOut: ({ waiter }) => waiter.decide(false) })
  }

  /** How many wait. */
  get waiting(): number {
    return this.#queue.size + (this.#next ? 1 : 0)
  }

  /** Lets somebody in: at once where there is room and nobody waits. */
  enter(caller: CallerName, entrant: Entrant): Entry {
    const { amount } = entrant
    const isFirst = this.waiting === 0
    const { limit, used } = this.#budget
    const has = this.#budget.usedBy(caller.group)
    const hasShare = has > 0 && has + amount > shareOf(limit)
    const isReserved = hasShare && used + amount > limit - Math.floor(limit / 4)
    if (isFirst && !isReserved && this.#budget.take(amount, caller.group)) return 'in'
    if (amount > limit || hasShare) return 'refused'
    const place = this.#queue.add(caller, entrant, performance.now())
    if (!place) return 'refused'
    this.#timer ??= setTimeout(this.#refuseExpired, this.#patience).unref()
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
    const before = performance.now() - this.#patience
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
