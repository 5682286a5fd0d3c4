import { Accepted } from '../request/accept.ts'
import { mediaTypeOf } from '../request/content-type.ts'

/** How an answer is put into the body of an HTTP response. */
export interface Framing {
  mediaType: string
  /** The same as a header of the response. */
  headers: Readonly<Record<'content-type', string>>
  /** The type of the answer itself, which decides about the status. */
  answerType: string
  /** What comes before the answer, by its length in bytes, and what comes after it. */
  before(bytes: number): string
  after: string
}

/**
 * Whether an answer may be compressed. Events and parts are not: each would have to be flushed, which costs most of what
 * compression gains, and an open stream would keep the memory of its compressor.
 */
export const isCompressible = ({ after }: Framing): boolean => after === ''

function framing(mediaType: string, rest: Omit<Framing, 'mediaType' | 'headers'>): Framing {
  return { mediaType, headers: Object.freeze({ 'content-type': mediaType }), ...rest }
}

const plain = (answerType: string) =>
  framing(`${answerType}; charset=utf-8`, { answerType, before: () => '', after: '' })

const JSON_ANSWER = plain('application/json')
const RESPONSE_JSON = plain('application/graphql-response+json')

/** One event, then the end, as GraphQL over SSE has it. */
const EVENTS = framing('text/event-stream', {
  answerType: 'application/json',
  before: () => ':\n\nevent: next\ndata: ',
  after: '\n\nevent: complete\ndata:\n\n',
})

/** One of several events. */
export const EVENT = framing('text/event-stream', {
  answerType: 'application/json',
  before: () => 'event: next\ndata: ',
  after: '\n\n',
})

/** One of several parts, as multipart subscriptions over HTTP have it: clients take it when the next boundary is there. */
export const STREAMED = framing('multipart/mixed;boundary="graphql";subscriptionSpec="1.0"', {
  answerType: 'application/json',
  before: () => '\r\ncontent-type: application/json\r\n\r\n{"payload":',
  after: '}\r\n--graphql',
})

/** The only part, as incremental delivery over HTTP has it. */
const PARTS = framing('multipart/mixed; boundary="-"', {
  answerType: 'multipart/mixed',
  before: (bytes) => `\r\n---\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${bytes}\r\n\r\n`,
  after: '\r\n-----\r\n',
})

/** In the order in which they are chosen where a client wants several equally, and the plain ones by their places. */
const FRAMINGS = [JSON_ANSWER, RESPONSE_JSON, EVENTS, PARTS].map((framing, order) => ({
  framing,
  type: mediaTypeOf(framing.mediaType),
  order: Math.max(0, order - 1),
}))

/** How the answer of a question goes to a client, by what it accepts; undefined where it accepts nothing there is. */
export function framingOf(accept: string | undefined): Framing | undefined {
  // What nearly all send.
  if (accept === undefined || accept === '*/*' || accept === 'application/json') return JSON_ANSWER
  const accepted = new Accepted(accept)
  let best: { framing: Framing; order: number; weight: number; place: number } | undefined
  for (const { framing, type, order } of FRAMINGS) {
    const { weight, place } = accepted.wishFor(type)
    if (weight === 0) continue
    const isBetter =
      !best || weight > best.weight || (weight === best.weight && order === best.order && place < best.place)
    if (isBetter) best = { framing, order, weight, place }
  }
  return best?.framing
}
