/** What a subscription does for its source of things that nobody else gets. */
export interface Taker {
  /** Whether the client may be given something now. Rejects with the Refused of what refuses it. */
  mayTake(): Promise<void>
  /** Notes that the stream is to go on at another gateway. */
  sendAway(): void
}

/** An event with something that nobody else gets. */
export interface Handed {
  /** How many calls it took. */
  readonly calls: number
}

/**
 * A source of events that must not be lost. What it has handed out is taken once the next is asked for; what is not, by an
 * answer that did not come about or a client that has left, it takes back.
 */
export abstract class Handout implements AsyncIterableIterator<Handed, undefined> {
  /** Who takes it; undefined until its subscription is open. */
  protected taker: Taker | undefined

  /** Begins to hand out: to whom is known once the subscription is open. */
  openFor(taker: Taker): void {
    this.taker = taker
  }

  /** Hands out the next one; what was handed out before is taken by this. */
  abstract next(): Promise<IteratorResult<Handed, undefined>>

  /** Ends it, and takes back what is not taken. */
  abstract return(): Promise<IteratorResult<Handed, undefined>>

  /**
   * Takes back what was handed out last, because its answer does not have it.
   * @param reason why; undefined where its field is null without an error that was thrown
   */
  abstract takeBack(reason: unknown): void

  [Symbol.asyncIterator](): this {
    return this
  }
}
