import { resolve } from 'node:path'
import { type Contender, compare, middle, ratios } from '../compare.ts'
import { question } from '../load.ts'
import type { BenchOptions } from '../options.ts'
import { QUESTIONS, type QuestionName } from '../questions.ts'
import { table } from '../report.ts'
import { checkSame, see } from '../same.ts'
import { figure, withSpread } from '../statistics.ts'
import { startGateway, startGatewayOf, startUpstream } from '../subject.ts'

/**
 * This build against another one, such as that of the commit before: `npm run bench -- builds --against=../before`, a
 * checkout in which `npm run build` was run. Nothing is published: it is for whoever changes the hot path.
 */
export async function run({ rounds, seconds, against }: BenchOptions): Promise<void> {
  if (against === undefined) throw new Error('Say which checkout to compare with: --against=PATH, one that was built.')
  const upstream = await startUpstream()
  const before = await startGatewayOf(resolve(against), upstream)
  const now = await startGateway(upstream)
  const rows: string[][] = []
  for (const name of Object.keys(QUESTIONS) as QuestionName[]) {
    const request = question(QUESTIONS[name].query)
    const expected = await see(upstream, before, request)
    const seen = await see(upstream, now, request)
    checkSame(`${name}: this build`, seen, expected, true)
    const contenders: Contender[] = [
      { subject: before, request, length: expected.length },
      { subject: now, request, length: seen.length },
    ]
    const [then = [], today = []] = await compare(contenders, { rounds, seconds })
    rows.push([
      name,
      withSpread(ratios(today, then, 'perSecond')),
      withSpread(ratios(today, then, 'p99')),
      withSpread(ratios(today, then, 'cpu')),
      `${figure(middle(today, 'cpu'))} / ${figure(middle(then, 'cpu'))}`,
    ])
    console.log(rows.at(-1)?.join('  '))
  }
  for (const subject of [before, now, upstream]) await subject.stop()
  console.log(table(['question', 'throughput, of the other’s', 'p99', 'CPU', 'CPU ms, this / the other'], rows))
}
