import type { Engine } from './engine.ts'
import { attempt } from './lifecycle.ts'
import type { FlowElement, ProcessModel } from './model/model.ts'
import { findInstance } from './process-instances.ts'
import type { ElementInstance, ProcessInstance } from './records.ts'
import { Rejection } from './rejection.ts'
import { subscribe, unsubscribeAll } from './subscriptions.ts'

/** Command: moves a running instance to another process definition, element by element as `mapping` says. */
export function migrateInstance(
  engine: Engine,
  processInstanceKey: string,
  targetDefinitionKey: string,
  mapping: ReadonlyMap<string, string>,
): void {
  const instance = findInstance(engine, 'migrate', processInstanceKey)
  const definition = engine.definitions.get(targetDefinitionKey)
  if (definition?.state !== 'ACTIVE') {
    throw new Rejection(
      'NOT_FOUND',
      `Expected to migrate process instance to process definition but no process definition found with key '${targetDefinitionKey}'`,
    )
  }
  checkMapping(instance, definition.model, mapping)
  const active = [...descendants(instance.root)]
  const targets = new Map(active.map((element) => [element, findTarget(instance, element, definition.model, mapping)]))

  instance.definition = definition
  instance.root.element = definition.model.root
  engine.changed({ kind: 'processInstance', entity: instance })
  for (const [element, target] of targets) {
    element.element = target
    engine.changed({ kind: 'elementInstance', entity: element })
    if (element.userTask) engine.changed({ kind: 'userTask', entity: element.userTask })
    if (element.incident) engine.changed({ kind: 'incident', entity: element.incident })
    if (element.job) {
      element.job.state = 'MIGRATED'
      element.job.lastUpdateTime = engine.clock.now()
      engine.changed({ kind: 'job', entity: element.job })
    }
    renewSubscriptions(engine, element)
  }
}

function renewSubscriptions(engine: Engine, element: ElementInstance): void {
  const wasWaiting = element.subscriptions.size > 0
  unsubscribeAll(engine, element)
  attempt(engine, element, () => {
    for (const boundary of element.element.boundaryEvents) subscribe(engine, element, boundary)
    if (wasWaiting && (element.type === 'INTERMEDIATE_CATCH_EVENT' || element.type === 'RECEIVE_TASK')) {
      subscribe(engine, element, element.element)
    }
    if (wasWaiting && element.type === 'EVENT_BASED_GATEWAY') {
      for (const flow of element.element.outgoing) subscribe(engine, element, flow.target)
    }
  })
}

function checkMapping(instance: ProcessInstance, to: ProcessModel, mapping: ReadonlyMap<string, string>): void {
  for (const [source, target] of mapping) {
    if (!instance.definition.model.elements.has(source)) {
      throw refused(
        instance,
        'INVALID_ARGUMENT',
        `mapping instructions contain a non-existing source element id '${source}'. Elements provided in mapping instructions must exist in the source process definition.`,
      )
    }
    if (!to.elements.has(target)) {
      throw refused(
        instance,
        'INVALID_ARGUMENT',
        `mapping instructions contain a non-existing target element id '${target}'. Elements provided in mapping instructions must exist in the target process definition.`,
      )
    }
  }
}

function findTarget(
  instance: ProcessInstance,
  element: ElementInstance,
  to: ProcessModel,
  mapping: ReadonlyMap<string, string>,
): FlowElement {
  const { id, type } = element.element
  const target = to.elements.get(mapping.get(id) ?? '')
  if (!target) {
    throw refused(
      instance,
      'INVALID_STATE',
      `no mapping instruction defined for active element with id '${id}'. Elements cannot be migrated without a mapping.`,
    )
  }
  if (target.type !== type) {
    throw refused(
      instance,
      'INVALID_STATE',
      `active element with id '${id}' and type '${type}' is mapped to an element with id '${target.id}' and different type '${target.type}'. Elements must be mapped to elements of the same type.`,
    )
  }
  return target
}

function* descendants(scope: ElementInstance): Generator<ElementInstance> {
  for (const child of scope.children) {
    yield child
    yield* descendants(child)
  }
}

function refused(instance: ProcessInstance, type: 'INVALID_ARGUMENT' | 'INVALID_STATE', reason: string): Rejection {
  return new Rejection(type, `Expected to migrate process instance '${instance.processInstanceKey}' but ${reason}`)
}
