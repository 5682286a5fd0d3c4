import { setTimeout as sleep } from 'node:timers/promises'
import { addresses, attack } from '../../attacks/attack.ts'
import type { Report } from '../../attacks/honest.actor.ts'
import { besideHonest, type Caller } from '../../attacks/honest.ts'
import { ask } from '../../attacks/text.ts'
import type { BenchOptions } from '../options.ts'
import { publish, table } from '../report.ts'
import { figure, median } from '../statistics.ts'
import { memoryOf, startGateway, startUpstream } from '../subject.ts'

/** So many root fields. */
const roots = (count: number, field: string) =>
  ask(`{ ${Array.from({ length: count }, (_, n) => `a${n}: ${field}`).join(' ')} }`)

const ROWS = 'processInstances(first: 1000) { nodes { processInstanceKey processDefinitionName state startDate } }'
const NESTED =
  'processInstances(first: 1000) { nodes { processInstanceKey incidents(first: 2) { nodes { incidentKey errorMessage } } } }'

/** What five callers ask on and on, and the milliseconds that a small question may take beside them. */
const HEAVY = [
  { name: '10,000 nodes each', request: roots(10, ROWS), target: 150 },
  { name: '50,000 nodes each', request: roots(50, ROWS), target: 150 },
  { name: '300,000 nodes each', request: roots(100, NESTED), target: 500 },
]
const HEAVY_CALLERS = 5

/** Ten reads that nobody else makes, over so many connections, of a cluster that takes its time. */
const GREEDY = ask(
  `{ ${Array.from({ length: 10 }, (_, n) => `a${n}: processInstances(filter: { processDefinitionId: { eq: "p%n-${n}" } }) { totalCount }`).join(' ')} }`,
)
const GREEDY_CONNECTIONS = 300
const DELAY = 50
const MODEST: Caller = { queries: ['{ processInstances(first: 5) { nodes { processInstanceKey state } } }'] }

/** What others do to a caller who asks little: every 50 ms, over connections of its own. */
export async function run({ rounds, seconds, trial }: BenchOptions): Promise<void> {
  const options = { rounds, seconds: seconds * 2 }
  publish('starvation', `${await heavyTable(options)}\n\n${await greedyTable(options)}`, trial)
}

interface Options {
  rounds: number
  seconds: number
}

async function heavyTable({ rounds, seconds }: Options): Promise<string> {
  const upstream = await startUpstream()
  const gateway = await startGateway(upstream)
  const rows: string[][] = []
  const row = async (name: string, target: string, act: () => Promise<unknown>) => {
    const served: Report[] = []
    for (let round = 0; round < rounds; round++) served.push((await besideHonest(gateway, act)).report)
    const failed = served.flatMap(({ failures }) => Object.values(failures)).reduce((sum, one) => sum + one, 0)
    const middle = (of: 'median' | 'p99' | 'longest') => figure(median(served.map((report) => report[of])))
    rows.push([name, middle('median'), `**${middle('p99')}**`, target, middle('longest'), String(failed)])
  }
  await row('nobody', '–', () => sleep(seconds * 1_000))
  for (const { name, request, target } of HEAVY) {
    const plan = {
      request,
      times: Number.MAX_SAFE_INTEGER,
      atOnce: HEAVY_CALLERS,
      from: addresses(HEAVY_CALLERS),
      seconds,
    }
    await row(`${HEAVY_CALLERS} callers of ${name}`, `≤ ${target}`, () => attack('flood', gateway, plan))
  }
  const { most } = memoryOf(gateway.pid)
  await gateway.stop()
  await upstream.stop()
  const head = ['beside', 'p50 ms', 'p99 ms', 'wanted', 'longest ms', 'failures']
  return `A small question, most memory held ${most.toFixed(0)} MiB:\n\n${table(head, rows)}`
}

async function greedyTable({ rounds, seconds }: Options): Promise<string> {
  const upstream = await startUpstream({ DELAY: String(DELAY) })
  const rows: string[][] = []
  const settings: Array<[string, Record<string, string>]> = [
    ['no rate limit', {}],
    ['GATEWAY_RATE_LIMIT=3000', { GATEWAY_RATE_LIMIT: '3000' }],
  ]
  for (const [name, env] of settings) {
    const gateway = await startGateway(upstream, env)
    const alone: number[] = []
    const beside: number[] = []
    const plan = { request: GREEDY, times: Number.MAX_SAFE_INTEGER, atOnce: GREEDY_CONNECTIONS, seconds }
    for (let round = 0; round < rounds; round++) {
      alone.push((await besideHonest(gateway, () => sleep(seconds * 1_000), MODEST)).report.median)
      beside.push((await besideHonest(gateway, () => attack('flood', gateway, plan), MODEST)).report.median)
    }
    await gateway.stop()
    const ratio = median(beside.map((time, round) => time / (alone[round] ?? Number.NaN)))
    rows.push([name, figure(median(alone)), figure(median(beside)), `**${ratio.toFixed(1)}**`, '≤ 2'])
  }
  await upstream.stop()
  const head = ['', 'alone, p50 ms', 'beside, p50 ms', 'times', 'wanted']
  return `A modest caller beside a greedy one with ${GREEDY_CONNECTIONS} connections of ten reads each, at a cluster that takes ${DELAY} ms:\n\n${table(head, rows)}`
}
