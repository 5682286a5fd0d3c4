import { keptBytes } from '../admission/budgets.ts'
import { IssuerKeys } from '../callers/issuer-keys.ts'
import { TokenVerifier } from '../callers/verifier.ts'
import type { Config } from '../config/config.ts'
import { allowedHosts } from '../plugins/allowed-hosts.ts'
import { browserHeaders } from '../plugins/browser-headers.ts'
import { browserSession } from '../plugins/browser-session.ts'
import { callers } from '../plugins/callers.ts'
import { challenge } from '../plugins/challenge.ts'
import { commandPolicy } from '../plugins/command-policy.ts'
import { exposure } from '../plugins/exposure.ts'
import { health } from '../plugins/health.ts'
import { overload } from '../plugins/overload.ts'
import { physicalTenant } from '../plugins/physical-tenant.ts'
import { socketOrigins } from '../plugins/socket-origins.ts'
import type { Guard } from '../policy/guard.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import type { Cluster } from '../upstream/session/cluster.ts'
import type { Protecting } from './protect.ts'

interface OwnPluginsOptions {
  clusters: readonly Cluster[]
  /** Those that log, count and trace. */
  telemetry: readonly GatewayPlugin[]
  protecting: Protecting
  /** Undefined without a policy. */
  guard: Guard | undefined
  isDraining(): boolean
  warn(message: string): void
  logError(error: unknown): void
}

/** The gateway's own plugins, in the order in which they see a request. */
export function ownPlugins(
  { cluster, jwt, lends, physicalTenant: tenants, protection, running }: Config,
  { clusters, telemetry, protecting, guard, isDraining, warn, logError }: OwnPluginsOptions,
): GatewayPlugin[] {
  const keptTokens = keptBytes(protection.memoryBytes) / 4
  const verifier =
    jwt && new TokenVerifier(jwt, new IssuerKeys({ ...jwt, outgoing: cluster.outgoing }, logError), keptTokens)
  return [
    // First, so that refused requests are logged and counted, too.
    ...telemetry,
    browserHeaders(running.hstsSeconds),
    ...exposure(lends, warn),
    allowedHosts(protection.names),
    socketOrigins(protection.cors),
    health(clusters, isDraining),
    // So that browsers can read refusals, too.
    ...protecting.atTheDoor,
    ...(tenants ? [physicalTenant(tenants)] : []),
    // Before everything that is expensive.
    ...(verifier ? [callers(verifier, logError)] : []),
    ...(cluster.auth.strategy === 'FORWARD' ? [browserSession(), challenge()] : []),
    ...(guard ? [commandPolicy(guard)] : []),
    // These need the caller, so they come after authentication.
    ...protecting.inside,
    overload(),
  ]
}
