import type { Engine } from './engine.ts'
import { activateElement, scopeEmptied, terminateElement, terminateInstance } from './lifecycle.ts'
import type { FlowElement } from './model/model.ts'
import { findInstance, scopeFor } from './process-instances.ts'
import type { ElementInstance, ProcessInstance } from './records.ts'
import { Rejection } from './rejection.ts'
import { setLocalVariables, type Variables } from './variables.ts'

export interface VariableInstruction {
  readonly variables: Variables
  /** The id of the scope; none is the process instance. */
  readonly scopeId: string | null
}

export interface Modification {
  readonly activate: readonly {
    readonly elementId: string
    readonly ancestorKey: string | null
    readonly variables: readonly VariableInstruction[]
  }[]
  readonly terminate: readonly ElementChoice[]
  readonly move: readonly {
    readonly source: ElementChoice
    readonly targetElementId: string
    readonly ancestorKey: string | null
    readonly variables: readonly VariableInstruction[]
  }[]
}

/** Element instances by the id of their element, or one by key. */
export type ElementChoice = { readonly elementId: string } | { readonly elementInstanceKey: string }

/** Command: activates, terminates and moves elements of a running instance. All of it is checked before any is done. */
export function modifyInstance(engine: Engine, processInstanceKey: string, modification: Modification): void {
  const instance = findInstance(engine, 'modify', processInstanceKey)
  const moves = modification.move.map((move) => ({ move, sources: chosen(instance, move.source) }))
  const terminated = modification.terminate.flatMap((choice) => chosen(instance, choice))
  const activations = [
    ...modification.activate.map((activation) => ({ ...activation, times: 1 })),
    ...moves.map(({ move, sources }) => ({ ...move, elementId: move.targetElementId, times: sources.length })),
  ].map((activation) => ({
    ...activation,
    element: target(instance, activation.elementId),
    ancestor: ancestor(engine, instance, activation.ancestorKey),
  }))

  for (const { element, ancestor: within, variables, times } of activations) {
    for (let time = 0; time < times; time++) {
      const scope = scopeFor(engine, element, instance, within)
      const local: Record<string, string> = {}
      for (const instruction of variables) {
        if (instruction.scopeId === element.id) Object.assign(local, instruction.variables)
        else setLocalVariables(engine, scopeNamed(scope, instruction.scopeId), instruction.variables)
      }
      activateElement(engine, element, scope, { local })
    }
  }
  const ended = [...moves.flatMap(({ sources }) => sources), ...terminated]
  for (const element of ended) terminateElement(engine, element)
  // Activated elements are entered first, so that a scope is found empty only when it is.
  engine.next(() => {
    for (const { scope } of ended) if (scope) leaveEmptyScope(engine, instance, scope)
  })
}

/** A scope whose last element was terminated is terminated too; so, in the end, is the instance. */
function leaveEmptyScope(engine: Engine, instance: ProcessInstance, scope: ElementInstance): void {
  if (scope.state !== 'ACTIVE' || scope.children.size > 0 || scope.activeFlows > 0) return
  if (scope === instance.root) terminateInstance(engine, instance)
  else {
    terminateElement(engine, scope)
    if (scope.scope) {
      leaveEmptyScope(engine, instance, scope.scope)
      scopeEmptied(engine, scope.scope)
    }
  }
}

function chosen(instance: ProcessInstance, choice: ElementChoice): ElementInstance[] {
  const all = [...descendants(instance.root)]
  if ('elementInstanceKey' in choice) {
    const found = all.filter(({ elementInstanceKey }) => elementInstanceKey === choice.elementInstanceKey)
    if (found.length > 0) return found
    throw refused(
      instance,
      `it contains one or more terminate instructions with an element instance that could not be found: '${choice.elementInstanceKey}'`,
    )
  }
  const found = all.filter(({ element }) => element.id === choice.elementId)
  if (found.length > 0) return found
  throw refused(
    instance,
    `it contains one or more instructions with a source element that has no active instances: '${choice.elementId}'`,
  )
}

function target(instance: ProcessInstance, elementId: string): FlowElement {
  const element = instance.definition.model.elements.get(elementId)
  if (!element) {
    throw refused(
      instance,
      `it contains one or more activate instructions with an element that could not be found: '${elementId}'`,
    )
  }
  if (element.type === 'START_EVENT' || element.type === 'BOUNDARY_EVENT') {
    throw refused(
      instance,
      `it contains one or more activate instructions for elements that are unsupported: '${elementId}'. The activation of elements with type '${element.type}' is not supported`,
    )
  }
  return element
}

function ancestor(engine: Engine, instance: ProcessInstance, key: string | null): ElementInstance | undefined {
  if (key === null || key === '-1') return undefined
  const found = engine.elements.get(key)
  if (found?.instance === instance) return found
  throw refused(
    instance,
    `it contains one or more activate instructions with an ancestor scope key that does not exist, or is not in an active state: '${key}'`,
  )
}

function scopeNamed(from: ElementInstance, scopeId: string | null): ElementInstance {
  let scope = from
  while (scope.scope && scope.element.id !== scopeId) scope = scope.scope
  return scope
}

function* descendants(scope: ElementInstance): Generator<ElementInstance> {
  for (const child of scope.children) {
    yield child
    yield* descendants(child)
  }
}

function refused(instance: ProcessInstance, reason: string): Rejection {
  return new Rejection(
    'INVALID_ARGUMENT',
    `Expected to modify instance of process '${instance.definition.model.processId}' but ${reason}`,
  )
}
