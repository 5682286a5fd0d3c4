import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { type Contender, compare, middle, ratios } from '../compare.ts'
import { open, question } from '../load.ts'
import type { BenchOptions } from '../options.ts'
import { QUESTIONS } from '../questions.ts'
import { publish, table } from '../report.ts'
import { figure, withSpread } from '../statistics.ts'
import { startGateway, startUpstream } from '../subject.ts'

const ASKED = {
  ...QUESTIONS,
  Q2x: { title: 'Q2’s fields of 100 instances', query: QUESTIONS.Q2.query.replace('first: 50', 'first: 100') },
}

const CODINGS = [
  { name: 'gzip', decode: gunzipSync },
  { name: 'br', decode: brotliDecompressSync },
] as const

/** What it costs the gateway to compress its answers, and what is left to be sent. */
export async function run({ rounds, seconds, trial }: BenchOptions): Promise<void> {
  const upstream = await startUpstream()
  const gateway = await startGateway(upstream)
  const rows: string[][] = []
  for (const { title, query } of Object.values(ASKED)) {
    const plain = await seen(gateway.port, question(query))
    const contenders: Contender[] = [{ subject: gateway, request: question(query), length: plain.length }]
    for (const { name, decode } of CODINGS) {
      const request = question(query, undefined, { 'accept-encoding': name })
      const coded = await seen(gateway.port, request)
      const isCoded = coded.length < plain.length
      if (!plain.equals(isCoded ? decode(coded) : coded)) throw new Error(`${title} by ${name} is another answer.`)
      if (isCoded) contenders.push({ subject: gateway, request, length: coded.length })
    }
    const [asIs = [], ...coded] = await compare(contenders, { rounds, seconds })
    if (coded.length === 0) rows.push([title, 'none: too short', kB(plain.length), '', '', figure(middle(asIs, 'cpu'))])
    for (const [index, samples] of coded.entries()) {
      rows.push([
        title,
        CODINGS[index]?.name ?? '',
        `${kB(plain.length)} → ${kB(contenders[index + 1]?.length ?? 0)}`,
        `**${withSpread(ratios(samples, asIs, 'cpu'))}**`,
        withSpread(ratios(samples, asIs, 'perSecond')),
        `${figure(middle(samples, 'cpu'))} / ${figure(middle(asIs, 'cpu'))}`,
      ])
      console.log(rows.at(-1)?.join('  '))
    }
  }
  await gateway.stop()
  await upstream.stop()
  publish('compression', table(HEAD, rows), trial)
}

const HEAD = [
  'question',
  'coding',
  'kB',
  'CPU, times as it is',
  'throughput',
  'CPU ms per request, compressed / as it is',
]

const kB = (bytes: number) => figure(bytes / 1_000)

async function seen(port: number, request: Buffer): Promise<Buffer> {
  const connection = await open(port)
  try {
    return await connection.ask(request)
  } finally {
    connection.close()
  }
}
