import { operations } from '../upstream/catalog/operation.ts'
import type { JobActivationResult } from '../upstream/contract/types.ts'
import { UpstreamFailure } from '../upstream/failures/failure.ts'
import { toNumber } from '../upstream/json/exact-json.ts'
import type { Session } from '../upstream/session/session.ts'
import { MAX_TIMER_MS } from '../upstream/wire/connection-failure.ts'
import { isRefusedForGood, retryAfterOf } from './failures.ts'
import { type Handed, Handout } from './handout.ts'
import { LeasedJob } from './leased-job.ts'
import { Pause } from './pause.ts'

/** An event that tells of a failure, after which the next job may come all the same. */
export class Failing implements Handed {
  readonly calls = 0
  readonly error: unknown

  constructor(error: unknown) {
    this.error = error
  }
}

type Step = IteratorResult<LeasedJob | Failing, undefined>

const DONE: Step = { value: undefined, done: true }

/** Short, because a poll is not cut when its client leaves, and the gateway waits for it when it closes. */
export const POLL_MS = 5_000

export interface JobSourceOptions {
  /** With the rights of who gets the jobs; its calls are not cut when they leave. */
  session: Session
  /** An activation's body, but for how many jobs and how long to wait. */
  activation: { readonly timeout: unknown }
  /** Milliseconds that the cluster may hold a poll. */
  pollMs: number
  /** How many jobs somebody may have at once. */
  maxJobsActive: number
  /** What becomes of a lease whose request has got no answer, as a sentence. */
  advice: string
  /** Told of a job that could not be given back. */
  logError(error: unknown): void
  /** Called once, when nobody is to get a job of it any more. */
  left(source: JobSource): void
}

/**
 * Jobs for one subscriber, each leased when the one before was handed over. The cluster is polled for one at a time, and
 * for none while the subscriber has as many as it may have: a connection takes what nobody reads, so it is no measure of
 * that. A poll is not cut when the subscriber leaves: Camunda 8 would not notice, and lease the next job to nobody. What it
 * brings is given back.
 */
export class JobSource extends Handout {
  readonly #options: JobSourceOptions
  readonly #leaseMs: number
  /** Those that the subscriber has, with the time when they are anybody's again. */
  readonly #active = new Map<string, number>()
  /** The one that was handed out and is not taken yet. */
  #offered: LeasedJob | undefined
  readonly #trouble = new Pause(500, 30_000)
  /** While polls are answered at once though there is nothing. */
  readonly #idle = new Pause(100, 5_000)
  #isTold = false
  /** Whether it waits until the subscriber may have another job. */
  #isFull = false
  #isHalted = false
  #isSentAway = false
  #isOver = false
  readonly #over = Promise.withResolvers<void>()
  #stop: ((step: Step) => void) | undefined
  #wake: (() => void) | undefined
  /** Polls under way, and jobs on their way back. */
  readonly #unsettled = new Set<Promise<unknown>>()

  constructor(options: JobSourceOptions) {
    super()
    this.#options = options
    this.#leaseMs = toNumber(options.activation.timeout)
  }

