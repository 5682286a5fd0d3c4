import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { serve } from '../../../attacks/actor.ts'
import { incident, key, processDefinition, processInstance, userTask, variable } from '../../support/rows.ts'

/** What the cluster is like. */
export interface Script {
  /** Milliseconds that each call takes. */
  delay?: number
  /** Milliseconds that the activation of jobs waits for some; none ever come. */
  pollsFor?: number
  /** Bytes of each variable's value. */
  valueSize?: number
  /** Whether the names of definitions are others in each second. */
  changing?: boolean
  /** Bytes of each form's schema, and of each definition's XML. */
  documentSize?: number
  /** Searches of these fail with a 500 whose detail has so many bytes. */
  failing?: { resource: string; detail: number }
  /** What the token endpoint `/token` answers. */
  token?: { status: number; body: object }
}

/** What the cluster has seen. */
export interface Seen {
  /** How often each was called; keys are left out: `GET /user-tasks/form`. */
  calls: Record<string, number>
  /** Bytes of the longest body that the gateway has sent. */
  longestBody: number
}

let script: Script = {}
const seen: Seen = { calls: {}, longestBody: 0 }
const made = new Map<string, Buffer>()

type Ids = readonly string[]

/** The rows of a search, by those that it names. Every instance has two incidents. */
const SEARCHES: Record<string, (keys: Ids | undefined, limit: number) => object[]> = {
  'process-instances': (keys, limit) =>
    (keys ?? some(limit)).map((processInstanceKey) => processInstance({ processInstanceKey })),
  'process-definitions': (keys, limit) =>
    (keys ?? some(limit)).map((processDefinitionKey) => processDefinition({ processDefinitionKey })),
  'user-tasks': (_, limit) => some(limit).map((userTaskKey) => userTask({ userTaskKey })),
  incidents: (keys, limit) =>
    keys
      ? keys.flatMap((processInstanceKey) =>
          [0, 1].map((n) =>
            incident({ processInstanceKey, incidentKey: String(BigInt(processInstanceKey) * 2n + BigInt(n)) }),
          ),
        )
      : some(limit).map((incidentKey) => incident({ incidentKey })),
  variables: (_, limit) => some(limit).map((variableKey) => variable({ variableKey, value: '%VALUE%' })),
}

const some = (count: number) => Array.from({ length: count }, (_, n) => key(n))

interface SearchBody {
  filter?: Record<string, string | { $in?: string[]; $eq?: string } | undefined>
  page?: { limit?: number }
}

function search(resource: string, body: string): Buffer | undefined {
  const rowsOf = SEARCHES[resource]
  if (!rowsOf) return undefined
  const { filter = {}, page }: SearchBody = JSON.parse(body || '{}')
  const limit = page?.limit ?? 100
  const asked = Object.entries(filter).find(([name]) => name.endsWith('Key'))?.[1]
  const keys = typeof asked === 'object' ? (asked.$in ?? [asked.$eq ?? '']) : asked === undefined ? undefined : [asked]
  const rows = rowsOf(keys, limit)
  const totalItems = keys ? rows.length : 10_000
  const text = JSON.stringify({
    items: rows.slice(0, limit),
    page: { totalItems, hasMoreTotalItems: false, startCursor: 'WzFd', endCursor: 'WzJd' },
  })
  if (resource !== 'variables') return Buffer.from(text)
  // Put in late: it may be longer than a text can be.
  const value = Buffer.alloc(script.valueSize ?? 10, 'v')
  const parts = text.split('%VALUE%').map((part) => Buffer.from(part))
  return Buffer.concat(
    parts.flatMap((part, index) => (index === 0 ? [part] : [Buffer.from('\\"'), value, Buffer.from('\\"'), part])),
  )
}

/** Answers are made once: a program that makes megabytes all the time would take the processor from what is tried. */
function answerTo(path: string, body: string): Buffer | undefined {
  const second = script.changing ? Math.floor(Date.now() / 1_000) : undefined
  const name = `${path} ${body} ${second ?? ''}`
  let answer = made.get(name)
  if (!answer) {
    answer = make(path, body)
    if (second !== undefined && answer) {
      if (made.size > 500) made.clear()
      answer = Buffer.from(
        answer.toString().replaceAll('"processDefinitionName":"', `"processDefinitionName":"${second} `),
      )
    }
    if (answer && made.size < 1_000) made.set(name, answer)
  }
  return answer
}

function make(path: string, body: string): Buffer | undefined {
  const [, , resource = '', last = '', sub] = path.split('/')
  const json = (value: object) => Buffer.from(JSON.stringify(value))
  const long = 'x'.repeat(script.documentSize ?? 10)
  if (resource === 'topology') return json({ gatewayVersion: '8.10.0', brokers: [] })
  if (last === 'search') return search(resource, body)
  if (sub === 'form') return json({ tenantId: '<default>', formId: 'form', schema: long, version: 1, formKey: last })
  if (sub === 'xml') return Buffer.from(`<definitions>${long}</definitions>`)
  if (resource === 'user-tasks') return json(userTask({ userTaskKey: last }))
  if (resource === 'process-definitions') return json(processDefinition({ processDefinitionKey: last }))
  if (resource === 'process-instances') return json(processInstance({ processInstanceKey: last }))
  return undefined
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  const path = (request.url ?? '').split('?')[0] ?? ''
  const name = `${request.method} ${path.replace(/^\/v2/, '').replace(/\/\d+/, '')}`
  seen.calls[name] = (seen.calls[name] ?? 0) + 1
  seen.longestBody = Math.max(seen.longestBody, body.length)
  if (script.delay) await sleep(script.delay)
  if (script.pollsFor && path.endsWith('/jobs/activation')) {
    await sleep(script.pollsFor, undefined, { ref: false })
    return void response.writeHead(200, { 'content-type': 'application/json' }).end('{"jobs":[]}')
  }
  const send = (status: number, content: Buffer, type = 'application/json') =>
    response.writeHead(status, { 'content-type': type, 'content-length': content.length }).end(content)
  if (path === '/token' && script.token)
    return void send(script.token.status, Buffer.from(JSON.stringify(script.token.body)))
  const { failing } = script
  if (failing && path.includes(failing.resource)) {
    const detail = 'x'.repeat(failing.detail)
    const problem = { type: 'about:blank', title: 'INTERNAL', status: 500, detail }
    return void send(500, Buffer.from(JSON.stringify(problem)), 'application/problem+json')
  }
  const content = answerTo(path, body.length < 100_000 ? body.toString() : '{}')
  if (content) send(200, content, path.endsWith('/xml') ? 'text/xml' : 'application/json')
  else send(404, Buffer.from('{"title":"NOT_FOUND","status":404}'), 'application/problem+json')
}

const api = {
  /** Answers the address on which it listens. */
  async start(given: Script): Promise<string> {
    script = given
    const server = createServer((request, response) => {
      // A gateway that leaves, or ends, is what some of these tests are about.
      answer(request, response).catch(() => response.destroy())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  },
  change(given: Script): void {
    script = given
    made.clear()
  },
  look: (_: undefined): Seen => seen,
}
export type Upstream = typeof api
serve(api)
