import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type LegacyMatch, legacyTable, matchLegacy } from '../../../contract/legacy/load.ts'
import { LEGACY_APIS, type LegacyApi } from '../../../contract/legacy/table.ts'
import { checkLegacyAnswer, checkLegacyRequest } from '../../../contract/legacy/validate.ts'
import { readBody, readCall } from '../upstream/call.ts'
import { readJson, writeJson } from './json.ts'

export interface LegacyCall {
  method: string
  /** Without `/v1`. */
  path: string
  query: Readonly<Record<string, string | string[]>>
  /** Parsed JSON with `bigint`s, the parts of a form, or text of any other kind. */
  body?: ReturnType<typeof JSON.parse>
  headers: IncomingHttpHeaders
}

export interface LegacyAnswer {
  status: number
  headers?: Readonly<Record<string, string | string[]>>
  body?: unknown
  text?: string
  /** Of a proxy, or wrong on purpose: it is not held against the API's table. */
  foreign?: true
  /** What the request was wrong in, where only what the server holds can tell. */
  violation?: string
}

/** Answers the operations of one API. Undefined for one that it does not play. */
export type LegacyAnswerer = (call: LegacyCall, match: LegacyMatch) => LegacyAnswer | undefined

export interface LegacyOptions {
  /** The APIs that share the process, and who answers each. */
  apis: Partial<Readonly<Record<LegacyApi, LegacyAnswerer>>>
  /** What stands before all paths, as where a proxy is. */
  prefix?: string
  /** Goes before the APIs: what it answers is sent, and must be in their tables, too. */
  fault?: ((call: LegacyCall) => LegacyAnswer | undefined) | undefined
}

/** Servers of an older generation as far as tests need them, strict about what they know. */
export interface LegacyServer extends AsyncDisposable {
  /** Without a path. */
  readonly url: string
  readonly calls: LegacyCall[]
  /** Requests and answers that the real ones do not know. */
  readonly violations: string[]
  fault: LegacyOptions['fault']
  /** `POST /process-instances/search` and the like since the last look, in order. */
  wire(): Array<[call: string, body?: unknown]>
  /** The bodies of the searches among them. */
  searches(): unknown[]
  /** Ends it, and fails on any violation. */
  close(): Promise<void>
}

/**
 * Starts the strict server: each request and each answer is held against the tables of the APIs that it plays, and what
 * breaks them is recorded. It is answered all the same, as the real ones do: they ignore most of it.
 */
export async function startLegacy(options: LegacyOptions): Promise<LegacyServer> {
  const server = new StrictServer(options)
  await server.listen()
  return server
}

/** Fails the test if a request or an answer was one that the real servers do not know, and tells each once. */
export function expectNoViolations({ violations }: Pick<LegacyServer, 'violations'>): void {
  assert.deepEqual(violations.splice(0), [], 'the API was asked, or answered, what it does not know')
}

/** An error as the web server gives it, for what reaches no application. */
export function webServerError(status: number, error: string, path: string): LegacyAnswer {
  const body = { timestamp: '2026-11-21T11:36:55.005+00:00', status, error, path }
  return { status, headers: { 'content-type': 'application/json' }, body }
}

/** What is answered to who has not logged in. */
export const NO_LOGIN: LegacyAnswer = {
  status: 401,
  headers: { 'content-type': 'application/json;charset=UTF-8' },
  body: { message: '' },
}

