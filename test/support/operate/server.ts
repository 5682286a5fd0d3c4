import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { readJson, writeJson } from './json.ts'
import { RESOURCES } from './resources.ts'
import { type OperateRow, type OperateSearch, Refused, search } from './search.ts'

export type { OperateRow } from './search.ts'

export interface OperateCall {
  method: string
  path: string
  body?: ReturnType<typeof JSON.parse>
  headers: IncomingMessage['headers']
}

export interface OperateAnswer {
  status: number
  headers?: Record<string, string>
  body?: unknown
  text?: string
}

export interface OperateOptions {
  /** By path, such as `process-instances`. */
  rows?: Readonly<Record<string, OperateRow[]>>
  /** Goes before the routes: what it answers is sent. */
  fault?: (call: OperateCall) => OperateAnswer | undefined
  /** Whether Tasklist is in the same process, so that `GET /v1/variables/{key}` is nobody's. */
  withTasklist?: boolean
  /** Further routes of whoever shares the process. */
  further?: (call: OperateCall, violations: string[]) => OperateAnswer | undefined
}

/** Operate as far as tests need it, strict: what it would ignore or break on is a violation. */
export interface OperateServer extends AsyncDisposable {
  /** Without a path; the API is below `/v1`. */
  readonly url: string
  readonly rows: Record<string, OperateRow[]>
  readonly calls: OperateCall[]
  readonly violations: string[]
  fault: OperateOptions['fault']
  /** `POST /process-instances/search` and the like since the last look, in order. */
  wire(): Array<[call: string, body?: unknown]>
  /** The bodies of the searches among them. */
  searches(): unknown[]
  close(): Promise<void>
}

/** Starts the strict Operate. */
export async function startOperate(options: OperateOptions = {}): Promise<OperateServer> {
  const rows: Record<string, OperateRow[]> = Object.fromEntries(Object.keys(RESOURCES).map((name) => [name, []]))
  Object.assign(rows, options.rows)
  const calls: OperateCall[] = []
  const violations: string[] = []
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      violations.push(`the server failed: ${error instanceof Error ? error.stack : String(error)}`)
      response.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const running: OperateServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rows,
    calls,
    violations,
    fault: options.fault,
    wire() {
      return calls
        .splice(0)
        .map(({ method, path, body }): [string, unknown?] =>
          body === undefined ? [`${method} ${path}`] : [`${method} ${path}`, body],
        )
    },
    searches: () => running.wire().flatMap(([call, body]) => (call.startsWith('POST') ? [body] : [])),
    close,
    [Symbol.asyncDispose]: close,
  }
  return running

  async function close(): Promise<void> {
    await new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request)
    const { method = '', url = '', headers } = request
    const call: OperateCall = { method, path: url.replace(/^\/v1/, ''), headers }
    if (body !== '') call.body = headers['content-type']?.includes('json') ? readJson(body) : body
    calls.push(call)
    const faulty = running.fault?.(call)
    send(response, faulty ?? answer(call, url))
  }

  function answer(call: OperateCall, url: string): OperateAnswer {
    const further = options.further?.(call, violations)
    if (further) return further
    const [, version, name = '', key, part] = url.split('/')
    const resource = version === 'v1' && Object.hasOwn(RESOURCES, name) ? RESOURCES[name] : undefined
    if (!resource || url.includes('?')) {
      violations.push(`${call.method} ${url} is no path of Operate's`)
      return {
        status: 404,
        body: { timestamp: '2026-11-21T11:36:55.005+00:00', status: 404, error: 'Not Found', path: url },
      }
    }
    try {
      if (call.method === 'POST' && key === 'search' && part === undefined) {
        const found = search(resource, rows[name] ?? [], (call.body ?? {}) as OperateSearch, violations)
        // 8.6.0 filters by `truncated` and does not show it.
        const items = found.items.map(({ truncated: _, whole: __, ...shown }) => shown)
        return { status: 200, body: { ...found, items } }
      }
      if (call.method !== 'GET' || key === undefined || key === 'search')
        throw new Refused(405, '', 'Method Not Allowed')
      if (name === 'variables' && options.withTasklist) return ambiguous(url)
      if (!/^\d{1,19}$/.test(key)) throw new Refused(400, 'Invalid request', `For input string: "${key}"`)
      const row = rows[name]?.find((one) => String(one.key) === key)
      if (!row) throw new Refused(404, 'Requested resource not found', `No ${resource.notFound} found for key ${key}`)
      return read(call, name, row, part)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      const { status, type, message } = error
      return { status, body: { status, message, instance: 'e44681a4-c00d-4645-a1a2-4f5ed358a4f1', type } }
    }
  }

  function read(call: OperateCall, name: string, row: OperateRow, part: string | undefined): OperateAnswer {
    if (part === undefined) {
      const { whole, truncated: _, ...shown } = row
      return { status: 200, body: whole === undefined ? shown : { ...shown, value: whole } }
    }
    if (name === 'process-definitions' && part === 'xml') {
      // As 8.6.0 does to who accepts JSON alone.
      if (!/xml|\*\/\*/.test(call.headers.accept ?? ''))
        return { status: 406, body: { status: 406, error: 'Not Acceptable', timestamp: '' } }
      return { status: 200, headers: { 'content-type': 'text/xml' }, text: `<definitions id="${row.bpmnProcessId}"/>` }
    }
    if (name === 'process-instances' && part === 'statistics') {
      return { status: 200, body: [{ activityId: 'pay', active: 1, canceled: 0, incidents: 0, completed: 2 }] }
    }
    if (name === 'process-instances' && part === 'sequence-flows') return { status: 200, body: ['started-pay'] }
    violations.push(`${call.method} ${call.path} is no path of Operate's`)
    throw new Refused(404, '', 'Not Found')
  }
}

/** Fails the test if Operate was asked for anything that it would have ignored. */
export function expectNoViolations({ violations }: Pick<OperateServer, 'violations'>): void {
  assert.deepEqual(violations, [], 'Operate was asked for what it does not know')
}

function ambiguous(path: string): OperateAnswer {
  const detail = `Request processing failed: java.lang.IllegalStateException: Ambiguous handler methods mapped for '${path}'`
  return { status: 500, body: { type: 'about:blank', status: 500, title: 'Filter issue', detail } }
}

function send(response: ServerResponse, { status, headers, body, text }: OperateAnswer): void {
  const type = status >= 400 ? 'application/problem+json' : 'application/json'
  const written = text ?? (body === undefined ? undefined : writeJson(body))
  if (written === undefined) response.writeHead(status, headers).end()
  else response.writeHead(status, { 'content-type': type, ...headers }).end(written)
}
