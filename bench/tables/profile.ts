import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CONNECTIONS } from '../compare.ts'
import { askFor, question } from '../load.ts'
import type { BenchOptions } from '../options.ts'
import { QUESTIONS, type QuestionName } from '../questions.ts'
import { publish, table } from '../report.ts'
import { startGateway, startUpstream } from '../subject.ts'

/** How many functions are told apart. */
const SHOWN = 12

/** Where the gateway's time goes, by V8's own profiler: in which part, and for Q2 in which functions. */
export async function run({ rounds, seconds, trial }: BenchOptions): Promise<void> {
  const names = Object.keys(QUESTIONS) as QuestionName[]
  const profiles: Profile[] = []
  for (const name of names) profiles.push(await profile(name, rounds * seconds))
  const parts = profiles.map((found) => sums(found, partOf))
  const all = [...new Set(parts.flatMap((part) => [...part.keys()]))]
  all.sort((a, b) => (parts[1]?.get(b) ?? 0) - (parts[1]?.get(a) ?? 0))
  const byPart = table(
    ['part', ...names],
    all.map((part) => [part, ...parts.map((found) => percent(found.get(part) ?? 0))]),
  )
  const functions = [...sums(profiles[names.indexOf('Q2')], functionOf)].sort(([, a], [, b]) => b - a).slice(0, SHOWN)
  const byFunction = table(
    ['function', 'self time in Q2'],
    functions.map(([name, share]) => [`\`${name}\``, percent(share)]),
  )
  publish('profile', `${byPart}\n\n${byFunction}`, trial)
}

/** As V8 writes it: a tree of calls, and which of its nodes was running whenever it looked. */
interface Profile {
  nodes: Array<{ id: number; callFrame: Frame }>
  samples: number[]
  timeDeltas: number[]
}

interface Frame {
  functionName: string
  url: string
  lineNumber: number
}

async function profile(name: QuestionName, seconds: number): Promise<Profile> {
  const upstream = await startUpstream()
  const folder = mkdtempSync(join(tmpdir(), 'bench-profile-'))
  try {
    const gateway = await startGateway(upstream, {}, ['--cpu-prof', `--cpu-prof-dir=${folder}`])
    const request = question(QUESTIONS[name].query)
    const { failures } = await askFor(gateway.port, { connections: CONNECTIONS, seconds, next: () => request })
    if (failures.length > 0) throw new Error(failures[0])
    // Only a process that ends by itself writes its profile.
    await gateway.stop('SIGTERM')
    return JSON.parse(readFileSync(join(folder, readdirSync(folder)[0] ?? ''), 'utf8')) as Profile
  } finally {
    rmSync(folder, { recursive: true })
    await upstream.stop()
  }
}

/** The share of each kind in the time that the process was busy, after the first third: until then code is compiled. */
function sums(profile: Profile | undefined, kindOf: (frame: Frame) => string | undefined): Map<string, number> {
  const found = new Map<string, number>()
  if (!profile) return found
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]))
  let total = 0
  for (let at = Math.floor(profile.samples.length / 3); at < profile.samples.length; at++) {
    const frame = frames.get(profile.samples[at] ?? 0)
    const kind = frame && kindOf(frame)
    if (kind === undefined) continue
    const time = profile.timeDeltas[at] ?? 0
    total += time
    found.set(kind, (found.get(kind) ?? 0) + time)
  }
  for (const [kind, time] of found) found.set(kind, time / total)
  return found
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`

/** What a module belongs to, by a part of its path; the first that fits. */
const PARTS: ReadonlyArray<readonly [path: RegExp, part: string]> = [
  [/^node:/, 'Node: HTTP, streams, sockets'],
  [/\/node_modules\/undici\//, 'undici'],
  [/\/node_modules\/graphql\//, 'graphql'],
  [
    /\/node_modules\/(graphql-yoga|@graphql-yoga|@envelop|@whatwg-node|@graphql-tools)\//,
    'Yoga, Envelop and their executor',
  ],
  [/\/node_modules\/dataloader\//, 'DataLoader'],
  [/\/node_modules\//, 'other packages'],
  [/\/dist\/upstream\//, 'gateway: upstream side, JSON.parse'],
  [/\/dist\/(fields|resolvers)\//, 'gateway: fields'],
  [/\/dist\//, 'gateway: request, execution, JSON.stringify'],
]

function partOf({ functionName, url }: Frame): string | undefined {
  if (functionName === '(idle)') return undefined
  if (functionName === '(garbage collector)') return 'garbage collector'
  if (url === '') return functionName === '(program)' ? 'native code outside of JavaScript' : 'native functions'
  return PARTS.find(([path]) => path.test(url))?.[1] ?? 'other'
}

function functionOf({ functionName, url, lineNumber }: Frame): string | undefined {
  if (functionName === '(idle)') return undefined
  const file = /(?:node_modules|dist)\/(.*)$/.exec(url)?.[1] ?? url
  const name = functionName || '(anonymous)'
  return file === '' ? name : `${name} ${file}:${lineNumber + 1}`
}
