import type { GatewayPlugin } from '../request/plugin.ts'

/**
 * Warns once if strangers can reach a gateway that lends them something. The gateway's own command refuses to start in
 * that case; embedded in another server, the gateway learns only with a request where the server listens.
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
 * What the gateway lends to unknown callers: its `rights` at the cluster, or its network `reach`, to a cluster without
 * authentication. Undefined if callers are verified, or the settings say that it is intended.
 */
export type Lent = 'rights' | 'reach' | undefined

/** The warning for the log. */
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
