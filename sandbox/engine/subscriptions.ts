import type { Engine } from './engine.ts'
import { Failure } from './failure.ts'
import { evaluateDuration, evaluateFeel, evaluateInstant } from './feel.ts'
import type { EventDefinition, FlowElement } from './model/model.ts'
import type { ElementInstance, MessageSubscription, Subscription, ToldSubscription } from './records.ts'
import { feelContext } from './variables.ts'

/** Makes an element instance wait for the event of `target`: itself, a boundary event, an event behind a gateway. */
export function subscribe(engine: Engine, element: ElementInstance, target: FlowElement): void {
  const { event } = target
  // Errors are thrown at an element: nobody waits for them.
  if (!event || event.kind === 'error' || event.kind === 'terminate') return
  const subscription: Subscription = {
    kind: event.kind,
    name: event.kind === 'timer' ? '' : event.name,
    correlationKey: event.kind === 'message' ? correlationKey(engine, element, event.correlationKey ?? '') : '',
    element,
    target,
    timer: null,
    told:
      event.kind === 'message'
        ? { messageSubscriptionKey: engine.keys.next(), state: 'CREATED', lastUpdatedDate: engine.clock.now() }
        : null,
  }
  tell(engine, subscription)
  if (event.kind === 'timer') {
    const due = dueAt(engine, element, event)
    subscription.timer = engine.scheduler.schedule(due, () => engine.trigger(engine, subscription, {}))
  } else {
    const named = engine.subscriptions.get(event.name) ?? new Set()
    engine.subscriptions.set(event.name, named.add(subscription))
  }
  element.subscriptions.add(subscription)
  if (event.kind === 'message') engine.next(() => engine.offerBuffered(engine, subscription))
}

/** Ends one subscription. */
export function unsubscribe(engine: Engine, subscription: Subscription): void {
  subscription.timer?.cancel()
  // What its message has ended stays correlated.
  const { attachedTo, interrupting } = subscription.target
  const isCorrelated = subscription.told?.state === 'CORRELATED' && (!attachedTo || interrupting)
  if (subscription.told && !isCorrelated) update(engine, subscription, 'DELETED')
  subscription.element.subscriptions.delete(subscription)
  const named = engine.subscriptions.get(subscription.name)
  named?.delete(subscription)
  if (named?.size === 0) engine.subscriptions.delete(subscription.name)
}

/** Ends everything that an element instance waits for. */
export function unsubscribeAll(engine: Engine, element: ElementInstance): void {
  for (const subscription of [...element.subscriptions]) unsubscribe(engine, subscription)
}

/** Notes that a message has come. */
export function correlated(engine: Engine, subscription: Subscription, messageKey: string): void {
  update(engine, subscription, 'CORRELATED')
  if (!isForMessages(subscription)) return
  const correlation = { subscription, messageKey, time: engine.clock.now() }
  engine.changed({ kind: 'correlation', entity: correlation })
}

function update(engine: Engine, subscription: Subscription, state: ToldSubscription['state']): void {
  const { told } = subscription
  if (!told) return
  told.state = state
  told.lastUpdatedDate = engine.clock.now()
  tell(engine, subscription)
}

function tell(engine: Engine, subscription: Subscription): void {
  if (isForMessages(subscription)) engine.changed({ kind: 'messageSubscription', entity: subscription })
}

function isForMessages(subscription: Subscription): subscription is MessageSubscription {
  return subscription.told !== null
}

function correlationKey(engine: Engine, element: ElementInstance, expression: string): string {
  const { value, warnings } = evaluateFeel(expression, feelContext(engine, element))
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  throw new Failure(
    'EXTRACT_VALUE_ERROR',
    `Failed to extract the correlation key for '${expression.replace(/^=/, '')}': ` +
      `The value must be either a string or a number, but was '${value === null ? 'NULL' : typeof value}'${warnings}`,
  )
}

function dueAt(engine: Engine, element: ElementInstance, event: EventDefinition & { kind: 'timer' }): number {
  // A boundary event's expression sees what surrounds its activity as much as what is in it.
  const context = feelContext(engine, element)
  if (event.timer === 'duration') return evaluateDuration(event.expression, context)
  return evaluateInstant(event.expression, context) ?? engine.clock.now()
}
