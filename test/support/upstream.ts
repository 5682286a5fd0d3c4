import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { contract, type Version } from '../../contract/contract.ts'
import { validateRequest, validateResponse } from '../../contract/validate.ts'
import { Problem } from '../../sandbox/problem.ts'
import { isOfApi, type RecordedCall, readBody, readCall } from './upstream/call.ts'
import { commit, type Fault } from './upstream/fault.ts'
import { type Cluster, routeOf } from './upstream/routes.ts'
import type { UpstreamRows } from './upstream/rows.ts'

export type { RecordedCall } from './upstream/call.ts'
export type { Fault } from './upstream/fault.ts'
export type { UpstreamRows } from './upstream/rows.ts'

/** What a test answers an operation with. */
export interface Answer {
  /** Left out: 200 with a body, 204 without. */
  status?: number
  headers?: Record<string, string | string[]>
  /** Sent as JSON. */
  body?: unknown
  /** Sent as it is, instead of `body`: XML, or JSON with numbers that JavaScript cannot hold. */
  text?: string
}

/** Answers one operation. Undefined leaves the call to the upstream's own route; a Problem may be thrown. */
export type Answerer = (call: RecordedCall) => Answer | undefined | Promise<Answer | undefined>

export interface UpstreamOptions {
  /** The Camunda version to play; 8.9 unless told. */
  version?: Version
  rows?: Partial<UpstreamRows>
  /** By operationId. They go before the upstream's own routes. */
  answers?: Record<string, Answerer>
  /** Called for every request; what it returns happens instead of an answer. */
  fault?: (call: RecordedCall) => Fault | undefined
  /** The length from which searches cut the values of variables: 8191 unless told. */
  valueLimit?: number
  /** The path that the cluster is below, such as `/camunda`; its root unless told. */
  context?: string
  /** Lets answers carry enum values and fields that the contract does not know, as a newer cluster would. */
  newer?: boolean
}

