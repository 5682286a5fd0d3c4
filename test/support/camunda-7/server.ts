import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { checkCall, type EngineCall } from './contract.ts'
import { matches, type Row, type Rows, sorted } from './rows.ts'

/** What a test answers a call with: JSON, or text with a type of its own. */
export interface EngineAnswer {
  status?: number
  body?: unknown
  text?: string
  type?: string
  headers?: Record<string, string>
}

export type EngineAnswerer = (call: EngineCall) => EngineAnswer | undefined

/** A Camunda 7 as far as tests need one. Disposing of it fails on a call that a real one would misread. */
export interface FakeCamunda7 extends AsyncDisposable {
  /** Its address without a path; the REST API is below `/engine-rest`. */
  readonly url: string
  readonly calls: EngineCall[]
  /** The rows of its lists, by path. They may be changed at any time. */
  readonly rows: Rows
  /** What a real engine would have ignored or misread. */
  readonly violations: string[]
  /** Goes before the lists. */
  answer: EngineAnswerer
  /** What was called since the last look, as `METHOD /path`. */
  look(): string[]
}

export async function startCamunda7(
  rows: Partial<Rows> = {},
  answer: EngineAnswerer = () => undefined,
): Promise<FakeCamunda7> {
  const server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const fake: FakeCamunda7 = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: [],
    rows: { ...rows } as Rows,
    violations: [],
    answer,
    look: () => fake.calls.splice(0).map(({ method, path }) => `${method} ${path}`),
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
      assert.deepEqual(fake.violations, [], 'the engine was asked for what it would ignore or misread')
    },
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request
    const { pathname, searchParams: query } = new URL(url, 'http://engine')
    const path = decodeURIComponent(pathname.replace(/^\/engine-rest/, '').replace(/^\/engine\/[^/]+(?=\/)/, ''))
    const sent = await text(request)
    const json = String(request.headers['content-type'] ?? '').includes('json')
    const call: EngineCall = { method, path, query, body: json && sent !== '' ? JSON.parse(sent) : undefined }
    if (!pathname.startsWith('/engine-rest'))
      return send(response, { status: 404, type: 'text/html', text: '<h1>Not Found</h1>' })
    fake.calls.push(call)
    fake.violations.push(...checkCall(call))
    send(response, fake.answer(call) ?? answerOf(fake.rows, call))
  }
  return fake
}

function send(response: ServerResponse, { status, body, text, type, headers }: EngineAnswer): void {
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body))
  if (content === undefined) response.writeHead(status ?? 204, headers).end()
  else response.writeHead(status ?? 200, { 'content-type': type ?? 'application/json', ...headers }).end(content)
}

/** What the engine itself answers: its version, its lists, and rows by their ids. */
function answerOf(rows: Rows, { method, path, query, body }: EngineCall): EngineAnswer {
  if (path === '/version') return { body: { version: '7.24.0' } }
  if (path === '/engine') return { body: [{ name: 'default' }] }
  const list = path.replace(/\/count$/, '')
  const asked = method === 'POST' ? ((body ?? {}) as Row) : Object.fromEntries(query)
  if (
    /^\/(process-definition|decision-definition|decision-requirements-definition|user|group|tenant|batch|process-instance|task|external-task|job|incident|history\/[a-z-]+)(\/count)?$/.test(
      path,
    )
  ) {
    const found = (rows[list as keyof Rows] ?? []).filter((row) => matches(list, row, asked))
    if (list !== path) return { body: { count: found.length } }
    const sorting = Array.isArray(asked.sorting)
      ? asked.sorting
      : query.has('sortBy')
        ? [{ sortBy: query.get('sortBy') ?? '', sortOrder: query.get('sortOrder') ?? '' }]
        : []
    const first = Number(query.get('firstResult') ?? 0)
    return { body: sorted(list, found, sorting).slice(first, first + Number(query.get('maxResults'))) }
  }
  const [, resource = '', id] = /^(.*)\/([^/]+)$/.exec(path) ?? []
  const row = (rows[resource as keyof Rows] ?? []).find((one) => one.id === id)
  if (row && method === 'GET') return { body: row }
  return {
    status: 404,
    body: { type: 'InvalidRequestException', message: `${resource} with id ${id} does not exist`, code: null },
  }
}
