import type { ServerResponse } from 'node:http'
import type { ExecutionResult } from 'graphql'
import {
  FREE_ANSWER_BYTES,
  type HeldAnswer,
  lengthOf,
  type Recipient,
  type Sending,
  type Streamed,
  type StreamPart,
} from '../admission/sending.ts'
import { toRefusal } from '../errors/errors.ts'
import { overloaded } from '../errors/refused.ts'
import { publicationOf } from '../live/live-stream.ts'
import { type Coding, codingWished } from '../request/accept-encoding.ts'
import type { AnswerHeaders } from '../request/answer-headers.ts'
import { callerNameOf, payerOf, type Visit } from '../request/visit.ts'
import { takesLong } from './answer-json.ts'
import { type Compression, compressedAtOnce } from './compression.ts'
import { eventParts } from './event-parts.ts'
import { type Framing, isCompressible } from './framing.ts'
import { httpResponse } from './http-response.ts'
import { jsonInTurns } from './json-pieces.ts'
import { sendBytes, sendText } from './send-text.ts'
import type { StreamFraming } from './stream-framing.ts'

const NO_ROOM = toRefusal(
  overloaded(
    'So much waits to be read by clients that there is no room for this answer. Read answers faster, or ask for less at once.',
  ),
)

type Headers = Readonly<Record<string, string>>

/** Shorter answers are never compressed, in bytes: they fit into one packet as they are. */
const MIN_COMPRESSED = 1_024

/** A serialized answer. */
export interface WrittenAnswer {
  status: number
  headers: Headers
  isCompressible: boolean
  /** Buffers, or a string if it is short. */
  body: string | readonly Buffer[]
}

/** Writes and sends the answers of questions: large ones in turns, so that small ones are not kept waiting. */
export class AnswerSender {
  readonly #sending: Sending
  readonly #answered: (visit: Visit) => void
  readonly #compression: Compression | undefined

  /**
   * @param answered called when an answer is serialized, so that what it was made of can be freed
   * @param compression undefined where answers are sent as they are
   */
  constructor(sending: Sending, answered: (visit: Visit) => void, compression: Compression | undefined) {
    this.#sending = sending
    this.#answered = answered
    this.#compression = compression
  }

