import type { ServerResponse } from 'node:http'
import type { ExecutionResult } from 'graphql'
import type { Sending } from '../admission/sending.ts'
import { toRefusal } from '../errors/errors.ts'
import { overloaded } from '../errors/refused.ts'
import { isLarge } from '../execution/large.ts'
import { payerOf, type Visit } from '../request/visit.ts'
import { eventParts } from './event-parts.ts'
import { EVENT, type Framing } from './framing.ts'
import { httpResponse } from './http-response.ts'
import { jsonInTurns } from './json-pieces.ts'
import { sendText } from './send-text.ts'

/** Answers of this size or more count towards the budget for answers that wait to be sent. */
const LONG_BYTES = 65_536

const NO_ROOM = toRefusal(
  overloaded(
    'So much waits to be read by clients that there is no room for this answer. Read answers faster, or ask for less at once.',
  ),
)

type Headers = Readonly<Record<string, string>>

/** A serialized answer. */
interface WrittenAnswer {
  status: number
  headers: Headers
  /** Buffers, or a string if it is short. */
  body: string | readonly Buffer[]
}

/** Writes and sends the answers of questions: large ones in turns, so that small ones are not kept waiting. */
export class AnswerSender {
  readonly #sending: Sending
  readonly #answered: (visit: Visit) => void

  /** @param answered called when an answer is serialized, so that what it was made of can be freed */
  constructor(sending: Sending, answered: (visit: Visit) => void) {
    this.#sending = sending
    this.#answered = answered
  }

  /** Sends the answer of a question; a promise only if serializing it takes several turns. */
  send(response: ServerResponse, visit: Visit, result: ExecutionResult, framing: Framing): Promise<void> | undefined {
    const written = this.write(result, framing, visit)
    if (written instanceof Promise) return written.then((answer) => this.#send(response, visit, answer))
    this.#send(response, visit, written)
    return undefined
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
    if (text.length > LONG_BYTES) return this.#written(status, headers, [Buffer.from(text)], framing, visit)
    this.#answered(visit)
    return { status, headers, body: framed(text, framing) }
  }

  /** Serializes the answers of a subscription as they come, and counts each until the client has read it. */
  stream(response: ServerResponse, visit: Visit, results: AsyncIterator<ExecutionResult>): AsyncGenerator<Buffer> {
    const write = async (result: ExecutionResult) => {
      const { body } = await this.write(result, EVENT, visit)
      return typeof body === 'string' ? [Buffer.from(body)] : body
    }
    return this.#sending.stream(response, eventParts(results, write), payerOf(visit))
  }

  /** Counts a long answer until the client has read it from `response`. */
  hold(response: ServerResponse, visit: Visit, body: readonly Buffer[]): Iterable<Buffer> {
    return this.#sending.hold(response, body, payerOf(visit), visit.hasCommand)
  }

  #written(status: number, headers: Headers, text: Buffer[], framing: Framing, visit: Visit): WrittenAnswer {
    this.#answered(visit)
    const bytes = text.reduce((sum, { length }) => sum + length, 0)
    // The answer to a command must be sent, whether or not there is room.
    if (!visit.hasCommand && !this.#sending.hasRoom(bytes, payerOf(visit))) {
      const body = framed(JSON.stringify(NO_ROOM.body), framing)
      return { status: NO_ROOM.status, headers: { ...headers, ...NO_ROOM.headers }, body }
    }
    if (framing.after === '') return { status, headers, body: text }
    return { status, headers, body: [Buffer.from(framing.before(bytes)), ...text, Buffer.from(framing.after)] }
  }

  #send(response: ServerResponse, visit: Visit, { status, headers, body }: WrittenAnswer): void {
    if (response.destroyed) return
    const head = { ...visit.headers.collected, ...headers }
    if (typeof body === 'string') sendText(response, status, head, body)
    else this.#sending.send(response, status, head, body, payerOf(visit), visit.hasCommand)
  }
}

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

const takesLong = ({ data }: ExecutionResult) => data !== null && data !== undefined && isLarge(data)

const isList = (result: ExecutionResult | readonly ExecutionResult[]): result is readonly ExecutionResult[] =>
  Array.isArray(result)
