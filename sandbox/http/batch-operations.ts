import {
  type BatchOperationType,
  type BatchTarget,
  cancelBatch,
  resumeBatch,
  startBatch,
  suspendBatch,
} from '../engine/batch-operations.ts'
import type { Engine } from '../engine/engine.ts'
import { resolveIncident } from '../engine/incident-resolution.ts'
import { updateJob } from '../engine/jobs.ts'
import { migrateInstance } from '../engine/migration.ts'
import { modifyInstance } from '../engine/modification.ts'
import { cancelInstance } from '../engine/process-instances.ts'
import type { IncidentRow, ProcessInstanceRow } from '../rows.ts'
import { search } from '../search/search.ts'
import {
  type Call,
  existing,
  type Handlers,
  json,
  NO_CONTENT,
  object,
  objects,
  pathKey,
  type Reply,
  text,
} from './call.ts'
import { selectProcessInstances } from './process-instance-search.ts'
import { rulesOf } from './search-rules.ts'

interface BatchOperationCreated {
  readonly batchOperationKey: string
  readonly batchOperationType: BatchOperationType
}

export const batchOperationHandlers: Handlers = {
  searchBatchOperations: ({ cluster, body }) =>
    json(
      search(
        [...cluster.view.batchOperations.values()],
        body,
        rulesOf('searchBatchOperations', {
          key: 'batchOperationKey',
          columns: { operationType: 'batchOperationType' },
        }),
      ),
    ),

  getBatchOperation: (call) =>
    json(existing(call.cluster.view.batchOperations, 'Batch Operation', pathKey(call, 'batchOperationKey'))),

  searchBatchOperationItems: ({ cluster, body }) => {
    // An item is unique only together with its operation, so the rows get an identity for the time of the search.
    const rows = [...cluster.view.batchOperationItems].map(([id, row]) => ({ ...row, id }))
    const rules = rulesOf<(typeof rows)[number]>('searchBatchOperationItems', { key: 'id' })
    const { items, page } = search(rows, body, { ...rules, keyType: 'string' })
    return json({ items: items.map(({ id, ...row }) => row), page })
  },

  suspendBatchOperation: (call) => command(call, suspendBatch),
  resumeBatchOperation: (call) => command(call, resumeBatch),
  cancelBatchOperation: (call) => command(call, cancelBatch),

  cancelProcessInstancesBatchOperation: (call) =>
    json(batchOverInstances(call, 'CANCEL_PROCESS_INSTANCE', activeRoots(call), cancelInstance)),

  migrateProcessInstancesBatchOperation: (call) => {
    const plan = object(call.body.migrationPlan)
    const mapping = new Map(
      objects(plan.mappingInstructions).map(({ sourceElementId, targetElementId }) => [
        text(sourceElementId) ?? '',
        text(targetElementId) ?? '',
      ]),
    )
    const target = text(plan.targetProcessDefinitionKey) ?? ''
    return json(
      batchOverInstances(call, 'MIGRATE_PROCESS_INSTANCE', active(call), (engine, key) =>
        migrateInstance(engine, key, target, mapping),
      ),
    )
  },

  modifyProcessInstancesBatchOperation: (call) => {
    const move = objects(call.body.moveInstructions).map(({ sourceElementId, targetElementId }) => ({
      source: { elementId: text(sourceElementId) ?? '' },
      targetElementId: text(targetElementId) ?? '',
      ancestorKey: null,
      variables: [],
    }))
    return json(
      batchOverInstances(call, 'MODIFY_PROCESS_INSTANCE', active(call), (engine, key) =>
        modifyInstance(engine, key, { activate: [], terminate: [], move }),
      ),
    )
  },

  deleteProcessInstancesBatchOperation: (call) => {
    const ended = selected(call).filter(({ state }) => state !== 'ACTIVE')
    return json(
      batchOverInstances(call, 'DELETE_PROCESS_INSTANCE', ended, (_engine, key) =>
        call.cluster.view.forget(new Set([key])),
      ),
    )
  },

  resolveIncidentsBatchOperation: (call) => {
    const keys = new Set(active(call).map((row) => row.processInstanceKey))
    return json(batchOverIncidents(call, (incident) => keys.has(incident.processInstanceKey)))
  },
}

/** Begins a batch operation that resolves these active incidents. */
export function batchOverIncidents(call: Call, select: (incident: IncidentRow) => boolean): BatchOperationCreated {
  const { engine, view } = call.cluster
  const incidents = [...view.incidents.values()].filter((row) => row.state === 'ACTIVE' && select(row))
  const targets = incidents.map(({ incidentKey, processInstanceKey, rootProcessInstanceKey }) => ({
    itemKey: incidentKey,
    processInstanceKey,
    rootProcessInstanceKey,
  }))
  return created(engine, 'RESOLVE_INCIDENT', targets, ({ itemKey }) => {
    // Unlike the command for one incident, a batch gives the job an attempt itself.
    const job = engine.incidents.get(itemKey)?.job
    if (job) updateJob(engine, job.jobKey, { retries: 1, timeout: null })
    resolveIncident(engine, itemKey)
  })
}

/** Begins a batch operation over process instances. */
export function batchOverInstances(
  call: Call,
  type: BatchOperationType,
  rows: readonly ProcessInstanceRow[],
  act: (engine: Engine, processInstanceKey: string) => void,
): BatchOperationCreated {
  const { engine } = call.cluster
  const targets = rows.map(({ processInstanceKey, rootProcessInstanceKey }) => ({
    itemKey: processInstanceKey,
    processInstanceKey,
    rootProcessInstanceKey,
  }))
  return created(engine, type, targets, ({ processInstanceKey }) => act(engine, processInstanceKey))
}

function created(
  engine: Engine,
  type: BatchOperationType,
  targets: readonly BatchTarget[],
  act: (target: BatchTarget) => void,
): BatchOperationCreated {
  const { batchOperationKey } = engine.run(() => startBatch(engine, type, targets, act))
  return { batchOperationKey, batchOperationType: type }
}

function command(call: Call, run: (engine: Engine, key: string) => void): Reply {
  const { engine } = call.cluster
  engine.run(() => run(engine, pathKey(call, 'batchOperationKey')))
  return NO_CONTENT
}

function selected(call: Call): ProcessInstanceRow[] {
  const { view } = call.cluster
  return selectProcessInstances(view, [...view.processInstances.values()], call.body.filter)
}

function active(call: Call): ProcessInstanceRow[] {
  return selected(call).filter(({ state }) => state === 'ACTIVE')
}

/** Called instances end with their callers, and cannot be cancelled by themselves. */
function activeRoots(call: Call): ProcessInstanceRow[] {
  return active(call).filter(({ parentProcessInstanceKey }) => parentProcessInstanceKey === null)
}