  /** Sends the answer of a question; a promise only if serializing it takes several turns, or compressing it. */
  send(response: ServerResponse, visit: Visit, result: ExecutionResult, framing: Framing): Promise<void> | undefined {
    const written = this.write(result, framing, visit)
    if (written instanceof Promise) return written.then((answer) => this.#send(response, visit, answer))
    return this.#send(response, visit, written)
  }

  /**
   * Serializes the answer of a question, or of a batch. If there is no room for a long answer, gives a refusal instead.
   */
  write(
    result: ExecutionResult | readonly ExecutionResult[],
    framing: Framing,
    visit: Visit,
  ): WrittenAnswer | Promise<WrittenAnswer> {
    const { status, headers, told } = answerOf(result, framing)
    const isSlow = isList(result) ? result.some(takesLong) : takesLong(result)
    if (isSlow) {
      return jsonInTurns(told, payerOf(visit)).then((text) => this.#written(status, headers, text, framing, visit))
    }
    const text = JSON.stringify(told)
    if (text.length > FREE_ANSWER_BYTES) return this.#written(status, headers, [Buffer.from(text)], framing, visit)
    this.#answered(visit)
    return { status, headers, isCompressible: isCompressible(framing), body: framed(text, framing) }
  }

  /** Serializes the answers of a subscription as they come, and counts each until the client has read it. */
  stream(
    response: ServerResponse,
    visit: Visit,
    results: AsyncIterator<ExecutionResult>,
    framing: StreamFraming,
  ): AsyncGenerator<Buffer> {
    const parts = eventParts(
      results,
      framing,
      (result) => this.part(result, framing, visit),
      () => visit.isSentAway === true,
    )
    return this.#sending.stream(response, parts, payerOf(visit), visit.hasCommand)
  }

  /** One answer of a subscription. */
  async part(result: ExecutionResult, framing: StreamFraming, visit: Visit): Promise<readonly Buffer[]> {
    const shared = publicationOf(result)
    if (shared) return [framing.published(shared)]
    const { body } = await this.write(result, framing.answer, visit)
    return typeof body === 'string' ? [Buffer.from(body)] : body
  }

  /** Counts the answers of a subscription, each until the client has read it. */
  open(response: Recipient, visit: Visit): Streamed {
    return this.#sending.open(response, payerOf(visit), visit.hasCommand)
  }

  /**
   * The coding that an answer is to be sent in; undefined for as it is. Notes on the answer that it depends on what its
   * client accepts.
   */
  codingOf(visit: Visit, { isCompressible, headers, body }: WrittenAnswer): Coding | undefined {
    if (!this.#compression || !isCompressible) return undefined
    const accepted = visit.arrival.header('accept-encoding')
    const isShort = typeof body === 'string' && !hasMoreBytes(body, MIN_COMPRESSED)
    // Whoever refuses answers as they are says so by a weight.
    if (isShort && !accepted?.includes(';')) return undefined
    if (isCoded(headers) || isCoded(visit.headers.collected)) return undefined
    const { coding, isNeeded } = codingWished(accepted)
    if (isShort && !isNeeded) return undefined
    visit.headers.append('vary', 'Accept-Encoding')
    return coding
  }

  /** A long answer in a coding; undefined where there was no place to compress it in time, or its client has left. */
  async compressed(
    visit: Visit,
    body: readonly Buffer[],
    coding: Coding,
    response: ServerResponse | undefined,
  ): Promise<readonly Buffer[] | undefined> {
    return this.#compression?.compressed(body, coding, callerNameOf(visit), response)
  }

  /** Sends bytes that are held once for all: they count for nobody, but a client that does not read them has to go. */
  share(response: ServerResponse, visit: Visit, bytes: Buffer): AsyncGenerator<Buffer> {
    return this.#sending.stream(response, partOf(bytes), payerOf(visit))
  }

  /** Counts a long answer until the client has read it from `response`. */
  hold(response: Recipient, visit: Visit, body: readonly Buffer[]): HeldAnswer {
    return this.#sending.hold(response, body, payerOf(visit), visit.hasCommand)
  }

  #written(status: number, headers: Headers, text: Buffer[], framing: Framing, visit: Visit): WrittenAnswer {
    this.#answered(visit)
    const bytes = lengthOf(text)
    // The answer to a command must be sent, whether or not there is room.
    if (!visit.hasCommand && !this.#sending.hasRoom(bytes, payerOf(visit))) {
      const body = framed(JSON.stringify(NO_ROOM.body), framing)
      return { status: NO_ROOM.status, headers: { ...headers, ...NO_ROOM.headers }, isCompressible: false, body }
    }
    if (framing.after === '') return { status, headers, isCompressible: true, body: text }
    const body = [Buffer.from(framing.before(bytes)), ...text, Buffer.from(framing.after)]
    return { status, headers, isCompressible: false, body }
  }

  #send(response: ServerResponse, visit: Visit, answer: WrittenAnswer): Promise<void> | undefined {
    if (response.destroyed) return undefined
    const { status, headers, body } = answer
    // A server in front may have said how it is coded.
    const coding = response.hasHeader('content-encoding') ? undefined : this.codingOf(visit, answer)
    const head = headOf(visit, headers)
    if (typeof body === 'string') {
      if (coding) sendBytes(response, status, { ...head, ...codedAs(coding) }, compressedAtOnce(body, coding))
      else sendText(response, status, head, body)
      return undefined
    }
    const held = this.hold(response, visit, body)
    if (!coding) {
      this.#sending.send(response, status, head, body, held)
      return undefined
    }
    return this.compressed(visit, body, coding, response).then((coded) => {
      if (response.destroyed) return
      if (coded) this.#sending.send(response, status, { ...head, ...codedAs(coding) }, coded, held)
      else this.#sending.send(response, status, head, body, held)
    })
  }
}

/** The headers of an answer, with its own. What these say of `Vary` is told beside what others say. */
function headOf({ headers }: Visit, own: Headers): AnswerHeaders['collected'] {
  if (own.vary === undefined) return { ...headers.collected, ...own }
  headers.append('vary', own.vary)
  return { ...headers.collected, ...own, vary: headers.collected.vary ?? '' }
}

async function* partOf(bytes: Buffer): AsyncGenerator<StreamPart> {
  yield { pieces: [bytes], bytes: 0 }
}

const codedAs = (coding: Coding) => ({ 'content-encoding': coding })

/** Whether an answer has a coding already, such as by an error of the owner's that sets headers. */
const isCoded = (headers: object) => Object.keys(headers).some((name) => name.toLowerCase() === 'content-encoding')

/** Whether a text has more bytes, in UTF-8. A character has three at most. */
const hasMoreBytes = (text: string, bytes: number) =>
  text.length > bytes || (3 * text.length > bytes && Buffer.byteLength(text) > bytes)

function framed(text: string, { before, after }: Framing): string {
  return after === '' ? text : before(Buffer.byteLength(text)) + text + after
}

function answerOf(
  result: ExecutionResult | readonly ExecutionResult[],
  { headers, answerType }: Framing,
): { status: number; headers: Headers; told: unknown } {
  if (isList(result)) return { status: 200, headers, told: result.map((one) => httpResponse(one, answerType).body) }
  const { status, headers: own, body } = httpResponse(result, answerType)
  return { status, headers: own ? { ...own, ...headers } : headers, told: body }
}

const isList = (result: ExecutionResult | readonly ExecutionResult[]): result is readonly ExecutionResult[] =>
  Array.isArray(result)
