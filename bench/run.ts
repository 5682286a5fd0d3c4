import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import { Pool } from 'undici'
import { QUESTIONS, type QuestionName } from './questions.ts'

/**
 * Measures the gateway against the ceiling: `npm run bench -- [rounds] [seconds]`. Each subject has a core of its own
 * as far as there are two; rounds are interleaved, so that what the machine does hits all subjects alike, and only
 * ratios of one run are printed.
 */
const [rounds = 5, seconds = 2] = process.argv.slice(2).map(Number)
const CONNECTIONS = 16
const pinned = availableParallelism() > 1 && process.platform === 'linux'
const children: ChildProcess[] = []

interface Subject {
  name: string
  port: number
  pid: number
}

interface Sample {
  perSecond: number
  /** Milliseconds of processor time for each request. */
  cpu: number
  p99: number
}

const here = (file: string) => new URL(file, import.meta.url).pathname
if (pinned) spawn('taskset', ['-cp', '1', String(process.pid)])
try {
  const upstream = await start('upstream', [here('upstream.ts')], {}, '1')
  const env = {
    UPSTREAM: `http://127.0.0.1:${upstream.port}`,
    CAMUNDA_REST_ADDRESS: `http://127.0.0.1:${upstream.port}`,
    PORT: '0',
    GATEWAY_SHARE_READS: 'false',
  }
  const subjects = [
    await start('ceiling', [here('ceiling.ts')], env, '0'),
    await start('gateway', [here('../dist/main.js')], env, '0'),
  ]
  for (const name of Object.keys(QUESTIONS) as QuestionName[]) {
    await checkSame(subjects, name)
    const samples = new Map(subjects.map((subject) => [subject.name, [] as Sample[]]))
    for (const subject of subjects) await measure(subject, name, 1)
    for (let round = 0; round < rounds; round++) {
      for (const subject of subjects) samples.get(subject.name)?.push(await measure(subject, name, seconds))
    }
    report(name, samples)
  }
} finally {
  for (const child of children) child.kill()
}

async function start(name: string, args: string[], env: Record<string, string>, core: string): Promise<Subject> {
  const command = pinned ? ['taskset', '-c', core, process.execPath, ...args] : [process.execPath, ...args]
  const child = spawn(command[0] ?? '', command.slice(1), {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /(\d+)(?:\/graphql)?$/.exec(line)?.[1]
    if (port) return { name, port: Number(port), pid: child.pid ?? 0 }
  }
  throw new Error(`${name} did not start.`)
}

async function ask(pool: Pool, body: string): Promise<string> {
  const answer = await pool.request({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body,
  })
  return answer.body.text()
}

async function checkSame(subjects: Subject[], name: QuestionName): Promise<void> {
  const answers = await Promise.all(
    subjects.map(async ({ port }) => {
      const pool = new Pool(`http://127.0.0.1:${port}`)
      const answer = await ask(pool, JSON.stringify({ query: QUESTIONS[name].query }))
      await pool.close()
      return answer
    }),
  )
  const [first = ''] = answers
  for (const [index, answer] of answers.entries()) {
    if (answer !== first)
      throw new Error(
        `${name}: ${subjects[index]?.name} answers otherwise than ${subjects[0]?.name}:\n${answer.slice(0, 300)}\n${first.slice(0, 300)}`,
      )
  }
}

async function measure({ port, pid }: Subject, name: QuestionName, duration: number): Promise<Sample> {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS, pipelining: 1 })
  const body = JSON.stringify({ query: QUESTIONS[name].query })
  const latencies: number[] = []
  const before = cpuOf(pid)
  const begin = performance.now()
  const until = begin + duration * 1_000
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() < until) {
        const asked = performance.now()
        await ask(pool, body)
        latencies.push(performance.now() - asked)
      }
    }),
  )
  const took = (performance.now() - begin) / 1_000
  const cpu = cpuOf(pid) - before
  await pool.close()
  latencies.sort((a, b) => a - b)
  return {
    perSecond: latencies.length / took,
    cpu: cpu / latencies.length,
    p99: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
  }
}

/** Milliseconds of processor time that a process has used. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

function report(name: QuestionName, samples: Map<string, Sample[]>): void {
  console.log(`\n${name}: ${QUESTIONS[name].title}`)
  const ceiling = samples.get('ceiling') ?? []
  for (const [subject, own] of samples) {
    const ratios = own
      .map((sample, round) => sample.perSecond / (ceiling[round]?.perSecond ?? Number.NaN))
      .sort((a, b) => a - b)
    const tails = own.map((sample, round) => sample.p99 / (ceiling[round]?.p99 ?? Number.NaN)).sort((a, b) => a - b)
    const middle = (values: number[]) => values[Math.floor(values.length / 2)] ?? Number.NaN
    const cpu = middle(own.map((sample) => sample.cpu).sort((a, b) => a - b))
    console.log(
      `  ${subject.padEnd(10)} ${middle(ratios).toFixed(2)} of the ceiling (${ratios[0]?.toFixed(2)} to ${ratios.at(-1)?.toFixed(2)}), ` +
        `p99 ${middle(tails).toFixed(2)} times, ${cpu.toFixed(3)} ms CPU each, ${middle(own.map((s) => s.perSecond).sort((a, b) => a - b)).toFixed(0)}/s`,
    )
  }
}