class StrictServer implements LegacyServer {
  url = ''
  readonly calls: LegacyCall[] = []
  readonly violations: string[] = []
  fault: LegacyOptions['fault']
  readonly #apis: LegacyOptions['apis']
  readonly #prefix: string
  readonly #server = createServer((request, response) => {
    this.#serve(request, response).catch((error: unknown) => {
      this.violations.push(`the server failed: ${error instanceof Error ? error.stack : String(error)}`)
      response.destroy()
    })
  })

  constructor({ apis, prefix = '', fault }: LegacyOptions) {
    this.#apis = apis
    this.#prefix = prefix
    this.fault = fault
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  wire(): Array<[call: string, body?: unknown]> {
    return this.calls
      .splice(0)
      .map(({ method, path, body }) => (body === undefined ? [`${method} ${path}`] : [`${method} ${path}`, body]))
  }

  searches(): unknown[] {
    return this.wire().flatMap(([call, body]) => (call.startsWith('POST') ? [body] : []))
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve())
      this.#server.closeAllConnections()
    })
    expectNoViolations(this)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request
    const read = readCall(request)
    const unreadable = await readBody(request, read)
    const body = isJson(headers['content-type']) && read.body !== undefined ? readJson(read.text) : read.body
    const call: LegacyCall = {
      method,
      path: url.replace(/^\/v1/, ''),
      query: read.query,
      headers,
      ...(body === undefined ? {} : { body }),
    }
    this.calls.push(call)
    const path = url.startsWith(`${this.#prefix}/`) ? url.slice(this.#prefix.length) : ''
    const matches = this.#matches(method, path)
    const asked = { method, path, query: read.query, headers, body: read.body }
    const problems = least(matches.map((match) => checkLegacyRequest(match, asked)))
    if (matches.length === 0) problems.push(`there is no such operation of ${this.#names()}`)
    if (unreadable) problems.push(unreadable)
    this.#record(`${method} ${url}`, problems)

    const answer = this.fault?.(call) ?? this.#answer(call, path, matches)
    if (answer.violation !== undefined) this.#record(`${method} ${url}`, [answer.violation])
    const text = answer.text ?? (answer.body === undefined ? undefined : writeJson(answer.body))
    const media = answer.status >= 400 ? 'application/problem+json' : 'application/json'
    const sent = { ...(text === undefined ? {} : { 'content-type': media }), ...answer.headers }
    if (!answer.foreign) this.#checkAnswer(matches, answer.status, sent, text)
    response.writeHead(answer.status, sent).end(text)
  }

  #matches(method: string, path: string): LegacyMatch[] {
    return this.#played().flatMap((api) => matchLegacy(api, method, path) ?? [])
  }

  #played(): LegacyApi[] {
    return LEGACY_APIS.filter((api) => this.#apis[api])
  }

  #names(): string {
    return this.#played()
      .map((api) => legacyTable(api).api)
      .join(' or ')
  }

  #answer(call: LegacyCall, path: string, matches: readonly LegacyMatch[]): LegacyAnswer {
    if (matches.length === 0) {
      const isOther = METHODS.some((method) => this.#matches(method, path).length > 0)
      return isOther ? webServerError(405, 'Method Not Allowed', path) : webServerError(404, 'Not Found', path)
    }
    for (const match of matches) {
      const answer = this.#apis[match.api]?.(call, match)
      if (answer) return answer
    }
    return { status: 501, foreign: true, violation: 'there is such an operation, but it is not played' }
  }

  #checkAnswer(
    matches: readonly LegacyMatch[],
    status: number,
    headers: Readonly<Record<string, string | string[]>>,
    text: string | undefined,
  ): void {
    const media = text === undefined ? undefined : String(headers['content-type'])
    const body = text !== undefined && isJson(media) ? JSON.parse(text) : text
    const problems = least(matches.map((match) => checkLegacyAnswer(match, { status, media, body })))
    this.violations.push(...problems.slice(0, SHOWN))
    // What is wrong with one row is often wrong with ten thousand.
    if (problems.length > SHOWN) this.violations.push(`and ${problems.length - SHOWN} more in the same answer`)
  }

  #record(call: string, problems: readonly string[]): void {
    this.violations.push(...problems.map((problem) => `${call}: ${problem}`))
  }
}

const SHOWN = 5

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

const isJson = (media: string | undefined) => /[/+]json\b/.test(media ?? '')

/** Where two APIs know a path, one that has nothing to say against it is enough. */
function least(problems: readonly string[][]): string[] {
  return [...(problems.toSorted((a, b) => a.length - b.length)[0] ?? [])]
}
