import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Refusal } from '../errors/refusal.ts'
import { ALWAYS } from '../request/answer-headers.ts'
import type { BodyReader } from '../request/body-reader.ts'
import { noteRefusal } from '../request/outcome.ts'
import type { Arrival, Visit } from '../request/visit.ts'
import { OneByOne } from './one-by-one.ts'
import { JSON_TYPE, refusalResponse, sendRefusal } from './refusals.ts'
import { toOriginForm } from './target.ts'
import { arrivalOf, REFUSAL_DELAY_MS, type Visits } from './visits.ts'

/** Serves the requests that were let in. */
export interface Inside {
  /** @param body the request's; undefined where it has none, or where a server in front has read it */
  handle(request: IncomingMessage, response: ServerResponse, visit: Visit, body: Buffer | undefined): void
  fetch(request: Request, visit: Visit, body: Buffer | undefined): Promise<Response>
}

/** The way in: opens a visit for each request, asks the plugins whether it may enter, and tells them when it has left. */
interface Door {
  handle: RequestListener
  fetch(request: Request): Promise<Response>
}

const CLIENT_LEFT = new Error('The client went away.')

interface DoorOptions {
  visits: Visits
  bodies: BodyReader
  inside: Inside
}

export function door({ visits, bodies, inside }: DoorOptions): Door {
  const { onArrival, onReceived, refusalOf, open, leave } = visits
  const oneByOne = new OneByOne()

  function serve(request: IncomingMessage, response: ServerResponse): void {
    toOriginForm(request)
    const visit = open(arrivalOf(request))
    let endReading: (() => void) | undefined
    // Emitted only once; `on` is cheaper than `once`.
    response.on('close', () => {
      const complete = response.writableFinished
      if (!complete) visit.cancellation.cancel(CLIENT_LEFT)
      endReading?.()
      leave(visit, complete ? response.statusCode : undefined)
    })
    const turnAway = (refusal: Refusal, isUnread: boolean) => {
      noteRefusal(visit, refusal)
      // Stop reading also while the client waits for the refusal.
      if (isUnread) request.pause()
      if (refusal.headers?.['retry-after'] === undefined) refuse(request, response, visit, refusal, isUnread)
      else {
        // Clients that retry at once, over hundreds of connections, would keep the gateway busy with refusals.
        const timer = setTimeout(() => refuse(request, response, visit, refusal, isUnread), REFUSAL_DELAY_MS)
        response.once('close', () => clearTimeout(timer))
      }
    }
    /** Asks the plugins, and goes on if none refuses. */
    const ask = (looks: Visits['onArrival'], goOn: () => void) => {
      const enter = (refusal: Refusal | undefined) => {
        // The client may have left meanwhile.
        if (response.destroyed) return
        if (refusal) turnAway(refusal, false)
        else goOn()
      }
      // A client that has left must not take budgets: nobody would give them back.
      if (response.destroyed) return
      const refusal = refusalOf(looks, visit)
      if (refusal instanceof Promise) refusal.then(enter)
      else enter(refusal)
    }
    ask(onArrival, () => {
      endReading = bodies.read(request, visit, (read) => {
        if (read && 'refusal' in read) turnAway(read.refusal, read.isUnread)
        else ask(onReceived, () => inside.handle(request, response, visit, read?.bytes))
      })
    })
  }

  return {
    handle: (request, response) => oneByOne.run(request, response, serve),

    async fetch(request) {
      const { method, signal } = request
      const { pathname, search, host } = new URL(request.url)
      const arrival: Arrival = {
        method,
        path: pathname,
        query: search.slice(1),
        header: (name) => request.headers.get(name) ?? undefined,
        host: request.headers.get('host') ?? host,
        hosts: 1,
        onLoopback: undefined,
        address: undefined,
      }
      const visit = open(arrival)
      const giveUp = () => visit.cancellation.cancel(signal.reason)
      if (signal.aborted) giveUp()
      else signal.addEventListener('abort', giveUp, { once: true })
      let status: number | undefined
      try {
        let refusal = await refusalOf(onArrival, visit)
        const read = refusal ? undefined : await bodies.readFetch(request, visit)
        refusal ??= read && 'refusal' in read ? read.refusal : await refusalOf(onReceived, visit)
        if (refusal) noteRefusal(visit, refusal)
        const body = read && 'bytes' in read ? read.bytes : undefined
        const whole = body ? withBody(request, body) : request
        const answer = refusal ? refusalResponse(refusal) : await inside.fetch(whole, visit, body)
        for (const [name, value] of Object.entries(visit.headers.collected)) {
          // The owner's plugins may have set it otherwise.
          if (Object.hasOwn(ALWAYS, name) && answer.headers.has(name)) continue
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

/** The request with a body that was read already. */
function withBody(request: Request, body: Buffer): Request {
  return new Request(request.url, {
    method: request.method,
    headers: request.headers,
    body: new Uint8Array(body),
    signal: request.signal,
  })
}

/** Milliseconds that a client has to read the refusal before the connection ends. */
const LINGER_MS = 1_000

/** Bytes of an unwanted body that are read and thrown away, so that the connection can be kept. */
const MAX_DISCARDED = 65_536

/**
 * @param isUnread whether the rest of the body is left unread: then the connection ends. It also ends for a long body:
 *   strangers must not be able to order the work of reading it
 */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  visit: Visit,
  refusal: Refusal,
  isUnread: boolean,
): void {
  const { status, headers, body } = refusal
  if (body && (isUnread || isLong(request))) {
    const text = Buffer.from(JSON.stringify(body))
    response.writeHead(status, {
      ...visit.headers.collected,
      ...headers,
      connection: 'close',
      'content-type': JSON_TYPE,
      'content-length': text.length,
    })
    response.write(text)
    // If the connection ended at once, it would be reset while the client still sends, and the answer could be lost.
    const timer = setTimeout(() => response.end(), LINGER_MS)
    response.once('close', () => clearTimeout(timer))
    return
  }
  sendRefusal(response, visit, refusal)
  // The body was not read: node would keep the connection waiting for it.
  request.resume()
}

function isLong({ headers, complete }: IncomingMessage): boolean {
  if (complete) return false
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > MAX_DISCARDED
}
