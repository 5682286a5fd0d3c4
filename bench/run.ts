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
  profile: () => import('./tables/profile.ts'),
}

const HELP = `npm run bench -- [${Object.keys(TABLES).join(' | ')}] [--rounds=5] [--seconds=2] [--minutes=1] [--trial]`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    minutes: { type: 'string', default: '1' },
    trial: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const [rounds, seconds, minutes] = [values.rounds, values.seconds, values.minutes].map(Number)
const names = positionals.length > 0 ? positionals : Object.keys(TABLES)
if (values.help || names.some((name) => !TABLES[name]) || !(rounds && seconds && minutes)) {
  console.error(HELP)
  process.exit(values.help ? 0 : 2)
}

pinLoad()
for (const name of names) await (await TABLES[name]?.())?.run({ rounds, seconds, minutes, trial: values.trial })
process.exit(0)
