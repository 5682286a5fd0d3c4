import { type CallerName, FairQueue, type Place, type Share, shareOf } from '../../admission/fair-queue.ts'
import { type CallContext, callerOf } from './call-context.ts'
import type { Cancellation, CancellationListener } from './cancellation.ts'

/** Rejects an entry: the queue is full, or did not come to it in time. */
export class Overload extends Error {
  /** Seconds after which a place in the queue is likely: how long its first one has waited, at least 1. */
  readonly retryAfter: number

  constructor(waitedMs: number) {
    super('too many calls wait')
    this.name = 'Overload'
    this.retryAfter = Math.max(1, Math.ceil(waitedMs / 1000))
  }
}

interface LimiterOptions {
  /** The limit to begin with; it never grows beyond. */
  most: number
  /** How many may wait for a place. */
  maxQueued: number
  /** Milliseconds: who has waited longer when a place is free is refused. */
  queueTimeoutMs: number
}

/** A place that was taken, for `leave`; undefined where nobody need know whose it is. */
export type Taken = Share | undefined

/** Whose call it is that wants a place. Reads that several share stand in the line of each while they wait. */
export class Turn {
  /** Whose call it has joined; undefined where it makes its own. */
  joined: Turn | undefined
  /** Bytes that the answer takes which the call got. */
  answerBytes = 0
  readonly #first: CallContext | undefined
  #others: Array<CallContext | undefined> | undefined
  /** Set while it waits. */
  queue: ((caller: CallerName) => void) | undefined

  constructor(callContext: CallContext | undefined) {
    this.#first = callContext
  }

