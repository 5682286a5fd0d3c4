import { throwError } from '../errors.ts'
import { Failure } from '../failure.ts'
import { completeElement, terminateElement } from '../lifecycle.ts'
import { broadcastSignal } from '../signals.ts'
import { subscribe } from '../subscriptions.ts'
import { visibleVariables } from '../variables.ts'
import type { Behaviour } from './behaviour.ts'
import { jobWorker } from './job-worker.ts'

/** Intermediate catch events and receive tasks: wait for the event. */
export const catchEvent: Behaviour = {
  activate(engine, element) {
    subscribe(engine, element, element.element)
  },
}

/** Waits for the first of the events behind it. */
export const eventBasedGateway: Behaviour = {
  activate(engine, element) {
    for (const flow of element.element.outgoing) subscribe(engine, element, flow.target)
  },
  // The event that happened goes on from here, entered by its trigger.
  chooseFlows: () => [],
}

/** Intermediate throw events and end events: make the event happen. */
export const throwEvent: Behaviour = {
  activate(engine, element) {
    const { event } = element.element
    switch (event?.kind) {
      case 'message':
        jobWorker.activate(engine, element)
        return
      case 'signal': {
        const variables = [...element.variables.values()].map(({ name, value }) => [name, value])
        broadcastSignal(engine, event.name, Object.fromEntries(variables))
        completeElement(engine, element)
        return
      }
      case 'error': {
        const code = event.code ?? ''
        const variables = [...visibleVariables(element).values()].map(({ name, value }) => [name, value])
        if (throwError(engine, element, code, Object.fromEntries(variables))) return
        throw new Failure(
          'UNHANDLED_ERROR_EVENT',
          `Expected to throw an error event with the code '${code}', but it was not caught. ` +
            'No error events are available in the scope.',
        )
      }
      default:
        completeElement(engine, element)
    }
  },
  completed(engine, element) {
    if (element.element.event?.kind !== 'terminate' || !element.scope) return
    for (const other of [...element.scope.children]) terminateElement(engine, other)
    element.scope.activeFlows = 0
  },
  terminate(engine, element) {
    jobWorker.terminate?.(engine, element)
  },
}
