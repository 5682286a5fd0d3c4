import type { ExecutionResult } from 'graphql'
import { lengthOf, type StreamPart } from '../admission/sending.ts'
import type { StreamFraming } from './stream-framing.ts'

/** Milliseconds without an event after which a client is told that the connection lives: proxies end those that are idle. */
export const SILENCE_MS = 12_000

const plain = (bytes: Buffer): StreamPart => ({ pieces: [bytes], bytes: 0 })

/**
 * The answers of a subscription as parts of a stream. Each is requested when the previous one was handed over. If they
 * fail, or go on elsewhere, the stream ends without saying that it is complete: clients then connect again. Never rejects.
 */
export async function* eventParts(
  results: AsyncIterator<ExecutionResult>,
  { opening, silence, complete }: StreamFraming,
  write: (result: ExecutionResult) => Promise<readonly Buffer[]>,
  goesOnElsewhere = () => false,
): AsyncGenerator<StreamPart, undefined> {
  try {
    yield plain(opening)
    for (;;) {
      const arrival = new EventArrival(results.next())
      while (!(await arrival.within(SILENCE_MS))) yield plain(silence)
      const { step } = arrival
      if (!step) return
      if (step.done) break
      const pieces = await write(step.value)
      yield { pieces, bytes: lengthOf(pieces) }
    }
    if (!goesOnElsewhere()) yield plain(complete)
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
