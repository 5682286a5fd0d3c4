import type { ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { ExecutionResult } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { lengthOf } from '../admission/sending.ts'
import type { AnswerSender, WrittenAnswer } from '../answers/answer-sender.ts'
import { compressedAtOnce } from '../answers/compression.ts'
import { framingOf } from '../answers/framing.ts'
import { bodyOf, readable } from '../answers/readable.ts'
import { refusalFramingOf, streamFramingOf } from '../answers/stream-framing.ts'
import { toRefusal } from '../errors/errors.ts'
import { Refused } from '../errors/refused.ts'
import type { Visit } from '../request/visit.ts'

/** What Yoga is given with each request; a response only where it comes from node:http. */
interface Served {
  visit: Visit
  res?: ServerResponse
}

/** An answer that a response is made of. */
interface Own extends WrittenAnswer {
  /** Its pieces, where they are sent one after another, and the same for another form of it. */
  stream?: { pieces: Readable; of(body: readonly Buffer[]): Readable } | undefined
}

/** The first and the last of the gateway's plugins for answers. */
interface AnswerPlugins {
  write: Plugin<object, Served>
  compress: Plugin<object, Served>
}

/**
 * Writes answers as the gateway does on its own way: large ones in turns, and within the budget of what waits to be read.
 * So are the events of subscriptions; other streams of several answers are Yoga's. Before the owner's plugins, which may
 * write answers in ways of their own. They are compressed last, so that the owner's plugins see them as they are.
 * @param othersWrite whether plugins of the owner's write answers, perhaps in types of theirs
 */
export function writtenAnswers(
  sender: AnswerSender,
  logError: (error: unknown) => void,
  othersWrite: boolean,
): AnswerPlugins {
  const written = new WeakMap<Response, Own>()
  const write: AnswerPlugins['write'] = {
    onRequestParse({ request }) {
      // Before a command is carried out whose answer nobody takes.
      if (!othersWrite && !framingOf(request.headers.get('accept') ?? undefined)) throw notAcceptable()
    },
    onResultProcess({ request, result, setResultProcessor, serverContext }) {
      const { visit, res } = serverContext
      const streaming = streamFramingOf(request.headers.get('accept') ?? undefined)
      if (res && streaming && visit.operationType === 'subscription' && isStream(result)) {
        setResultProcessor((final, fetchAPI) => {
          const events = (final as AsyncIterable<ExecutionResult>)[Symbol.asyncIterator]()
          const pieces = readable(sender.stream(res, visit, events, streaming))
          pieces.once('error', (error) => {
            logError(error)
            res.destroy()
          })
          return new fetchAPI.Response(bodyOf(pieces), { status: 200, headers: { ...streaming.headers } })
        }, streaming.answer.mediaType)
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
        const answered = final as ExecutionResult
        const isSubscription = visit.operationType === 'subscription'
        const how = isSubscription ? refusalFramingOf(answered, streaming, framing) : framing
        const answer = await sender.write(answered, how, visit)
        const { status, headers, body } = answer
        // Copy the headers: Yoga's Headers modify their argument, and a framing's headers are shared.
        if (typeof body === 'string') {
          const response = new fetchAPI.Response(body, { status, headers: { ...headers } })
          written.set(response, answer)
          return response
        }
        const held = res && sender.hold(res, visit, body)
        const of = held && ((form: readonly Buffer[]) => oneByOne(() => held.pieces(form)))
        const stream = of && { of, pieces: of(body) }
        const response = new fetchAPI.Response(stream ? bodyOf(stream.pieces) : Buffer.concat(body), {
          status,
          headers: { ...headers, 'content-length': String(lengthOf(body)) },
        })
        written.set(response, { ...answer, stream })
        return response
      }, framing.mediaType)
    },
  }
  const compress: AnswerPlugins['compress'] = {
    async onResponse({ response, setResponse, fetchAPI, serverContext: { visit, res } }) {
      const own = written.get(response)
      // What the owner's plugins have made anew is theirs.
      if (!own || response.bodyUsed) return
      written.delete(response)
      const { headers, status } = response
      // What the owner's plugins say of it is told beside what others say.
      const vary = headers.get('vary')
      if (vary) visit.headers.append('vary', vary)
      headers.delete('vary')
      if (headers.has('content-encoding') || res?.hasHeader('content-encoding')) return
      const coding = sender.codingOf(visit, own)
      if (!coding) return
      const { body, stream } = own
      const coded =
        typeof body === 'string' ? [compressedAtOnce(body, coding)] : await sender.compressed(visit, body, coding, res)
      if (!coded) return
      stream?.pieces.destroy()
      headers.set('content-encoding', coding)
      headers.set('content-length', String(lengthOf(coded)))
      const form = stream ? bodyOf(stream.of(coded)) : Buffer.concat(coded)
      setResponse(new fetchAPI.Response(form, { status, headers }))
    },
  }
  return { write, compress }
}

function notAcceptable(): Refused {
  const message =
    'Nothing that `Accept` names is what questions are answered by: application/json, application/graphql-response+json, text/event-stream, multipart/mixed. Ask with `accept: application/json`.'
  return new Refused('BAD_REQUEST', message, { retryable: false }, { status: 406 })
}

/** Begins with the first piece that is asked for. */
function oneByOne(pieces: () => Iterable<Buffer>): Readable {
  const begun = function* () {
    yield* pieces()
  }
  return readable(begun())
}

function isStream(result: unknown): boolean {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result
}

/** One answer, or a list of several; a stream of answers is neither. */
function isAnswer(result: unknown): boolean {
  return typeof result === 'object' && result !== null && !isStream(result)
}
