import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { serve } from './actor.ts'

export interface HonestOptions {
  port: number
  /** Of a server that does nothing: how late it is, the machine is. */
  controlPort: number
  headers: Record<string, string>
  /** What it asks in turn, instead of the usual. */
  queries?: string[]
}

/** How an honest caller was served. */
export interface Report {
  asked: number
  /** What went wrong, and how often. */
  failures: Record<string, number>
  /** Milliseconds from when a question was due to the end of its answer. */
  median: number
  p99: number
  longest: number
  /** The same p99 of the server that does nothing. */
  noise: number
}

const USUAL = ['{ __typename }', '{ processInstances(first: 5) { nodes { processInstanceKey state } } }']
const EVERY = 50
/** Milliseconds after which a question counts as unanswered. */
const PATIENCE = 5_000
/** Of so many questions, one of each kind is a newcomer's: on a connection of its own. */
const NEWCOMER = 10

const kept = new Agent({ keepAlive: true })
const latencies: number[] = []
const noise: number[] = []
const failures: Record<string, number> = {}
const expected: string[] = []
const open = new Set<Promise<void>>()
let options: HonestOptions
let queries = USUAL
let isStopping = false
let running: Promise<void> = Promise.resolve()

async function ask(query: string, agent: Agent | false): Promise<string> {
  return essence(await send(options.port, JSON.stringify({ query }), agent))
}

function send(port: number, body: string, agent: Agent | false): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', accept: 'application/json', ...options.headers }
    const asked = request(
      { host: '127.0.0.1', localAddress: '127.0.0.1', port, path: '/graphql', method: 'POST', headers, agent },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => {
          text += part
        })
        response.on('error', reject)
        response.on('end', () => {
          if (response.statusCode === 200) resolve(text)
          else reject(new Error(`${response.statusCode} ${/"code":"\w+"/.exec(text)?.[0] ?? text.slice(0, 80)}`))
        })
      },
    )
    asked.setTimeout(PATIENCE, () => asked.destroy(new Error(`no answer within ${PATIENCE} ms`)))
    asked.on('error', reject)
    asked.end(body)
  })
}

/** What must not change: what has been spent of a rate limit does. */
function essence(text: string): string {
  const { data, errors }: { data?: unknown; errors?: unknown } = JSON.parse(text)
  return JSON.stringify({ data, errors })
}

const fail = (what: string) => {
  failures[what] = (failures[what] ?? 0) + 1
}

async function askOnce(count: number, due: number): Promise<void> {
  const which = count % queries.length
  try {
    const agent = count % NEWCOMER < queries.length ? false : kept
    const answer = await ask(queries[which] ?? '', agent)
    if (answer !== expected[which]) fail(`another answer: ${answer.slice(0, 200)}`)
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error))
  }
  latencies.push(performance.now() - due)
}

async function listen(due: number): Promise<void> {
  await send(options.controlPort, '{}', false).catch(() => {})
  noise.push(performance.now() - due)
}

async function askOnAndOn(): Promise<void> {
  // By the clock, whatever has been answered: who waits for one answer would not see that others are late.
  let due = performance.now()
  for (let count = 0; !isStopping; count++, due += EVERY) {
    const early = due - performance.now()
    if (early > 0) await sleep(early)
    const now = performance.now()
    const asked = Promise.all([askOnce(count, now), listen(now)]).then(() => {})
    open.add(asked)
    void asked.then(() => open.delete(asked))
  }
}

const inOrder = (times: readonly number[]) => times.map(Math.round).sort((a, b) => a - b)

/** Of few answers too one may be later: what stands still for longer than a moment makes many late. */
const late = (sorted: readonly number[]) => sorted[Math.min(sorted.length - 2, Math.floor(sorted.length * 0.99))] ?? 0

const api = {
  /** Asks until it is answered as it should be, and on and on from then. */
  async start(given: HonestOptions): Promise<void> {
    options = given
    queries = given.queries ?? USUAL
    for (const [index, query] of queries.entries()) {
      const answer = await ask(query, kept)
      if (answer.includes('"errors"')) throw new Error(`The honest caller is not answered: ${answer.slice(0, 300)}`)
      expected[index] = answer
    }
    // What is compiled for the first of all questions is nobody's latency.
    for (let count = 0; count < 20; count++) await ask(queries[count % queries.length] ?? '', kept)
    running = askOnAndOn()
  },
  async stop(): Promise<Report> {
    isStopping = true
    await running
    await Promise.all(open)
    kept.destroy()
    const [answers, control] = [inOrder(latencies), inOrder(noise)]
    const [median = 0, longest = 0] = [answers[answers.length >> 1], answers.at(-1)]
    return { asked: answers.length, failures, median, p99: late(answers), longest, noise: late(control) }
  },
}
export type Honest = typeof api
serve(api)
