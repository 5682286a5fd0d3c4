import { type Contender, compare, middle, ratios } from '../compare.ts'
import { question } from '../load.ts'
import type { BenchOptions } from '../options.ts'
import { QUESTIONS, type QuestionName } from '../questions.ts'
import { publish, table } from '../report.ts'
import { checkSame, see } from '../same.ts'
import { figure, withSpread } from '../statistics.ts'
import { type Subject, startCeiling, startGateway, startUpstream } from '../subject.ts'

/** The gateway against the program that answers the three questions by hand. */
export async function run({ rounds, seconds, trial }: BenchOptions): Promise<void> {
  const upstream = await startUpstream()
  const subjects = { ceiling: await startCeiling(upstream), gateway: await startGateway(upstream) }
  const matches: Match[] = []
  for (const name of Object.keys(QUESTIONS) as QuestionName[]) {
    matches.push(await prepare(name, upstream, subjects.ceiling, subjects.gateway))
  }
  const rows: string[][] = []
  const busy: number[] = []
  for (const { name, contenders, calls } of matches) {
    const [ceiling = [], gateway = []] = await compare(contenders, { rounds, seconds })
    rows.push([
      `**${name}** ${QUESTIONS[name].title}`,
      String(calls),
      `**${withSpread(ratios(gateway, ceiling, 'perSecond'))}**`,
      withSpread(ratios(gateway, ceiling, 'p99')),
      withSpread(ratios(gateway, ceiling, 'cpu')),
      `${figure(middle(gateway, 'cpu'))} / ${figure(middle(ceiling, 'cpu'))}`,
      `${figure(middle(gateway, 'p50'))} / ${figure(middle(ceiling, 'p50'))}`,
      `${figure(middle(gateway, 'perSecond'))} / ${figure(middle(ceiling, 'perSecond'))}`,
    ])
    busy.push(...[ceiling, gateway].map((samples) => middle(samples, 'busy')))
    console.log(rows.at(-1)?.join('  '))
  }
  for (const subject of [subjects.ceiling, subjects.gateway, upstream]) await subject.stop()
  // Where this is far below, something else than the programs was measured: the load, the stub, or the neighbours.
  const least = Math.min(...busy) * 100
  const note = `Both programs were busy for at least ${least.toFixed(0)} % of the time.`
  publish('ceiling', `${table(HEAD, rows)}\n\n${note}`, trial)
}

const HEAD = [
  'question',
  'upstream calls',
  'throughput, of the ceiling’s',
  'p99, times the ceiling’s',
  'CPU, times the ceiling’s',
  'CPU ms per request, gateway / ceiling',
  'p50 ms',
  'requests per second',
]

interface Match {
  name: QuestionName
  /** The ceiling first. */
  contenders: Contender[]
  /** How many each makes. */
  calls: number
}

/** Checks that both answer the same data by the same calls. */
async function prepare(name: QuestionName, upstream: Subject, ceiling: Subject, gateway: Subject): Promise<Match> {
  const request = question(QUESTIONS[name].query)
  const expected = await see(upstream, ceiling, request)
  const seen = await see(upstream, gateway, request)
  checkSame(`${name}: the gateway`, seen, expected, true)
  return {
    name,
    contenders: [
      { subject: ceiling, request, length: expected.length },
      { subject: gateway, request, length: seen.length },
    ],
    calls: seen.calls.length,
  }
}
