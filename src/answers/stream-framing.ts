import type { ExecutionResult } from 'graphql'
import type { Publication } from '../live/publication.ts'
import { Accepted } from '../request/accept.ts'
import { EVENT, type Framing, STREAMED } from './framing.ts'

/** How the answers of a subscription are put into the body of an HTTP response. */
export interface StreamFraming {
  headers: Readonly<Record<string, string>>
  /** How one answer is put. */
  answer: Framing
  /** An answer of a live question: made once for all of its subscribers. */
  published(answer: Publication): Buffer
  /** What begins the stream: some clients wait for the first byte. */
  opening: Buffer
  /** What is sent while there is nothing to tell, so that nobody takes the connection for dead. */
  silence: Buffer
  /** What says that no answer comes any more. */
  complete: Buffer
}

/** Proxies must hand each event on at once: compressing would hold it back, and nginx would, too. */
const UNHELD = { 'content-encoding': 'none', 'x-accel-buffering': 'no' }

function streamFraming(
  answer: Framing,
  frame: (answer: Publication) => readonly [before: string, after: string],
  rest: Readonly<Record<'opening' | 'silence' | 'complete', string>>,
): StreamFraming {
  const made = new WeakMap<Publication, Buffer>()
  return {
    headers: { ...answer.headers, ...UNHELD },
    answer,
    published(one) {
      let bytes = made.get(one)
      if (!bytes) {
        const [before, after] = frame(one)
        bytes = Buffer.concat([Buffer.from(before), one.json, Buffer.from(after)])
        made.set(one, bytes)
      }
      return bytes
    },
    opening: Buffer.from(rest.opening),
    silence: Buffer.from(rest.silence),
    complete: Buffer.from(rest.complete),
  }
}

/** Server-sent events, as GraphQL over SSE has them for distinct connections. */
export const EVENT_STREAM = streamFraming(EVENT, ({ id }) => [`event: next\nid: ${id}\ndata: `, EVENT.after], {
  // Comments.
  opening: ':\n\n',
  silence: ':\n\n',
  complete: 'event: complete\ndata:\n\n',
})

const HEARTBEAT = '\r\ncontent-type: application/json\r\n\r\n{}\r\n--graphql'

/** Parts, as Apollo's clients and routers ask for them (multipart subscriptions over HTTP, 1.0). */
const SUBSCRIPTION_PARTS = streamFraming(STREAMED, () => [STREAMED.before(0), STREAMED.after], {
  opening: `\r\n--graphql${HEARTBEAT}`,
  silence: HEARTBEAT,
  complete: '--\r\n',
})

/** The only part, with a status of its own: a client that finds a part so takes the connection for failed. */
const REFUSED_PARTS: Framing = {
  ...STREAMED,
  before: (bytes) => `\r\n--graphql${STREAMED.before(bytes)}`,
  after: `${STREAMED.after}--\r\n`,
}

/**
 * How a question is answered that was to be a subscription. Apollo's client takes the errors of any other type for an
 * answer, and what comes after it for the end: it would not try again what it is told to try again.
 * @param usual how other questions are answered
 */
export function refusalFramingOf(
  { data, errors }: ExecutionResult,
  streaming: StreamFraming | undefined,
  usual: Framing,
): Framing {
  const isLater = data === undefined && errors?.some(({ extensions }) => extensions.retryable === true)
  return isLater && streaming === SUBSCRIPTION_PARTS ? REFUSED_PARTS : usual
}

/** How the answers of a subscription go to a client, by what it accepts; undefined where it accepts neither way. */
export function streamFramingOf(accept: string | undefined): StreamFraming | undefined {
  const accepted = new Accepted(accept)
  const events = accepted.wishFor('text/event-stream').weight
  // Without its version `multipart/mixed` means another protocol, of one answer in parts.
  const parts = /subscriptionspec/i.test(accept ?? '') ? accepted.wishFor('multipart/mixed').weight : 0
  if (parts > 0 && parts >= events) return SUBSCRIPTION_PARTS
  return events > 0 ? EVENT_STREAM : undefined
}
