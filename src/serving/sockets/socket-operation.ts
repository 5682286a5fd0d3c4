import { setTimeout as sleep } from 'node:timers/promises'
import type { ExecutionResult } from 'graphql'
import { FREE_BODY_BYTES } from '../../admission/bodies.ts'
import { turns } from '../../admission/turns.ts'
import { httpResponse } from '../../answers/http-response.ts'
import { unexpectedError } from '../../answers/unexpected.ts'
import { asRefusal } from '../../errors/as-refusal.ts'
import { shown, withBoundedErrors } from '../../errors/bounded-errors.ts'
import { toRefusal } from '../../errors/errors.ts'
import { exceeded } from '../../errors/exceeded.ts'
import { errorsOf, type Refusal } from '../../errors/refusal.ts'
import { overloaded } from '../../errors/refused.ts'
import { LiveStream } from '../../live/live-stream.ts'
import { EventStream } from '../../operation/event-stream.ts'
import { noteAnswer, noteRefusal } from '../../request/outcome.ts'
import { questionOf } from '../../request/question.ts'
import { type Arrival, payerOf, type Visit } from '../../request/visit.ts'
import { REFUSAL_DELAY_MS } from '../visits.ts'
import { answersOfYoga, onlyStatus } from './answers-of-yoga.ts'
import { NextMessages } from './next-message.ts'
import type { Outbox } from './outbox.ts'
import type { SocketMeans } from './socket-means.ts'

/** The most operations of one connection at a time. */
export const MAX_OPERATIONS = 200

/** The connection that operations are on. */
export interface OperationHost {
  readonly means: SocketMeans
  readonly outbox: Outbox
  /** Of the headers that it was opened with. */
  readonly headerNames: readonly string[]
  /** Sends its client to another gateway. */
  sendAway(): void
}

/** What was asked for by an id. */
export interface Asked {
  /** As it was sent. */
  question: unknown
  /** Of its message. */
  bytes: number
  /** Whether there are as many operations as there may be. */
  isTooMany: boolean
}

/** The operation's place among those that graphql-ws knows. */
interface Place {
  /** Whether its client still wants it. */
  isOpen(): boolean
  /** Nothing more is to be told of it. */
  forget(): void
  ended(): void
}

const DONE = { value: undefined, done: true } as const

const CLIENT_LEFT = new Error('The client does not want it any more.')

/**
 * One operation on a WebSocket: a visit of its own, which passes all plugins as a request does. For graphql-ws it is a
 * stream of answers that is waited for and has none: they are sent from here, each when the one before is out.
 */
export class SocketOperation implements AsyncGenerator<never, undefined> {
  readonly #socket: OperationHost
  readonly #id: string
  readonly #asked: Asked
  readonly #place: Place
  readonly #visit: Visit
  readonly #messages: NextMessages
  readonly #cancelled: Promise<void>
  #setCancelled = () => {}
  /** Beside the visit's own cancellation, by which the request's timeout cancels calls and not the answer. */
  readonly #leaving = new AbortController()
  #run: Promise<void> | undefined
  #isOver = false
  #isStream = false

