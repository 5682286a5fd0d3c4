import type { Context } from '../request/context.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'

/**
 * The cluster that a resolver's source came from, with the caller's rights: the only way to one, so that what belongs to a
 * row is asked of the row's own cluster. Root fields have no source, and ask the default one.
 */
export function upstreamOf(source: unknown, { upstreams }: Context): Upstream {
  return upstreams.of(source)
}
