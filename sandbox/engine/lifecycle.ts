import type { Engine } from './engine.ts'
import { asFailure } from './failure.ts'
import { closeIncident, raiseIncident } from './incidents.ts'
import { applyInputs, applyOutputs, mergeResult } from './mappings.ts'
import type { ElementType, FlowElement, SequenceFlow } from './model/model.ts'
import type { ElementInstance, ProcessInstance } from './records.ts'
import { subscribe, unsubscribeAll } from './subscriptions.ts'
import { setLocalVariables, type Variables } from './variables.ts'

export interface ActivateOptions {
  /** What the event that leads here brought along. */
  readonly variables?: Variables
  /** Variables of the element instance's own scope. */
  readonly local?: Variables
  /** The event of this element has already happened: it completes without waiting. */
  readonly triggered?: boolean
  /** One round of a multi-instance, rather than its body. */
  readonly inner?: boolean
}

/** Enters an element. */
export function activateElement(
  engine: Engine,
  element: FlowElement,
  scope: ElementInstance,
  options: ActivateOptions = {},
): ElementInstance {
  const type = element.loop && !options.inner ? 'MULTI_INSTANCE_BODY' : element.type
  const instance = newElementInstance(engine, engine.keys.next(), element, type, scope.instance, scope)
  scope.children.add(instance)
  if (options.local) setLocalVariables(engine, instance, options.local)
  if (options.triggered) {
    mergeResult(engine, instance, options.variables ?? {})
    instance.phase = 'ACTIVATED'
    completeElement(engine, instance)
  } else {
    engine.next(() => enter(engine, instance))
  }
  return instance
}

/** Makes an element instance that is about to be entered; the scope of a process has no scope around it. */
export function newElementInstance(
  engine: Engine,
  key: string,
  element: FlowElement,
  type: ElementType,
  instance: ProcessInstance,
  scope: ElementInstance | null,
): ElementInstance {
  const created: ElementInstance = {
    elementInstanceKey: key,
    type,
    element,
    instance,
    scope,
    startDate: engine.clock.now(),
    endDate: null,
    state: 'ACTIVE',
    phase: 'ACTIVATING',
    children: new Set(),
    activeFlows: 0,
    arrivals: new Map(),
    variables: new Map(),
    incident: null,
    incidentCount: 0,
    job: null,
    userTask: null,
    calledInstance: null,
    subscriptions: new Set(),
    loop: null,
  }
  engine.elements.set(key, created)
  if (scope) engine.changed({ kind: 'elementInstance', entity: created })
  return created
}

/** The work of an element is done: it leaves once its output mappings and flows allow it. */
export function completeElement(engine: Engine, instance: ElementInstance): void {
  if (instance.state !== 'ACTIVE') return
  instance.phase = 'COMPLETING'
  engine.next(() => leave(engine, instance))
}

/** Tries again what an incident had stopped. */
export function resumeElement(engine: Engine, instance: ElementInstance): void {
  if (instance.phase === 'ACTIVATING') engine.next(() => enter(engine, instance))
  else if (instance.phase === 'COMPLETING') engine.next(() => leave(engine, instance))
}

/** Ends an element instance and everything in it. Its scope goes on only when `scopeEmptied` is told. */
export function terminateElement(engine: Engine, instance: ElementInstance): void {
  if (instance.state !== 'ACTIVE') return
  for (const child of [...instance.children]) terminateElement(engine, child)
  engine.behaviours[instance.type]?.terminate?.(engine, instance)
  end(engine, instance, 'TERMINATED')
}

/** Ends a whole process instance. */
export function terminateInstance(engine: Engine, instance: ProcessInstance): void {
  if (instance.state !== 'ACTIVE') return
  for (const child of [...instance.root.children]) terminateElement(engine, child)
  endInstance(engine, instance, 'TERMINATED')
}

/** Lets a scope complete when nothing is left in it. */
export function scopeEmptied(engine: Engine, scope: ElementInstance): void {
  if (scope.state !== 'ACTIVE' || scope.children.size > 0 || scope.activeFlows > 0) return
  if (scope.type === 'PROCESS') completeInstance(engine, scope.instance)
  else if (scope.type === 'SUB_PROCESS') completeElement(engine, scope)
}

/** Raises an incident where `work` fails; true when it did not. */
export function attempt(engine: Engine, instance: ElementInstance, work: () => void): boolean {
  try {
    work()
    return true
  } catch (error) {
    raiseIncident(engine, instance, asFailure(error))
    return false
  }
}

/** Puts a token on a sequence flow. */
export function takeFlow(engine: Engine, flow: SequenceFlow, scope: ElementInstance): void {
  if (scope.state !== 'ACTIVE') return
  scope.activeFlows++
  scope.instance.takenFlows.add(flow.id)
  engine.changed({ kind: 'processInstance', entity: scope.instance })
  engine.next(() => arrive(engine, flow, scope))
}

