import type { UpstreamGauges, UpstreamObserver } from '../../upstream/wire/observer.ts'
import { Counter, type Family, Histogram, Reading } from './families.ts'

/** Seconds. */
export const DURATIONS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const SIZES = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 10_000]

const BREAKER_STATES = ['closed', 'open', 'halfOpen'] as const

/** What there is to read of a cluster. */
export interface WatchedCluster {
  /** Undefined for the only one. */
  readonly name: string | undefined
  readonly client: { readonly gauges: UpstreamGauges }
  readonly cache: { readonly hits: number; readonly misses: number; readonly bytes: number }
}

/** What is counted of the clusters; each has a label `cluster`, unless there is one alone. */
interface ClusterMetrics {
  families: Family[]
  /**
   * Counts a cluster's calls.
   * @param name undefined for the only one
   */
  observe(name: string | undefined): UpstreamObserver
}

export function clusterMetrics(clusters: readonly WatchedCluster[]): ClusterMetrics {
  const own = clusters.some(({ name }) => name !== undefined) ? ['cluster'] : []
  const calls = new Counter(
    'gateway_upstream_calls_total',
    'Calls of the cluster, each try counted, by REST operation and status; without an answer, by what was wrong.',
    ['operation', 'status', ...own],
  )
  const callDurations = new Histogram(
    'gateway_upstream_call_duration_seconds',
    'From sending a call until its whole answer was there.',
    DURATIONS,
    ['operation', ...own],
  )
  const retries = new Counter('gateway_upstream_retries_total', 'Tries after the first.', ['operation', ...own])
  const rejections = new Counter('gateway_upstream_rejections_total', 'Calls that were not sent.', ['reason', ...own])
  const batches = new Histogram('gateway_batch_keys', 'Keys that were loaded together.', SIZES, [
    'load',
    'type',
    ...own,
  ])
  const reading = (
    type: 'gauge' | 'counter',
    name: string,
    help: string,
    read: (cluster: WatchedCluster) => number,
  ): Reading => new Reading(type, name, help, () => clusters.map((one) => [read(one), ...labelOf(one.name)]), own)
  return {
    families: [
      calls,
      callDurations,
      retries,
      rejections,
      batches,
      reading('counter', 'gateway_document_cache_hits_total', 'Documents that were kept.', ({ cache }) => cache.hits),
      reading(
        'counter',
        'gateway_document_cache_misses_total',
        'Documents that were not.',
        ({ cache }) => cache.misses,
      ),
      reading(
        'gauge',
        'gateway_document_cache_bytes',
        'Bytes of the documents that are kept.',
        ({ cache }) => cache.bytes,
      ),
      reading(
        'counter',
        'gateway_shared_reads_total',
        'Calls that were spared because the same was in flight.',
        ({ client }) => client.gauges.sharedReads,
      ),
      reading(
        'gauge',
        'gateway_upstream_concurrency_limit',
        'Calls that may be in flight: less than GATEWAY_MAX_UPSTREAM_CALLS under back-pressure.',
        ({ client }) => client.gauges.limit,
      ),
      reading('gauge', 'gateway_upstream_calls_in_flight', 'Calls that are.', ({ client }) => client.gauges.inFlight),
      reading(
        'gauge',
        'gateway_upstream_calls_queued',
        'Calls that wait for a place.',
        ({ client }) => client.gauges.queued,
      ),
      reading('gauge', 'gateway_upstream_polls', 'Long polls in flight.', ({ client }) => client.gauges.polls),
      reading(
        'counter',
        'gateway_upstream_answers_refused_total',
        'Answers that were not read to their end, because they were too large or too many.',
        ({ client }) => client.gauges.answersRefused,
      ),
      new Reading(
        'gauge',
        'gateway_upstream_breaker',
        'Whether the breaker is in that state: open while the cluster gives no answer.',
        () => clusters.flatMap(breakerOf),
        ['state', ...own],
      ),
    ],
    observe(name) {
      const label = labelOf(name)
      return {
        onCall({ operation, attempt }, { status, failure, ms }) {
          calls.add(operation, status === undefined ? (failure ?? 'broken') : String(status), ...label)
          callDurations.observe(ms / 1_000, operation, ...label)
          if (attempt > 1) retries.add(operation, ...label)
        },
        onReject: (_operation, reason) => rejections.add(reason, ...label),
        onBatch: (load, type, keys) => batches.observe(keys, load, type, ...label),
      }
    },
  }
}

const labelOf = (name: string | undefined) => (name === undefined ? [] : [name])

function breakerOf({ name, client }: WatchedCluster): Array<[number, ...labels: string[]]> {
  const { breaker } = client.gauges
  return BREAKER_STATES.map((state) => [breaker === state ? 1 : 0, state, ...labelOf(name)])
}
