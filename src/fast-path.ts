import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'graphql-yoga'
import type { Answering } from './answering/answering.ts'
import { httpAnswer } from './answering/http-answer.ts'
import type { Inside } from './door.ts'
import { noteAnswer } from './outcome.ts'
import type { Question } from './plugins/plugin.ts'
import { sendText } from './send-text.ts'
import { parseExact } from './upstream/exact-json.ts'
import { isJsonObject } from './upstream/json-object.ts'
import type { Visit } from './visit.ts'
import type { LaterYoga } from './yoga.ts'

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
 * Serves a plain JSON POST straight from node:http: Yoga's Fetch layer is half of the cost of a small request. Whatever is
 * not a plain question with a plain answer (GraphiQL, GET, multipart, batches, syntax errors) is left to Yoga as a whole;
 * nothing was executed by then.
 * @param endpoint the path that is served
 */
export function fastPath(
  yoga: LaterYoga,
  endpoint: string,
  answering: Answering,
  logError: (error: unknown) => void,
): Inside['handle'] {
  return (request, response, visit) => {
    const mediaType = isPlainQuestion(request, endpoint) ? answerType(request.headers.accept) : undefined
    if (!mediaType) {
      void yoga.handle(request, response, visit)
      return
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
      answer(answering, yoga, request, response, visit, body, mediaType).catch((error: unknown) => {
        logError(error)
        if (!response.headersSent) response.writeHead(500, visit.headers.collected)
        response.end()
      })
    })
  }
}

async function answer(
  answering: Answering,
  yoga: LaterYoga,
  request: IncomingMessage,
  response: ServerResponse,
  visit: Visit,
  body: Buffer,
  mediaType: string,
): Promise<void> {
  const question = readQuestion(body)
  const result = question && (await answering(question, visit, request, response))
  if (!result) return yoga.handle(request, response, visit, body)
  noteAnswer(visit, result)
  const { collected } = visit.headers
  if (result.errors || result.extensions?.http) {
    const { status, headers, body: text } = httpAnswer(result, mediaType)
    sendText(response, status, { ...collected, ...headers }, text)
  } else {
    const head = { ...collected, 'content-type': `${mediaType}; charset=utf-8` }
    sendText(response, 200, head, JSON.stringify(result))
  }
}

const PARAMS = new Set(['query', 'variables', 'operationName', 'extensions', 'documentId'])

/** A plain question; undefined for everything else. */
function readQuestion(body: Buffer): Question | undefined {
  const params = readJson(body)
  if (!isJsonObject(params)) return undefined
  for (const name in params) if (!PARAMS.has(name)) return undefined
  const { query, variables, operationName, extensions, documentId } = params
  if (query !== undefined && typeof query !== 'string') return undefined
  if (variables !== undefined && variables !== null && !isJsonObject(variables)) return undefined
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') return undefined
  if (extensions !== undefined && extensions !== null && !isJsonObject(extensions)) return undefined
  const question: Question = {}
  if (query !== undefined) question.query = query
  if (variables) question.variables = variables
  if (operationName !== undefined && operationName !== null) question.operationName = operationName
  if (extensions) question.extensions = extensions
  if (documentId !== undefined) question.documentId = documentId
  return question
}

function readJson(body: Buffer): unknown {
  try {
    return parseExact(body.toString('utf8'))
  } catch {
    return undefined
  }
}

function isPlainQuestion(request: IncomingMessage, endpoint: string): boolean {
  const { method, url, headers } = request
  // A server in front, such as Express, may have read the body already.
  if ('body' in request || request.readableEnded) return false
  if (method !== 'POST' || url !== endpoint || headers['content-encoding'] !== undefined) return false
  // Those that say how long they are were bounded on arrival; the others are Yoga's to bound.
  if (headers['content-length'] === undefined) return false
  const type = headers['content-type']
  if (type === 'application/json') return true
  const plain = type?.toLowerCase().replace(/\s/g, '')
  return plain === 'application/json' || plain === 'application/json;charset=utf-8'
}

/** The type of the answer as Yoga chooses it: the first accepted one that it can give; undefined where there is none. */
function answerType(accept = '*/*'): string | undefined {
  if (accept === '*/*' || accept === 'application/json') return 'application/json'
  for (const accepted of accept.toLowerCase().replace(/\s/g, '').split(',')) {
    const [type, ...parameters] = accepted.split(';')
    const charset = parameters.find((parameter) => parameter.includes('charset='))
    if (charset !== undefined && charset !== 'charset=utf-8') continue
    if (type === 'application/json' || type === '*/*' || type === 'application/*') return 'application/json'
    if (type === 'application/graphql-response+json') return type
  }
  return undefined
}
