import type { JwtSettings } from '../callers/verifier.ts'
import { ConfigError } from '../errors/config-error.ts'
import type { Lent } from '../plugins/exposure.ts'
import { isLoopback } from '../request/listening.ts'
import type { ClusterConfig } from './cluster-config.ts'

/** @param allowed whether GATEWAY_ALLOW_UNVERIFIED_CALLERS says that callers are checked elsewhere */
export function lentBy(
  { auth, mtls, furtherAddresses }: ClusterConfig,
  jwt: JwtSettings | undefined,
  allowed: boolean,
): Lent {
  if (jwt || allowed || auth.strategy === 'FORWARD') return undefined
  // The cluster may take the client's certificate for a user.
  const hasUser = Object.values(furtherAddresses).some(({ user }) => user !== undefined)
  return auth.strategy !== 'NONE' || mtls.certPath !== undefined || hasUser ? 'rights' : 'reach'
}

/** The settings that decide whether unknown callers get rights. */
interface Exposed {
  host: string
  lends: Lent
  cluster: ClusterConfig
}

/** Throws ConfigError for a gateway that lends its rights to all callers and can be reached from other machines. */
export function checkExposure({ host, lends, cluster: { auth, mtls } }: Exposed): void {
  if (lends !== 'rights' || isLoopback(host)) return
  const certificate = mtls.certPath === undefined ? '' : ' and the certificate of CAMUNDA_MTLS_CERT_PATH'
  throw new ConfigError(
    `HOST is ${JSON.stringify(host)}, but with CAMUNDA_AUTH_STRATEGY ${auth.strategy}${certificate} everybody who reaches the gateway gets its rights. ` +
      'Have callers verified by GATEWAY_JWT_ISSUER, listen on 127.0.0.1, use FORWARD, or set GATEWAY_ALLOW_UNVERIFIED_CALLERS to true where something before the gateway checks callers.',
  )
}
