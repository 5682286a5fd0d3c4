import type { Budgets } from '../admission/budgets.ts'
import type { CallerName } from '../admission/fair-queue.ts'
import { requestId } from '../plugins/request-id.ts'
import type { GatewayPlugin } from '../request/plugin.ts'
import type { Visit } from '../request/visit.ts'
import { errorLog } from '../telemetry/log/error-log.ts'
import { isEnabled, type Logger } from '../telemetry/log/logger.ts'
import { requestLog } from '../telemetry/log/request-log.ts'
import { type Metrics, metrics } from '../telemetry/metrics/metrics.ts'
import type { Tracing } from '../telemetry/tracing/tracing.ts'
import type { Cluster } from '../upstream/session/cluster.ts'
import type { Client } from '../upstream/wire/client.ts'

export interface WatchingOptions {
  logger: Logger
  /** Whether the gateway counts what it does. */
  metrics: boolean
  tracing: Tracing | undefined
  budgets: Budgets
  /** Whose turn a request takes where callers compete. */
  nameOf(visit: Visit): CallerName
}

/** What tells the one who runs the gateway how it is. */
export interface Watching {
  /** First of all plugins, so that refused requests are seen too. */
  plugins: GatewayPlugin[]
  /** Undefined where nothing is counted. */
  metrics: Metrics | undefined
  /** For errors that clients see in another form. */
  logError(error: unknown): void
}

/** Has the gateway watched: what is off costs nothing. */
export function watch(
  cluster: Cluster,
  { logger, metrics: isCounting, tracing, budgets, nameOf }: WatchingOptions,
): Watching {
  const { client } = cluster
  const counting = isCounting
    ? metrics({ gauges: () => client.gauges, cache: cluster.cache, logger, budgets })
    : undefined
  if (counting) client.observe(counting.observer)
  if (tracing) client.observe(tracing.observer)
  logBreaker(client, logger)
  const errors = errorLog(logger)
  return {
    plugins: [
      requestId(nameOf),
      // Takes the request's trace on, so after it was read.
      ...(tracing ? [tracing.plugin] : []),
      ...(counting ? [counting.plugin] : []),
      ...(isEnabled(logger, 'info') ? [requestLog(logger, client.ownRights)] : []),
      { close: errors.flush },
    ],
    metrics: counting,
    logError: errors.log,
  }
}

function logBreaker(client: Client, logger: Logger): void {
  client.observe({
    onBreaker(state) {
      if (state === 'open') logger.warn({}, 'The cluster gives no answer: calls fail at once until it does.')
      if (state === 'closed') logger.warn({}, 'The cluster answers again.')
    },
  })
}
