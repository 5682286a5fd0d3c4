import { Refused } from '../errors/refused.ts'
import { type EventVisit, eventOf } from '../request/event.ts'
import { payerOf } from '../request/visit.ts'
import { MAX_TIMER_MS } from '../upstream/wire/connection-failure.ts'
import type { LiveMeans } from './live-means.ts'
import type { LivePoll } from './live-poll.ts'
import type { LiveStream } from './live-stream.ts'

/** What an event is: a round as a whole, or the part of one question in it. */
export type EventKind = 'round' | 'part'

/** Why there is no event: none of the subscribers may ask now, or the gateway has no room. */
export type NoEvent = 'refused' | 'full'

/** An event in the name of a subscriber, or why there is none. */
async function enter(
  stream: LiveStream,
  { question: { prepared } }: LivePoll,
  { plugins, answered }: LiveMeans,
  kind: EventKind,
): Promise<EventVisit | Refused> {
  const event = eventOf(stream.visit)
  // A round has a place among the questions for all of them.
  event.sharesPlace = kind === 'part'
  event.isRound = kind === 'round'
  try {
    for (const plugin of plugins) {
      const looking = plugin.beforeEvent?.(prepared, event)
      if (looking) await looking
    }
    return event
  } catch (error) {
    answered(event)
    if (error instanceof Refused) return error
    throw error
  }
}

/**
 * An event of a question in the name of one of its subscribers. Those whose rights have ended are let go; others are told
 * why they get no answer only where nobody may ask.
 */
export async function enterFor(poll: LivePoll, means: LiveMeans, kind: EventKind): Promise<EventVisit | NoEvent> {
  const refusals = new Map<string, Refused>()
  let isFull = false
  for (const stream of poll.payers()) {
    const entered = await enter(stream, poll, means, kind)
    if (!(entered instanceof Refused)) return entered
    if (isOver(entered)) letGo(stream, entered)
    else refusals.set(payerOf(stream.visit), entered)
    isFull = entered.code === 'OVERLOADED'
    if (isFull) break
  }
  for (const stream of poll.streams) {
    const refusal = refusals.get(payerOf(stream.visit))
    // What is full now is no news for those who have an answer.
    if (!refusal || (refusal.code === 'OVERLOADED' && !poll.newcomers.has(stream))) continue
    stream.refuse(refusal)
    // The answer is news again once there is one.
    poll.newcomers.add(stream)
  }
  return isFull ? 'full' : 'refused'
}

const isOver = ({ facts }: Refused) => facts.retryable === false

function letGo(stream: LiveStream, refused: Refused): void {
  stream.refuse(refused)
  stream.complete()
}

/** Milliseconds until a token is looked at again that should be over: clocks may differ. */
const AGAIN_MS = 1_000

/** Ends a subscription with its caller's token, also while nothing changes. Answers what stops looking. */
export function endWithToken(stream: LiveStream, poll: LivePoll, means: LiveMeans): () => void {
  const { exp } = stream.visit.claims ?? {}
  if (typeof exp !== 'number') return () => {}
  let timer: NodeJS.Timeout
  const wait = (least: number) => {
    const left = exp * 1_000 - Date.now()
    timer = setTimeout(() => void check().catch(means.logError), Math.min(MAX_TIMER_MS, Math.max(least, left)))
  }
  const check = async () => {
    if (exp * 1_000 <= Date.now()) {
      const entered = await enter(stream, poll, means, 'part')
      if (!(entered instanceof Refused)) means.answered(entered)
      else if (isOver(entered)) letGo(stream, entered)
      // It has been let go, or has left meanwhile.
      if (!poll.streams.has(stream)) return
    }
    wait(AGAIN_MS)
  }
  wait(0)
  return () => clearTimeout(timer)
}
