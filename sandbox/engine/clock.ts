/** The time of the cluster, in epoch milliseconds. The seed runs its history with one of its own. */
export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** A clock that stands still until it is moved, and follows the system's clock once it is released. */
export class MovableClock implements Clock {
  #time: number | null

  constructor(time: number) {
    this.#time = time
  }

  now(): number {
    return this.#time ?? Date.now()
  }

  /** Moves forward to `time`; time never runs backward. */
  moveTo(time: number): void {
    if (this.#time !== null && time > this.#time) this.#time = time
  }

  release(): void {
    this.#time = null
  }
}

/** An instant as the REST API writes it: RFC 3339, milliseconds, Z. */
export function rfc3339(time: number): string {
  return new Date(time).toISOString()
}
