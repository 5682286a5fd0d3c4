import type { Policy } from '../policy/policy.ts'
import type { Visit } from '../request/visit.ts'
import { numberOf } from '../text/object-number.ts'
import type { Cluster } from '../upstream/session/cluster.ts'

/** A text that is the same for callers with the same rights, at the clusters and by the policy, and for them alone. */
export function rightsOf({ caller, claims }: Visit, clusters: readonly Cluster[], policy: Policy | undefined): string {
  const permissions = policy?.of(claims)
  return [...clusters.map(({ client }) => client.identify(caller)), permissions ? numberOf(permissions) : ''].join('\n')
}
