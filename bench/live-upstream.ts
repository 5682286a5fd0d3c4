import { instance, instanceKey, instanceNumber, type Row, topology } from './rows.ts'
import { jsonResponse, serveWire, type WireRequest } from './wire.ts'

/**
 * The upstream of the table of subscriptions, as a program: prints its port. Its instances move: `GET /move?first=N&count=M`
 * changes some at once, and so does a cancellation. `GET /calls` tells how many calls there were since it was last asked.
 */
const changed = new Map<number, Row>()
let version = 0
let calls = 0

const port = await serveWire(
  (request) => {
    const [path = '', query] = request.path.split('?')
    if (path === '/calls') {
      const answer = jsonResponse(String(calls))
      calls = 0
      return answer
    }
    if (path === '/move') return move(new URLSearchParams(query))
    calls++
    return answerTo(path, request)
  },
  Number(process.env.PORT ?? 0),
)
console.log(port)

function move(asked: URLSearchParams): Buffer {
  const [first, count] = [Number(asked.get('first')), Number(asked.get('count'))]
  for (let n = first; n < first + count; n++) changed.set(n, { tags: [`moved-${++version}`] })
  return jsonResponse('{}')
}

function answerTo(path: string, { method, body }: WireRequest): Buffer {
  const [, , resource, last = ''] = path.split('/')
  if (resource === 'topology') return jsonResponse(JSON.stringify(topology))
  if (last === 'search') return search(JSON.parse(body))
  if (method === 'GET') return jsonResponse(JSON.stringify(rowOf(instanceNumber(last))))
  // A cancellation.
  changed.set(instanceNumber(last), { state: 'TERMINATED', tags: [`moved-${++version}`] })
  return DONE
}

const DONE = Buffer.from('HTTP/1.1 204 No Content\r\n\r\n')

const rowOf = (n: number): Row => ({ ...instance(n), ...changed.get(n) })

interface SearchBody {
  filter?: { processInstanceKey?: { $in?: string[] } }
  page?: { limit?: number }
}

function search({ filter, page: { limit = 50 } = {} }: SearchBody): Buffer {
  const keys = filter?.processInstanceKey?.$in ?? Array.from({ length: limit }, (_, n) => instanceKey(n))
  const items = keys.map((key) => rowOf(instanceNumber(key)))
  const page = { totalItems: 10_000, hasMoreTotalItems: false, startCursor: null, endCursor: null }
  return jsonResponse(JSON.stringify({ items, page }))
}
