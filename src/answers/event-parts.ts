import type { ExecutionResult } from 'graphql'
import type { StreamPart } from '../admission/sending.ts'
import type { Publication } from '../live/publication.ts'
import { COMPLETE, STILL_THERE } from './framing.ts'

/** Milliseconds without an event after which a client is told that the connection lives: proxies end those that are idle. */
const SILENCE_MS = 12_000

const text = (content: string): StreamPart => ({ pieces: [Buffer.from(content)], bytes: 0 })

const events = new WeakMap<Publication, Buffer>()

/** An answer of a live question as a server-sent event: made once for all of its subscribers. */
export function eventOf(answer: Publication): Buffer {
  let event = events.get(answer)
  if (!event) {
    event = Buffer.concat([Buffer.from(`event: next\nid: ${answer.id}\ndata: `), answer.json, Buffer.from('\n\n')])
    events.set(answer, event)
  }
  return event
}

/**
 * The answers of a subscription as server-sent events. Each is requested when the previous one was handed over. If they
 * fail, or go on elsewhere, the stream ends without a `complete` event: clients then connect again. Never rejects.
 */
export async function* eventParts(
  results: AsyncIterator<ExecutionResult>,
  write: (result: ExecutionResult) => Promise<readonly Buffer[]>,
  goesOnElsewhere = () => false,
): AsyncGenerator<StreamPart, undefined> {
  try {
    // Some clients wait for the first byte.
    yield text(STILL_THERE)
    for (;;) {
      const arrival = new EventArrival(results.next())
      while (!(await arrival.within(SILENCE_MS))) yield text(STILL_THERE)
      const { step } = arrival
      if (!step) return
      if (step.done) break
      const pieces = await write(step.value)
      yield { pieces, bytes: pieces.reduce((sum, { length }) => sum + length, 0) }
    }
    if (!goesOnElsewhere()) yield text(COMPLETE)
  } finally {
    await results.return?.()
  }
}

/**
 * A pending step that can be waited for with a timeout, again and again. `Promise.race` would leak each wait until the
 * step comes.
 */
class EventArrival<T> {
  /** The step; undefined until it has come, and if it failed. */
  step: T | undefined
  #isOver = false
  #wake = () => {}

  constructor(coming: Promise<T>) {
    const over = (step?: T) => {
      this.step = step
      this.#isOver = true
      this.#wake()
    }
    coming.then(over, () => over())
  }

  /** Waits for at most `ms` milliseconds; true if the step has come, or failed, by then. */
  async within(ms: number): Promise<boolean> {
    if (this.#isOver) return true
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      timer = setTimeout(resolve, ms)
    })
    clearTimeout(timer)
    return this.#isOver
  }
}
