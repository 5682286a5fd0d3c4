import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { ExecutionResult } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { AnswerSender } from '../answers/answer-sender.ts'
import { EVENT, framingOf } from '../answers/framing.ts'
import { toRefusal } from '../errors/errors.ts'
import { Refused } from '../errors/refused.ts'
import type { Visit } from '../request/visit.ts'

/** What Yoga is given with each request; a response only where it comes from node:http. */
interface Served {
  visit: Visit
  res?: ServerResponse
}

/**
 * Writes answers as the gateway does on its own way: large ones in turns, and within the budget of what waits to be read.
 * So are the events of subscriptions; other streams of several answers are Yoga's. Before the owner's plugins, which may
 * write answers in ways of their own.
 * @param othersWrite whether plugins of the owner's write answers, perhaps in types of theirs
 */
export function writtenAnswers(
  sender: AnswerSender,
  logError: (error: unknown) => void,
  othersWrite: boolean,
): Plugin<object, Served> {
  return {
    onRequestParse({ request }) {
      // Before a command is carried out whose answer nobody takes.
      if (!othersWrite && !framingOf(request.headers.get('accept') ?? undefined)) throw notAcceptable()
    },
    onResultProcess({ request, result, setResultProcessor, serverContext }) {
      const { visit, res } = serverContext
      if (res && visit.operationType === 'subscription' && isStream(result)) {
        setResultProcessor((final, fetchAPI) => {
          const events = (final as AsyncIterable<ExecutionResult>)[Symbol.asyncIterator]()
          const pieces = Readable.from(sender.stream(res, visit, events), ONE_AT_A_TIME)
          pieces.once('error', (error) => {
            logError(error)
            res.destroy()
          })
          return new fetchAPI.Response(pieces as never, { status: 200, headers: { ...EVENT.headers, ...UNTOUCHED } })
        }, EVENT.mediaType)
        return
      }
      const framing = framingOf(request.headers.get('accept') ?? undefined)
      if (!isAnswer(result)) return
      if (!framing) {
        const { status, body } = toRefusal(notAcceptable())
        setResultProcessor((_result, fetchAPI) => fetchAPI.Response.json(body, { status }), 'application/json')
        return
      }
      setResultProcessor(async (final, fetchAPI) => {
        const { status, headers, body } = await sender.write(final as ExecutionResult, framing, visit)
        // Copy the headers: Yoga's Headers modify their argument, and a framing's headers are shared.
        if (typeof body === 'string') return new fetchAPI.Response(body, { status, headers: { ...headers } })
        const length = String(body.reduce((sum, { byteLength }) => sum + byteLength, 0))
        const pieces = res ? Readable.from(sender.hold(res, visit, body), ONE_AT_A_TIME) : Buffer.concat(body)
        // The Fetch type does not allow Node streams; Yoga's Response takes them, with back-pressure.
        return new fetchAPI.Response(pieces as never, { status, headers: { ...headers, 'content-length': length } })
      }, framing.mediaType)
    },
  }
}

function notAcceptable(): Refused {
  const message =
    'Nothing that `Accept` names is what questions are answered by: application/json, application/graphql-response+json, text/event-stream, multipart/mixed. Ask with `accept: application/json`.'
  return new Refused('BAD_REQUEST', message, { retryable: false }, { status: 406 })
}

/** The next piece is made when the one before it is handed over: then it is known what the client has read. */
const ONE_AT_A_TIME = { objectMode: true, highWaterMark: 1 }

/** Compression would buffer events. */
const UNTOUCHED = { 'content-encoding': 'none' }

function isStream(result: unknown): boolean {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result
}

/** One answer, or a list of several; a stream of answers is neither. */
function isAnswer(result: unknown): boolean {
  return typeof result === 'object' && result !== null && !isStream(result)
}
