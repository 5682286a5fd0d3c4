import { turns } from '../admission/turns.ts'
import type { EventVisit } from '../request/event.ts'
import { payerOf } from '../request/visit.ts'
import { isJsonObject } from '../upstream/json/json-object.ts'
import { type Reading, Round, RoundUpstream } from '../upstream/loading/round.ts'
import { Upstreams } from '../upstream/loading/upstreams.ts'
import { Allowance } from '../upstream/wire/allowance.ts'
import { enter } from './entering.ts'
import type { LiveMeans, Look } from './live-means.ts'
import type { LivePoll } from './live-poll.ts'
import { publication } from './publication.ts'
import { MAX_SLOWDOWN } from './rhythm.ts'
import { Watch } from './watch.ts'

/** Milliseconds between the rounds of a question that commands touch. */
const MIN_GAP_MS = 200

/** Milliseconds after a command at which what it has done can be read, most of the time. */
const READ_LAG_MS = 300

/** A question that fails is asked again in each such round at least, so that a recovery is seen soon. */
const SLOWEST_FAILING = 4

/** Questions whose subscribers are asked for a place for their round. */
const MAX_TRIES = 10

const TOO_LONG = new Error('The round takes too long.')

/** The live questions of callers with the same rights: those that are due at the same time are one round. */
export class LiveGroup {
  readonly polls = new Map<string, LivePoll>()
  readonly #means: LiveMeans
  readonly #soon = new Set<LivePoll>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #isScheduled = false
  #tick: NodeJS.Timeout | undefined
  #number = 0
  #slowdown = 1

  constructor(means: LiveMeans) {
    this.#means = means
    this.#next()
  }

