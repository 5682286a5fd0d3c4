import type { CallerName } from '../admission/fair-queue.ts'
import type { CallContext } from '../upstream/wire/call-context.ts'
import { Cancellation } from '../upstream/wire/cancellation.ts'
import { AnswerHeaders } from './answer-headers.ts'
import type { Visit } from './visit.ts'

/** An event of a subscription: a visit of its own as far as time, budgets and calls are concerned. */
export interface EventVisit extends Visit {
  /** The visit that has subscribed. */
  readonly subscription: Visit
  /** Whether it is answered together with others, which have one place among the questions for all of them. */
  sharesPlace: boolean
  /** Whether it is a round as a whole: what its questions may answer is counted for each of them. */
  isRound: boolean
}

/** A new event of a subscription: it has taken nothing yet, and has no time and no calls until `beforeEvent` gives it some. */
export function eventOf(subscription: Visit): EventVisit {
  const { caller } = subscription
  return {
    ...subscription,
    subscription,
    sharesPlace: false,
    isRound: false,
    arrivedAt: performance.now(),
    caller: caller.callContext ? { ...caller, callContext: new EventCallContext(caller.callContext) } : caller,
    cancellation: new Cancellation(),
    // The headers of the HTTP answer were sent when the subscription opened.
    headers: new AnswerHeaders(),
    isAdmitted: false,
    bodyTaken: 0,
    nodesTaken: 0,
    isAnswered: false,
    timer: undefined,
  }
}

/**
 * The calls of an event: counted with those of its subscription, but their answers are held only until the event is
 * answered.
 */
class EventCallContext implements CallContext {
  readonly traceparent: string | undefined
  readonly tracestate: string | undefined
  answerBytes = 0
  isOver = false
  readonly #subscription: CallContext

  constructor(subscription: CallContext) {
    this.#subscription = subscription
    this.traceparent = subscription.traceparent
    this.tracestate = subscription.tracestate
  }

  get calls(): number {
    return this.#subscription.calls
  }

  set calls(calls: number) {
    this.#subscription.calls = calls
  }

  get caller(): CallerName {
    return this.#subscription.caller
  }
}
