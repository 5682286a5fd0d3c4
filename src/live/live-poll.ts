import type { Repeatable } from '../execution/execute.ts'
import type { Prepared } from '../request/plugin.ts'
import { payerOf } from '../request/visit.ts'
import type { LiveStream } from './live-stream.ts'
import type { Publication } from './publication.ts'
import { type Intervals, Rhythm } from './rhythm.ts'
import { Wakes } from './wakes.ts'
import type { Watch } from './watch.ts'

/** A question that can be asked again and again. */
export interface LiveQuestion {
  /** The subscription, as it was checked. */
  prepared: Prepared
  /** The query that answers it. */
  query: Repeatable
  /** Whether what the cluster answered tells all that its answer depends on. */
  canBeWatched: boolean
  /** Whether what was read says that its answer will not change any more. */
  isFinal(answers: readonly unknown[]): boolean
  /** About how many bytes it takes beside its document. */
  bytes: number
}

/** One question of callers with the same rights: asked once for all who have subscribed to it. */
export class LivePoll {
  readonly question: LiveQuestion
  /** Who pays for what the question itself takes. */
  readonly asker: string
  readonly rhythm: Rhythm
  readonly wakes: Wakes
  readonly streams = new Set<LiveStream>()
  /** Those that were told nothing yet, or were told of a refusal since. */
  readonly newcomers = new Set<LiveStream>()
  /** Undefined where there is none, or no room to keep it. */
  latest: Publication | undefined
  /** The id of the latest answer, whether or not that is kept. */
  latestId: string | undefined
  /** What the latest answer was made of; undefined where it has to be executed to see. */
  watch: Watch | undefined
  /** When its latest round began, in milliseconds, as `performance.now()` counts them. */
  beganAt = Number.NEGATIVE_INFINITY
  isRunning = false
  /** Told when its last subscriber leaves during a round. */
  onLeft: ((poll: LivePoll) => void) | undefined
  /** Whether somebody wants a round after the one that is running. */
  isWantedAgain = false
  /**
   * From when on a round without news says that its latest answer is the last one, in milliseconds; undefined while what it
   * is about may go on.
   */
  finalFrom: number | undefined
  /** Bytes that its answer takes of the budget, and whose they are. */
  kept = { bytes: 0, owner: '' }

  /** @param ask wants a round as soon as may be */
  constructor(question: LiveQuestion, asker: string, intervals: Intervals, ask: (poll: LivePoll) => void) {
    this.question = question
    this.asker = asker
    this.rhythm = new Rhythm(intervals)
    this.wakes = new Wakes(() => ask(this), intervals.min)
  }

  /**
   * The subscribers in turn, one of each payer: each is charged for a round. A payer who may not ask, with thousands of
   * subscriptions, keeps nobody else from being asked.
   */
  *payers(): Generator<LiveStream> {
    const [first] = this.streams
    if (!first) return
    yield this.#last(first)
    const tried = new Set([payerOf(first.visit)])
    for (const stream of [...this.streams]) {
      if (tried.size === MAX_PAYERS) return
      const payer = payerOf(stream.visit)
      if (tried.has(payer) || !this.streams.has(stream)) continue
      tried.add(payer)
      yield this.#last(stream)
    }
  }

  /** The next round begins with the next one. */
  #last(stream: LiveStream): LiveStream {
    this.streams.delete(stream)
    this.streams.add(stream)
    return stream
  }

  /** Tells all subscribers the latest answer. */
  publish(answer: Publication): void {
    this.latest = answer
    this.latestId = answer.id
    for (const stream of this.streams) stream.offer(answer)
    this.newcomers.clear()
  }

  /** Tells those the latest answer who have none yet. */
  welcome(latest = this.latest): void {
    if (!latest) return
    for (const stream of this.newcomers) stream.offer(latest)
    this.newcomers.clear()
  }
}

/** Payers that are tried for one round, where some of them may not ask. */
const MAX_PAYERS = 10
