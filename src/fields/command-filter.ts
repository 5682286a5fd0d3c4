import { isDeepStrictEqual } from 'node:util'
import type { Resource, RestFilter } from '../upstream/catalog/resource.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'
import type { InputFacts } from './facts.ts'
import { NOTHING, restFilter } from './filter.ts'

/** The objects that a command's `input.filter` is about. */
export interface Filtered {
  resource: Resource<never>
  /**
   * What Camunda puts over the filter, whatever it says: a client that says otherwise would have other objects changed than
   * those that it asked for.
   */
  overridden?: RestFilter
}

/**
 * The objects that a command is for, by the filter of their list, as REST takes it. Throws InvalidInput for a filter that no
 * object meets, and for one without a condition: a command for everything there is must say so.
 */
export async function commandFilter(
  facts: InputFacts,
  filter: object,
  { resource: { key }, overridden = {} }: Filtered,
  upstream: Upstream,
): Promise<RestFilter> {
  const { keys, cluster } = upstream
  const version = await upstream.version()
  try {
    const rest = restFilter(facts, filter, 'input.filter', { version, keys })
    if (rest === NOTHING) {
      throw new InvalidInput('input.filter', 'an empty `in` matches nothing, so there is nothing to do. Give values.')
    }
    if (Object.keys(rest).length === 0) {
      throw new InvalidInput(
        'input.filter',
        `without a condition this would be for all there are. Say so if you mean it: { ${key}: { exists: true } }.`,
      )
    }
    for (const [field, value] of Object.entries(overridden)) {
      if (!(field in rest) || isDeepStrictEqual(rest[field], value)) continue
      throw new InvalidInput(
        `input.filter.${field}`,
        `Camunda ignores it here, and takes those with ${words(value)} alone. Leave it out, and narrow the filter otherwise.`,
      )
    }
    return rest
  } catch (error) {
    throw cluster.withName(error)
  }
}

/** A value or operators of a filter as a client writes them. */
function words(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.entries(value)
    .map(([operator, one]) => `${operator.slice(1)}: ${String(one)}`)
    .join(', ')
}
