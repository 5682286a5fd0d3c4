import { UpstreamFailure } from '../failures/failure.ts'
import type { Call } from './call.ts'

/** How many calls one request may still make. */
export class Allowance {
  /** When its request arrived: milliseconds, as `performance.now()` counts them. */
  readonly startedAt = performance.now()
  readonly maxCalls: number
  #calls: number
  #isOver = false

  /**
   * @param maxCalls calls, not tries: a call that is tried again counts once
   * @param calls that were made already
   */
  constructor(maxCalls: number, calls = 0) {
    this.maxCalls = maxCalls
    this.#calls = calls
  }

  /** How many calls were made. */
  get calls(): number {
    return this.#calls
  }

  /** Counts calls that were made for it before it was there. */
  note(calls: number): void {
    this.#calls += calls
  }

  /** From now on no command is sent any more: the request's time is up. Reads are cancelled by its signal. */
  end(): void {
    this.#isOver = true
  }

  /** Counts a call; the failure of one that may not be sent. */
  spend({ operation, kind }: Call): UpstreamFailure | undefined {
    const write = kind !== 'read'
    if (this.#isOver && kind === 'write') return new UpstreamFailure({ kind: 'requestOver', operation, write })
    if (this.#calls >= this.maxCalls) {
      // Counting ends at the limit.
      const facts = { rule: 'calls', limit: this.maxCalls, value: this.maxCalls + 1 } as const
      return new UpstreamFailure({ kind: 'callLimit', operation, write, ...facts })
    }
    this.#calls++
    return undefined
  }
}
