import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { contract } from '../../contract/contract.ts'
import type { Cluster } from '../cluster.ts'
import { isObject } from '../json.ts'
import { Problem } from '../problem.ts'
import { type Body, readBody } from './body.ts'
import type { Call, Handler, Reply } from './call.ts'
import { contractProblem, tenantProblem } from './gate.ts'
import { HANDLERS } from './handlers.ts'
import { asProblem } from './rejections.ts'

/** The HTTP server of a cluster: the v2 REST API of Camunda 8.9 below `/v2`. */
export function createHttpServer(cluster: Cluster): Server {
  const server = createServer((request, response) => void respond(cluster, request, response))
  // Long polls may last: it is their own timeout that ends them.
  server.requestTimeout = 0
  return server
}

async function respond(cluster: Cluster, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://sandbox')
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  let operationId = ''
  try {
    const operation = route(request.method ?? 'GET', url)
    operationId = operation.operationId
    const body = await readBody(request)
    const reply = await serve(cluster, operation, request.method ?? 'GET', url, body, gone.signal)
    if (!gone.signal.aborted) send(response, reply, operation.status)
  } catch (error) {
    // A request that broke off is nobody's fault here.
    if (gone.signal.aborted) return
    const problem = asProblem(error, operationId)
    if (!problem) console.error(error)
    sendProblem(response, problem ?? unexpected(), url.pathname)
  }
}

interface Operation {
  readonly operationId: string
  readonly handler: Handler
  /** Of a good answer with a body. */
  readonly status: number
  readonly path: Readonly<Record<string, string>>
}

function route(method: string, url: URL): Operation {
  const { pathname } = url
  const found = pathname.startsWith('/v2/') ? contract('8.9').match(method, pathname) : undefined
  if (!found) throw unrouted(method, pathname)
  const handler = HANDLERS[found.operationId]
  if (!handler)
    throw new Problem(
      501,
      'Not Implemented',
      `The sandbox does not have ${found.operationId}: only a real Camunda does.`,
    )
  const { answers } = contract('8.9').operation(found.operationId)
  const status = Number(Object.keys(answers).find((code) => code.startsWith('2') && code !== '204') ?? 200)
  return { operationId: found.operationId, handler, status, path: found.parameters }
}

async function serve(
  cluster: Cluster,
  { operationId, handler, path }: Operation,
  method: string,
  url: URL,
  body: Body,
  signal: AbortSignal,
): Promise<Reply> {
  const call: Call = {
    cluster,
    path,
    query: url.searchParams,
    body: isObject(body.json) ? body.json : {},
    exact: isObject(body.exact) ? body.exact : {},
    form: body.form,
    signal,
  }
  cluster.engine.tick()
  cluster.view.catchUp()
  const gate = () => {
    // A multipart body is not JSON: its handler reads the parts.
    if (body.form) return
    const problem = contractProblem(method, url.pathname, url.searchParams, body.json)
    if (problem) throw problem
    const foreign = tenantProblem(operationId, call.body)
    if (foreign) throw foreign
  }
  // A search says best itself what is wrong with it, and asking it changes nothing; the gate sees the rest.
  const isSearch = operationId.startsWith('search')
  if (!isSearch) gate()
  const reply = await handler(call)
  if (isSearch) gate()
  return reply
}

function send(response: ServerResponse, reply: Reply, status: number): void {
  if ('empty' in reply) {
    response.writeHead(204).end()
    return
  }
  if ('json' in reply) {
    const text = Buffer.from(JSON.stringify(reply.json))
    response.writeHead(reply.status ?? status, { 'content-type': 'application/json', 'content-length': text.length })
    response.end(text)
    return
  }
  const bytes = 'bytes' in reply ? reply.bytes : Buffer.from(reply.text)
  response.writeHead(status, {
    'content-type': reply.mediaType,
    'content-length': bytes.length,
    ...('bytes' in reply ? { 'content-disposition': reply.disposition } : {}),
  })
  response.end(bytes)
}

function sendProblem(response: ServerResponse, problem: Problem, instance: string): void {
  const text = Buffer.from(JSON.stringify(problem.toJSON(instance)))
  response
    .writeHead(problem.status, { 'content-type': 'application/problem+json', 'content-length': text.length })
    .end(text)
}

function unrouted(method: string, pathname: string): Problem {
  const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((other) => other !== method)
  if (pathname.startsWith('/v2/') && others.some((other) => contract('8.9').match(other, pathname))) {
    return new Problem(405, 'Method Not Allowed', `Method '${method}' is not supported.`)
  }
  return new Problem(404, 'Not Found', `No static resource ${pathname.slice(1)}.`)
}

function unexpected(): Problem {
  return new Problem(500, 'INTERNAL', 'Unexpected error of the sandbox: its log says more')
}
