import type { ExecutionResult } from 'graphql'
import { lengthOf } from '../../admission/sending.ts'
import type { AnswerSender, WrittenAnswer } from '../../answers/answer-sender.ts'
import type { Framing } from '../../answers/framing.ts'
import { publicationOf } from '../../live/live-stream.ts'
import type { Visit } from '../../request/visit.ts'

/** Up to this many bytes a message is one piece: its parts are copied together. */
const SHORT_BYTES = 16_384

const NO_TYPE = { 'content-type': '' }
const AFTER = Buffer.from('}')

/** The messages that tell the answers to one operation. */
export class NextMessages {
  readonly #before: string
  readonly #framing: Framing
  readonly #sender: AnswerSender
  readonly #visit: Visit

  /** @param id of the operation */
  constructor(id: string, sender: AnswerSender, visit: Visit) {
    const before = `{"id":${JSON.stringify(id)},"type":"next","payload":`
    this.#before = before
    this.#framing = {
      mediaType: '',
      headers: NO_TYPE,
      answerType: 'application/json',
      before: () => before,
      after: '}',
    }
    this.#sender = sender
    this.#visit = visit
  }

  /** A message of an answer, with the status that it has by HTTP. */
  async write(result: ExecutionResult): Promise<WrittenAnswer> {
    return this.#sender.write(result, this.#framing, this.#visit)
  }

  /** A message of one of several answers. What was written once for all subscribers is not written again. */
  async ofOne(result: ExecutionResult): Promise<readonly Buffer[]> {
    const shared = publicationOf(result)
    if (shared) return this.around(shared.json)
    const { body } = await this.write(result)
    return typeof body === 'string' ? [Buffer.from(body)] : body
  }

  /** A message around an answer that is JSON already. */
  around(json: Buffer): readonly Buffer[] {
    const parts = [Buffer.from(this.#before), json, AFTER]
    const bytes = lengthOf(parts)
    return bytes <= SHORT_BYTES ? [Buffer.concat(parts, bytes)] : parts
  }
}
