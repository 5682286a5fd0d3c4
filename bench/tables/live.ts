import { setTimeout as sleep } from 'node:timers/promises'
import { type Connection, get, open, question } from '../load.ts'
import type { BenchOptions } from '../options.ts'
import { publish, table } from '../report.ts'
import { instanceKey } from '../rows.ts'
import { figure, quantile } from '../statistics.ts'
import { cpuOf, memoryOf, OTHER_CORE, type Subject, start, startGateway } from '../subject.ts'
import { subscribe } from '../subscribers.ts'

/** Seconds for which each state is watched. */
const SECONDS = 10

/** More than the longest interval between two looks: by then each question is asked as seldom as it may be. */
const UNTIL_QUIET_MS = 40_000

const LIST =
  'subscription ($first: Int!) { processInstances(first: $first) { totalCount nodes { processInstanceKey state tags } } }'
const ONE = 'subscription ($key: ID!) { processInstance(processInstanceKey: $key) { processInstanceKey state tags } }'
const CANCEL =
  'mutation ($key: ID!) { cancelProcessInstance(input: { processInstanceKey: $key }) { processInstance { state } } }'

/** Who subscribes to what. */
const CROWDS = [
  {
    name: '10,000 subscribers of 100 lists',
    count: 10_000,
    ask: (n: number) => ({ query: LIST, variables: { first: 1 + (n % 100) } }),
  },
  {
    name: '5,000 subscribers of an instance each',
    count: 5_000,
    ask: (n: number) => ({ query: ONE, variables: { key: instanceKey(n) } }),
  },
]

/** What subscriptions cost the cluster and the gateway, and how late they tell of a command. */
export async function run({ rounds, trial }: BenchOptions): Promise<void> {
  const upstream = await start('upstream', 'live-upstream.ts', { core: OTHER_CORE })
  const direct = await open(upstream.port)
  const costs: string[][] = []
  for (const { name, count, ask } of CROWDS) {
    const gateway = await startGateway(upstream, { GATEWAY_TRUSTED_PROXIES: '1' })
    const crowd = await subscribe(gateway.port, count, ask)
    const moving = await watch(gateway, direct, async () => {
      for (let second = 0; second < SECONDS; second++) {
        await direct.ask(get(`/move?first=${second % 5}&count=50`))
        await sleep(1_000)
      }
    })
    const told = crowd.answers
    await sleep(UNTIL_QUIET_MS)
    const answers = crowd.answers
    const quiet = await watch(gateway, direct, () => sleep(SECONDS * 1_000))
    if (crowd.answers !== answers) throw new Error('Something was told although nothing had changed.')
    costs.push([
      name,
      `${moving.calls} / ${quiet.calls}`,
      `${moving.cpu} / ${quiet.cpu}`,
      figure((told - count) / SECONDS),
      String(Math.round(memoryOf(gateway.pid).most)),
    ])
    crowd.close()
    await gateway.stop()
  }
  const delays = await delaysOf(upstream, direct, rounds * 4)
  await upstream.stop()
  const cost = table(
    [
      'who',
      'calls per second, moving / quiet',
      'CPU of a core, moving / quiet',
      'answers told per second',
      'memory at most, MiB',
    ],
    costs,
  )
  const delay = table(['a command', 'seen after ms, median', '95 %', 'at most'], delays)
  publish('live', `${cost}\n\n${delay}`, trial)
}

async function watch(
  { pid }: Subject,
  upstream: Connection,
  act: () => Promise<unknown>,
): Promise<{ calls: string; cpu: string }> {
  await upstream.ask(get('/calls'))
  const before = cpuOf(pid)
  const began = performance.now()
  await act()
  const ms = performance.now() - began
  const calls = Number((await upstream.ask(get('/calls'))).toString())
  return { calls: figure((calls * 1_000) / ms), cpu: `${Math.round(((cpuOf(pid) - before) * 100) / ms)} %` }
}

/** How late a subscriber hears of a command: through the gateway, and past it. */
async function delaysOf(upstream: Subject, direct: Connection, times: number): Promise<string[][]> {
  const gateway = await startGateway(upstream)
  const connection = await open(gateway.port)
  const crowd = await subscribe(gateway.port, 1, () => ({ query: LIST, variables: { first: 100 } }))
  const through: number[] = []
  const past: number[] = []
  for (let time = 0; time < times; time++) {
    const key = instanceKey(time)
    const heard = crowd.hears(0, 'data: ')
    await connection.ask(question(CANCEL, { key }))
    through.push(await heard)
    await sleep(500 + 100 * (time % 10))
    const later = crowd.hears(0, 'data: ')
    await direct.ask(get(`/move?first=${times + time}&count=1`))
    past.push(await later)
    await sleep(500 + 100 * (time % 7))
  }
  crowd.close()
  connection.close()
  await gateway.stop()
  const row = (name: string, values: number[]) => {
    const sorted = values.sort((a, b) => a - b)
    return [name, ...[0.5, 0.95, 1].map((share) => figure(quantile(sorted, share)))]
  }
  return [row('through the gateway', through), row('past it, while things move', past)]
}