/** A Camunda cluster as far as tests need one, strict about its contract. */
export interface Upstream extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`; the REST API is below `/v2`. */
  readonly url: string
  readonly version: Version
  readonly calls: RecordedCall[]
  readonly rows: UpstreamRows
  readonly answers: Record<string, Answerer>
  /** What broke the contract, requests and the upstream's own answers alike. */
  readonly violations: string[]
  /** May be set, changed and removed at any time. */
  fault: UpstreamOptions['fault']
  /** The most requests that were in work at once. */
  readonly peak: number
  /** The operationIds called, in order; the version look-up only if asked for. */
  operations(options?: { topology?: boolean }): string[]
  /** Forgets the calls so far, and how many there were at once. */
  forget(): void
  close(): Promise<void>
}

/**
 * Starts the strict upstream: a real HTTP server that plays one Camunda version over rows in memory. Every request is
 * held against that version's contract; one that breaks it is recorded as a violation and answered with 400.
 */
export async function startUpstream(options: UpstreamOptions = {}): Promise<Upstream> {
  const upstream = new StrictUpstream(options)
  await upstream.listen()
  return upstream
}

/** Fails the test if anything broke the contract. */
export function expectNoViolations(upstream: Pick<Upstream, 'violations'>): void {
  assert.deepEqual(upstream.violations, [], 'the contract was broken')
}

class StrictUpstream implements Upstream {
  readonly version: Version
  readonly calls: RecordedCall[] = []
  readonly rows: UpstreamRows
  readonly answers: Record<string, Answerer>
  readonly violations: string[] = []
  fault: UpstreamOptions['fault']
  peak = 0
  url = ''
  readonly #cluster: Cluster
  readonly #newer: boolean
  readonly #context: string
  #active = 0
  readonly #server = createServer((request, response) => {
    this.#serve(request, response).catch((error: unknown) => {
      // A client that goes away while it is read is no fault of the upstream.
      if (request.destroyed && !request.complete) return
      this.violations.push(`the upstream failed: ${error instanceof Error ? error.stack : String(error)}`)
      response.destroy()
    })
  })

  constructor(options: UpstreamOptions) {
    this.version = options.version ?? '8.9'
    this.rows = {
      processDefinitions: [],
      processInstances: [],
      elementInstances: [],
      incidents: [],
      jobs: [],
      userTasks: [],
      variables: [],
      ...options.rows,
    }
    this.answers = { ...options.answers }
    this.fault = options.fault
    this.#newer = options.newer === true
    this.#context = options.context ?? ''
    this.#cluster = { version: this.version, rows: this.rows, valueLimit: options.valueLimit ?? 8191 }
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${this.#context}`
  }

  operations({ topology = false } = {}): string[] {
    return this.calls.map((call) => call.operation).filter((operation) => topology || operation !== 'getTopology')
  }

  forget(): void {
    this.calls.length = 0
    this.peak = this.#active
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve())
      this.#server.closeAllConnections()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = readCall(request, this.#context)
    this.calls.push(call)
    this.peak = Math.max(this.peak, ++this.#active)
    response.once('close', () => {
      this.#active--
      call.aborted = !response.writableFinished
    })

    const match = isOfApi((request.url ?? '').slice(this.#context.length))
      ? contract(this.version).match(call.method, call.path)
      : undefined
    if (match) {
      call.operation = match.operationId
      call.parameters = match.parameters
    }
    const unreadable = await readBody(request, call)
    const problems = match
      ? [...(unreadable ? [unreadable] : []), ...validateRequest(this.version, call)]
      : [`${request.url} is no operation of ${this.version}`]
    this.violations.push(...problems.map((problem) => `${call.method} ${call.path}: ${problem}`))

    const fault = this.fault?.(call)
    if (fault && !(await commit(fault, response))) return
    const answer =
      match && problems.length === 0
        ? await this.#answer(call)
        : problem(new Problem(match ? 400 : 404, match ? 'Bad Request' : 'NOT_FOUND', problems.join('; ')), call)
    send(response, answer)
  }

  async #answer(call: RecordedCall): Promise<Answer> {
    let answer: Answer | undefined
    try {
      answer = await this.answers[call.operation]?.(call)
      const route = routeOf(this.version, call.operation)
      if (!answer && route) answer = { body: route(this.#cluster, call) }
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      answer = problem(error, call)
    }
    if (!answer) {
      this.violations.push(`${call.operation} was called, and the test has no answer for it`)
      return problem(new Problem(501, 'NOT_IMPLEMENTED', `This test has no answer for ${call.operation}.`), call)
    }
    this.#checkAnswer(call, answer)
    return answer
  }

  #checkAnswer(call: RecordedCall, answer: Answer): void {
    const body = answer.text === undefined ? answer.body : parsed(answer.text)
    const options = { allowUnknown: this.#newer, openEnums: this.#newer }
    const problems = validateResponse(this.version, call.operation, statusOf(answer), body, options)
    // What is wrong with one row is often wrong with ten thousand.
    this.violations.push(...problems.slice(0, SHOWN))
    if (problems.length > SHOWN) this.violations.push(`and ${problems.length - SHOWN} more in the same answer`)
  }
}

const SHOWN = 5

function statusOf(answer: Answer): number {
  return answer.status ?? (answer.body === undefined && answer.text === undefined ? 204 : 200)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function problem(error: Problem, call: RecordedCall): Answer {
  return { status: error.status, body: error.toJSON(`/v2${call.path}`) }
}

function send(response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return
  const status = statusOf(answer)
  const text = answer.text ?? (answer.body === undefined ? undefined : JSON.stringify(answer.body))
  const type = status >= 400 ? 'application/problem+json' : 'application/json'
  if (text === undefined) response.writeHead(status, answer.headers).end()
  else response.writeHead(status, { 'content-type': type, ...answer.headers }).end(text)
}
