import type { Upstream } from './upstream.ts'

/** The clusters of a gateway as one GraphQL request sees them. */
export class Upstreams {
  readonly #first: Upstream

  constructor(first: Upstream) {
    this.#first = first
  }

  /** The cluster that an object came from. */
  of(_source: unknown): Upstream {
    return this.#first
  }
}
