import { hash } from 'node:crypto'
import { Cancellation, type CancellationListener } from './cancellation.ts'
import type { OnAnswer } from './credentials.ts'
import type { Turn } from './limiter.ts'

/** Longer keys are hashed. */
const MAX_KEY_LENGTH = 2_048

interface Shared {
  answer: Promise<unknown>
  stop: Cancellation
  turn: Turn
  waiting: number
  /**
   * Callbacks for answers' headers; undefined if the callers have none. Callers with the same rights either all have
   * one or none.
   */
  listeners: OnAnswer[] | undefined
}

/**
 * Makes identical reads once while they are in flight. The key names the identity too, so only callers with the same
 * rights share. The read goes on until its last caller has left.
 */
export class SharedReads {
  readonly #inFlight = new Map<string, Shared>()
  /** How many reads were saved because the same read was in flight. */
  spared = 0

  /**
   * Joins the read of this key or starts it by `run`. Rejects with the reason when this caller leaves.
   * @param turn the caller's turn: joining a read that waits in the queue must not take longer than waiting alone
   */
  run(
    key: string,
    cancellation: Cancellation | undefined,
    turn: Turn,
    run: (stop: Cancellation, onAnswer: OnAnswer | undefined) => Promise<unknown>,
    onAnswer?: OnAnswer,
  ): Promise<unknown> {
    // Nothing is started for a caller who has left already.
    if (cancellation?.isCancelled) return Promise.reject(cancellation.reason)
    // Do not keep a large request body as a key.
    const name = key.length > MAX_KEY_LENGTH ? hash('sha256', key, 'base64url') : key
    let shared = this.#inFlight.get(name)
    if (!shared) {
      const stop = new Cancellation()
      const listeners: OnAnswer[] | undefined = onAnswer && []
      const answer = run(stop, listeners && toAll(listeners))
      const started: Shared = { answer, stop, turn, waiting: 0, listeners }
      this.#inFlight.set(name, started)
      shared = started
    } else {
      this.spared++
      shared.turn.join(turn)
    }
    if (onAnswer) shared.listeners?.push(onAnswer)
    shared.waiting++
    return this.#untilLeft(name, shared, cancellation)
  }

  #untilLeft(key: string, shared: Shared, cancellation: Cancellation | undefined): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const caller: CancellationListener = {
        onCancelled: (reason) => {
          if (--shared.waiting === 0) {
            // Remove it from the map first: nobody may join a read that is being cancelled.
            this.#forget(key, shared)
            shared.stop.cancel(reason)
          }
          reject(reason)
        },
      }
      cancellation?.listen(caller)
      const end = () => {
        cancellation?.unlisten(caller)
        this.#forget(key, shared)
      }
      shared.answer.then(
        (answer) => {
          end()
          resolve(answer)
        },
        (error: unknown) => {
          end()
          reject(error)
        },
      )
    })
  }

  #forget(key: string, shared: Shared): void {
    if (this.#inFlight.get(key) === shared) this.#inFlight.delete(key)
  }
}

function toAll(listeners: readonly OnAnswer[]): OnAnswer {
  return (headers) => {
    for (const listener of listeners) listener(headers)
  }
}
