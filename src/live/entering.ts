import { Refused } from '../errors/refused.ts'
import { type EventVisit, eventOf } from '../request/event.ts'
import type { LiveMeans } from './live-means.ts'
import type { LivePoll } from './live-poll.ts'
import type { LiveStream } from './live-stream.ts'

/** Why there is no event: that subscriber may not ask, or the gateway has no room. */
type NoEvent = 'refused' | 'full'

/**
 * An event in the name of a subscriber, who is told why where there is none. One whose rights have ended is let go.
 * @param sharesPlace whether it is a part of a round, which has a place among the questions
 */
export async function enter(
  stream: LiveStream,
  { question: { prepared }, latest }: LivePoll,
  { plugins, answered }: LiveMeans,
  sharesPlace: boolean,
): Promise<EventVisit | NoEvent> {
  const event = eventOf(stream.visit)
  event.sharesPlace = sharesPlace
  try {
    for (const plugin of plugins) {
      const looking = plugin.beforeEvent?.(prepared, event)
      if (looking) await looking
    }
    return event
  } catch (error) {
    answered(event)
    if (!(error instanceof Refused)) throw error
    const isFull = error.code === 'OVERLOADED'
    // What is full now is no news for those who have an answer.
    if (!isFull || !latest) stream.refuse(error)
    if (error.facts.retryable === false) stream.complete()
    return isFull ? 'full' : 'refused'
  }
}

/** The longest that Node waits for a timer, in milliseconds. */
const LONGEST_MS = 2 ** 31 - 1

/** Milliseconds until a token is looked at again that should be over: clocks may differ. */
const AGAIN_MS = 1_000

/** Ends a subscription with its caller's token, also while nothing changes. Answers what stops looking. */
export function endWithToken(stream: LiveStream, poll: LivePoll, means: LiveMeans): () => void {
  const { exp } = stream.visit.claims ?? {}
  if (typeof exp !== 'number') return () => {}
  let timer: NodeJS.Timeout
  const look = async () => {
    const left = exp * 1_000 - Date.now()
    if (left <= 0) {
      const event = await enter(stream, poll, means, true)
      if (event === 'refused' && !poll.streams.has(stream)) return
      if (typeof event === 'object') means.answered(event)
    }
    timer = setTimeout(() => void look().catch(means.logError), Math.min(LONGEST_MS, Math.max(AGAIN_MS, left)))
  }
  timer = setTimeout(
    () => void look().catch(means.logError),
    Math.min(LONGEST_MS, Math.max(0, exp * 1_000 - Date.now())),
  )
  return () => clearTimeout(timer)
}
