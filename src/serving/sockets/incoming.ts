import { type Bodies, FREE_BODY_BYTES, isTooSlow } from '../../admission/bodies.ts'

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
    if (this.#bytes <= FREE_BODY_BYTES) return true
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

  /** Whether its client must not keep it waiting any longer. */
  get isTooSlow(): boolean {
    return this.#bytes > FREE_BODY_BYTES && isTooSlow(this.#bytes, performance.now() - this.#since)
  }
}
