import type { Context } from '../request/context.ts'
import { quoted } from '../text/cut.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'

/**
 * The cluster that a resolver's source came from, with the caller's rights: the only way to one, so that what belongs to a
 * row is asked of the row's own cluster. Root fields have no source, and ask the default one.
 */
export function upstreamOf(source: unknown, { upstreams }: Context): Upstream {
  return upstreams.of(source)
}

/** The cluster that an id names, the default one where it names none. Throws InvalidInput for one that is not served. */
export function upstreamNamed(argument: string, name: string | undefined, { upstreams }: Context): Upstream {
  const upstream = upstreams.named(name)
  if (upstream) return upstream
  throw new InvalidInput(
    argument,
    `this id is of the cluster ${quoted(name ?? '')}, which this gateway does not serve. Give an id as this gateway answered it.`,
  )
}
