import { setTimeout as sleep } from 'node:timers/promises'
import { askFor, open, question } from '../load.ts'
import type { BenchOptions } from '../options.ts'
import { publish, table } from '../report.ts'
import { figure, quantile, spread, withSpread } from '../statistics.ts'
import { startGateway, startUpstream } from '../subject.ts'

/** Milliseconds that the cluster takes for an answer. */
const DELAY = 50
const CONNECTIONS = 300
const READS = 10

interface Case {
  name: string
  /** How callers are told apart, and where the greedy one comes from. */
  strategy: 'NONE' | 'FORWARD'
  greedyFrom: string
  /** What the greedy caller shows with its n-th question. */
  shows?(n: number): Record<string, string>
}

const GREEDY = '127.0.0.2'
const MODEST = '127.0.0.1'

const CASES: readonly Case[] = [
  { name: 'from another address', strategy: 'NONE', greedyFrom: GREEDY },
  {
    name: 'that makes up a name for each question',
    strategy: 'FORWARD',
    greedyFrom: GREEDY,
    shows: (n) => ({ authorization: `Bearer made-up-${n}` }),
  },
  {
    name: 'behind the same proxy, with a token of its own',
    strategy: 'FORWARD',
    greedyFrom: MODEST,
    shows: () => ({ authorization: 'Bearer greedy' }),
  },
]

/** What a caller who asks one thing at a time waits beside one who asks as much as the gateway lets him. */
export async function run({ rounds, seconds, trial }: BenchOptions): Promise<void> {
  const upstream = await startUpstream({ DELAY: String(DELAY) })
  const rows: string[][] = []
  for (const { name, strategy, greedyFrom, shows } of CASES) {
    const gateway = await startGateway(upstream, { CAMUNDA_AUTH_STRATEGY: strategy })
    const modest = { connections: 1, seconds, from: MODEST, next: () => question(one(), undefined, OWN) }
    // Everything is compiled and connected first.
    await askFor(gateway.port, modest)
    const alone: number[][] = []
    const beside: number[][] = []
    for (let round = 0; round < rounds; round++) {
      alone.push((await askFor(gateway.port, modest)).latencies)
      const greedy = askGreedily(gateway.port, greedyFrom, shows)
      await sleep(1_000)
      beside.push((await askFor(gateway.port, modest)).latencies)
      await greedy.stop()
    }
    await gateway.stop()
    const [before, after] = [alone, beside].map((all) => all.map((latencies) => quantile(latencies, 0.5)))
    const ratios = (after ?? []).map((median, round) => median / (before?.[round] ?? Number.NaN))
    rows.push([
      name,
      withSpread(spread(before ?? []), 0),
      withSpread(spread(after ?? []), 0),
      figure(Math.max(...beside.flat())),
      `**${withSpread(spread(ratios))}**`,
    ])
  }
  await upstream.stop()
  publish(
    'fairness',
    table(['beside a greedy caller', 'alone, p50 ms', 'beside it, p50 ms', 'at most', 'times as long'], rows),
    trial,
  )
}

const OWN = { authorization: 'Bearer modest' }

let asked = 0
/** One read that nobody else asks for. */
const one = () => `{ processInstances(first: 1, filter: { processInstanceKey: { eq: "${++asked}" } }) { totalCount } }`

function many(): string {
  const reads = Array.from({ length: READS }, (_, n) => `r${n}: ${one().slice(2, -2)}`)
  return `{ ${reads.join(' ')} }`
}

function askGreedily(port: number, from: string, shows: Case['shows']): { stop(): Promise<void> } {
  let isOver = false
  const connections = Array.from({ length: CONNECTIONS }, async (_, n) => {
    const connection = await open(port, from)
    for (let turn = 0; !isOver; turn++) {
      // What is beyond the queue's room is refused, and asked again.
      await connection.ask(question(many(), undefined, shows?.(turn * CONNECTIONS + n))).catch(() => sleep(10))
    }
    connection.close()
  })
  return {
    async stop() {
      isOver = true
      await Promise.all(connections)
    },
  }
}
