import type { IncomingMessage } from 'node:http'
import type { Bodies, BodyFailure } from '../admission/bodies.ts'
import { toRefusal } from '../errors/errors.ts'
import type { Refusal } from '../errors/refusal.ts'
import { overloaded, Refused } from '../errors/refused.ts'
import { unreadableFormat } from './body-format.ts'
import { type BodyLimits, bodyTooLarge, maxBodyBytes } from './body-limits.ts'
import { payerOf, type Visit } from './visit.ts'

/** A body, or why it is refused, and whether so much of it is left that it is not worth reading. */
type Received = { bytes: Buffer } | { refusal: Refusal; isUnread: boolean }

/** Reads request bodies within limits and budgets, on every way of serving, and says why where one is refused. */
export class BodyReader {
  readonly #bodies: Bodies
  readonly #limits: BodyLimits

  constructor(bodies: Bodies, limits: BodyLimits) {
    this.#bodies = bodies
    this.#limits = limits
  }

  /**
   * Reads the body of a request from node:http.
   * @param done gets what was received; undefined if there is no body, or a server in front has read it. Not called if
   *   the client left.
   * @returns what to call when the client has left
   */
  read(request: IncomingMessage, visit: Visit, done: (read?: Received) => void): (() => void) | undefined {
    if (!isToBeRead(request)) {
      done()
      return undefined
    }
    const refusal = visit.isGraphQL ? unreadableFormat(visit.arrival) : undefined
    if (refusal) {
      done({ refusal, isUnread: false })
      return undefined
    }
    const limit = maxBodyBytes(visit.arrival.header('content-type'), this.#limits)
    const end = this.#bodies.read(request, limit, payerOf(visit), (read) => {
      if (typeof read !== 'string') {
        visit.bodyTaken = read.taken
        done({ bytes: read.bytes })
      } else if (read !== 'left') done({ refusal: refusalOf(read, limit), isUnread: true })
    })
    return end && (() => end('left'))
  }

  /** The same for a request of the Fetch API; undefined where it has no body. Rejects where its body cannot be read. */
  async readFetch(request: Request, visit: Visit): Promise<Received | undefined> {
    if (!request.body) return undefined
    const refusal = visit.isGraphQL ? unreadableFormat(visit.arrival) : undefined
    if (refusal) return { refusal, isUnread: false }
    const limit = maxBodyBytes(visit.arrival.header('content-type'), this.#limits)
    const payer = payerOf(visit)
    const chunks: Uint8Array[] = []
    let length = 0
    for await (const chunk of request.body) {
      length += chunk.length
      const fits = length <= limit
      if (fits && this.#bodies.take(chunk.length, payer)) {
        visit.bodyTaken = length
        chunks.push(chunk)
        continue
      }
      return { refusal: refusalOf(fits ? 'noRoom' : 'tooLarge', limit), isUnread: true }
    }
    return { bytes: Buffer.concat(chunks, length) }
  }

  /** Gives back what was taken for the body of a request. */
  release(visit: Visit): void {
    this.#bodies.release(visit.bodyTaken, payerOf(visit))
    visit.bodyTaken = 0
  }
}

function isToBeRead(request: IncomingMessage): boolean {
  const { headers, method } = request
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return false
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return false
  // A server in front, such as Express, may have read it already.
  return !('body' in request) && !request.readableEnded
}

function refusalOf(failure: Exclude<BodyFailure, 'left'>, limit: number): Refusal {
  switch (failure) {
    case 'tooLarge':
      return toRefusal(bodyTooLarge(limit, limit + 1, `more than ${limit}`))
    case 'tooSlow':
      return toRefusal(
        new Refused(
          'REQUEST_TIMEOUT',
          'The body comes too slowly: less than 1 KB a second. Send it faster, or less of it.',
          { retryable: true },
          { status: 408 },
        ),
      )
    case 'noRoom':
      return toRefusal(overloaded('The gateway is reading as much as it has room for. Try again later.'))
  }
}
