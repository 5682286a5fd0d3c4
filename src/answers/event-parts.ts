import type { ExecutionResult } from 'graphql'
import type { StreamPart } from '../admission/sending.ts'
import { COMPLETE, STILL_THERE } from './framing.ts'

/** Milliseconds without an event after which a client is told that the connection lives: proxies end those that are idle. */
const SILENCE_MS = 12_000

const text = (content: string): StreamPart => ({ pieces: [Buffer.from(content)], bytes: 0 })

/**
 * The answers of a subscription as server-sent events. The next one is asked for when the one before it was handed over.
 * Ends without being complete where they fail. Never rejects.
 */
export async function* eventParts(
  results: AsyncIterator<ExecutionResult>,
  write: (result: ExecutionResult) => Promise<readonly Buffer[]>,
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
    yield text(COMPLETE)
  } finally {
    await results.return?.()
  }
}

/** Something to come, that is waited for a while at a time: a race of promises would keep each of the waits until it comes. */
class EventArrival<T> {
  /** What has come; undefined until then, and where it has failed. */
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

  /** Waits for so many milliseconds at most; answers whether it has come, or failed, by then. */
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
