import { createSourceEventStream, type ExecutionResult, locatedError } from 'graphql'
import { turns } from '../admission/turns.ts'
import { Refused } from '../errors/refused.ts'
import type { Repeatable } from '../execution/execute.ts'
import { isPresent } from '../fields/present.ts'
import type { Context } from '../request/context.ts'
import { type EventVisit, eventOf } from '../request/event.ts'
import type { GatewayPlugin, Prepared } from '../request/plugin.ts'
import { payerOf, type Visit } from '../request/visit.ts'
import { type Handed, Handout, type Taker } from '../workers/handout.ts'
import { type EventAnswer, EventStream } from './event-stream.ts'

/** What it takes to answer the events of a subscription. */
interface SubscriptionOptions {
  prepared: Prepared
  repeatable: Repeatable
  visit: Visit
  /** The plugins with `beforeEvent`. */
  plugins: readonly GatewayPlugin[]
  contextOf(event: EventVisit): Context
  /** Calls all plugins' `afterExecution`. */
  finish(result: ExecutionResult, event: EventVisit): void
  /** Called when the subscription is open, and when an event is answered: what it took can be given back. */
  answered(visit: Visit): void
}

/**
 * Opens the source of a subscription's events. Rejects with the Refused of what refuses it; gives a single answer if
 * the resolver has no source.
 */
export async function subscribe(options: SubscriptionOptions): Promise<EventStream | ExecutionResult> {
  const { prepared, visit, answered } = options
  const source = await createSourceEventStream(prepared)
  if (!(Symbol.asyncIterator in source)) return source
  const events = new Events(options, source)
  if (source instanceof Handout) {
    source.openFor(events)
    // What is handed out must be sent, whether or not there is room for it.
    visit.hasCommand = true
  }
  const stream = new EventStream(source, visit.cancellation, events)
  const { reason, isCancelled } = visit.cancellation
  // Such as the request's timeout while the source was opening.
  if (isCancelled && reason instanceof Refused) throw reason
  if (!isCancelled) visit.events = 0
  // Nothing is held for a subscription while it waits for its next event.
  answered(visit)
  return stream
}

/** Answers the events of one subscription: each has loaders, time and an allowance of its own, and takes part in the budgets. */
class Events implements Taker {
  readonly #options: SubscriptionOptions
  readonly #source: AsyncIterable<unknown>
  #current: EventVisit | undefined

  constructor(options: SubscriptionOptions, source: AsyncIterable<unknown>) {
    this.#options = options
    this.#source = source
  }

  readonly answer = async (payload: unknown): Promise<EventAnswer> => {
    const { visit, answered } = this.#options
    const event = eventOf(visit)
    this.#current = event
    try {
      const result = await this.#execute(payload, event)
      if (this.#source instanceof Handout && !this.#holds(result)) this.#source.takeBack(undefined)
      return { result, isLast: false }
    } catch (error) {
      if (this.#source instanceof Handout) this.#source.takeBack(error)
      // What cannot be retried would refuse the next event, too.
      const isLast = error instanceof Refused && error.facts.retryable === false
      return { result: this.failed(error), isLast }
    } finally {
      this.#current = undefined
      visit.events = (visit.events ?? 0) + 1
      answered(event)
    }
  }

  /** Asks the plugins, as for an event. */
  readonly mayTake = async (): Promise<void> => {
    const { visit, answered } = this.#options
    const event = eventOf(visit)
    try {
      await this.#ask(event)
    } finally {
      answered(event)
    }
  }

  sendAway(): void {
    this.#options.visit.isSentAway = true
  }

  async #ask(event: EventVisit): Promise<void> {
    const { prepared, plugins } = this.#options
    for (const plugin of plugins) {
      const looking = plugin.beforeEvent?.(prepared, event)
      if (looking) await looking
    }
  }

  /** Whether an answer has what was handed out. */
  #holds({ data }: ExecutionResult): boolean {
    const [field] = this.#options.repeatable.root.fields
    return field !== undefined && isPresent(data?.[field.key])
  }

  async #execute(payload: unknown, event: EventVisit): Promise<ExecutionResult> {
    const { repeatable, contextOf, finish, prepared } = this.#options
    // A source that has many events at once must not keep the others waiting.
    if (turns.isOver) await turns.run(payerOf(event), () => {})
    await this.#ask(event)
    if (this.#source instanceof Handout) event.allowance?.note(callsOf(payload))
    // Keep what the owner's plugins have added to the context.
    const context = { ...prepared.contextValue, ...contextOf(event) }
    const result = await repeatable.run(payload, context)
    finish(result, event)
    return result
  }

  readonly failed = (error: unknown): ExecutionResult => {
    const [field] = this.#options.repeatable.root.fields
    return { errors: [locatedError(error, field?.nodes, field && [field.key])] }
  }

  closed(reason: unknown): void {
    this.#current?.cancellation.cancel(reason)
  }
}

// The source hands nothing else out.
const callsOf = (payload: unknown): number => (payload as Handed).calls
