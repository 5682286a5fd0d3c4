import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { serve } from './thread.ts'

export interface HonestOptions {
  port: number
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
}

const USUAL = ['{ __typename }', '{ processInstances(first: 5) { nodes { processInstanceKey state } } }']
const EVERY = 50
/** Milliseconds after which a question counts as unanswered. */
const PATIENCE = 5_000
/** Of so many questions, one of each kind is a newcomer's: on a connection of its own. */
const NEWCOMER = 10

const kept = new Agent({ keepAlive: true })
const latencies: number[] = []
const failures: Record<string, number> = {}
const expected: string[] = []
const open = new Set<Promise<void>>()
let options: HonestOptions
let queries = USUAL
let isStopping = false
let running: Promise<void> = Promise.resolve()

function ask(query: string, agent: Agent | false): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', accept: 'application/json', ...options.headers }
    const { port } = options
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
          if (response.statusCode === 200) resolve(essence(text))
          else reject(new Error(`${response.statusCode} ${/"code":"\w+"/.exec(text)?.[0] ?? text.slice(0, 80)}`))
        })
      },
    )
    asked.setTimeout(PATIENCE, () => asked.destroy(new Error(`no answer within ${PATIENCE} ms`)))
    asked.on('error', reject)
    asked.end(JSON.stringify({ query }))
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

async function askOnAndOn(): Promise<void> {
  // By the clock, whatever has been answered: who waits for one answer would not see that others are late.
  let due = performance.now()
  for (let count = 0; !isStopping; count++, due += EVERY) {
    const early = due - performance.now()
    if (early > 0) await sleep(early)
    const asked = askOnce(count, performance.now())
    open.add(asked)
    void asked.then(() => open.delete(asked))
  }
}

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
    latencies.sort((a, b) => a - b)
    const last = latencies.length - 1
    const at = (index: number) => Math.round(latencies[Math.max(0, index)] ?? 0)
    // Of few answers too one may be late; what stands still for longer than that makes many late.
    const p99 = at(Math.min(last - 1, Math.floor(latencies.length * 0.99)))
    return { asked: latencies.length, failures, median: at(last >> 1), p99, longest: at(last) }
  },
}
export type Honest = typeof api
serve(api)
