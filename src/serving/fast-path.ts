import type { IncomingMessage } from 'node:http'
import type { AnswerSender } from '../answers/answer-sender.ts'
import { framingOf } from '../answers/framing.ts'
import { noteAnswer } from '../request/outcome.ts'
import type { Question } from '../request/plugin.ts'
import { parseExact } from '../upstream/json/exact-json.ts'
import { isJsonObject } from '../upstream/json/json-object.ts'
import type { DirectAnswer } from './directly.ts'
import type { Inside } from './door.ts'
import type { LazyYoga } from './yoga/yoga.ts'

interface FastPathOptions {
  yoga: LazyYoga
  /** The path that is served. */
  endpoint: string
  answer: DirectAnswer
  sender: AnswerSender
  logError(error: unknown): void
}

/**
 * Serves a plain JSON POST straight from node:http: Yoga's Fetch layer is half of the cost of a small request.
 * Everything else (GraphiQL, GET, multipart, batches, syntax errors) is left to Yoga as a whole, before anything is
 * executed.
 */
export function fastPath({ yoga, endpoint, answer, sender, logError }: FastPathOptions): Inside['handle'] {
  return (request, response, visit, body) => {
    const framing = body && isPlainQuestion(request, endpoint) ? framingOf(request.headers.accept) : undefined
    if (!body || !framing) {
      void yoga.handle(request, response, visit, body)
      return
    }
    const serve = async () => {
      const json = readJson(body)
      const question = json && readQuestion(json.value)
      const result = question && (await answer(question, visit))
      if (!result) {
        visit.json = json
        return yoga.handle(request, response, visit, body)
      }
      noteAnswer(visit, result)
      await sender.send(response, visit, result, framing)
    }
    serve().catch((error: unknown) => {
      logError(error)
      if (!response.headersSent) response.writeHead(500, visit.headers.collected)
      response.end()
    })
  }
}

const PARAMS = new Set(['query', 'variables', 'operationName', 'extensions', 'documentId'])

/** A plain question; undefined for everything else. */
function readQuestion(params: unknown): Question | undefined {
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

function readJson(body: Buffer): { value: unknown } | undefined {
  try {
    return { value: parseExact(body.toString('utf8')) }
  } catch {
    return undefined
  }
}

function isPlainQuestion(request: IncomingMessage, endpoint: string): boolean {
  const { method, url, headers } = request
  if (method !== 'POST' || url !== endpoint || headers['content-encoding'] !== undefined) return false
  const type = headers['content-type']
  if (type === 'application/json') return true
  const plain = type?.toLowerCase().replace(/\s/g, '')
  return plain === 'application/json' || plain === 'application/json;charset=utf-8'
}
