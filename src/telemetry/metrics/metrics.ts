import type { Budgets } from '../../admission/budgets.ts'
import { endOf } from '../../request/outcome.ts'
import type { GatewayPlugin } from '../../request/plugin.ts'
import type { UpstreamObserver } from '../../upstream/wire/observer.ts'
import type { Logger } from '../log/logger.ts'
import { clusterMetrics, DURATIONS, type WatchedCluster } from './clusters.ts'
import { Counter, type Family, Histogram, Reading } from './families.ts'
import { OperationNames } from './operation-names.ts'
import { processMetrics } from './process.ts'

/** Names of operations that have a series of their own. */
const MAX_OPERATIONS = 100
/** Codes of errors: the gateway's own are fewer, plugins may add some. */
const MAX_CODES = 50

const CALLS = [0, 1, 2, 3, 5, 10, 25, 50, 100, 250]

/** What live questions do now, and have done. */
export interface LiveGauges {
  polls(): number
  looks(): Readonly<Record<string, number>>
}

/** What is read when somebody asks. */
interface MetricSources {
  clusters: readonly WatchedCluster[]
  logger: Pick<Logger, 'droppedLines'>
  budgets: Budgets
  live: LiveGauges
}

/** What the gateway counts of itself. */
export interface Metrics {
  plugin: GatewayPlugin
  /**
   * Counts the calls of a cluster.
   * @param cluster its name, where there is more than one
   */
  observe(cluster: string | undefined): UpstreamObserver
  /** All of it in the text format of Prometheus. */
  text(): string
}

const each = (budgets: Budgets, fact: 'used' | 'limit' | 'refusals'): Array<[number, string]> =>
  Object.entries(budgets).map(([name, budget]) => [budget[fact], name])

export function metrics({ clusters, logger, budgets, live }: MetricSources): Metrics {
  const ofClusters = clusterMetrics(clusters)
  const requests = new Counter('gateway_requests_total', 'Requests by operation, kind and how they ended.', [
    'operation',
    'type',
    'outcome',
  ])
  const durations = new Histogram(
    'gateway_request_duration_seconds',
    'From the arrival of a request until its answer was out.',
    DURATIONS,
    ['operation'],
  )
  const responses = new Counter('gateway_http_responses_total', 'Answers by their HTTP status.', ['status'])
  const errors = new Counter('gateway_errors_total', 'Requests whose answer has an error of a code.', ['code'])
  const callsPerRequest = new Histogram('gateway_request_upstream_calls', 'Calls of the cluster for a request.', CALLS)
  let inFlight = 0

  const names = new OperationNames(MAX_OPERATIONS, (name) => {
    requests.forget(name)
    durations.forget(name)
  })
  const codes = new OperationNames(MAX_CODES, (code) => errors.forget(code))
  const ofProcess = processMetrics()
  const families: Family[] = [
    requests,
    durations,
    responses,
    errors,
    callsPerRequest,
    new Reading('gauge', 'gateway_requests_in_flight', 'Requests that are being answered.', () => inFlight),
    ...ofClusters.families,
    new Reading('gauge', 'gateway_budget_used', 'What is taken of a budget.', () => each(budgets, 'used'), ['budget']),
    new Reading('gauge', 'gateway_budget_limit', 'All there is of it.', () => each(budgets, 'limit'), ['budget']),
    new Reading(
      'counter',
      'gateway_budget_refusals_total',
      'How often something was not given of it.',
      () => each(budgets, 'refusals'),
      ['budget'],
    ),
    new Reading('gauge', 'gateway_live_questions', 'Questions that are asked again and again for subscribers.', () =>
      live.polls(),
    ),
    new Reading(
      'counter',
      'gateway_live_looks_total',
      'Looks at live questions, by what came of them.',
      () => Object.entries(live.looks()).map(([look, count]) => [count, look]),
      ['look'],
    ),
    ...(logger.droppedLines === undefined
      ? []
      : [
          new Reading(
            'counter',
            'gateway_log_lines_dropped_total',
            'Lines of the log that nobody took in time.',
            () => logger.droppedLines ?? 0,
          ),
        ]),
    ...ofProcess.families,
  ]
  return {
    plugin: {
      onArrival() {
        inFlight++
        return undefined
      },
      onDeparture(visit, departure) {
        inFlight--
        const { status, duration } = departure
        responses.add(status === undefined ? 'none' : String(status))
        if (!visit.isGraphQL) return
        const now = performance.now()
        const operation = visit.operationName === undefined ? '' : names.labelOf(visit.operationName, now)
        requests.add(operation, visit.operationType ?? '', endOf(visit, departure))
        // A subscription lasts as long as its client wants.
        if (visit.events === undefined) durations.observe(duration / 1_000, operation)
        callsPerRequest.observe(visit.caller.callContext?.calls ?? 0)
        for (const code of visit.errorCodes ?? []) errors.add(codes.labelOf(code, now))
      },
      close: ofProcess.stop,
    },
    observe: ofClusters.observe,
    text: () => families.map((family) => family.text()).join(''),
  }
}
