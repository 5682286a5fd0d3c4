import { readdirSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { type Family, Histogram, Reading } from './families.ts'

/** Milliseconds between two measurements of the event loop's lag. */
const INTERVAL_MS = 100

/** Seconds. */
const LAGS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

/** Metrics of the process, with the names that Prometheus' client libraries use. `stop` ends the measuring. */
export function processMetrics(): { families: Family[]; stop(): void } {
  const lag = new Histogram(
    'gateway_event_loop_lag_seconds',
    'How late a timer of 100 ms was: all requests wait as long.',
    LAGS,
  )
  let due = performance.now() + INTERVAL_MS
  const timer = setInterval(() => {
    const now = performance.now()
    lag.observe(Math.max(0, now - due) / 1_000)
    due = now + INTERVAL_MS
  }, INTERVAL_MS).unref()
  const gauge = (name: string, help: string, read: () => number) => new Reading('gauge', name, help, read)
  const counter = (name: string, help: string, read: () => number) => new Reading('counter', name, help, read)
  return {
    stop: () => clearInterval(timer),
    families: [
      lag,
      counter(
        'gateway_event_loop_active_seconds_total',
        'Seconds that the event loop was busy; its rate is how much of the one core that JavaScript has is used.',
        () => performance.eventLoopUtilization().active / 1_000,
      ),
      counter('process_cpu_seconds_total', 'Processor time of all threads.', () => {
        const { user, system } = process.cpuUsage()
        return (user + system) / 1_000_000
      }),
      gauge('process_start_time_seconds', 'When the process began, since the epoch.', () =>
        Math.round(performance.timeOrigin / 1_000),
      ),
      gauge('process_resident_memory_bytes', 'Memory that the process holds.', () => process.memoryUsage.rss()),
      gauge(
        'nodejs_heap_size_used_bytes',
        'Of that what JavaScript objects use.',
        () => process.memoryUsage().heapUsed,
      ),
      ...(process.platform === 'linux'
        ? [
            gauge('process_open_fds', 'Open files and connections.', () => {
              // Reading the folder opens one itself.
              return readdirSync('/proc/self/fd').length - 1
            }),
          ]
        : []),
    ],
  }
}
