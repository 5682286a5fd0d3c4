import type { Budget } from '../admission/budget.ts'
import { sendAwaySoon } from '../admission/leaving.ts'
import { overloaded } from '../errors/refused.ts'
import { takeSubscription } from '../errors/subscription-place.ts'
import { payerOf, type Visit } from '../request/visit.ts'
import type { Touched } from '../upstream/session/touched.ts'
import { endWithToken } from './entering.ts'
import { KeptQuestions } from './kept-questions.ts'
import { LiveGroup } from './live-group.ts'
import type { LiveMeans, Look } from './live-means.ts'
import { LivePoll, type LiveQuestion } from './live-poll.ts'
import { LiveStream } from './live-stream.ts'

interface LiveOptions extends Omit<LiveMeans, 'noteKept' | 'noteLook'> {
  /** A text that is the same for callers with the same rights, and for them alone. */
  rightsOf(visit: Visit): string
  /** How many subscriptions there may be, and bytes that they keep. */
  subscriptions: Budget
  kept: Budget
}

/**
 * Live questions: answered at once, and again whenever their answers change. Camunda has no push, so the clusters are
 * polled, once for all who ask the same with the same rights.
 */
export class Live {
  readonly #options: LiveOptions
  readonly #means: LiveMeans
  /** By the rights of their callers. */
  readonly #groups = new Map<string, LiveGroup>()
  readonly #streams = new Set<LiveStream>()
  readonly #questions: KeptQuestions
  readonly #looks: Record<Look, number> = { unread: 0, unchanged: 0, same: 0, news: 0 }
  #isDraining = false

  constructor(options: LiveOptions) {
    this.#options = options
    this.#questions = new KeptQuestions(options.kept)
    const noteLook = (look: Look) => void this.#looks[look]++
    this.#means = { ...options, noteLook, noteKept: (poll) => this.#noteKept(poll) }
  }

  /** How many questions are asked for subscribers. */
  get polls(): number {
    let polls = 0
    for (const group of this.#groups.values()) polls += group.polls.size
    return polls
  }

  /** How often questions were looked at, and what came of it. */
  get looks(): Readonly<Record<Look, number>> {
    return this.#looks
  }

  /**
   * Subscribes to a question. Throws Refused where there is no room.
   * @param name the same for equal questions, and for them alone
   */
  open(name: string, question: LiveQuestion, visit: Visit): LiveStream {
    const owner = payerOf(visit)
    const { subscriptions, kept, rightsOf, intervals } = this.#options
    const rights = rightsOf(visit)
    const known = this.#groups.get(rights)?.polls.get(name)
    takeSubscription(subscriptions, owner, this.#isDraining)
    if (!known && !this.#questions.take(question, owner)) {
      subscriptions.give(1, owner)
      throw overloaded(
        'The live questions that are asked now take as much memory as there is for them. End some, or try again later.',
      )
    }
    const group = this.#groups.get(rights) ?? new LiveGroup(this.#means)
    this.#groups.set(rights, group)
    const poll = known ?? new LivePoll(question, owner, intervals, (one) => group.soon(one))
    group.polls.set(name, poll)
    const stream = new LiveStream(visit, (left) => {
      stopLooking()
      subscriptions.give(1, owner)
      this.#streams.delete(left)
      poll.streams.delete(left)
      poll.newcomers.delete(left)
      if (poll.streams.size > 0) return
      group.polls.delete(name)
      poll.wakes.stop()
      poll.onLeft?.(poll)
      kept.give(poll.kept.bytes, poll.kept.owner)
      poll.kept.bytes = 0
      this.#questions.give(poll.question, poll.asker)
      if (group.polls.size > 0) return
      group.close()
      this.#groups.delete(rights)
    })
    const stopLooking = endWithToken(stream, poll, this.#means)
    visit.events ??= 0
    this.#streams.add(stream)
    poll.streams.add(stream)
    const isFresh = poll.latest && performance.now() - poll.beganAt < intervals.min
    if (poll.latest && isFresh) {
      stream.offer(poll.latest)
    } else {
      poll.newcomers.add(stream)
      if (!poll.isRunning) group.soon(poll)
    }
    // At last: its client may have left already.
    visit.cancellation.listen(stream)
    return stream
  }

  /** Asks those questions again whose answers a command may have changed. */
  touched(touched: Touched): void {
    for (const group of this.#groups.values()) {
      for (const poll of group.polls.values()) if (poll.watch?.isTouched(touched)) group.touched(poll)
    }
  }

  /** From now on nobody can subscribe, and those who have are sent to another gateway. */
  drain(): void {
    this.#isDraining = true
    for (const stream of this.#streams) sendAwaySoon(() => stream.sendAway())
  }

  /** Ends all subscriptions. */
  close(): void {
    this.#isDraining = true
    for (const stream of [...this.#streams]) stream.sendAway()
    for (const group of this.#groups.values()) group.close()
  }

  #noteKept(poll: LivePoll): void {
    const { kept } = this.#options
    const [stream] = poll.streams
    kept.give(poll.kept.bytes, poll.kept.owner)
    const bytes = (poll.latest?.json.length ?? 0) * 4 + (poll.watch?.bytes ?? 0)
    const owner = stream ? payerOf(stream.visit) : ''
    poll.kept = { bytes, owner }
    if (stream && kept.take(bytes, owner)) return
    poll.kept.bytes = 0
    // Its next round executes it again, whether or not something has changed.
    poll.watch = undefined
    poll.latest = undefined
  }
}
