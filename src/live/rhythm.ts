/** How often live questions are asked again. */
export interface Intervals {
  /** Milliseconds between two rounds while answers change. */
  min: number
  /** The most milliseconds between two rounds of a question whose answer does not change. */
  max: number
}

/** The most by which pressure slows rounds down. */
export const MAX_SLOWDOWN = 16

/** Rounds without news after which the next ones come half as often. */
const ROUNDS_OF_A_PACE = 2

/**
 * How often one question is asked: in each round of its callers while its answer changes, then in each second one, each
 * fourth and so on. Questions that are asked equally often are asked in the same rounds, so that they share calls.
 */
export class Rhythm {
  readonly #slowest: number
  /** It takes part in each round whose number this divides. */
  #pace = 1
  #quietRounds = 0
  #fastUntil = 0

  constructor({ min, max }: Intervals) {
    this.#slowest = Math.max(1, Math.floor(max / min))
  }

  /**
   * Whether it takes part in a round.
   * @param slowdown how many times less often than usual, because the cluster is under pressure
   */
  isDue(round: number, slowdown: number): boolean {
    return round % Math.min(Math.max(this.#slowest, MAX_SLOWDOWN), this.#pace * slowdown) === 0
  }

  /** After a round that brought news. */
  noteNews(): void {
    this.#pace = 1
    this.#quietRounds = 0
  }

  /**
   * After a round that brought none.
   * @param slowest rounds: a bound of its own, such as for a question that fails
   */
  noteQuiet(now: number, slowest = this.#slowest): void {
    if (now < this.#fastUntil || ++this.#quietRounds % ROUNDS_OF_A_PACE !== 0) return
    this.#pace = Math.min(this.#slowest, slowest, this.#pace * 2)
  }

  /** News are likely: fast until then, whether or not they come. */
  hurry(until: number): void {
    this.#fastUntil = until
    this.noteNews()
  }
}
