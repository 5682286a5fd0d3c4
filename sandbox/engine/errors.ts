import type { Engine } from './engine.ts'
import type { FlowElement } from './model/model.ts'
import type { ElementInstance } from './records.ts'
import { triggerBoundary } from './triggers.ts'
import type { Variables } from './variables.ts'

/**
 * Throws an error at an element instance. The nearest boundary event that catches its code takes it, outward through
 * the scopes and the calling processes; false when there is none.
 */
export function throwError(engine: Engine, from: ElementInstance, code: string, variables: Variables): boolean {
  let at: ElementInstance | null = from
  while (at) {
    const boundary: FlowElement | undefined = catching(at, code)
    if (boundary) {
      triggerBoundary(engine, at, boundary, variables)
      return true
    }
    at = at.scope ?? at.instance.parentElement
  }
  return false
}

function catching(element: ElementInstance, code: string): FlowElement | undefined {
  // The boundary events of a multi-instance belong to its body.
  if (element.scope?.type === 'MULTI_INSTANCE_BODY') return undefined
  const events = element.element.boundaryEvents.filter(({ event }) => event?.kind === 'error')
  return (
    events.find(({ event }) => event?.kind === 'error' && event.code === code) ??
    events.find(({ event }) => event?.kind === 'error' && event.code === null)
  )
}
