import type { Budgets } from '../admission/budgets.ts'
import type { CallerName } from '../admission/fair-queue.ts'
import { requestId } from '../plugins/request-id.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import type { Visit } from '../request/visit.ts'
import { errorLog } from '../telemetry/log/error-log.ts'
import { isEnabled, type Logger } from '../telemetry/log/logger.ts'
import { requestLog } from '../telemetry/log/request-log.ts'
import { type LiveGauges, type Metrics, metrics } from '../telemetry/metrics/metrics.ts'
import type { Tracing } from '../telemetry/tracing/tracing.ts'
import type { Cluster } from '../upstream/session/cluster.ts'
import type { UpstreamObserver } from '../upstream/wire/observer.ts'

interface TelemetryOptions {
  logger: Logger
  /** Whether the gateway counts what it does. */
  metrics: boolean
  tracing: Tracing | undefined
  budgets: Budgets
  live: LiveGauges
  /** In whose name a request waits in queues. */
  nameOf(visit: Visit): CallerName
}

/** Logging, metrics and tracing of a gateway. */
interface GatewayTelemetry {
  /** First of all plugins, so that refused requests are seen too. */
  plugins: GatewayPlugin[]
  /** Undefined where nothing is counted. */
  metrics: Metrics | undefined
  /** Logs errors that are masked for clients. */
  logError(error: unknown): void
}

/** Sets up logging, metrics and tracing; what is off costs nothing. */
export function startTelemetry(
  clusters: readonly Cluster[],
  { logger, metrics: isCounting, tracing, budgets, live, nameOf }: TelemetryOptions,
): GatewayTelemetry {
  const counting = isCounting ? metrics({ clusters, logger, budgets, live }) : undefined
  for (const { client, name } of clusters) {
    if (counting) client.observe(counting.observe(name))
    if (tracing) client.observe(tracing.observer)
    client.observe(breakerLog(logger, name))
  }
  const errors = errorLog(logger)
  const ownRights = clusters.every(({ client }) => client.ownRights)
  return {
    plugins: [
      requestId(nameOf),
      // After the plugin that reads the request's trace.
      ...(tracing ? [tracing.plugin] : []),
      ...(counting ? [counting.plugin] : []),
      ...(isEnabled(logger, 'info') ? [requestLog(logger, ownRights)] : []),
      { close: errors.flush },
    ],
    metrics: counting,
    logError: errors.log,
  }
}

function breakerLog(logger: Logger, name: string | undefined): UpstreamObserver {
  const facts = name === undefined ? {} : { cluster: name }
  const cluster = name === undefined ? 'The cluster' : `The cluster ${name}`
  return {
    onBreaker(state) {
      if (state === 'open') logger.warn(facts, `${cluster} gives no answer: calls fail at once until it does.`)
      if (state === 'closed') logger.warn(facts, `${cluster} answers again.`)
    },
  }
}
