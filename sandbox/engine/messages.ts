import { latestDefinitions } from './definitions.ts'
import type { Engine } from './engine.ts'
import { createInstance } from './process-instances.ts'
import type { BufferedMessage, ProcessInstance, Subscription } from './records.ts'
import { Rejection } from './rejection.ts'
import { correlated } from './subscriptions.ts'
import type { Variables } from './variables.ts'

export interface NewMessage {
  readonly name: string
  readonly correlationKey: string
  readonly messageId: string | null
  /** How long the message waits for a subscription, in milliseconds. */
  readonly timeToLive: number
  readonly variables: Variables
}

/** Publishes a message: to whatever waits for it now, and within its time to live to what comes to wait for it. */
export function publishMessage(engine: Engine, wanted: NewMessage): string {
  const { messageId } = wanted
  if (messageId && [...alive(engine)].some((other) => other.messageId === messageId && isAlike(other, wanted))) {
    throw new Rejection(
      'ALREADY_EXISTS',
      `Expected to publish a new message with id '${messageId}', but a message with that id was already published`,
    )
  }
  const message = newMessage(engine, wanted)
  if (wanted.timeToLive > 0) engine.messages.add(message)
  correlate(engine, message)
  return message.messageKey
}

/** Delivers a message at once, or refuses it when nothing waits for it. */
export function correlateMessage(
  engine: Engine,
  wanted: Pick<NewMessage, 'name' | 'correlationKey' | 'variables'>,
): { messageKey: string; processInstanceKey: string } {
  const message = newMessage(engine, { ...wanted, messageId: null, timeToLive: 0 })
  const [first] = correlate(engine, message)
  if (first) return { messageKey: message.messageKey, processInstanceKey: first.processInstanceKey }
  throw new Rejection(
    'NOT_FOUND',
    `Expected to find subscription for message with name '${wanted.name}' and correlation key '${wanted.correlationKey}', but none was found.`,
  )
}

/** Gives a new subscription the oldest message that was published before it and is still alive. */
export function offerBuffered(engine: Engine, subscription: Subscription): void {
  const { element, name, correlationKey } = subscription
  if (!element.subscriptions.has(subscription)) return
  const { processId } = element.instance.definition.model
  for (const message of alive(engine)) {
    if (!isAlike(message, { name, correlationKey }) || message.correlated.has(processId)) continue
    message.correlated.add(processId)
    correlated(engine, subscription, message.messageKey)
    engine.trigger(engine, subscription, message.variables)
    return
  }
}

/** Hands a message to one instance of each process that waits for it; the instances, in order. */
function correlate(engine: Engine, message: BufferedMessage): ProcessInstance[] {
  const reached: ProcessInstance[] = []
  for (const subscription of [...(engine.subscriptions.get(message.name) ?? [])]) {
    const { instance } = subscription.element
    const { processId } = instance.definition.model
    if (subscription.kind !== 'message' || subscription.correlationKey !== message.correlationKey) continue
    if (message.correlated.has(processId)) continue
    message.correlated.add(processId)
    correlated(engine, subscription, message.messageKey)
    engine.trigger(engine, subscription, message.variables)
    reached.push(instance)
  }
  for (const definition of latestDefinitions(engine)) {
    const startEvent = definition.model.root.startEvents.find(
      ({ event }) => event?.kind === 'message' && event.name === message.name,
    )
    if (!startEvent || message.correlated.has(definition.model.processId)) continue
    message.correlated.add(definition.model.processId)
    reached.push(createInstance(engine, { definition, startEvent, variables: message.variables }))
  }
  return reached
}

function newMessage(engine: Engine, wanted: NewMessage): BufferedMessage {
  return {
    messageKey: engine.keys.next(),
    messageId: wanted.messageId,
    name: wanted.name,
    correlationKey: wanted.correlationKey,
    variables: wanted.variables,
    deadline: engine.clock.now() + wanted.timeToLive,
    correlated: new Set(),
  }
}

function alive(engine: Engine): Set<BufferedMessage> {
  const now = engine.clock.now()
  for (const message of engine.messages) if (message.deadline <= now) engine.messages.delete(message)
  return engine.messages
}

function isAlike(
  message: { readonly name: string; readonly correlationKey: string },
  other: { readonly name: string; readonly correlationKey: string },
): boolean {
  return message.name === other.name && message.correlationKey === other.correlationKey
}
