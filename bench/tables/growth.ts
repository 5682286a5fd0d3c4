import type { BenchOptions } from '../options.ts'
import { publish } from '../report.ts'
import { startUpstream } from '../subject.ts'
import { rowsTable } from './growth/rows.ts'
import { shapesTable } from './growth/shapes.ts'
import { slowTable } from './growth/slow.ts'

/** How cost grows with rows, with the shape of a question, and with clients that wait for a slow cluster. */
export async function run({ rounds, seconds, trial }: BenchOptions): Promise<void> {
  const upstream = await startUpstream()
  const rows = await rowsTable(upstream, rounds)
  console.log(rows)
  const shapes = await shapesTable(upstream, rounds)
  console.log(shapes)
  await upstream.stop()
  const slow = await slowTable(seconds * 10)
  publish('growth', [rows, shapes, slow].join('\n\n'), trial)
}
