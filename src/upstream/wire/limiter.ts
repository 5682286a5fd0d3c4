import { type CallerName, FairQueue, type Place, type Share, shareOf } from '../../admission/fair-queue.ts'
import { type CallContext, callerOf } from './call-context.ts'
import type { Cancellation, CancellationListener } from './cancellation.ts'

/** Thrown when the queue is full, or the call has waited too long in it. */
export class Overload extends Error {
  /** Seconds after which there is likely room: how long the first in the queue has waited, at least 1. */
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
  /** Milliseconds: calls that have waited longer when a place is free are refused. */
  queueTimeoutMs: number
}

/** A taken place, for `leave`; undefined if it is not counted for a caller. */
export type Taken = Share | undefined

/** Who waits for a call's place. A shared read waits in the queues of all callers that share it. */
export class Turn {
  /** The turn whose call it shares; undefined if it makes its own call. */
  joined: Turn | undefined
  /** Bytes that the call's answer takes. */
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

  /** Another caller shares the call: whichever turn comes first serves all. */
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
  /** Its places, one in each caller's queue. */
  readonly places: Array<Place<Waiter>>
  proceed(taken: Taken): void
  refuse(reason: Overload): void
}

/** Milliseconds after a cut in which the limit grows slowly: Camunda's own clients wait as long before they recover. */
const CAUTIOUS_MS = 2_000

/** Milliseconds after a cut in which what can wait should. */
const PRESSURE_MS = 5_000

/**
 * Limits how many calls are in flight; the others wait. Callers take turns, each caller's calls in their order, and
 * callers with a quarter of the limit come after those with less. The limit adapts to the cluster: it is cut when the
 * cluster says that it is overloaded, and grows back with good answers.
 *
 * Additive increase, multiplicative decrease, as in TCP: that way all gateways and workers of a cluster find their
 * shares without knowing each other. Camunda's clients cut at every refusal; here a wave of refusals counts once, so
 * that sixty calls in flight are not cut to one by the first wave.
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

  /** Whether the cluster has said lately that it has too much to do, or calls wait for a place. */
  get isUnderPressure(): boolean {
    return this.#queue.size > 0 || performance.now() - this.#lastCut < PRESSURE_MS
  }

  /** Changes with each cut: refusals of calls from an earlier round say nothing about the present limit. */
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
      // While all places together are less than a quarter, no caller can have a quarter: so places are not counted per
      // caller.
      return this.#inFlight > shareOf(this.#limit) ? this.#queue.hold(turn.caller) : undefined
    }
    return this.#wait(turn, cancellation)
  }

  /** Takes a place even beyond the limit. */
  enterAnyway(): void {
    this.#inFlight++
  }

  leave(taken: Taken): void {
    this.#inFlight--
    if (taken) this.#queue.giveBack(taken)
    if (this.#queue.size > 0) this.#admit()
  }

  /**
   * Notes a good answer, before `leave`. The limit grows only if it is used up: otherwise a good answer says nothing
   * about it.
   */
  grow(): void {
    const { most } = this.#options
    if (this.#limit === most || this.#inFlight + 1 <= this.#limit) return
    // Grows by one per round of calls, and doubles per round once nothing was refused for a while.
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
    // A limit far above the calls in flight does not limit: cut it faster.
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

  /** Gives up a place in the queue; the call itself only with its last place. */
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
