import type { Budget } from '../admission/budget.ts'
import { sendAwaySoon } from '../admission/leaving.ts'
import { takeSubscription } from '../errors/subscription-place.ts'
import type { Touched } from '../upstream/session/touched.ts'
import { JobSource, type JobSourceOptions, POLL_MS } from './job-source.ts'

/** Milliseconds that the gateway takes to give jobs back when it closes: the cluster may be away. */
const GIVING_BACK_MS = 2_000

/** The commands after which a worker has a job no more. */
const ENDINGS: ReadonlySet<string | undefined> = new Set(['completeJob', 'failJob', 'throwJobError'])

interface WorkersOptions {
  /** How many subscriptions there may be. */
  subscriptions: Budget
  /** Told of jobs that could not be given back. */
  logError(error: unknown): void
}

/** Those who get jobs by subscription. */
export class Workers {
  readonly #options: WorkersOptions
  /** Where their jobs come from, for each of them. */
  readonly #sources = new Set<JobSource>()
  /** Those and others whose client has left, until their polls have ended. */
  readonly #unsettled = new Set<Promise<void>>()
  #isDraining = false

  constructor(options: WorkersOptions) {
    this.#options = options
  }

  /**
   * Jobs for one more subscriber. Throws Refused where there is no room.
   * @param owner who is charged for the subscription
   */
  open(options: Omit<JobSourceOptions, 'left' | 'logError'>, owner: string): JobSource {
    const { subscriptions, logError } = this.#options
    takeSubscription(subscriptions, owner, this.#isDraining)
    const source = new JobSource({
      ...options,
      logError,
      left: (left) => {
        subscriptions.give(1, owner)
        this.#sources.delete(left)
      },
    })
    this.#sources.add(source)
    const settled = source.settled().finally(() => this.#unsettled.delete(settled))
    this.#unsettled.add(settled)
    return source
  }

  /** Whether there are any. */
  get isBusy(): boolean {
    return this.#sources.size > 0
  }

  /** Notes which jobs their workers have no more, so that they get others. */
  touched({ operation, keys }: Touched): void {
    if (!ENDINGS.has(operation)) return
    for (const source of this.#sources) for (const key of keys) source.ended(key)
  }

  /** From now on no job is asked for, and workers are sent to another gateway. */
  drain(): void {
    this.#isDraining = true
    for (const source of this.#sources) {
      source.halt()
      sendAwaySoon(() => source.sendAway())
    }
  }

  /** Sends all away. Resolves when all that nobody has taken is given back, or a while after the last poll. */
  async close(): Promise<void> {
    this.#isDraining = true
    for (const source of [...this.#sources]) source.sendAway()
    if (this.#unsettled.size === 0) return
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, POLL_MS + GIVING_BACK_MS)
    })
    await Promise.race([Promise.all(this.#unsettled), late])
    clearTimeout(timer)
  }
}
