import type { Policy } from '../policy/policy.ts'
import type { Visit } from '../request/visit.ts'
import type { Cluster } from '../upstream/session/cluster.ts'

const numbers = new WeakMap<object, number>()
let latest = 0

/** A text that is the same for callers with the same rights, at the clusters and by the policy, and for them alone. */
export function rightsOf({ caller, claims }: Visit, clusters: readonly Cluster[], policy: Policy | undefined): string {
  const permissions = policy?.of(claims)
  let number = permissions && numbers.get(permissions)
  if (permissions && number === undefined) {
    number = ++latest
    numbers.set(permissions, number)
  }
  return [...clusters.map(({ client }) => client.identify(caller)), number ?? ''].join('\n')
}
