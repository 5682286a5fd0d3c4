import { migrateInstance } from '../engine/migration.ts'
import { type ElementChoice, modifyInstance, type VariableInstruction } from '../engine/modification.ts'
import { cancelInstance, createInstance, findDefinition, startElementsOf } from '../engine/process-instances.ts'
import type { ProcessInstance } from '../engine/records.ts'
import { TENANT } from '../engine/records.ts'
import { toVariables } from '../engine/variables.ts'
import { parseExact } from '../json.ts'
import { Problem } from '../problem.ts'
import type { IncidentRow, ProcessInstanceRow } from '../rows.ts'
import { search } from '../search/search.ts'
import { batchOverIncidents } from './batch-operations.ts'
import {
  type Call,
  existing,
  type Handlers,
  integer,
  json,
  NO_CONTENT,
  object,
  objects,
  pathKey,
  strings,
  text,
} from './call.ts'
import { elementStatistics } from './element-statistics.ts'
import { incidentRules } from './incidents.ts'
import { processInstanceRules, withElementFilter } from './process-instance-search.ts'

/** How long `awaitCompletion` waits when the request does not say. */
const DEFAULT_AWAIT_MS = 15_000

export const processInstanceHandlers: Handlers = {
  searchProcessInstances: ({ cluster: { view }, body }) => {
    const request = { ...body, ...('filter' in body ? { filter: withElementFilter(body.filter) } : {}) }
    return json(search([...view.processInstances.values()], request, processInstanceRules(view)))
  },

  getProcessInstance: (call) => json(row(call)),

  createProcessInstance: async (call) => {
    const { instance, variables } = await create(call)
    const { definition } = instance
    return json({
      processInstanceKey: instance.processInstanceKey,
      processDefinitionKey: definition.processDefinitionKey,
      processDefinitionId: definition.model.processId,
      processDefinitionVersion: definition.version,
      tenantId: TENANT,
      variables,
      tags: instance.tags,
      businessId: instance.businessId,
    })
  },

  cancelProcessInstance: (call) => {
    const { engine } = call.cluster
    engine.run(() => cancelInstance(engine, pathKey(call, 'processInstanceKey')))
    return NO_CONTENT
  },

  modifyProcessInstance: (call) => {
    const { engine } = call.cluster
    const { body, exact } = call
    const exactOf = (list: 'activateInstructions' | 'moveInstructions', index: number) => objects(exact[list])[index]
    const modification = {
      activate: objects(body.activateInstructions).map((instruction, index) => ({
        elementId: text(instruction.elementId) ?? '',
        ancestorKey: text(instruction.ancestorElementInstanceKey),
        variables: variableInstructions(exactOf('activateInstructions', index)?.variableInstructions),
      })),
      terminate: objects(body.terminateInstructions).map(
        (instruction): ElementChoice =>
          typeof instruction.elementId === 'string'
            ? { elementId: instruction.elementId }
            : { elementInstanceKey: text(instruction.elementInstanceKey) ?? '' },
      ),
      move: objects(body.moveInstructions).map((instruction, index) => {
        const source = object(instruction.sourceElementInstruction)
        const choice: ElementChoice =
          typeof source.sourceElementId === 'string'
            ? { elementId: source.sourceElementId }
            : { elementInstanceKey: text(source.sourceElementInstanceKey) ?? '' }
        return {
          source: choice,
          targetElementId: text(instruction.targetElementId) ?? '',
          ancestorKey: text(object(instruction.ancestorScopeInstruction).ancestorElementInstanceKey),
          variables: variableInstructions(exactOf('moveInstructions', index)?.variableInstructions),
        }
      }),
    }
    engine.run(() => modifyInstance(engine, pathKey(call, 'processInstanceKey'), modification))
    return NO_CONTENT
  },

  migrateProcessInstance: (call) => {
    const { engine } = call.cluster
    const mapping = new Map(
      objects(call.body.mappingInstructions).map((instruction) => [
        text(instruction.sourceElementId) ?? '',
        text(instruction.targetElementId) ?? '',
      ]),
    )
    const target = text(call.body.targetProcessDefinitionKey) ?? ''
    engine.run(() => migrateInstance(engine, pathKey(call, 'processInstanceKey'), target, mapping))
    return NO_CONTENT
  },

  deleteProcessInstance: (call) => {
    const { processInstanceKey, state } = row(call)
    if (state === 'ACTIVE') {
      throw new Problem(
        409,
        'INVALID_STATE',
        `Process instances must be completed or terminated before they can be deleted, but '${processInstanceKey}' is active`,
      )
    }
    call.cluster.view.forget(new Set([processInstanceKey]))
    return NO_CONTENT
  },

  getProcessInstanceSequenceFlows: (call) => {
    const { processInstanceKey, rootProcessInstanceKey, processDefinitionKey, processDefinitionId, tenantId } =
      row(call)
    const flows = call.cluster.view.sequenceFlows.get(processInstanceKey) ?? []
    return json({
      items: flows.map((elementId) => ({
        sequenceFlowId: `${processInstanceKey}_${elementId}`,
        elementId,
        processInstanceKey,
        rootProcessInstanceKey,
        processDefinitionKey,
        processDefinitionId,
        tenantId,
      })),
    })
  },

  getProcessInstanceStatistics: (call) =>
    json({ items: elementStatistics(call.cluster.view, new Set([row(call).processInstanceKey])) }),

  getProcessInstanceCallHierarchy: (call) => {
    const { processInstances } = call.cluster.view
    const path: ProcessInstanceRow[] = []
    for (let at: ProcessInstanceRow | undefined = row(call); at; ) {
      path.unshift(at)
      at = at.parentProcessInstanceKey === null ? undefined : processInstances.get(at.parentProcessInstanceKey)
    }
    return json(
      path.map(({ processInstanceKey, processDefinitionKey, processDefinitionName, processDefinitionId }) => ({
        processInstanceKey,
        processDefinitionKey,
        processDefinitionName: processDefinitionName ?? processDefinitionId,
      })),
    )
  },

  searchProcessInstanceIncidents: (call) => {
    const { view } = call.cluster
    const within = calledWithin(call, row(call).processInstanceKey)
    const incidents = [...view.incidents.values()].filter((incident: IncidentRow) =>
      within.has(incident.processInstanceKey),
    )
    return json(search(incidents, call.body, incidentRules('searchProcessInstanceIncidents')))
  },

  resolveProcessInstanceIncidents: (call) => {
    const { processInstanceKey } = row(call)
    return json(batchOverIncidents(call, (incident) => incident.processInstanceKey === processInstanceKey))
  },
}

