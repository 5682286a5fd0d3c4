import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { ExecutionResult } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { AnswerSender } from '../answers/answer-sender.ts'
import { EVENT, framingOf } from '../answers/framing.ts'
import type { Visit } from '../request/visit.ts'

/** What Yoga is given with each request; a response only where it comes from node:http. */
interface Served {
  visit: Visit
  res?: ServerResponse
}

/**
 * Makes Yoga's answers go through the gateway's AnswerSender: large ones in turns, and within the budget for answers
 * that wait to be sent. So do events of subscriptions; other streams of answers are left to Yoga. Comes before the
 * owner's plugins, which may serialize answers in their own way.
 */
export function writtenAnswers(sender: AnswerSender, logError: (error: unknown) => void): Plugin<object, Served> {
  return {
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
      if (!framing || !isAnswer(result)) return
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

/**
 * No read-ahead: the next piece is made when the previous one was handed over, which tells what the client has read.
 */
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
