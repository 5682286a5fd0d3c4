/**
 * A bound on what all requests use together: what is taken must be given back. One owner (an address, a caller) may
 * have at most a share of it.
 */
export class Budget {
  /** The most that may be taken at a time, by all. */
  readonly limit: number
  /** The most that one owner may have at a time. */
  readonly share: number
  /** How often `take` was refused. */
  refusals = 0
  #used = 0
  readonly #byOwner = new Map<string, number>()

  /** @param share the most for one owner; by default all of it */
  constructor(limit: number, share = limit) {
    this.limit = limit
    this.share = Math.min(limit, share)
  }

  /** How much is taken now. */
  get used(): number {
    return this.#used
  }

  /** How much an owner has taken now. */
  usedBy(owner: string): number {
    return this.#byOwner.get(owner) ?? 0
  }

  /** Takes the amount, or nothing; returns whether there was room. */
  take(amount: number, owner = ''): boolean {
    const used = this.usedBy(owner) + amount
    if (this.#used + amount > this.limit || used > this.share) {
      this.refusals++
      return false
    }
    this.#used += amount
    this.#byOwner.set(owner, used)
    return true
  }

  /** Takes the amount even if there is no room: for what must not be lost. */
  takeAnyway(amount: number, owner = ''): void {
    this.#used += amount
    this.#byOwner.set(owner, this.usedBy(owner) + amount)
  }

  /** Gives back what was taken. */
  give(amount: number, owner = ''): void {
    this.#used -= amount
    const left = this.usedBy(owner) - amount
    if (left > 0) this.#byOwner.set(owner, left)
    else this.#byOwner.delete(owner)
  }

  /**
   * The owner with the most, among the first thousand: strangers must not be able to order the work of looking at more.
   */
  heaviest(): string | undefined {
    let heaviest: string | undefined
    let most = 0
    let looked = 0
    for (const [owner, used] of this.#byOwner) {
      if (used > most) {
        most = used
        heaviest = owner
      }
      if (++looked === MAX_LOOKED_AT) break
    }
    return heaviest
  }
}

const MAX_LOOKED_AT = 1_000
