import type { GatewayPlugin } from '../request/plugin.ts'

/**
 * Warns once where strangers can reach a gateway that lends them something. Its own command refuses to lend rights so;
 * within a server of somebody else's it is first known where that listens when a request comes.
 */
export function exposure(lends: Lent, warn: (message: string) => void): GatewayPlugin[] {
  if (lends === undefined) return []
  let isTold = false
  return [
    {
      onArrival({ arrival: { onLoopback } }) {
        if (isTold || onLoopback !== false) return undefined
        isTold = true
        warn(exposureWarning(lends))
        return undefined
      },
    },
  ]
}

/**
 * What whoever reaches the gateway gets that is not his own: `rights` of the gateway's at the cluster, or its `reach`, to
 * a cluster that asks nobody who they are. Undefined where callers are known, or somebody says that all of that is meant.
 */
export type Lent = 'rights' | 'reach' | undefined

/** What the log says of a gateway that can be reached from elsewhere and lends something to all who do. */
export function exposureWarning(lends: 'rights' | 'reach'): string {
  const what =
    lends === 'rights'
      ? 'with rights of its own at the cluster, which everybody gets who reaches it'
      : 'and the cluster is asked with CAMUNDA_AUTH_STRATEGY NONE: who reaches the gateway can do all that can be done there without a login'
  return (
    `The gateway listens beyond loopback and verifies nobody, ${what}. ` +
    'Set GATEWAY_JWT_ISSUER or listen on 127.0.0.1; GATEWAY_ALLOW_UNVERIFIED_CALLERS=true says that this is meant.'
  )
}
