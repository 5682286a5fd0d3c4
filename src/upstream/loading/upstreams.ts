import type { Cluster } from '../session/cluster.ts'
import { markOf } from '../session/mark.ts'
import type { Upstream } from './upstream.ts'

/** The clusters of a gateway as one GraphQL request sees them. */
export class Upstreams {
  readonly #first: Upstream
  readonly #further: ReadonlyMap<string, Cluster> | undefined
  /** Those of the others that were asked for. */
  #known: Map<string, Upstream> | undefined

  /**
   * @param first the only cluster, or the default one
   * @param further the others by their names; undefined where there are none
   */
  constructor(first: Upstream, further?: ReadonlyMap<string, Cluster>) {
    this.#first = first
    this.#further = further
  }

  /** The work that loads belong to. */
  get work(): object {
    return this.#first.work
  }

  /** The cluster that an object came from; the default one for what came from none. */
  of(source: unknown): Upstream {
    if (this.#further === undefined) return this.#first
    return this.named(markOf(source)) ?? this.#first
  }

  /** A cluster by its name, the default one where none is given; undefined where there is none of that name. */
  named(name: string | undefined): Upstream | undefined {
    if (name === undefined || name === this.#first.cluster.name) return this.#first
    const known = this.#known?.get(name)
    if (known) return known
    const cluster = this.#further?.get(name)
    if (!cluster) return undefined
    const upstream = this.#first.at(cluster)
    this.#known ??= new Map()
    this.#known.set(name, upstream)
    return upstream
  }
}
