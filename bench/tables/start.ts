import { setTimeout as sleep } from 'node:timers/promises'
import { askFor, open, question } from '../load.ts'
import type { BenchOptions } from '../options.ts'
import { QUESTIONS } from '../questions.ts'
import { publish, table } from '../report.ts'
import { type Spread, spread, withSpread } from '../statistics.ts'
import { memoryOf, type Subject, startCeiling, startGateway, startUpstream } from '../subject.ts'

const CONNECTIONS = 16
/** Parts of a run whose memory is told apart. */
const PARTS = 5

/** How long a start takes and how much memory is held: idle, under load, and against ever new documents. */
export async function run({ rounds, minutes, trial }: BenchOptions): Promise<void> {
  const upstream = await startUpstream()
  const starts = { gateway: [] as Started[], ceiling: [] as Started[] }
  for (let n = 0; n < rounds * 3; n++) {
    starts.ceiling.push(await startOnce(startCeiling, upstream))
    starts.gateway.push(await startOnce(startGateway, upstream))
  }
  const startRow = (name: string, taken: Started[]) => [
    name,
    milliseconds(spread(taken.map(({ listening }) => listening))),
    `**${milliseconds(spread(taken.map(({ answered }) => answered)))}**`,
  ]
  const starting = table(
    ['program', 'listens after, ms', 'first answer after, ms'],
    [startRow('this gateway, built', starts.gateway), startRow('the ceiling’s program', starts.ceiling)],
  )

  const idle = await idleMemory(upstream)
  const load = await memoryUnder(upstream, minutes, () => Q2)
  let documents = 0
  const distinct = await memoryUnder(upstream, minutes, () =>
    question(Q1.replace('{', `{ a${documents++}: __typename `)),
  )
  const memoryRow = (name: string, { parts, most }: Held) => {
    const steady = (parts.at(-1) ?? Number.NaN) / (parts[1] ?? Number.NaN)
    return [name, ...parts.map((part) => part.toFixed(0)), `**${most.toFixed(0)}**`, steady.toFixed(2)]
  }
  const memory = table(
    ['load', ...Array.from({ length: PARTS }, (_, part) => `part ${part + 1}`), 'most', 'last part to second'],
    [
      memoryRow(`Q2, ${CONNECTIONS} connections`, load),
      memoryRow(`${documents.toLocaleString('en')} different documents`, distinct),
    ],
  )
  await upstream.stop()
  publish(
    'start',
    [
      `${rounds * 3} starts of each in turn, median (least–most):`,
      starting,
      `Resident memory in MiB: **${idle.toFixed(0)}** idle, two seconds after a first answer to each question. Under load for ${minutes === 1 ? 'a minute' : `${minutes} minutes`}, mean of each fifth of the run:`,
      memory,
    ].join('\n\n'),
    trial,
  )
}

const Q1 = QUESTIONS.Q1.query
const Q2 = question(QUESTIONS.Q2.query)

const milliseconds = (taken: Spread) => withSpread(taken, 0)

interface Started {
  /** Milliseconds until the port was printed. */
  listening: number
  /** Milliseconds until the first answer was there. */
  answered: number
}

async function startOnce(startSubject: (upstream: Subject) => Promise<Subject>, upstream: Subject): Promise<Started> {
  const begin = performance.now()
  const subject = await startSubject(upstream)
  const listening = performance.now() - begin
  const connection = await open(subject.port)
  await connection.ask(question(Q1))
  const answered = performance.now() - begin
  connection.close()
  await subject.stop()
  return { listening, answered }
}

/** Mebibytes, when nothing has been going on for two seconds. */
async function idleMemory(upstream: Subject): Promise<number> {
  const gateway = await startGateway(upstream)
  const connection = await open(gateway.port)
  for (const { query } of Object.values(QUESTIONS)) await connection.ask(question(query))
  connection.close()
  await sleep(2_000)
  const { now } = memoryOf(gateway.pid)
  await gateway.stop()
  return now
}

interface Held {
  /** Mean of each part of the run, in mebibytes. */
  parts: number[]
  most: number
}

async function memoryUnder(upstream: Subject, minutes: number, next: () => Buffer): Promise<Held> {
  const gateway = await startGateway(upstream)
  const samples: number[] = []
  const timer = setInterval(() => samples.push(memoryOf(gateway.pid).now), 200)
  const { failures } = await askFor(gateway.port, { connections: CONNECTIONS, seconds: minutes * 60, next })
  clearInterval(timer)
  if (failures.length > 0) throw new Error(`Under load: ${failures[0]}`)
  const { most } = memoryOf(gateway.pid)
  await gateway.stop()
  const parts = Array.from({ length: PARTS }, (_, part) => {
    const own = samples.slice((part * samples.length) / PARTS, ((part + 1) * samples.length) / PARTS)
    return own.reduce((sum, sample) => sum + sample, 0) / own.length
  })
  return { parts, most }
}