function enter(engine: Engine, instance: ElementInstance): void {
  if (instance.state !== 'ACTIVE') return
  attempt(engine, instance, () => {
    try {
      const isBody = instance.type === 'MULTI_INSTANCE_BODY'
      const isRound = instance.scope?.type === 'MULTI_INSTANCE_BODY'
      if (!isBody) applyInputs(engine, instance)
      // The boundary events of a multi-instance belong to its body, not to every round.
      if (!isRound) for (const boundary of instance.element.boundaryEvents) subscribe(engine, instance, boundary)
      instance.phase = 'ACTIVATED'
      engine.behaviours[instance.type]?.activate(engine, instance)
    } catch (error) {
      unsubscribeAll(engine, instance)
      instance.phase = 'ACTIVATING'
      throw error
    }
  })
}

function leave(engine: Engine, instance: ElementInstance): void {
  const { scope } = instance
  if (instance.state !== 'ACTIVE' || !scope) return
  const behaviour = engine.behaviours[instance.type]
  let flows: readonly SequenceFlow[] = []
  const completed = attempt(engine, instance, () => {
    if (instance.type !== 'MULTI_INSTANCE_BODY') applyOutputs(engine, instance)
    if (scope.type !== 'MULTI_INSTANCE_BODY') {
      flows = behaviour?.chooseFlows?.(engine, instance) ?? instance.element.outgoing
    } else {
      engine.behaviours.MULTI_INSTANCE_BODY?.childCompleting?.(engine, scope, instance)
    }
  })
  if (!completed) return
  end(engine, instance, 'COMPLETED')
  behaviour?.completed?.(engine, instance)
  for (const flow of flows) takeFlow(engine, flow, scope)
  if (scope.type === 'MULTI_INSTANCE_BODY') {
    engine.behaviours.MULTI_INSTANCE_BODY?.childCompleted?.(engine, scope, instance)
  }
  scopeEmptied(engine, scope)
}

function end(engine: Engine, instance: ElementInstance, state: 'COMPLETED' | 'TERMINATED'): void {
  unsubscribeAll(engine, instance)
  closeIncident(engine, instance)
  instance.state = state
  instance.phase = 'ENDED'
  instance.endDate = engine.clock.now()
  instance.scope?.children.delete(instance)
  engine.elements.delete(instance.elementInstanceKey)
  engine.changed({ kind: 'elementInstance', entity: instance })
  if (instance.instance.terminateAfter.has(instance.element.id)) {
    engine.next(() => terminateInstance(engine, instance.instance))
  }
}

function arrive(engine: Engine, flow: SequenceFlow, scope: ElementInstance): void {
  if (scope.state !== 'ACTIVE') return
  const { target } = flow
  if (target.type !== 'PARALLEL_GATEWAY' || target.incoming.length < 2) {
    scope.activeFlows--
    activateElement(engine, target, scope)
    return
  }
  const arrivals = scope.arrivals.get(target.id) ?? new Map<string, number>()
  scope.arrivals.set(target.id, arrivals)
  arrivals.set(flow.id, (arrivals.get(flow.id) ?? 0) + 1)
  if (!target.incoming.every((incoming) => (arrivals.get(incoming.id) ?? 0) > 0)) return
  for (const incoming of target.incoming) arrivals.set(incoming.id, (arrivals.get(incoming.id) ?? 0) - 1)
  scope.activeFlows -= target.incoming.length
  activateElement(engine, target, scope)
}

function completeInstance(engine: Engine, instance: ProcessInstance): void {
  endInstance(engine, instance, 'COMPLETED')
  const caller = instance.parentElement
  if (caller?.state !== 'ACTIVE') return
  const results = Object.fromEntries([...instance.root.variables.values()].map(({ name, value }) => [name, value]))
  if (caller.element.outputs.length > 0) setLocalVariables(engine, caller, results)
  else if (caller.element.calledElement?.propagateAllChildVariables) mergeResult(engine, caller, results)
  completeElement(engine, caller)
}

function endInstance(engine: Engine, instance: ProcessInstance, state: 'COMPLETED' | 'TERMINATED'): void {
  closeIncident(engine, instance.root)
  instance.state = state
  instance.endDate = engine.clock.now()
  instance.root.state = state
  instance.root.phase = 'ENDED'
  instance.root.endDate = instance.endDate
  engine.instances.delete(instance.processInstanceKey)
  engine.elements.delete(instance.processInstanceKey)
  engine.changed({ kind: 'processInstance', entity: instance })
  if (state === 'COMPLETED')
    for (const tell of engine.completionListeners.get(instance.processInstanceKey) ?? []) tell()
  engine.completionListeners.delete(instance.processInstanceKey)
}
