import { turns } from '../admission/turns.ts'
import type { EventVisit } from '../request/event.ts'
import { payerOf } from '../request/visit.ts'
import { isJsonObject } from '../upstream/json/json-object.ts'
import { type Reading, Round, RoundUpstream } from '../upstream/loading/round.ts'
import { Upstreams } from '../upstream/loading/upstreams.ts'
import { Allowance } from '../upstream/wire/allowance.ts'
import { enterFor } from './entering.ts'
import type { LiveMeans, Look } from './live-means.ts'
import type { LivePoll } from './live-poll.ts'
import { type Publication, publication } from './publication.ts'
import { MAX_SLOWDOWN } from './rhythm.ts'
import { Watch } from './watch.ts'

/** A question that fails is asked again in each such round at least, so that a recovery is seen soon. */
const SLOWEST_FAILING = 4

/** Milliseconds for which a round waits longer than its questions: these tell that their time is up. */
const LONGER_MS = 100

/** Codes of what is the same however often it is asked. */
const HOPELESS: ReadonlySet<string> = new Set(['BAD_USER_INPUT', 'NOT_SUPPORTED'])

const TOO_LONG = new Error('The round takes too long.')
const NOBODY_LEFT = new Error('Nobody listens any more.')

/** The live questions of callers with the same rights: those that are due at the same time are one round. */
export class LiveGroup {
  readonly polls = new Map<string, LivePoll>()
  readonly #means: LiveMeans
  readonly #soon = new Set<LivePoll>()
  #isScheduled = false
  #tick: NodeJS.Timeout | undefined
  #number = 0
  #rounds = 0
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
    if (!poll.wakes.mayBegin(performance.now())) return
    this.#soon.add(poll)
    if (this.#isScheduled) return
    this.#isScheduled = true
    // What is wanted at the same time is one round.
    setImmediate(() => {
      this.#isScheduled = false
      const wanted = [...this.#soon]
      this.#soon.clear()
      this.#start(wanted.filter(({ isRunning, streams }) => !isRunning && streams.size > 0))
    })
  }

  /** Asks a question now that a command has touched, and again when its effect can be read. */
  touched(poll: LivePoll): void {
    const now = performance.now()
    poll.rhythm.hurry(now + this.#means.readAfterWriteMs)
    // What is final may still be deleted.
    if (poll.finalFrom !== undefined) poll.finalFrom = now + this.#means.readAfterWriteMs
    // Under pressure the next round has to do.
    if (this.#slowdown > 1) return
    this.soon(poll)
    poll.wakes.afterLag(now, this.#means.readAfterWriteMs)
  }

  close(): void {
    clearTimeout(this.#tick)
    for (const { wakes } of this.polls.values()) wakes.stop()
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
      this.#start(due, true)
    }, this.#means.intervals.min * jitter)
  }

  #start(polls: readonly LivePoll[], isInTurn = false): void {
    if (polls.length === 0) return
    const now = performance.now()
    for (const poll of polls) {
      poll.isRunning = true
      poll.beganAt = now
      poll.wakes.began(now, isInTurn)
    }
    // What several of them need is charged to the first: another one in each round.
    const first = this.#rounds++ % polls.length
    this.#run([...polls.slice(first), ...polls.slice(0, first)]).catch(this.#means.logError)
  }

  /** One round. */
  async #run(polls: readonly LivePoll[]): Promise<void> {
    const { answered, maxRequestMs } = this.#means
    const running = new Set(polls)
    const ended = (poll: LivePoll) => {
      if (running.delete(poll)) this.#ended(poll)
    }
    let shared: EventVisit | undefined
    let timer: NodeJS.Timeout | undefined
    try {
      shared = await this.#enterRound(polls, ended)
      if (!shared) return
      const { cancellation } = shared
      clearTimeout(shared.timer)
      timer = setTimeout(() => cancellation.cancel(TOO_LONG), maxRequestMs + LONGER_MS)
      const waiting = new Set(running)
      const left = (poll: LivePoll) => {
        waiting.delete(poll)
        if (waiting.size === 0) cancellation.cancel(NOBODY_LEFT)
      }
      for (const poll of running) {
        if (poll.streams.size === 0) left(poll)
        else poll.onLeft = left
      }
      // What is loaded for several questions is limited like the calls of all of them.
      const maxCalls = shared.allowance?.maxCalls ?? Number.POSITIVE_INFINITY
      shared.allowance = new Allowance(maxCalls * running.size)
      const round = new Round(shared)
      const events: EventVisit[] = []
      // One that takes long does not keep the others from their next round.
      const take = async (poll: LivePoll) => {
        await this.#take(poll, round, events)
        left(poll)
        ended(poll)
      }
      await Promise.all([...running].map(take))
      this.#charge(round, events, shared.allowance.calls)
    } finally {
      clearTimeout(timer)
      if (shared) answered(shared)
      for (const poll of [...running]) ended(poll)
    }
  }

  /**
   * The event of a round as a whole, in the name of the first question's subscriber who may ask; undefined where there is
   * no room for it, or nobody may ask.
   */
  async #enterRound(polls: readonly LivePoll[], ended: (poll: LivePoll) => void): Promise<EventVisit | undefined> {
    for (const [at, poll] of polls.entries()) {
      const entered = await enterFor(poll, this.#means, 'round')
      if (typeof entered === 'object') return entered
      for (const one of entered === 'full' ? polls.slice(at) : [poll]) {
        this.#noteUnread(one)
        ended(one)
      }
      if (entered === 'full') break
    }
    return undefined
  }

  /** Answers a question as a part of a round. Never rejects. */
  async #take(poll: LivePoll, round: Round, events: EventVisit[]): Promise<void> {
    let event: EventVisit | undefined
    try {
      const entered = await enterFor(poll, this.#means, 'part')
      if (typeof entered !== 'object') {
        this.#noteUnread(poll)
        return
      }
      event = entered
      events.push(event)
      // Thousands of questions must not keep others waiting. What they load waits for all of them.
      const payer = payerOf(event)
      if (turns.isOver) await new Promise<void>((resolve) => turns.later(payer, resolve, round.work))
      await this.#answer(poll, event, round)
    } catch (error) {
      this.#means.logError(error)
    } finally {
      if (event) this.#means.answered(event)
    }
  }

  /** Charges each payer for its part of the calls that were made for several questions, by what these have loaded. */
  #charge(round: Round, events: readonly EventVisit[], calls: number): void {
    if (calls === 0) return
    const loads = new Map<string, { event: EventVisit; loaded: number }>()
    let all = 0
    for (const event of events) {
      const loaded = round.loadedFor(event)
      const known = loads.get(payerOf(event))
      if (known) known.loaded += loaded
      else loads.set(payerOf(event), { event, loaded })
      all += loaded
    }
    for (const { event, loaded } of loads.values()) {
      event.allowance = new Allowance(0, (calls * loaded) / all)
      if (loaded > 0) this.#means.finish({}, event)
    }
  }

  #ended(poll: LivePoll): void {
    poll.isRunning = false
    poll.onLeft = undefined
    if (!poll.isWantedAgain) return
    poll.isWantedAgain = false
    if (poll.streams.size > 0) this.soon(poll)
  }

