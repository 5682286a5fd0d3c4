import { addressOf, type Operation, parametersOf } from '../upstream/catalog/operation.ts'
import type { Upstream } from '../upstream/loading/upstream.ts'
import { mayBeKey, TEXT } from './keys.ts'

/** The path of the GraphQL endpoint; contents are served below it, at the paths that REST has for them. */
export const ENDPOINT = '/graphql'

/** The parameter that names the cluster, where it is not the default one. */
export const CLUSTER = 'cluster'

/**
 * Where the gateway serves what an operation answers as bytes, as a path of its origin; null where it can be nowhere.
 * @param parameters those of the operation's path, and those of its query that are known
 */
export function contentPath(
  { cluster }: Upstream,
  operation: Operation,
  parameters: Readonly<Record<string, string | null | undefined>>,
): string | null {
  // `..` would lead elsewhere.
  if (!parametersOf(operation.path).every((name) => mayBeKey(parameters[name], TEXT))) return null
  const given: Record<string, string> = {}
  for (const [name, value] of Object.entries(parameters)) {
    // Whoever wrote a variable has chosen what it names, and of what type.
    if (typeof value === 'string') given[name] = value
  }
  const path = ENDPOINT + addressOf(operation, given)
  if (cluster.mark === undefined) return path
  return `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams([[CLUSTER, cluster.mark]])}`
}