  /** Asks a question as soon as may be: now, or a short while after its latest round. */
  soon(poll: LivePoll): void {
    if (poll.isRunning) {
      poll.isWantedAgain = true
      return
    }
    const gap = poll.beganAt + MIN_GAP_MS - performance.now()
    if (gap > 0) {
      this.#later(gap, poll)
      return
    }
    this.#soon.add(poll)
    if (this.#isScheduled) return
    this.#isScheduled = true
    // What is wanted at the same time is one round.
    setImmediate(() => {
      this.#isScheduled = false
      const wanted = [...this.#soon]
      this.#soon.clear()
      this.#start(wanted.filter(({ isRunning }) => !isRunning))
    })
  }

  /** Asks a question now that a command has touched, and again when its effect can be read. */
  touched(poll: LivePoll): void {
    poll.rhythm.hurry(performance.now() + this.#means.readAfterWriteMs)
    poll.isFinal = false
    // Under pressure the next round has to do.
    if (this.#slowdown > 1) return
    this.soon(poll)
    this.#later(READ_LAG_MS, poll)
  }

  close(): void {
    clearTimeout(this.#tick)
    for (const timer of this.#timers) clearTimeout(timer)
  }

  #later(ms: number, poll: LivePoll): void {
    if (this.#timers.size > this.polls.size * 2) return
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      if (poll.streams.size > 0) this.soon(poll)
    }, ms)
    this.#timers.add(timer)
  }

  #next(): void {
    // So that the rounds of many callers, and of many gateways, spread over time.
    const jitter = 0.9 + 0.2 * Math.random()
    this.#tick = setTimeout(() => {
      this.#next()
      this.#number++
      const isPressed = this.#means.isUnderPressure()
      this.#slowdown = isPressed ? Math.min(MAX_SLOWDOWN, this.#slowdown * 2) : Math.max(1, this.#slowdown / 2)
      const due: LivePoll[] = []
      for (const poll of this.polls.values()) {
        if (!poll.isRunning && poll.rhythm.isDue(this.#number, this.#slowdown)) due.push(poll)
      }
      this.#start(due)
    }, this.#means.intervals.min * jitter)
  }

  #start(polls: readonly LivePoll[]): void {
    if (polls.length === 0) return
    const now = performance.now()
    for (const poll of polls) {
      poll.isRunning = true
      poll.beganAt = now
    }
    this.#run(polls).catch(this.#means.logError)
  }

  /** One round. */
  async #run(polls: readonly LivePoll[]): Promise<void> {
    const { answered, finish, maxRequestMs } = this.#means
    const shared = await this.#enterRound(polls)
    const timer = setTimeout(() => shared?.cancellation.cancel(TOO_LONG), maxRequestMs)
    try {
      if (!shared) return
      // What is loaded for several questions is charged like the calls of one of them.
      shared.allowance = new Allowance((shared.allowance?.maxCalls ?? Number.POSITIVE_INFINITY) * polls.length)
      const round = new Round(shared)
      await Promise.all(polls.map((poll) => this.#take(poll, round)))
      finish({}, shared)
    } finally {
      clearTimeout(timer)
      if (shared) answered(shared)
      for (const poll of polls) this.#ended(poll)
    }
  }

  /** The event of a round as a whole; undefined where there is no room for it. */
  async #enterRound(polls: readonly LivePoll[]): Promise<EventVisit | undefined> {
    for (const poll of polls.slice(0, MAX_TRIES)) {
      const event = await this.#enter(poll, false)
      if (event) return event
    }
    return undefined
  }

  /** Answers a question as a part of a round. */
  async #take(poll: LivePoll, round: Round): Promise<void> {
    const event = await this.#enter(poll, true)
    if (!event) return
    try {
      // Thousands of questions must not keep others waiting. What they load waits for all of them.
      if (turns.isOver) await new Promise<void>((resolve) => turns.later(payerOf(event), resolve, round.work))
      await this.#answer(poll, event, round)
    } catch (error) {
      this.#means.logError(error)
    } finally {
      this.#means.answered(event)
    }
  }

  #ended(poll: LivePoll): void {
    poll.isRunning = false
    if (!poll.isWantedAgain) return
    poll.isWantedAgain = false
    this.soon(poll)
  }

  /** An event in the name of one of the subscribers; undefined where none of them may ask now. */
  async #enter(poll: LivePoll, sharesPlace: boolean): Promise<EventVisit | undefined> {
    for (const payer of poll.payers()) {
      const event = await enter(payer, poll, this.#means, sharesPlace)
      if (typeof event === 'object') return event
      if (event === 'full') break
    }
    this.#means.noteLook('unread')
    poll.rhythm.noteQuiet(performance.now())
    return undefined
  }

  async #answer(poll: LivePoll, event: EventVisit, round: Round): Promise<void> {
    const { finish, first, further, contextOf } = this.#means
    const { prepared, query, canBeWatched, isFinal } = poll.question
    if (poll.watch && (await poll.watch.isUnchanged(round, event))) {
      // The calls are charged.
      finish({}, event)
      this.#noteQuiet(poll, 'unchanged')
      return
    }
    const readings: Reading[] = []
    const upstreams = new Upstreams(new RoundUpstream(first, round, event, readings), further)
    const result = await query.run(undefined, { ...prepared.contextValue, ...contextOf(event, upstreams) })
    finish(result, event)
    const { errors } = result
    const shown = errors ? { ...result, errors: this.#means.mask(errors) } : result
    const answer = publication(shown, await this.#means.jsonOf(shown, payerOf(event)))
    const answers = await Promise.allSettled(readings.map((reading) => reading.answer))
    poll.isFinal = isFinal(
      answers.flatMap((one) => (one.status === 'fulfilled' && isJsonObject(one.value) ? [one.value] : [])),
    )
    poll.watch = await Watch.of(readings, canBeWatched && this.#means.readsTellAll)
    if (poll.latest?.id === answer.id) {
      this.#noteQuiet(poll, 'same')
      return
    }
    this.#means.noteLook('news')
    poll.rhythm.noteNews()
    poll.publish(answer)
    this.#means.noteKept(poll)
    // The credentials are no longer taken: those of all, because they are the same.
    if (answer.codes.includes('UNAUTHENTICATED')) for (const stream of [...poll.streams]) stream.complete()
  }

  #noteQuiet(poll: LivePoll, look: Look): void {
    this.#means.noteLook(look)
    poll.rhythm.noteQuiet(performance.now(), poll.latest?.codes.length ? SLOWEST_FAILING : undefined)
    poll.welcome()
    // A round later, so that what lags behind was seen, too.
    if (poll.isFinal) for (const stream of [...poll.streams]) stream.complete()
  }
}
