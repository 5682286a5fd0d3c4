import { Refused } from '../errors/refused.ts'
import { type EventVisit, eventOf } from '../request/event.ts'
import { payerOf } from '../request/visit.ts'
import { isJsonObject } from '../upstream/json/json-object.ts'
import { type Reading, Round, RoundUpstream } from '../upstream/loading/round.ts'
import { Upstreams } from '../upstream/loading/upstreams.ts'
import { Allowance } from '../upstream/wire/allowance.ts'
import type { LiveMeans } from './live-means.ts'
import type { LivePoll } from './live-poll.ts'
import { publication } from './publication.ts'
import { Watch } from './watch.ts'

/** Milliseconds between the rounds of a question that commands touch. */
const MIN_GAP_MS = 200

/** Milliseconds after a command at which what it has done can be read, most of the time. */
const READ_LAG_MS = 300

/** A question that fails is asked again in each such round at least, so that a recovery is seen soon. */
const SLOWEST_FAILING = 4

/** The most by which pressure slows rounds down. */
const MAX_SLOWDOWN = 16

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
    try {
      const entered = await Promise.all(
        polls.map(async (poll) => {
          const event = await this.#enter(poll)
          return event ? [{ poll, event }] : []
        }),
      )
      const asked = entered.flat()
      const [first] = asked
      if (!first) return
      await this.#together(asked, eventOf(first.event.subscription))
    } finally {
      for (const poll of polls) {
        poll.isRunning = false
        if (poll.isWantedAgain) {
          poll.isWantedAgain = false
          this.soon(poll)
        }
      }
    }
  }

  /** @param shared an event for what is loaded for several questions, which is charged like one of them */
  async #together(asked: ReadonlyArray<{ poll: LivePoll; event: EventVisit }>, shared: EventVisit): Promise<void> {
    const { finish, answered, maxRequestMs } = this.#means
    const most = asked.reduce((sum, { event }) => sum + (event.allowance?.maxCalls ?? Number.POSITIVE_INFINITY), 0)
    shared.allowance = new Allowance(most)
    const timer = setTimeout(() => shared.cancellation.cancel(new Error('The round takes too long.')), maxRequestMs)
    const round = new Round(shared)
    try {
      await Promise.all(
        asked.map(async ({ poll, event }) => {
          try {
            await this.#answer(poll, event, round)
          } finally {
            answered(event)
          }
        }),
      )
    } finally {
      clearTimeout(timer)
      finish({}, shared)
      answered(shared)
    }
  }

  /** An event in the name of one of the subscribers; undefined where none of them may ask now. */
  async #enter(poll: LivePoll): Promise<EventVisit | undefined> {
    const { plugins } = this.#means
    for (const payer of poll.payers()) {
      const event = eventOf(payer.visit)
      try {
        for (const plugin of plugins) {
          const looking = plugin.beforeEvent?.(poll.question.prepared, event)
          if (looking) await looking
        }
        return event
      } catch (error) {
        this.#means.answered(event)
        if (!(error instanceof Refused)) throw error
        // What is full now is no news for those who have an answer.
        if (error.code !== 'OVERLOADED' || !poll.latest) payer.refuse(error)
        if (error.facts.retryable === false) payer.complete()
        if (error.code === 'OVERLOADED') break
      }
    }
    poll.rhythm.noteQuiet(performance.now())
    return undefined
  }

  async #answer(poll: LivePoll, event: EventVisit, round: Round): Promise<void> {
    const { finish, first, further, contextOf } = this.#means
    const { prepared, query, canBeWatched, isFinal } = poll.question
    if (poll.watch && (await poll.watch.isUnchanged(round, event))) {
      // The calls are charged.
      finish({}, event)
      this.#noteQuiet(poll)
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
    poll.watch = canBeWatched ? await Watch.of(readings) : undefined
    if (poll.latest?.id === answer.id) {
      this.#noteQuiet(poll)
      return
    }
    poll.rhythm.noteNews()
    poll.publish(answer)
    this.#means.noteKept(poll)
    // The credentials are no longer taken: those of all, because they are the same.
    if (answer.codes.includes('UNAUTHENTICATED')) for (const stream of [...poll.streams]) stream.complete()
  }

  #noteQuiet(poll: LivePoll): void {
    poll.rhythm.noteQuiet(performance.now(), poll.latest?.codes.length ? SLOWEST_FAILING : undefined)
    poll.welcome()
    // A round later, so that what lags behind was seen, too.
    if (poll.isFinal) for (const stream of [...poll.streams]) stream.complete()
  }
}
