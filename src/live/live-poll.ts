import type { Repeatable } from '../execution/execute.ts'
import type { Prepared } from '../request/plugin.ts'
import type { LiveStream } from './live-stream.ts'
import type { Publication } from './publication.ts'
import { type Intervals, Rhythm } from './rhythm.ts'
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
}

/** One question of callers with the same rights: asked once for all who have subscribed to it. */
export class LivePoll {
  readonly question: LiveQuestion
  readonly rhythm: Rhythm
  readonly streams = new Set<LiveStream>()
  /** Those that were told nothing yet. */
  readonly newcomers = new Set<LiveStream>()
  latest: Publication | undefined
  /** What the latest answer was made of; undefined where it has to be executed to see. */
  watch: Watch | undefined
  /** When its latest round began, in milliseconds, as `performance.now()` counts them. */
  beganAt = Number.NEGATIVE_INFINITY
  isRunning = false
  /** Whether somebody wants a round after the one that is running. */
  isWantedAgain = false
  /** Whether its latest answer is the last one, once a later round has confirmed it. */
  isFinal = false
  /** Bytes that it takes of the budget, and whose they are. */
  kept = { bytes: 0, owner: '' }

  constructor(question: LiveQuestion, intervals: Intervals) {
    this.question = question
    this.rhythm = new Rhythm(intervals)
  }

  /** The subscribers in turn: each is charged for a round. */
  *payers(): Generator<LiveStream> {
    for (let left = Math.min(this.streams.size, MAX_PAYERS); left > 0; left--) {
      const [stream] = this.streams
      if (!stream) return
      // The next round begins with the next one.
      this.streams.delete(stream)
      this.streams.add(stream)
      yield stream
    }
  }

  /** Tells all subscribers the latest answer. */
  publish(answer: Publication): void {
    this.latest = answer
    for (const stream of this.streams) stream.offer(answer)
    this.newcomers.clear()
  }

  /** Tells those the latest answer who have none yet. */
  welcome(): void {
    for (const stream of this.newcomers) if (this.latest) stream.offer(this.latest)
    this.newcomers.clear()
  }
}

/** Subscribers that are tried for one round, where some of them may not ask. */
const MAX_PAYERS = 10
