import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { type DocumentNode, type ExecutionResult, getOperationAST, parse } from 'graphql'
import { type Plugin, processRegularResult, type YogaServerInstance } from 'graphql-yoga'
import { LRUCache } from 'lru-cache'
import type { Context } from './context.ts'
import { holdsRawNumber, plainVariables } from './plugins/exact-numbers.ts'
import { type Caller, readCaller } from './upstream/auth/credentials.ts'
import { parseExact } from './upstream/exact-json.ts'
import { isJsonObject } from './upstream/json-object.ts'

type Yoga = YogaServerInstance<object, Context>

/** What a question brings along that is served past Yoga's Fetch objects: see `Context`. */
export interface PlainQuestion {
  caller: Caller
  signal: AbortSignal
}

/** The hooks that work on Fetch requests and responses: with a plugin that has one, every request is Yoga's. */
const FETCH_HOOKS = [
  'onRequest',
  'onRequestParse',
  'onParams',
  'onExecutionResult',
  'onResultProcess',
  'onResponse',
  'instrumentation',
] as const

/** Whether these plugins do the same on both ways. */
export function workOnBothWays(plugins: readonly Plugin[]): boolean {
  return plugins.every((plugin) => !FETCH_HOOKS.some((hook) => hook in plugin))
}

/**
 * Serves a plain JSON POST straight from node:http: Yoga's Fetch layer is half of the cost of a small request. Parsing,
 * validation, execution and plugins are Yoga's all the same, by its `getEnveloped`. Whatever is not a plain question with
 * a plain answer (GraphiQL, GET, multipart, batches, syntax errors, refused variables) is left to Yoga as a whole; nothing
 * was executed by then.
 * @param endpoint the path that is served
 */
export function fastPath(yoga: Yoga, endpoint: string): RequestListener {
  return (request, response) => {
    const mediaType = isPlainQuestion(request, endpoint) ? answerType(request.headers.accept) : undefined
    if (!mediaType) {
      yoga(request, response)
      return
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      answer(yoga, request, response, body, mediaType).catch((error: unknown) => {
        yoga.logger.error(error)
        if (!response.headersSent) response.writeHead(500)
        response.end()
      })
    })
  }
}

async function answer(
  yoga: Yoga,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  mediaType: string,
): Promise<void> {
  const prepared = await prepare(yoga, request, response, body)
  const result = prepared && (await prepared.execute())
  // Without data, the variables or the operation's name were refused before anything was executed.
  if (!result || !('data' in result)) return leaveTo(yoga, request, response, body)
  if (result.errors) return send(response, processRegularResult(result, yoga.fetchAPI, mediaType))
  const text = JSON.stringify(result)
  response.writeHead(200, { 'content-type': `${mediaType}; charset=utf-8`, 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

/** Documents without syntax errors, the latest thousand. */
const parsable = new LRUCache<string, true>({ max: 1_000 })

/** All that comes before the execution; undefined where Yoga has to say what is wrong. */
async function prepare(yoga: Yoga, request: IncomingMessage, response: ServerResponse, body: Buffer) {
  try {
    const params = readParams(body)
    if (!params) return undefined
    const question: PlainQuestion = { caller: readCaller((name) => request.headers[name]), signal: signalOf(response) }
    const enveloped = yoga.getEnveloped({ req: request, res: response, params, question })
    const { schema } = enveloped
    // Yoga keeps syntax errors, and must be the first to see one to say it its way.
    if (!parsable.get(params.query)) {
      parse(params.query)
      parsable.set(params.query, true)
    }
    const document: DocumentNode = enveloped.parse(params.query)
    if (enveloped.validate(schema, document).length > 0) return undefined
    const { operationName, variables } = params
    const operation = getOperationAST(document, operationName)
    if (!operation || operation.operation === 'subscription') return undefined
    const variableValues =
      variables && holdsRawNumber(variables) ? plainVariables(schema, document, operationName, variables) : variables
    const contextValue = await enveloped.contextFactory()
    return {
      execute: async (): Promise<ExecutionResult> =>
        enveloped.execute({ schema, document, contextValue, variableValues, operationName }),
    }
  } catch {
    return undefined
  }
}

interface Params {
  query: string
  variables?: Record<string, unknown> | undefined
  operationName?: string | undefined
}

/** The most bytes that are read here: what Yoga takes by default. */
const MAX_BODY_BYTES = 25_000_000

const PARAMS = new Set(['query', 'variables', 'operationName'])

/** The parameters of a plain question; undefined for everything else. Throws SyntaxError where the body is no JSON. */
function readParams(body: Buffer): Params | undefined {
  const params = parseExact(body.toString('utf8'))
  if (!isJsonObject(params)) return undefined
  for (const name in params) if (!PARAMS.has(name)) return undefined
  const { query, variables, operationName } = params
  if (typeof query !== 'string') return undefined
  if (variables !== undefined && variables !== null && !isJsonObject(variables)) return undefined
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') return undefined
  return { query, variables: variables ?? undefined, operationName: operationName ?? undefined }
}

function isPlainQuestion(request: IncomingMessage, endpoint: string): boolean {
  const { method, url, headers } = request
  // A server in front, such as Express, may have read the body already.
  if ('body' in request || request.readableEnded) return false
  if (method !== 'POST' || url !== endpoint || headers['content-encoding'] !== undefined) return false
  // Longer bodies, and those that do not say how long they are, are Yoga's to bound.
  if (!(Number(headers['content-length'] ?? Number.NaN) <= MAX_BODY_BYTES)) return false
  const type = headers['content-type']?.toLowerCase().replace(/\s/g, '')
  return type === 'application/json' || type === 'application/json;charset=utf-8'
}

/** The type of the answer as Yoga chooses it: the first accepted one that it can give; undefined where there is none. */
function answerType(accept = '*/*'): string | undefined {
  for (const accepted of accept.toLowerCase().replace(/\s/g, '').split(',')) {
    const [type, ...parameters] = accepted.split(';')
    const charset = parameters.find((parameter) => parameter.includes('charset='))
    if (charset !== undefined && charset !== 'charset=utf-8') continue
    if (type === 'application/json' || type === '*/*' || type === 'application/*') return 'application/json'
    if (type === 'application/graphql-response+json') return type
  }
  return undefined
}

/** Aborts when the client goes away before its answer is there. */
function signalOf(response: ServerResponse): AbortSignal {
  const stop = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) stop.abort(CLIENT_LEFT)
  })
  return stop.signal
}

const CLIENT_LEFT = new Error('The client went away.')

/** Yoga reads the body from here where a server in front has read it already. */
function leaveTo(yoga: Yoga, request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  yoga(Object.assign(request, { body }), response)
}

async function send(response: ServerResponse, answer: Response): Promise<void> {
  const text = Buffer.from(await answer.arrayBuffer())
  response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), 'content-length': text.length })
  response.end(text)
}