  constructor(socket: OperationHost, arrival: Arrival, id: string, asked: Asked, place: Place) {
    this.#socket = socket
    this.#id = id
    this.#asked = asked
    this.#place = place
    this.#visit = socket.means.visits.open(arrival)
    this.#messages = new NextMessages(id, socket.means.sender, this.#visit)
    this.#cancelled = new Promise((resolve) => {
      this.#setCancelled = resolve
    })
  }

  /** Answers; resolves when all is told, or nobody wants it any more. */
  async next(): Promise<IteratorResult<never, undefined>> {
    this.#run ??= this.#answer()
    await Promise.race([this.#run, this.#cancelled])
    return DONE
  }

  /** The client wants no more answers, or has left. */
  cancel(): void {
    this.#end(undefined)
  }

  /** Ends it without saying that it is complete, if it is a subscription: its client subscribes again elsewhere. */
  sendAway(): void {
    if (!this.#isStream || this.#isOver) return
    this.#visit.isSentAway = true
    this.#place.forget()
    this.#end(200)
  }

  async return(): Promise<IteratorResult<never, undefined>> {
    this.cancel()
    return DONE
  }

  async throw(error: unknown): Promise<IteratorResult<never, undefined>> {
    this.cancel()
    throw error
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cancel()
  }

  /** @param status undefined where its client did not wait for the answer */
  #end(status: number | undefined): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#visit.cancellation.cancel(CLIENT_LEFT)
    this.#leaving.abort(CLIENT_LEFT)
    this.#setCancelled()
    this.#socket.means.visits.leave(this.#visit, status)
    this.#place.ended()
  }

  async #answer(): Promise<void> {
    let status: number | undefined
    try {
      const refusal = await this.#refusal()
      if (this.#isOver) return
      if (refusal) {
        noteRefusal(this.#visit, refusal)
        if (refusal.headers?.['retry-after'] !== undefined) await sleep(REFUSAL_DELAY_MS, undefined, { ref: false })
        await this.#refuse(toldBy(refusal))
        status = refusal.status
      } else status = await this.#askInside()
    } catch (error) {
      if (this.#isOver) return
      // With the id that the log tells, too.
      const refusal = unexpectedError(error)
      this.#socket.means.logError(error)
      noteRefusal(this.#visit, refusal)
      await this.#refuse(toldBy(refusal))
      status = refusal.status
    } finally {
      this.#end(status)
    }
  }

  async #refusal(): Promise<Refusal | undefined> {
    const { visits, bodies } = this.#socket.means
    const { isTooMany, bytes } = this.#asked
    // Operations that arrive together take turns, as requests do.
    if (turns.isOver) await turns.run(payerOf(this.#visit), () => {})
    const refusal = await visits.refusalOf(visits.onArrival, this.#visit)
    if (refusal || this.#isOver) return refusal
    if (isTooMany) return toRefusal(tooMany())
    if (bytes > FREE_BODY_BYTES) {
      if (!bodies.take(bytes, payerOf(this.#visit))) return toRefusal(noRoom())
      this.#visit.bodyTaken = bytes
    }
    return visits.refusalOf(visits.onReceived, this.#visit)
  }

  /** Answers the status, as if the answer was one to a request. */
  async #askInside(): Promise<number | undefined> {
    const visit = this.#visit
    const { answer, yoga } = this.#socket.means
    const { question } = this.#asked
    const result = answer && (await this.#directly(answer))
    if (result instanceof LiveStream) return this.#live(result)
    if (result instanceof EventStream) return this.#events(result)
    if (result) {
      noteAnswer(visit, result)
      return this.#tell(result)
    }
    if (this.#isOver) return undefined
    const { headerNames } = this.#socket
    const answers = await answersOfYoga(yoga, { visit, question, headerNames, signal: this.#leaving.signal })
    if ('errors' in answers) {
      await this.#refuse(answers.errors)
      return answers.status
    }
    this.#isStream = answers.isStream
    for await (const json of answers.each) {
      if (this.#isOver || !(await this.#socket.outbox.send(this.#messages.around(Buffer.from(json)), visit)))
        return undefined
    }
    this.#noteSentAway()
    return answers.status
  }

  async #directly(answer: NonNullable<SocketMeans['answer']>) {
    try {
      return await answer(questionOf(this.#asked.question), this.#visit, 'all')
    } catch (error) {
      return { errors: [asRefusal(error)] }
    }
  }

  async #live(stream: LiveStream): Promise<number | undefined> {
    this.#isStream = true
    for (;;) {
      // News for thousands must not keep others waiting.
      if (turns.isOver) await turns.run(payerOf(this.#visit), () => {})
      const result = stream.take()
      if (this.#isOver) return undefined
      if (result === null) break
      if (result === undefined) {
        await new Promise<void>((resolve) => stream.whenNews(resolve))
        continue
      }
      noteAnswer(this.#visit, result)
      if (!(await this.#socket.outbox.send(await this.#messages.ofOne(result), this.#visit))) return undefined
    }
    this.#noteSentAway()
    return 200
  }

  /** The next event is asked for when the answer to the one before is out: what is handed out counts as taken by then. */
  async #events(stream: EventStream): Promise<number | undefined> {
    // Who hands something out sends away by himself, once it has arrived.
    this.#isStream = !this.#visit.hasCommand
    for (;;) {
      const { done, value } = await stream.next()
      if (this.#isOver) return undefined
      if (done) break
      const { errors } = value
      const result = errors ? { ...value, errors: this.#socket.means.mask(errors) } : value
      noteAnswer(this.#visit, result)
      const isOut = await this.#socket.outbox.send(await this.#messages.ofOne(result), this.#visit)
      if (this.#isOver || !isOut) return undefined
    }
    this.#noteSentAway()
    return 200
  }

  #noteSentAway(): void {
    if (!this.#visit.isSentAway) return
    this.#place.forget()
    // The others go, too: its client needs a new connection for this one.
    this.#socket.sendAway()
  }

  async #tell(result: ExecutionResult): Promise<number | undefined> {
    if (result.errors && !('data' in result)) {
      await this.#refuse(withBoundedErrors(result).errors?.map(shown) ?? [])
      return httpResponse(result, 'application/json').status
    }
    const { status, body } = await this.#messages.write(result)
    if (this.#isOver) return undefined
    return (await this.#socket.outbox.send(body, this.#visit)) ? status : undefined
  }

  async #refuse(errors: readonly object[]): Promise<void> {
    if (this.#isOver || !this.#place.isOpen()) return
    this.#place.forget()
    await this.#socket.outbox.send(JSON.stringify({ id: this.#id, type: 'error', payload: errors }))
  }
}

/** The protocol knows no refusal without an error. */
function toldBy(refusal: Refusal): readonly object[] {
  const errors = errorsOf(refusal)
  return errors.length > 0 ? errors : [onlyStatus(refusal.status)]
}

function tooMany() {
  return exceeded(
    'operationsPerSocket',
    MAX_OPERATIONS,
    MAX_OPERATIONS + 1,
    `There are ${MAX_OPERATIONS} operations on this WebSocket, the most that one may have at a time. Complete some, or open another.`,
  )
}

const noRoom = () => overloaded('The gateway is reading as much as it has room for. Try again later.')
