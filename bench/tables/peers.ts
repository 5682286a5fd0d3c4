import { type Contender, compare, middle, ratios } from '../compare.ts'
import { question } from '../load.ts'
import type { BenchOptions } from '../options.ts'
import { PEERS, type Peer, startPeer } from '../peers.ts'
import { QUESTIONS, type QuestionName } from '../questions.ts'
import { publish, table } from '../report.ts'
import { checkSame, see } from '../same.ts'
import { figure, withSpread } from '../statistics.ts'
import { type Subject, startGateway, startUpstream } from '../subject.ts'

/** The gateway against other servers: what each costs for the same data. */
export async function run({ rounds, seconds, trial }: BenchOptions): Promise<void> {
  const upstream = await startUpstream()
  const gateway = await startGateway(upstream)
  const peers: StartedPeer[] = []
  for (const peer of PEERS) peers.push({ peer, subject: await startPeer(peer, upstream) })
  const matches: Match[] = []
  for (const name of Object.keys(QUESTIONS) as QuestionName[]) {
    matches.push(await prepare(name, upstream, gateway, peers))
  }
  const tables: string[] = []
  for (const { name, contenders, calls } of matches) {
    const samples = await compare(contenders, { rounds, seconds })
    const [ours = []] = samples
    const rows = samples.map((theirs, index) => [
      index === 0 ? '**this gateway**' : (peers[index - 1]?.peer.name ?? ''),
      String(calls[index]),
      figure(middle(theirs, 'cpu')),
      index === 0 ? '1' : `**${withSpread(ratios(theirs, ours, 'cpu'), 1)}**`,
      index === 0 ? '1' : withSpread(ratios(theirs, ours, 'perSecond')),
      figure(middle(theirs, 'p50')),
      figure(middle(theirs, 'p99')),
    ])
    tables.push(`**${name}**: ${QUESTIONS[name].title}\n\n${table(HEAD, rows)}`)
    console.log(`\n${tables.at(-1)}`)
  }
  for (const { subject } of peers) await subject.stop()
  await gateway.stop()
  await upstream.stop()
  publish('peers', tables.join('\n\n'), trial)
}

const HEAD = [
  'server',
  'upstream calls',
  'CPU ms per request',
  'times the gateway’s CPU',
  'throughput, of the gateway’s',
  'p50 ms',
  'p99 ms',
]

interface StartedPeer {
  peer: Peer
  subject: Subject
}

interface Match {
  name: QuestionName
  /** The gateway first. */
  contenders: Contender[]
  /** How many calls each makes. */
  calls: number[]
}

/** Checks that all answer the same data. */
async function prepare(
  name: QuestionName,
  upstream: Subject,
  gateway: Subject,
  peers: readonly StartedPeer[],
): Promise<Match> {
  const request = question(QUESTIONS[name].query)
  const own = await see(upstream, gateway, request)
  const match: Match = {
    name,
    contenders: [{ subject: gateway, request, length: own.length }],
    calls: [own.calls.length],
  }
  for (const { peer, subject } of peers) {
    const asked = question(peer.questions[name])
    const seen = await see(upstream, subject, asked, peer.normal)
    checkSame(`${name}: ${peer.name}`, seen, own, peer.sameCalls)
    match.contenders.push({ subject, request: asked, length: seen.length })
    match.calls.push(seen.calls.length)
  }
  return match
}
