import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Dispatcher, Pool } from 'undici'

/**
 * The ceiling: what a program costs that answers the three questions and nothing else. Raw node:http, undici's dispatch,
 * the gateway's own upstream calls, JSON.parse, reshaping by hand, JSON.stringify; no GraphQL.
 */
type Row = Record<string, unknown>

const pool = new Pool(process.env.UPSTREAM ?? '', { connections: 64, pipelining: 1 })

function call(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart() {},
      onResponseStart() {},
      onResponseData(_, chunk) {
        chunks.push(chunk)
      },
      onResponseEnd() {
        resolve(JSON.parse(Buffer.concat(chunks).toString()))
      },
      onResponseError(_, error) {
        reject(error)
      },
    }
    const headers = { accept: 'application/json', 'content-type': 'application/json' }
    pool.dispatch({ method, path, headers, body: body ? JSON.stringify(body) : null }, handler)
  })
}

async function search(path: string, limit: number, filter?: object): Promise<Row[]> {
  const answer = (await call('POST', `/v2/${path}/search`, {
    ...(filter ? { filter } : {}),
    sort: [{ field: 'processInstanceKey', order: 'ASC' }],
    page: { limit },
  })) as { items: Row[] }
  return answer.items
}

/** The rows below many instances: a thousand instances by a search, as the gateway asks for them. */
async function searchBelow(path: string, keys: unknown[]): Promise<Row[]> {
  const parts: unknown[][] = []
  for (let at = 0; at < keys.length; at += 1_000) parts.push(keys.slice(at, at + 1_000))
  const pages = await Promise.all(
    parts.map((part) => search(path, Math.max(1_000, part.length * 5), { processInstanceKey: { $in: part } })),
  )
  return pages.length === 1 && pages[0] ? pages[0] : pages.flat()
}

const FLAT = [
  'processInstanceKey',
  'processDefinitionId',
  'processDefinitionName',
  'processDefinitionVersion',
  'state',
  'startDate',
  'hasIncident',
  'tenantId',
]

function pick(row: Row, fields: string[]): Row {
  const picked: Row = {}
  for (const field of fields) picked[field] = row[field]
  return picked
}

function grouped(rows: Row[]): Map<unknown, Row[]> {
  const groups = new Map<unknown, Row[]>()
  for (const row of rows) {
    const group = groups.get(row.processInstanceKey)
    if (group) group.push(row)
    else groups.set(row.processInstanceKey, [row])
  }
  return groups
}

const list = (rows: Row[] = [], fields: string[]) => ({
  totalCount: rows.length,
  nodes: rows.slice(0, 5).map((row) => pick(row, fields)),
})

const definitions = new Map<unknown, Row>()

const ANSWERS: Record<string, (first: number) => Promise<object>> = {
  async Q1(first) {
    const rows = await search('process-instances', first)
    return { processInstances: { nodes: rows.map((row) => pick(row, FLAT)) } }
  },
  async Q2(first) {
    const rows = await search('process-instances', first)
    const keys = rows.map((row) => row.processInstanceKey)
    const [incidents, userTasks] = await Promise.all([searchBelow('incidents', keys), searchBelow('user-tasks', keys)])
    const incidentsOf = grouped(incidents)
    const userTasksOf = grouped(userTasks)
    return {
      processInstances: {
        nodes: rows.map((row) => ({
          processInstanceKey: row.processInstanceKey,
          state: row.state,
          startDate: row.startDate,
          processDefinition: { name: row.processDefinitionName, version: row.processDefinitionVersion },
          incidents: list(incidentsOf.get(row.processInstanceKey), ['incidentKey', 'errorType', 'errorMessage']),
          userTasks: list(userTasksOf.get(row.processInstanceKey), ['userTaskKey', 'name', 'assignee']),
        })),
      },
    }
  },
  async Q3() {
    const row = (await call('GET', '/v2/process-instances/9007199254741093')) as Row
    let definition = definitions.get(row.processDefinitionKey)
    if (!definition) {
      definition = (await call('GET', `/v2/process-definitions/${row.processDefinitionKey}`)) as Row
      definitions.set(row.processDefinitionKey, definition)
    }
    return {
      processInstance: {
        ...pick(row, ['processInstanceKey', 'state', 'startDate', 'hasIncident']),
        processDefinition: pick(definition, ['name', 'version', 'hasStartForm']),
      },
    }
  },
}

function answer(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body)
  const length = Buffer.byteLength(text)
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': length })
  // As the gateway does it: node writes ASCII together with the head.
  if (length === text.length) response.end(text, 'latin1')
  else response.end(Buffer.from(text))
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { query } = JSON.parse(Buffer.concat(chunks).toString()) as { query: string }
    const name = /query (\w+)/.exec(query)?.[1] ?? ''
    const asked = ANSWERS[name]
    if (!asked) return answer(response, 400, { errors: [{ message: `No ${name}.` }] })
    // Only as much of the question is read as growth needs.
    asked(Number(/first: (\d+)/.exec(query)?.[1])).then(
      (data) => answer(response, 200, { data }),
      (error: unknown) => answer(response, 500, { errors: [{ message: String(error) }] }),
    )
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
