import type { Call } from './call.ts'
import type { CallContext } from './call-context.ts'

/** A budget of bytes for all answers together: what is taken must be given back. */
export interface ByteBudget {
  /** The most that may be taken at a time. */
  readonly limit: number
  readonly used: number
  /** Takes the amount, or nothing; returns whether there was room. */
  take(amount: number): boolean
  /** Takes the amount, even if there is no room. */
  takeAnyway(amount: number): void
  give(amount: number): void
}

/** Why reading an answer stops. */
export interface Excess {
  /** `oversized`: the answer is always too large; `overloaded`: there is no room for it now. */
  kind: 'oversized' | 'overloaded'
  rule: 'answerBytes' | 'answerBytesPerRequest' | 'answerBytesInSum'
  /** Bytes. */
  limit: number
  /** How many it would have been, as far as that is known. */
  value: number
}

/** The part of the budget that is kept for requests with small answers, so that large ones cannot starve them. */
const RESERVE = 1 / 4
/** A request's answers count as small below this part of the budget. */
const SMALL = 1 / 1024

/**
 * Keeps books on the bytes of the cluster's answers: one answer, those of one request, and all that are held at a time.
 * Answers count until their request is answered, because its rows live that long.
 */
export class AnswerBooks {
  /** Bytes of one answer. */
  readonly maxBytes: number
  readonly #budget: ByteBudget
  /** How often an answer was not read to its end. */
  refused = 0

  constructor(maxBytes: number, budget: ByteBudget) {
    this.maxBytes = maxBytes
    this.#budget = budget
  }

  /** Begins the entry of a call. */
  open(call: Call, callContext: CallContext | undefined): Entry {
    return new Entry(this, this.#budget, call.kind !== 'read', callContext)
  }

  /** Counts a shared answer for a further request; returns why that must not hold it. */
  share(bytes: number, call: Call, callContext: CallContext | undefined): Excess | undefined {
    const entry = this.open(call, callContext)
    const excess = entry.weigh(bytes)
    entry.end(!excess)
    return excess
  }

  /**
   * Gives back what an answered request holds. Answers that still arrive for it are given back as soon as they are
   * read.
   */
  close(callContext: CallContext): void {
    callContext.isOver = true
    this.#budget.give(callContext.answerBytes)
    callContext.answerBytes = 0
  }
}

/** The bytes of one call's answer. */
export class Entry {
  readonly #books: AnswerBooks
  readonly #budget: ByteBudget
  /**
   * Commands and activated jobs are done by the time they are answered: their answers are never dropped for want of
   * room.
   */
  readonly #isCommand: boolean
  readonly #callContext: CallContext | undefined
  /** Bytes that count for the request; and bytes without a request, because it is over or there is none. */
  #noted = 0
  #own = 0

  constructor(books: AnswerBooks, budget: ByteBudget, isCommand: boolean, callContext: CallContext | undefined) {
    this.#books = books
    this.#budget = budget
    this.#isCommand = isCommand
    this.#callContext = callContext
  }

  /** The most bytes of one answer. */
  get maxBytes(): number {
    return this.#books.maxBytes
  }

  /**
   * Takes more bytes; returns why they must not be held.
   * @param most the most bytes of this answer
   */
  take(bytes: number, most = this.maxBytes): Excess | undefined {
    const excess = this.#take(bytes, most)
    if (excess) this.#books.refused++
    else if (this.#callContext && !this.#callContext.isOver) {
      this.#callContext.answerBytes += bytes
      this.#noted += bytes
    } else this.#own += bytes
    return excess
  }

  /** Takes what the parsed answer needs beyond its bytes; returns why it must not be held. */
  weigh(bytes: number): Excess | undefined {
    if (bytes <= 0) return undefined
    // For commands this is the only bound.
    return this.take(bytes, this.#isCommand ? this.maxBytes : Number.POSITIVE_INFINITY)
  }

  /** Ends the entry. @param isRead whether there is an answer, which the request goes on to hold */
  end(isRead: boolean): void {
    this.#budget.give(this.#own)
    // A request that is over has given back its bytes already.
    if (isRead || !this.#callContext || this.#callContext.isOver) return
    this.#callContext.answerBytes -= this.#noted
    this.#budget.give(this.#noted)
  }

  #take(bytes: number, mostOfOne: number): Excess | undefined {
    const value = this.#noted + this.#own + bytes
    if (value > mostOfOne) return { kind: 'oversized', rule: 'answerBytes', limit: mostOfOne, value }
    if (this.#isCommand) {
      this.#budget.takeAnyway(bytes)
      return undefined
    }
    const { limit, used } = this.#budget
    const ofRequest = this.#own + bytes + (this.#callContext?.answerBytes ?? 0)
    const most = Math.max(this.maxBytes, Math.floor(limit / 2))
    if (ofRequest > most) return { kind: 'oversized', rule: 'answerBytesPerRequest', limit: most, value: ofRequest }
    const isLarge = ofRequest > limit * SMALL
    if ((isLarge && used + bytes > limit * (1 - RESERVE)) || !this.#budget.take(bytes)) {
      return { kind: 'overloaded', rule: 'answerBytesInSum', limit, value: used + bytes }
    }
    return undefined
  }
}