function row(call: Call): ProcessInstanceRow {
  return existing(call.cluster.view.processInstances, 'Process Instance', pathKey(call, 'processInstanceKey'))
}

/** The instance itself and every instance that was called below it. */
function calledWithin(call: Call, processInstanceKey: string): Set<string> {
  const within = new Set([processInstanceKey])
  // Called instances have greater keys than their callers, and come later.
  for (const row of call.cluster.view.processInstances.values()) {
    if (row.parentProcessInstanceKey !== null && within.has(row.parentProcessInstanceKey)) {
      within.add(row.processInstanceKey)
    }
  }
  return within
}

async function create(call: Call): Promise<{ instance: ProcessInstance; variables: unknown }> {
  const { engine } = call.cluster
  const { body, exact } = call
  const key = text(body.processDefinitionKey)
  const definition = findDefinition(
    engine,
    key !== null
      ? { key }
      : { id: text(body.processDefinitionId) ?? '', version: integer(body.processDefinitionVersion) ?? -1 },
  )
  const startElements = startElementsOf(
    definition,
    objects(body.startInstructions).map(({ elementId }) => text(elementId) ?? ''),
  )
  let result: Promise<unknown> = Promise.resolve({})
  const instance = engine.run(() => {
    const created = createInstance(engine, {
      definition,
      variables: toVariables(exact.variables),
      tags: strings(body.tags),
      businessId: text(body.businessId),
      startElements,
      terminateAfter: objects(body.runtimeInstructions).map(({ afterElementId }) => text(afterElementId) ?? ''),
    })
    if (body.awaitCompletion === true) result = completion(call, created)
    return created
  })
  return { instance, variables: await result }
}

/** Waits until the instance has completed; then, its variables. */
function completion(call: Call, instance: ProcessInstance): Promise<unknown> {
  const { engine } = call.cluster
  const wanted = strings(call.body.fetchVariables)
  return new Promise((resolve, reject) => {
    const listeners = engine.completionListeners.get(instance.processInstanceKey) ?? new Set()
    const listener = () => {
      clearTimeout(timer)
      const variables = [...instance.root.variables.values()]
        .filter(({ name }) => wanted.length === 0 || wanted.includes(name))
        .map(({ name, value }) => [name, parseExact(value)])
      resolve(Object.fromEntries(variables))
    }
    const stop = () => {
      listeners.delete(listener)
      clearTimeout(timer)
      reject(
        new Problem(
          504,
          'DEADLINE_EXCEEDED',
          'Expected to handle request, but request timed out between gateway and broker',
        ),
      )
    }
    const timer = setTimeout(stop, integer(call.body.requestTimeout) || DEFAULT_AWAIT_MS)
    call.signal.addEventListener('abort', stop, { once: true })
    engine.completionListeners.set(instance.processInstanceKey, listeners.add(listener))
  })
}

function variableInstructions(value: unknown): VariableInstruction[] {
  return objects(value).map(({ variables, scopeId }) => ({
    variables: toVariables(variables),
    scopeId: text(scopeId) || null,
  }))
}
