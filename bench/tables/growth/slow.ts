import { settings } from '../../../src/config/settings.ts'
import { askFor, question } from '../../load.ts'
import { QUESTIONS } from '../../questions.ts'
import { table } from '../../report.ts'
import { figure, quantile } from '../../statistics.ts'
import { cpuOf, memoryOf, startGateway, startUpstream, watch } from '../../subject.ts'

const CLIENTS = 500
/** Milliseconds that the upstream takes for each call. */
const DELAY = 200
const MAX_CALLS = Number(settings.GATEWAY_MAX_UPSTREAM_CALLS.default)

/** Many clients at a cluster that is slow: what it can do at once is what they get, and nothing breaks. */
export async function slowTable(seconds: number): Promise<string> {
  const upstream = await startUpstream({ DELAY: String(DELAY) })
  const rows: string[][] = []
  for (const [name, calls] of [
    ['Q1', 1],
    ['Q2', 3],
  ] as const) {
    const gateway = await startGateway(upstream)
    const request = question(QUESTIONS[name].query)
    const before = cpuOf(gateway.pid)
    const { result, most } = await watch(upstream, () =>
      askFor(gateway.port, { connections: CLIENTS, seconds, next: () => request }),
    )
    const perSecond = result.latencies.length / result.seconds
    const possible = MAX_CALLS / calls / (DELAY / 1_000)
    rows.push([
      name,
      `${figure(perSecond)} of ${figure(possible)} possible (**${(perSecond / possible).toFixed(2)}**)`,
      String(most),
      `${((cpuOf(gateway.pid) - before) / result.seconds / 10).toFixed(0)} %`,
      `${figure(quantile(result.latencies, 0.5))} / ${figure(quantile(result.latencies, 0.99))}`,
      String(result.failures.length),
      memoryOf(gateway.pid).most.toFixed(0),
    ])
    await gateway.stop()
  }
  await upstream.stop()
  const head = [
    'question',
    'answers per second',
    'most calls at once',
    'gateway busy',
    'p50 / p99 ms',
    'failures',
    'most memory, MiB',
  ]
  return `${CLIENTS} clients for ${seconds} s, an upstream that takes ${DELAY} ms for each call, at most ${MAX_CALLS} calls at once:\n\n${table(head, rows)}`
}
