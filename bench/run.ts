import { parseArgs } from 'node:util'
import type { BenchOptions } from './options.ts'
import { pinLoad } from './subject.ts'

/**
 * Measures and writes the tables of docs/performance.md: `npm run bench -- TABLE [options]`. Without a table it is all of
 * them in turn.
 */
const TABLES: Record<string, () => Promise<{ run(options: BenchOptions): Promise<void> }>> = {
  ceiling: () => import('./tables/ceiling.ts'),
  peers: () => import('./tables/peers.ts'),
  start: () => import('./tables/start.ts'),
  growth: () => import('./tables/growth.ts'),
  client: () => import('./tables/client.ts'),
  starvation: () => import('./tables/starvation.ts'),
  profile: () => import('./tables/profile.ts'),
  fairness: () => import('./tables/fairness.ts'),
  executor: () => import('./tables/executor.ts'),
  compression: () => import('./tables/compression.ts'),
  live: () => import('./tables/live.ts'),
}

/** Not among all of them: it needs another build. */
const OTHERS: typeof TABLES = { builds: () => import('./tables/builds.ts') }

const NAMES = [...Object.keys(TABLES), ...Object.keys(OTHERS)].join(' | ')
const HELP = `npm run bench -- [${NAMES}] [--rounds=5] [--seconds=2] [--minutes=1] [--trial] [--against=CHECKOUT]`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    minutes: { type: 'string', default: '1' },
    trial: { type: 'boolean', default: false },
    against: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const [rounds, seconds, minutes] = [values.rounds, values.seconds, values.minutes].map(Number)
const names = positionals.length > 0 ? positionals : Object.keys(TABLES)
if (values.help || names.some((name) => !tableOf(name)) || !(rounds && seconds && minutes)) {
  console.error(HELP)
  process.exit(values.help ? 0 : 2)
}

function tableOf(name: string) {
  return TABLES[name] ?? OTHERS[name]
}

pinLoad()
const { trial, against } = values
for (const name of names) await (await tableOf(name)?.())?.run({ rounds, seconds, minutes, trial, against })
process.exit(0)
