import { type Contender, compare, middle, ratios } from '../compare.ts'
import { question } from '../load.ts'
import type { BenchOptions } from '../options.ts'
import { QUESTIONS, type QuestionName } from '../questions.ts'
import { publish, table } from '../report.ts'
import { checkSame, see } from '../same.ts'
import { figure, withSpread } from '../statistics.ts'
import { environmentFor, start, startUpstream } from '../subject.ts'

/** Node makes no code of texts then: objects are read field by field. */
const NO_READERS = ['--disallow-code-generation-from-strings']

/** The gateway with its own executor, without the readers that it makes for flat objects, and with that of graphql-js. */
export async function run({ rounds, seconds, trial }: BenchOptions): Promise<void> {
  const upstream = await startUpstream()
  const gateway = (name: string, EXECUTOR: string, flags: readonly string[] = []) =>
    start(name, 'executor-gateway.ts', { env: { ...environmentFor(upstream), EXECUTOR }, flags })
  const own = await gateway('its own executor', 'compiled')
  const others = [
    await gateway('without flat readers', 'compiled', NO_READERS),
    await gateway('graphql-js', 'graphql-js'),
  ]
  const rows: string[][] = []
  for (const name of Object.keys(QUESTIONS) as QuestionName[]) {
    const request = question(QUESTIONS[name].query)
    const expected = await see(upstream, own, request)
    const contenders: Contender[] = [{ subject: own, request, length: expected.length }]
    for (const subject of others) {
      const seen = await see(upstream, subject, request)
      checkSame(`${name}: ${subject.name}`, seen, expected, true)
      contenders.push({ subject, request, length: seen.length })
    }
    const [mine = [], ...theirs] = await compare(contenders, { rounds, seconds })
    for (const [at, samples] of theirs.entries()) {
      rows.push([
        `**${name}** ${QUESTIONS[name].title}`,
        others[at]?.name ?? '',
        `**${withSpread(ratios(samples, mine, 'cpu'))}**`,
        withSpread(ratios(samples, mine, 'perSecond')),
        withSpread(ratios(samples, mine, 'p99')),
        `${figure(middle(samples, 'cpu'))} / ${figure(middle(mine, 'cpu'))}`,
      ])
      console.log(rows.at(-1)?.join('  '))
    }
  }
  for (const subject of [own, ...others, upstream]) await subject.stop()
  publish('executor', table(HEAD, rows), trial)
}

const HEAD = ['question', 'executor', 'CPU, times its own', 'throughput', 'p99', 'CPU ms per request']
