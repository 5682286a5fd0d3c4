import { latestDefinition } from './definitions.ts'
import type { Engine } from './engine.ts'
import { activateElement, newElementInstance, terminateInstance } from './lifecycle.ts'
import type { FlowElement } from './model/model.ts'
import type { ElementInstance, ProcessDefinition, ProcessInstance } from './records.ts'
import { noSuch, Rejection } from './rejection.ts'
import { setLocalVariables, type Variables } from './variables.ts'

export interface NewInstance {
  readonly definition: ProcessDefinition
  readonly variables?: Variables
  readonly tags?: readonly string[]
  readonly businessId?: string | null
  /** The elements to start at, instead of the none start event. */
  readonly startElements?: readonly FlowElement[]
  readonly terminateAfter?: readonly string[]
  /** The call activity that calls. */
  readonly parentElement?: ElementInstance
  /** The event that starts the instance; its variables become the instance's. */
  readonly startEvent?: FlowElement
}

/** Starts a process instance. */
export function createInstance(engine: Engine, options: NewInstance): ProcessInstance {
  const { definition, parentElement } = options
  const key = engine.keys.next()
  const { root } = definition.model
  const draft: Omit<ProcessInstance, 'root'> = {
    processInstanceKey: key,
    definition,
    parentElement: parentElement ?? null,
    rootProcessInstanceKey: parentElement?.instance.rootProcessInstanceKey ?? key,
    startDate: engine.clock.now(),
    endDate: null,
    state: 'ACTIVE',
    tags: options.tags ?? [],
    businessId: options.businessId ?? null,
    terminateAfter: new Set(options.terminateAfter),
    takenFlows: new Set(),
  }
  const instance = draft as ProcessInstance
  instance.root = newElementInstance(engine, key, root, 'PROCESS', instance, null)
  instance.root.phase = 'ACTIVATED'
  engine.instances.set(key, instance)
  engine.changed({ kind: 'processInstance', entity: instance })
  setLocalVariables(engine, instance.root, options.variables ?? {})
  if (options.startEvent) activateElement(engine, options.startEvent, instance.root, { triggered: true })
  else if (options.startElements?.length) {
    for (const element of options.startElements) activateElement(engine, element, scopeFor(engine, element, instance))
  } else {
    const start = root.startEvents.find((event) => event.event === null)
    if (start) activateElement(engine, start, instance.root)
  }
  return instance
}

/** The definition that a creation asks for, by id and version (-1 is the latest) or by key. */
export function findDefinition(
  engine: Engine,
  wanted: { readonly key: string } | { readonly id: string; readonly version: number },
): ProcessDefinition {
  if ('key' in wanted) {
    const definition = engine.definitions.get(wanted.key)
    if (definition && definition.state === 'ACTIVE') return definition
    throw new Rejection('NOT_FOUND', `Expected to find process definition with key '${wanted.key}', but none found`)
  }
  if (wanted.version < 0) {
    const latest = latestDefinition(engine, wanted.id)
    if (latest) return latest
    throw new Rejection(
      'NOT_FOUND',
      `Expected to find process definition with process ID '${wanted.id}', but none found`,
    )
  }
  for (const definition of engine.definitions.values()) {
    const { model, version, state } = definition
    if (model.processId === wanted.id && version === wanted.version && state === 'ACTIVE') return definition
  }
  throw new Rejection(
    'NOT_FOUND',
    `Expected to find process definition with process ID '${wanted.id}' and version '${wanted.version}', but none found`,
  )
}

/** Checks that an instance can be started from outside, with these elements to begin at. */
export function startElementsOf(definition: ProcessDefinition, elementIds: readonly string[]): FlowElement[] {
  const { model } = definition
  if (elementIds.length === 0 && !model.root.startEvents.some((event) => event.event === null)) {
    throw new Rejection(
      'INVALID_STATE',
      `Expected to create instance of process with none start event, but there is no such event`,
    )
  }
  return elementIds.map((id) => {
    const element = model.elements.get(id)
    if (element && element.type !== 'BOUNDARY_EVENT' && element.type !== 'START_EVENT') return element
    throw new Rejection(
      'INVALID_ARGUMENT',
      element
        ? `Expected to create instance of process with start instructions but the element with id '${id}' targets unsupported element type '${element.type}'.`
        : `Expected to create instance of process with start instructions but no element found with id '${id}'.`,
    )
  })
}

/** Command: ends an instance with everything in it, the instances it has called included. */
export function cancelInstance(engine: Engine, processInstanceKey: string): void {
  const instance = findInstance(engine, 'cancel', processInstanceKey)
  if (instance.parentElement) {
    throw new Rejection(
      'INVALID_STATE',
      `Expected to cancel a process instance with key '${processInstanceKey}', but it is created by a parent process instance. ` +
        `Cancel the root process instance '${instance.rootProcessInstanceKey}' instead.`,
    )
  }
  terminateInstance(engine, instance)
}

/** The active instance that a command is for. */
export function findInstance(engine: Engine, command: string, processInstanceKey: string): ProcessInstance {
  const instance = engine.instances.get(processInstanceKey)
  if (!instance) throw noSuch(command, 'process instance', processInstanceKey)
  return instance
}

/** The scope in which an element is to be activated; scopes that are not there yet are entered without their start. */
export function scopeFor(
  engine: Engine,
  element: FlowElement,
  instance: ProcessInstance,
  ancestor?: ElementInstance,
): ElementInstance {
  const wanted = element.scope
  if (!wanted || wanted === instance.root.element) return instance.root
  const within = ancestor ?? instance.root
  if (within.element === wanted) return within
  const existing = find(within, wanted)
  if (existing) return existing
  const outer = scopeFor(engine, wanted, instance, ancestor)
  const created = newElementInstance(engine, engine.keys.next(), wanted, wanted.type, instance, outer)
  created.phase = 'ACTIVATED'
  outer.children.add(created)
  return created
}

function find(scope: ElementInstance, element: FlowElement): ElementInstance | undefined {
  for (const child of scope.children) {
    const isWanted = child.element === element && child.type !== 'MULTI_INSTANCE_BODY'
    const found = isWanted ? child : find(child, element)
    if (found) return found
  }
  return undefined
}
