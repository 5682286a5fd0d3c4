import type { ServerResponse } from 'node:http'
import { pipeline, Readable } from 'node:stream'
import { unexpectedError } from '../answers/unexpected.ts'
import { statusOf } from '../errors/content-status.ts'
import { toClientError } from '../errors/errors.ts'
import type { Refusal } from '../errors/refusal.ts'
import { Refused } from '../errors/refused.ts'
import { noteRefusal } from '../request/outcome.ts'
import type { Visit } from '../request/visit.ts'
import { UpstreamFailure } from '../upstream/failures/failure.ts'
import type { Content, FindContent } from './content.ts'
import type { Inside } from './door.ts'
import { refusalResponse, sendRefusal } from './refusals.ts'

interface ContentsOptions {
  find: FindContent
  answered(visit: Visit): void
  logError(error: unknown): void
}

/** Serves contents: by node:http, or as an answer that Yoga sends. */
interface Contents extends Pick<Inside, 'handle'> {
  /** @param response that of node:http; undefined where the request came by the Fetch API */
  answer(visit: Visit, fetchAPI: FetchAnswers, response: ServerResponse | undefined): Promise<Response>
}

/** How answers of the Fetch API are made. */
type FetchAnswers = { Response: typeof Response }

/**
 * Serves what the cluster answers as bytes: documents, and files that were deployed. They are handed on as fast as they are
 * read, and never held. Errors are JSON as those of questions, with the status of HTTP that says the same.
 */
export function contents({ find, answered, logError }: ContentsOptions): Contents {
  /** The answer to a request; a refusal where there is no content. Never rejects. */
  async function open(visit: Visit): Promise<Content | Refusal> {
    try {
      const content = await find(visit, new URLSearchParams(visit.arrival.query))
      // The time of the request is for finding it: reading it may take as long as it goes on.
      answered(visit)
      return content
    } catch (error) {
      answered(visit)
      const { reason } = visit.cancellation
      // Where its time was up, that is what the client is told, and not what broke off by it.
      const refusal = refusalOf(reason instanceof Refused ? reason : error, logError)
      noteRefusal(visit, refusal)
      return refusal
    }
  }

  return {
    handle(_request, response, visit) {
      void open(visit).then((answer) => {
        if (response.destroyed) {
          if (isContent(answer)) answer.body.destroy()
        } else if (isContent(answer)) send(response, visit, answer)
        else sendRefusal(response, visit, answer)
      })
    },

    async answer(visit, fetchAPI, response) {
      const answer = await open(visit)
      if (!isContent(answer)) return refusalResponse(answer)
      const { status, headers } = answer
      const init = { status, headers: { ...headers } }
      if (visit.arrival.method === 'HEAD') {
        answer.body.destroy()
        return new fetchAPI.Response(null, init)
      }
      // Node has a type of its own for the same stream.
      if (!response) return new fetchAPI.Response(Readable.toWeb(answer.body) as unknown as BodyInit, init)
      // Yoga's server would wait for the rest for ever, and leave the failure to end the process.
      answer.body.once('error', () => response.destroy())
      // The Fetch type does not allow Node streams; Yoga's Response takes them, with back-pressure.
      return new fetchAPI.Response(answer.body as never, init)
    },
  }
}

const isContent = (answer: Content | Refusal): answer is Content => answer.body instanceof Readable

function send(response: ServerResponse, visit: Visit, { status, headers, body }: Content): void {
  response.writeHead(status, { ...visit.headers.collected, ...headers })
  if (visit.arrival.method === 'HEAD') {
    body.destroy()
    response.end()
    return
  }
  // Ends the connection where the cluster breaks off, so that nobody takes a part for the whole.
  pipeline(body, response, () => {})
}

function refusalOf(error: unknown, logError: (error: unknown) => void): Refusal {
  const told = toClientError(error)
  if (!told) {
    const unexpected = unexpectedError(error)
    logError(error)
    return unexpected
  }
  const { http, ...extensions } = told.extensions
  const { status = statusOf(extensions.code), headers = {} } = isHttp(http) ? http : {}
  const { challenge } = error instanceof UpstreamFailure ? error : {}
  return {
    status,
    headers: {
      ...headers,
      ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
      ...(extensions.retryAfter === undefined ? {} : { 'retry-after': String(extensions.retryAfter) }),
    },
    body: { errors: [{ message: told.message, extensions }] },
  }
}

/** What a refusal of the gateway's own says of its answer. */
const isHttp = (value: unknown): value is { status?: number; headers?: Record<string, string> } =>
  typeof value === 'object' && value !== null
