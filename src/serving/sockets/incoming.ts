import type { Bodies } from '../../admission/bodies.ts'

/** Bytes that need no budget: questions of usual size are covered by their connections. */
const FREE_BYTES = 4_096

/** After this many milliseconds, a message must have come at this many bytes per second on average. */
const GRACE_MS = 5_000
const MIN_BYTES_PER_SECOND = 1_024

/** What has come of a message that is not there as a whole: held, whatever it turns out to be, and counted as bodies are. */
export class Incoming {
  readonly #bodies: Bodies
  readonly #owner: string
  #bytes = 0
  #taken = 0
  #since = 0

  /** @param owner who pays for it */
  constructor(bodies: Bodies, owner: string) {
    this.#bodies = bodies
    this.#owner = owner
  }

  /** Counts some more bytes; answers whether there was room. */
  take(bytes: number): boolean {
    if (this.#bytes === 0) this.#since = performance.now()
    this.#bytes += bytes
    if (this.#bytes <= FREE_BYTES) return true
    if (!this.#bodies.take(bytes, this.#owner)) return false
    this.#taken += bytes
    return true
  }

  /** The message is there; what has come of the next one in the same packet is not worth counting. */
  arrived(): void {
    this.#bodies.release(this.#taken, this.#owner)
    this.#bytes = 0
    this.#taken = 0
  }

  get isTooSlow(): boolean {
    const elapsed = performance.now() - this.#since
    return this.#bytes > FREE_BYTES && elapsed > GRACE_MS && this.#bytes < (elapsed / 1_000) * MIN_BYTES_PER_SECOND
  }
}