  #noteUnread(poll: LivePoll): void {
    this.#means.noteLook('unread')
    poll.rhythm.noteQuiet(performance.now())
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
    const found = answers.flatMap((one) => (one.status === 'fulfilled' && isJsonObject(one.value) ? [one.value] : []))
    poll.finalFrom = isFinal(found) ? 0 : undefined
    poll.watch = await Watch.of(readings, canBeWatched && this.#means.readsTellAll)
    if (poll.latestId === answer.id) {
      // What was read may take more room than before.
      poll.latest ??= answer
      this.#means.noteKept(poll)
      this.#noteQuiet(poll, 'same', answer)
      return
    }
    this.#means.noteLook('news')
    poll.rhythm.noteNews()
    poll.publish(answer)
    this.#means.noteKept(poll)
    if (this.#isLast(answer)) for (const stream of [...poll.streams]) stream.complete()
  }

  /** Whether an answer says that no other can follow. */
  #isLast({ codes, result }: Publication): boolean {
    // The credentials are no longer taken: those of all, because they are the same.
    if (this.#means.callersAreRefused && codes.includes('UNAUTHENTICATED')) return true
    const hasData = Object.values(result.data ?? {}).some((value) => value !== null)
    return !hasData && codes.length > 0 && codes.every((code) => HOPELESS.has(code))
  }

  #noteQuiet(poll: LivePoll, look: Look, latest = poll.latest): void {
    this.#means.noteLook(look)
    const now = performance.now()
    poll.rhythm.noteQuiet(now, latest?.codes.length ? SLOWEST_FAILING : undefined)
    poll.welcome(latest)
    // A round later, so that what lags behind was seen, too.
    if (poll.finalFrom !== undefined && now >= poll.finalFrom) for (const stream of [...poll.streams]) stream.complete()
  }
}
