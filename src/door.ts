import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { AnswerHeaders } from './answer-headers.ts'
import { giveErrorId } from './error-ids.ts'
import { noteRefusal } from './outcome.ts'
import type { GatewayPlugin } from './plugins/plugin.ts'
import { sendText } from './send-text.ts'
import { readCaller } from './upstream/auth/credentials.ts'
import { Cancellation } from './upstream/cancellation.ts'
import type { Arrival, Refusal, Visit } from './visit.ts'

/** Who serves the requests that are let in. */
export interface Inside {
  handle(request: IncomingMessage, response: ServerResponse, visit: Visit): void
  fetch(request: Request, visit: Visit): Promise<Response>
}

/** The way in: opens a visit for each request, asks the plugins whether it may enter, and tells them when it has left. */
export interface Door {
  handle: RequestListener
  fetch(request: Request): Promise<Response>
}

const CLIENT_LEFT = new Error('The client went away.')

/**
 * @param endpoint the path of the GraphQL endpoint
 * @param logError told what a plugin throws that is no refusal
 */
export function door(
  endpoint: string,
  plugins: readonly GatewayPlugin[],
  inside: Inside,
  logError: (error: unknown) => void,
): Door {
  const onArrival = plugins.flatMap((plugin) => (plugin.onArrival ? [plugin.onArrival.bind(plugin)] : []))
  const onDeparture = plugins.flatMap((plugin) => (plugin.onDeparture ? [plugin.onDeparture.bind(plugin)] : []))

  /** The first refusal; a promise only where a plugin needs one. */
  function refusalOf(visit: Visit, from = 0): Refusal | undefined | Promise<Refusal | undefined> {
    for (let index = from; index < onArrival.length; index++) {
      const refusal = onArrival[index]?.(visit)
      if (refusal instanceof Promise) return refusal.then((found) => found ?? refusalOf(visit, index + 1))
      if (refusal) return refusal
    }
    return undefined
  }

  function unexpected(error: unknown): Refusal {
    const extensions = { code: 'INTERNAL_SERVER_ERROR', errorId: giveErrorId(error) }
    logError(error)
    return { status: 500, body: { errors: [{ message: 'Unexpected error.', extensions }] } }
  }

  function leave(visit: Visit, status: number | undefined): void {
    const departure = { status, duration: performance.now() - visit.arrivedAt }
    for (const tell of onDeparture) tell(visit, departure)
  }

  return {
    handle(request, response) {
      const visit = open(endpoint, arrivalOf(request))
      // Emitted once, so that `once` would only add to its cost.
      response.on('close', () => {
        const complete = response.writableFinished
        if (!complete) visit.cancellation.cancel(CLIENT_LEFT)
        leave(visit, complete ? response.statusCode : undefined)
      })
      const enter = (refusal: Refusal | undefined) => {
        if (refusal) {
          noteRefusal(visit, refusal)
          refuse(request, response, visit, refusal)
        } else inside.handle(request, response, visit)
      }
      const refusal = refusalOf(visit)
      if (refusal instanceof Promise) {
        refusal.catch(unexpected).then(enter)
      } else enter(refusal)
    },

    async fetch(request) {
      const { method, signal } = request
      const arrival: Arrival = {
        method,
        path: new URL(request.url).pathname,
        header: (name) => request.headers.get(name) ?? undefined,
        address: undefined,
      }
      const visit = open(endpoint, arrival)
      const giveUp = () => visit.cancellation.cancel(signal.reason)
      if (signal.aborted) giveUp()
      else signal.addEventListener('abort', giveUp, { once: true })
      let status: number | undefined
      try {
        const refusal = await Promise.resolve(refusalOf(visit)).catch(unexpected)
        if (refusal) noteRefusal(visit, refusal)
        const answer = refusal ? asResponse(refusal) : await inside.fetch(request, visit)
        for (const [name, value] of Object.entries(visit.headers.collected)) {
          answer.headers.delete(name)
          for (const line of [value].flat()) answer.headers.append(name, line)
        }
        status = answer.status
        return answer
      } finally {
        leave(visit, status)
      }
    },
  }
}

function open(endpoint: string, arrival: Arrival): Visit {
  return {
    arrival,
    arrivedAt: performance.now(),
    isGraphQL: arrival.path === endpoint,
    caller: readCaller(arrival.header),
    cancellation: new Cancellation(),
    headers: new AnswerHeaders(),
    // What every request comes to have: objects that grow are slower.
    isAdmitted: false,
    timer: undefined,
    requestId: undefined,
    trace: undefined,
    operationName: undefined,
    operationType: undefined,
    outcome: undefined,
  }
}

function arrivalOf(request: IncomingMessage): Arrival {
  const { method = 'GET', url = '/', headers, socket } = request
  const query = url.indexOf('?')
  return {
    method,
    path: query < 0 ? url : url.slice(0, query),
    header: (name) => {
      const value = headers[name]
      return Array.isArray(value) ? value.join(', ') : value
    },
    address: socket.remoteAddress,
  }
}

function asResponse({ status, headers = {}, body }: Refusal): Response {
  const init = { status, headers: { ...headers } }
  return body ? Response.json(body, init) : new Response(null, init)
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  visit: Visit,
  { status, headers: own, body }: Refusal,
): void {
  const headers = { ...visit.headers.collected, ...own }
  if (body) {
    sendText(response, status, { ...headers, 'content-type': 'application/json; charset=utf-8' }, JSON.stringify(body))
  } else {
    response.writeHead(status, headers)
    response.end()
  }
  // The body was not read: node would keep the connection waiting for it.
  request.resume()
}