  get caller(): CallerName {
    return callerOf(this.#first)
  }

  get otherCallers(): CallerName[] {
    return (this.#others ?? []).map(callerOf)
  }

  /** Somebody else wants the same: whoever's turn is first, it is all's. */
  join(turn: Turn): void {
    turn.joined = this
    const callContext = turn.#first
    this.#others ??= []
    this.#others.push(callContext)
    this.queue?.(callerOf(callContext))
  }
}

interface Waiter extends CancellationListener {
  readonly since: number
  /** One in the line of each caller. */
  readonly places: Array<Place<Waiter>>
  proceed(taken: Taken): void
  refuse(reason: Overload): void
}

/** Milliseconds after a cut in which the limit grows with care: Camunda's own clients wait as long before they recover. */
const CAUTIOUS_MS = 2_000

/**
 * Lets so many in at once; the others wait. Who has a quarter of the limit already comes after those who have less;
 * beyond that callers take turns, and the calls of one come in their order. How many are let in adapts to the cluster: it
 * is cut when the cluster says that it is overloaded, and grows back with its good answers.
 *
 * Additive increase, multiplicative decrease, as in TCP: of all gateways and workers that a cluster serves, each finds
 * its share that way without knowing of the others. The clients of Camunda cut at every refusal; here one wave of
 * refusals is one message, however many calls were in it, so that sixty in flight are not cut to one by the first wave.
 */
export class Limiter {
  readonly #options: LimiterOptions
  readonly #queue: FairQueue<Waiter>
  #limit: number
  #inFlight = 0
  #round = 0
  #lastCut = Number.NEGATIVE_INFINITY

  constructor(options: LimiterOptions) {
    this.#options = options
    this.#limit = options.most
    this.#queue = new FairQueue({ room: options.maxQueued, onPushedOut: (place) => this.#giveUp(place) })
  }

  get limit(): number {
    return Math.floor(this.#limit)
  }

  get inFlight(): number {
    return this.#inFlight
  }

  get queued(): number {
    return this.#queue.size
  }

  /** Changes with each cut: what was sent in an earlier round tells nothing of the limit now. */
  get round(): number {
    return this.#round
  }

  /**
   * Takes a place for a caller: at once, or when the promise resolves. That rejects with an Overload, or with the reason
   * when it is cancelled before. `leave` gives the place back.
   */
  enter(turn: Turn, cancellation?: Cancellation): Taken | Promise<Taken> {
    if (cancellation?.isCancelled) return Promise.reject(cancellation.reason)
    if (this.#queue.size === 0 && this.#inFlight + 1 <= this.#limit) {
      this.#inFlight++
      // As long as all have no more than a quarter together nobody has: whose a place is need not be found out.
      return this.#inFlight > shareOf(this.#limit) ? this.#queue.hold(turn.caller) : undefined
    }
    return this.#wait(turn, cancellation)
  }

  /** Takes a place beyond the limit: others wait until there are fewer. */
  enterAnyway(): void {
    this.#inFlight++
  }

  leave(taken: Taken): void {
    this.#inFlight--
    if (taken) this.#queue.giveBack(taken)
    if (this.#queue.size > 0) this.#admit()
  }

  /** Notes a good answer, before `leave`. The limit grows only where it is used up: else the answer says nothing of it. */
  grow(): void {
    const { most } = this.#options
    if (this.#limit === most || this.#inFlight + 1 <= this.#limit) return
    // By one for each round of calls; doubled with each round once nothing was refused for a while.
    const quiet = performance.now() - this.#lastCut > CAUTIOUS_MS
    this.#limit = Math.min(most, this.#limit + (quiet ? 1 : 1 / this.#limit))
  }

  /**
   * Notes that the cluster was overloaded.
   * @param round the round in which the call was sent that it refused
   */
  shrink(round: number): void {
    if (round !== this.#round) return
    this.#round++
    this.#lastCut = performance.now()
    // A limit far above what is in flight is none: it is brought down faster.
    const factor = this.#inFlight * 2 > this.#limit ? 0.7 : 0.5
    this.#limit = Math.max(1, this.#limit * factor)
  }

  #wait(turn: Turn, cancellation: Cancellation | undefined): Promise<Taken> {
    return new Promise((resolve, reject) => {
      const since = performance.now()
      const end = () => {
        turn.queue = undefined
        cancellation?.unlisten(waiter)
        for (const place of waiter.places) this.#queue.remove(place)
      }
      const waiter: Waiter = {
        since,
        places: [],
        proceed(taken) {
          end()
          resolve(taken)
        },
        refuse(reason) {
          end()
          reject(reason)
        },
        onCancelled(reason) {
          end()
          reject(reason)
        },
      }
      const queue = (caller: CallerName) => {
        if (waiter.places.some((place) => isSame(place.caller, caller))) return
        const place = this.#queue.add(caller, waiter, performance.now())
        if (place) waiter.places.push(place)
      }
      queue(turn.caller)
      for (const caller of turn.otherCallers) queue(caller)
      if (waiter.places.length === 0) return reject(new Overload(this.#longestWait()))
      turn.queue = queue
      cancellation?.listen(waiter)
    })
  }

  #admit(): void {
    const earliest = performance.now() - this.#options.queueTimeoutMs
    for (let late = this.#queue.expired(earliest); late; late = this.#queue.expired(earliest)) {
      late.waiter.refuse(new Overload(performance.now() - late.since))
    }
    while (this.#queue.size > 0 && this.#inFlight + 1 <= this.#limit) {
      const next = this.#queue.next(shareOf(this.#limit))
      if (!next) return
      this.#inFlight++
      next.waiter.proceed(this.#queue.hold(next.caller))
    }
  }

  /** Gives a place up; the call only with its last one. */
  #giveUp(place: Place<Waiter>): void {
    const { waiter } = place
    const left = waiter.places.indexOf(place)
    if (left >= 0) waiter.places.splice(left, 1)
    if (waiter.places.length === 0) waiter.refuse(new Overload(this.#longestWait()))
  }

  #longestWait(): number {
    const oldest = this.#queue.oldest
    return oldest ? performance.now() - oldest.since : 0
  }
}

const isSame = (a: CallerName, b: CallerName) => a.group === b.group && a.name === b.name