  next(): Promise<Step> {
    if (this.#offered) this.#trouble.shrink()
    this.#offered = undefined
    if (this.#isSentAway) this.#end()
    if (this.#isOver) return Promise.resolve(DONE)
    return new Promise((resolve, reject) => {
      this.#stop = resolve
      this.#following().then((step) => this.#offer(step, resolve), reject)
    })
  }

  async return(): Promise<Step> {
    this.#end()
    return DONE
  }

  takeBack(reason: unknown): void {
    const offered = this.#offered
    if (!offered) return
    this.#offered = undefined
    this.#trouble.grow(retryAfterOf(reason))
    this.#giveBack(offered)
  }

  /** Notes that a job is the subscriber's no more: completed, failed or ended by an error. */
  ended(jobKey: string): void {
    // A pause for another reason goes on.
    if (this.#active.delete(jobKey) && this.#isFull) this.#wake?.()
  }

  /**
   * Ends it without saying that it is complete, so that its client subscribes again elsewhere: once what was handed out is
   * taken, which its client may have by now.
   */
  sendAway(): void {
    if (this.#isOver) return
    this.#isSentAway = true
    this.taker?.sendAway()
    if (!this.#offered) this.#end()
  }

  /** Polls for no job any more; what is under way is settled by itself. */
  halt(): void {
    this.#isHalted = true
  }

  /** Resolves when it has ended, no poll is under way and all that nobody has taken is given back. */
  async settled(): Promise<void> {
    await this.#over.promise
    while (this.#unsettled.size > 0) await Promise.allSettled(this.#unsettled)
  }

  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#stop?.(DONE)
    this.#wake?.()
    const offered = this.#offered
    this.#offered = undefined
    if (offered) this.#giveBack(offered)
    this.#options.left(this)
    this.#over.resolve()
  }

  /** Hands a step out, unless nobody waits for it any more. */
  #offer(step: Step, resolve: (step: Step) => void): void {
    const job = step.value instanceof LeasedJob ? step.value : undefined
    if (this.#isOver) {
      if (job) this.#giveBack(job)
      return
    }
    this.#offered = job
    resolve(step)
  }

  async #following(): Promise<Step> {
    for (;;) {
      await this.#room()
      await this.#sleep(Math.max(this.#trouble.ms, this.#idle.ms))
      if (this.#isOver) return DONE
      if (this.#isHalted) {
        await this.#sleep(MAX_TIMER_MS)
        continue
      }
      try {
        await this.taker?.mayTake()
        // It may have left, or the gateway begun to drain, meanwhile.
        if (this.#isOver || this.#isHalted) continue
        const job = await this.#watched(this.#poll())
        this.#isTold = false
        if (!job) {
          this.#trouble.shrink()
          continue
        }
        this.#active.set(job.job.jobKey, job.until)
        return { value: job, done: false }
      } catch (error) {
        if (isRefusedForGood(error)) throw error
        this.#trouble.grow(retryAfterOf(error))
        if (this.#isTold || this.#isOver) continue
        this.#isTold = true
        return { value: new Failing(error), done: false }
      }
    }
  }

  async #poll(): Promise<LeasedJob | undefined> {
    const { session, activation, pollMs, advice } = this.#options
    const began = performance.now()
    const body = { ...activation, maxJobsToActivate: 1, requestTimeout: pollMs }
    const answer = await session.call(ACTIVATE, {}, body, pollMs).catch((error: unknown) => {
      if (error instanceof UpstreamFailure && error.outcomeUnknown) error.advice = advice
      throw error
    })
    const [job, ...more] = session.readable(ACTIVATE.operation, () => jobsIn(answer), 'poll')
    // Nobody has asked for them.
    for (const one of more) this.#giveBack(new LeasedJob(one, this.#leaseMs, session))
    if (job || performance.now() - began > pollMs / 2) this.#idle.end()
    else this.#idle.grow()
    return job && new LeasedJob(job, this.#leaseMs, session)
  }

  /** Waits until the subscriber may have another job. */
  async #room(): Promise<void> {
    for (;;) {
      const now = performance.now()
      for (const [jobKey, until] of this.#active) if (until <= now) this.#active.delete(jobKey)
      if (this.#isOver || this.#active.size < this.#options.maxJobsActive) return
      this.#isFull = true
      // Not spread into arguments: there may be any number of them.
      let first = Number.POSITIVE_INFINITY
      for (const until of this.#active.values()) first = Math.min(first, until)
      await this.#sleep(first - now)
      this.#isFull = false
    }
  }

  async #sleep(ms: number): Promise<void> {
    if (ms <= 0 || this.#isOver) return
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      timer = setTimeout(resolve, Math.min(Math.ceil(ms), MAX_TIMER_MS))
    })
    clearTimeout(timer)
    this.#wake = undefined
  }

  #giveBack(job: LeasedJob): void {
    this.#active.delete(job.job.jobKey)
    void this.#watched(job.giveBack().catch((error: unknown) => this.#options.logError(error)))
  }

  #watched<T>(work: Promise<T>): Promise<T> {
    const watched = work.finally(() => this.#unsettled.delete(watched))
    this.#unsettled.add(watched)
    return watched
  }
}

/** Without the answer for when it is ended early: it is not. */
const { nothing: _, ...ACTIVATE } = operations.activateJobs

function jobsIn(answer: unknown): JobActivationResult['jobs'] {
  const jobs = typeof answer === 'object' && answer !== null && 'jobs' in answer ? answer.jobs : undefined
  if (!Array.isArray(jobs)) throw new TypeError('the answer lists no jobs')
  // The rest of a row is read as the schema says, field by field.
  if (!jobs.every((job) => typeof job?.jobKey === 'string')) throw new TypeError('a job has no key')
  return jobs
}
