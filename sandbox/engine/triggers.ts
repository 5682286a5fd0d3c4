import type { Engine } from './engine.ts'
import { activateElement, completeElement, scopeEmptied, terminateElement } from './lifecycle.ts'
import { mergeResult } from './mappings.ts'
import type { FlowElement } from './model/model.ts'
import type { ElementInstance, Subscription } from './records.ts'
import { unsubscribe, unsubscribeAll } from './subscriptions.ts'
import type { Variables } from './variables.ts'

/** Makes the event happen that an element instance waits for. */
export function trigger(engine: Engine, subscription: Subscription, variables: Variables): void {
  const { element, target } = subscription
  if (element.state !== 'ACTIVE') return
  if (target.attachedTo) triggerBoundary(engine, element, target, variables, subscription)
  else if (element.type === 'EVENT_BASED_GATEWAY') triggerBehindGateway(engine, element, target, variables)
  else {
    unsubscribe(engine, subscription)
    mergeResult(engine, element, variables)
    completeElement(engine, element)
  }
}

/** Leaves an activity through a boundary event, or starts one beside it when the event does not interrupt. */
export function triggerBoundary(
  engine: Engine,
  activity: ElementInstance,
  boundary: FlowElement,
  variables: Variables,
  subscription?: Subscription,
): void {
  const { scope } = activity
  if (!scope) return
  if (boundary.interrupting) terminateElement(engine, activity)
  // A timer rings once; a message or signal can come again.
  else if (subscription?.kind === 'timer') unsubscribe(engine, subscription)
  activateElement(engine, boundary, scope, { triggered: true, variables })
}

function triggerBehindGateway(
  engine: Engine,
  gateway: ElementInstance,
  target: FlowElement,
  variables: Variables,
): void {
  const { scope } = gateway
  const flow = gateway.element.outgoing.find((outgoing) => outgoing.target === target)
  if (!scope || !flow) return
  unsubscribeAll(engine, gateway)
  scope.instance.takenFlows.add(flow.id)
  // The event is entered first, so that its scope does not look empty when the gateway is gone.
  activateElement(engine, target, scope, { triggered: true, variables })
  completeElement(engine, gateway)
  engine.next(() => scopeEmptied(engine, scope))
}
