import type { Config } from '../config.ts'
import { isLoopback } from '../listening.ts'
import { ConfigError } from '../settings.ts'

/**
 * What whoever reaches the gateway gets that is not his own: `rights` of the gateway's at the cluster, or its `reach`, to
 * a cluster that asks nobody who they are. Undefined where callers are known, or somebody says that all of that is meant.
 */
export type Lent = 'rights' | 'reach' | undefined

/** @param allowed whether GATEWAY_ALLOW_UNVERIFIED_CALLERS says that callers are checked elsewhere */
export function lentBy({ auth, mtls, jwt }: Pick<Config, 'auth' | 'mtls' | 'jwt'>, allowed: boolean): Lent {
  if (jwt || allowed || auth.strategy === 'FORWARD') return undefined
  // The cluster may take the client's certificate for a user.
  return auth.strategy !== 'NONE' || mtls.certPath !== undefined ? 'rights' : 'reach'
}

/** Throws ConfigError for a gateway that lends its rights to all who reach it, and can be reached from elsewhere. */
export function checkExposure({ host, lends, auth, mtls }: Config): void {
  if (lends !== 'rights' || isLoopback(host)) return
  const certificate = mtls.certPath === undefined ? '' : ' and the certificate of CAMUNDA_MTLS_CERT_PATH'
  throw new ConfigError(
    `HOST is ${JSON.stringify(host)}, but with CAMUNDA_AUTH_STRATEGY ${auth.strategy}${certificate} everybody who reaches the gateway gets its rights. ` +
      'Have callers verified by GATEWAY_JWT_ISSUER, listen on 127.0.0.1, use FORWARD, or set GATEWAY_ALLOW_UNVERIFIED_CALLERS to true where something before the gateway checks callers.',
  )
}

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
