import { latestDefinitions } from './definitions.ts'
import type { Engine } from './engine.ts'
import { createInstance } from './process-instances.ts'
import type { Variables } from './variables.ts'

/** Makes a signal happen for everything that waits for it, and starts the processes that begin with it. */
export function broadcastSignal(engine: Engine, name: string, variables: Variables): string {
  const signalKey = engine.keys.next()
  for (const subscription of [...(engine.subscriptions.get(name) ?? [])]) {
    if (subscription.kind === 'signal') engine.next(() => engine.trigger(engine, subscription, variables))
  }
  for (const definition of latestDefinitions(engine)) {
    const startEvent = definition.model.root.startEvents.find(
      ({ event }) => event?.kind === 'signal' && event.name === name,
    )
    if (startEvent) createInstance(engine, { definition, startEvent, variables })
  }
  return signalKey
}
