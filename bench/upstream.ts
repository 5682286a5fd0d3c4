import * as rows from './rows.ts'
import { jsonResponse, serveWire, type WireRequest } from './wire.ts'

/**
 * The upstream of the benchmarks, as a program: prints its port. An answer is made when a request is seen for the first
 * time and ready-made from then on. `DELAY` holds every answer back for so many milliseconds. `GET /watch` starts to
 * note calls, `GET /seen` tells them and stops; it also tells how many were in flight at once.
 */
const delay = Number(process.env.DELAY ?? 0)
const made = new Map<string, Buffer>()
// Only while they are asked for: a long run makes millions.
let calls: string[] | undefined
let inFlight = 0
let most = 0

const port = await serveWire(
  (request) => {
    if (request.path === '/watch' || request.path === '/seen') return watch(request.path === '/watch')
    calls?.push(`${request.method} ${request.path}`)
    return delay === 0 ? answerTo(request) : later(request)
  },
  Number(process.env.PORT ?? 0),
)
console.log(port)

function watch(on: boolean): Buffer {
  const answer = jsonResponse(JSON.stringify({ calls: calls ?? [], most }))
  calls = on ? [] : undefined
  most = 0
  return answer
}

function later(request: WireRequest): Promise<Buffer> {
  inFlight++
  most = Math.max(most, inFlight)
  return new Promise((resolve) =>
    setTimeout(() => {
      inFlight--
      resolve(answerTo(request))
    }, delay),
  )
}

function answerTo({ method, path, body }: WireRequest): Buffer {
  // Commands carry large bodies that are never the same twice.
  if (method !== 'GET' && !path.endsWith('/search')) return DONE
  const name = `${path} ${body}`
  const kept = made.get(name)
  if (kept) return kept
  const answer = make(path, body)
  const response = answer ? jsonResponse(JSON.stringify(answer)) : ABSENT
  made.set(name, response)
  return response
}

const DONE = Buffer.from('HTTP/1.1 204 No Content\r\n\r\n')
const ABSENT = jsonResponse('{"title":"NOT_FOUND","status":404}', '404 Not Found')

function make(path: string, body: string): object | undefined {
  const [, , resource = '', last = ''] = path.split(/[/?]/)
  if (resource === 'topology') return rows.topology
  if (last === 'search') return search(resource, JSON.parse(body))
  if (resource === 'process-instances') return rows.instance(rows.instanceNumber(last))
  if (resource === 'process-definitions') return rows.definition(rows.definitionNumber(last))
  return undefined
}

interface SearchBody {
  filter?: Record<string, string | { $in?: string[]; $eq?: string }>
  page?: { limit?: number }
}

/** What each search answers for the numbers that its filter names, and the field that the filter names them by. */
const SEARCHES: Record<string, { by: string; number(key: string): number; rows(n: number): rows.Row[] }> = {
  'process-instances': { by: 'processInstanceKey', number: rows.instanceNumber, rows: (n) => [rows.instance(n)] },
  'process-definitions': {
    by: 'processDefinitionKey',
    number: rows.definitionNumber,
    rows: (n) => [rows.definition(n)],
  },
  incidents: { by: 'processInstanceKey', number: rows.instanceNumber, rows: rows.incidentsOf },
  'user-tasks': { by: 'processInstanceKey', number: rows.instanceNumber, rows: rows.userTasksOf },
  variables: { by: 'processInstanceKey', number: rows.instanceNumber, rows: rows.variablesOf },
}

function search(resource: string, { filter, page }: SearchBody): object | undefined {
  const kind = SEARCHES[resource]
  if (!kind) return undefined
  const asked = filter?.[kind.by]
  const keys = typeof asked === 'object' ? (asked.$in ?? [asked.$eq ?? '']) : asked === undefined ? undefined : [asked]
  const limit = page?.limit ?? 100
  const numbers = keys?.map(kind.number).sort((a, b) => a - b) ?? Array.from({ length: limit }, (_, n) => n)
  const found = numbers.flatMap(kind.rows)
  return {
    items: found.slice(0, limit),
    page: {
      totalItems: keys ? found.length : Math.max(found.length, 357),
      hasMoreTotalItems: false,
      startCursor: 'WzFd',
      endCursor: 'WzJd',
    },
  }
}
