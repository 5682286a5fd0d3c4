import type { IncomingMessage } from 'node:http'
import type { AnswerSender } from '../answers/answer-sender.ts'
import { framingOf } from '../answers/framing.ts'
import type { LiveSender } from '../answers/live-sender.ts'
import { refusalFramingOf, streamFramingOf } from '../answers/stream-framing.ts'
import { sendUnexpected } from '../answers/unexpected.ts'
import { LiveStream } from '../live/live-stream.ts'
import { EventStream } from '../operation/event-stream.ts'
import { textOf } from '../request/body-text.ts'
import { mediaTypeOf } from '../request/content-type.ts'
import { noteAnswer } from '../request/outcome.ts'
import type { Question } from '../request/plugin.ts'
import { questionOf } from '../request/question.ts'
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
  live: LiveSender
  logError(error: unknown): void
}

/**
 * Serves a plain JSON POST straight from node:http: Yoga's Fetch layer is half of the cost of a small request.
 * Everything else (GraphiQL, GET, multipart, batches, syntax errors) is left to Yoga as a whole, before anything is
 * executed.
 */
export function fastPath({ yoga, endpoint, answer, sender, live, logError }: FastPathOptions): Inside['handle'] {
  return (request, response, visit, body) => {
    const framing = body && isPlainQuestion(request, endpoint) ? framingOf(request.headers.accept) : undefined
    if (!body || !framing) {
      void yoga.handle(request, response, visit, body)
      return
    }
    const serve = async () => {
      const json = readJson(body)
      const question = json && readQuestion(json.value)
      const streaming = streamFramingOf(request.headers.accept)
      const result = question && (await answer(question, visit, streaming ? 'live' : 'none'))
      if (!result) {
        visit.json = json
        return yoga.handle(request, response, visit, body)
      }
      if (result instanceof LiveStream) {
        if (streaming && !response.destroyed) live.send(response, visit, result, streaming)
        else await result.return()
        return
      }
      // Not wanted here.
      if (result instanceof EventStream) throw new TypeError('a stream of events was opened that nobody has asked for')
      noteAnswer(visit, result)
      const isSubscription = visit.operationType === 'subscription'
      const how = isSubscription ? refusalFramingOf(result, streaming, framing) : framing
      await sender.send(response, visit, result, how)
    }
    serve().catch((error: unknown) => {
      sendUnexpected(response, visit, error)
      logError(error)
    })
  }
}

/** A plain question; undefined for everything else. */
function readQuestion(params: unknown): Question | undefined {
  if (!isJsonObject(params)) return undefined
  try {
    return questionOf(params)
  } catch {
    return undefined
  }
}

function readJson(body: Buffer): { value: unknown } | undefined {
  try {
    return { value: parseExact(textOf(body)) }
  } catch {
    return undefined
  }
}

function isPlainQuestion(request: IncomingMessage, endpoint: string): boolean {
  const { method, url, headers } = request
  if (method !== 'POST' || url !== endpoint) return false
  const type = headers['content-type']
  if (type === 'application/json') return true
  return type !== undefined && mediaTypeOf(type) === 'application/json'
}
