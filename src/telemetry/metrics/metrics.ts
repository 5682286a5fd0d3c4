import type { Budgets } from '../../admission/budgets.ts'
import { endOf } from '../../request/outcome.ts'
import type { GatewayPlugin } from '../../request/plugin.ts'
import type { UpstreamGauges, UpstreamObserver } from '../../upstream/wire/observer.ts'
import type { Logger } from '../log/logger.ts'
import { Counter, type Family, Histogram, Reading } from './families.ts'
import { OperationNames } from './operation-names.ts'
import { processMetrics } from './process.ts'

/** Names of operations that have a series of their own. */
const MOST_OPERATIONS = 100
/** Codes of errors: the gateway's own are fewer, plugins may add some. */
const MOST_CODES = 50

/** Seconds. */
const DURATIONS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const SIZES = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 10_000]
const CALLS = [0, 1, 2, 3, 5, 10, 25, 50, 100, 250]

/** What is read when somebody asks. */
export interface MetricSources {
  gauges(): UpstreamGauges
  cache: { readonly hits: number; readonly misses: number; readonly bytes: number }
  logger: Pick<Logger, 'droppedLines'>
  budgets: Budgets
}

/** What the gateway counts of itself. */
export interface Metrics {
  plugin: GatewayPlugin
  observer: UpstreamObserver
  /** All of it in the text format of Prometheus. */
  text(): string
}

const each = (budgets: Budgets, fact: 'used' | 'limit' | 'refusals'): Array<[number, string]> =>
  Object.entries(budgets).map(([name, budget]) => [budget[fact], name])

export function metrics({ gauges, cache, logger, budgets }: MetricSources): Metrics {
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
  const calls = new Counter(
    'gateway_upstream_calls_total',
    'Calls of the cluster, each try counted, by REST operation and status; without an answer, by what was wrong.',
    ['operation', 'status'],
  )
  const callDurations = new Histogram(
    'gateway_upstream_call_duration_seconds',
    'From sending a call until its whole answer was there.',
    DURATIONS,
    ['operation'],
  )
  const retries = new Counter('gateway_upstream_retries_total', 'Tries after the first.', ['operation'])
  const rejections = new Counter('gateway_upstream_rejections_total', 'Calls that were not sent.', ['reason'])
  const batches = new Histogram('gateway_batch_keys', 'Keys that were loaded together.', SIZES, ['load', 'type'])
  let inFlight = 0

  const names = new OperationNames(MOST_OPERATIONS, (name) => {
    requests.forget(name)
    durations.forget(name)
  })
  const codes = new OperationNames(MOST_CODES, (code) => errors.forget(code))
  const ofProcess = processMetrics()
  const families: Family[] = [
    requests,
    durations,
    responses,
    errors,
    callsPerRequest,
    new Reading('gauge', 'gateway_requests_in_flight', 'Requests that are being answered.', () => inFlight),
    calls,
    callDurations,
    retries,
    rejections,
    batches,
    new Reading('counter', 'gateway_document_cache_hits_total', 'Documents that were kept.', () => cache.hits),
    new Reading('counter', 'gateway_document_cache_misses_total', 'Documents that were not.', () => cache.misses),
    new Reading('gauge', 'gateway_document_cache_bytes', 'Bytes of the documents that are kept.', () => cache.bytes),
    new Reading(
      'counter',
      'gateway_shared_reads_total',
      'Calls that were spared because the same was in flight.',
      () => gauges().sharedReads,
    ),
    new Reading(
      'gauge',
      'gateway_upstream_concurrency_limit',
      'Calls that may be in flight: less than GATEWAY_MAX_UPSTREAM_CALLS under back-pressure.',
      () => gauges().limit,
    ),
    new Reading('gauge', 'gateway_upstream_calls_in_flight', 'Calls that are.', () => gauges().inFlight),
    new Reading('gauge', 'gateway_upstream_calls_queued', 'Calls that wait for a place.', () => gauges().queued),
    new Reading('gauge', 'gateway_upstream_polls', 'Long polls in flight.', () => gauges().polls),
    new Reading(
      'counter',
      'gateway_upstream_answers_refused_total',
      'Answers that were not read to their end, because they were too large or too many.',
      () => gauges().answersRefused,
    ),
    new Reading(
      'gauge',
      'gateway_upstream_breaker',
      'Whether the breaker is in that state: open while the cluster gives no answer.',
      () => BREAKER_STATES.map((state) => [gauges().breaker === state ? 1 : 0, state]),
      ['state'],
    ),
    new Reading('gauge', 'gateway_budget_used', 'What is taken of a budget.', () => each(budgets, 'used'), ['budget']),
    new Reading('gauge', 'gateway_budget_limit', 'All there is of it.', () => each(budgets, 'limit'), ['budget']),
    new Reading(
      'counter',
      'gateway_budget_refusals_total',
      'How often something was not given of it.',
      () => each(budgets, 'refusals'),
      ['budget'],
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
        callsPerRequest.observe(visit.caller.errand?.calls ?? 0)
        for (const code of visit.errorCodes ?? []) errors.add(codes.labelOf(code, now))
      },
      close: ofProcess.stop,
    },
    observer: {
      onCall({ operation, attempt }, { status, failure, ms }) {
        calls.add(operation, status === undefined ? (failure ?? 'broken') : String(status))
        callDurations.observe(ms / 1_000, operation)
        if (attempt > 1) retries.add(operation)
      },
      onReject: (_operation, reason) => rejections.add(reason),
      onBatch: (load, type, keys) => batches.observe(keys, load, type),
    },
    text: () => families.map((family) => family.text()).join(''),
  }
}

const BREAKER_STATES = ['closed', 'open', 'halfOpen'] as const
