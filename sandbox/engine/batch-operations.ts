import type { Engine } from './engine.ts'
import { noSuch, Rejection } from './rejection.ts'

export type BatchOperationType =
  | 'CANCEL_PROCESS_INSTANCE'
  | 'DELETE_PROCESS_INSTANCE'
  | 'MIGRATE_PROCESS_INSTANCE'
  | 'MODIFY_PROCESS_INSTANCE'
  | 'RESOLVE_INCIDENT'

/** A command that is given to many things, a few at a time. */
export interface BatchOperation {
  readonly batchOperationKey: string
  readonly type: BatchOperationType
  readonly startDate: number
  endDate: number | null
  state: 'CREATED' | 'ACTIVE' | 'SUSPENDED' | 'CANCELED' | 'COMPLETED'
  readonly items: readonly BatchOperationItem[]
}

/** One of the things that a batch operation is for. */
export interface BatchOperationItem {
  readonly batch: BatchOperation
  readonly itemKey: string
  readonly processInstanceKey: string
  readonly rootProcessInstanceKey: string
  state: 'ACTIVE' | 'COMPLETED' | 'CANCELED' | 'FAILED'
  processedDate: number | null
  errorMessage: string | null
}

/** What a batch operation is to be done to. */
export type BatchTarget = Pick<BatchOperationItem, 'itemKey' | 'processInstanceKey' | 'rootProcessInstanceKey'>

const ITEMS_PER_STEP = 20
const STEP_MS = 20

/** Begins a batch operation: `act` is called for each target, later. A Rejection fails only its own item. */
export function startBatch(
  engine: Engine,
  type: BatchOperationType,
  targets: readonly BatchTarget[],
  act: (target: BatchTarget) => void,
): BatchOperation {
  const items: BatchOperationItem[] = []
  const batch: BatchOperation = {
    batchOperationKey: engine.keys.next(),
    type,
    startDate: engine.clock.now(),
    endDate: null,
    state: 'CREATED',
    items,
  }
  for (const target of targets) {
    items.push({ ...target, batch, state: 'ACTIVE', processedDate: null, errorMessage: null })
  }
  engine.batchOperations.set(batch.batchOperationKey, { batch, act })
  for (const entity of items) engine.changed({ kind: 'batchOperationItem', entity })
  engine.changed({ kind: 'batchOperation', entity: batch })
  scheduleStep(engine, batch)
  return batch
}

/** Command: stops a batch operation for the time being. */
export function suspendBatch(engine: Engine, key: string): void {
  const batch = findBatch(engine, 'suspend', key)
  if (batch.state === 'SUSPENDED') throw wrongState('suspend', batch)
  update(engine, batch, 'SUSPENDED')
}

/** Command: goes on with a suspended batch operation. */
export function resumeBatch(engine: Engine, key: string): void {
  const batch = findBatch(engine, 'resume', key)
  if (batch.state !== 'SUSPENDED') throw wrongState('resume', batch)
  update(engine, batch, 'ACTIVE')
  scheduleStep(engine, batch)
}

/** Command: gives up what a batch operation has not done yet. */
export function cancelBatch(engine: Engine, key: string): void {
  const batch = findBatch(engine, 'cancel', key)
  for (const item of batch.items) if (item.state === 'ACTIVE') finishItem(engine, item, 'CANCELED', null)
  finish(engine, batch, 'CANCELED')
}

function scheduleStep(engine: Engine, batch: BatchOperation): void {
  engine.scheduler.schedule(engine.clock.now() + STEP_MS, () => step(engine, batch))
}

function step(engine: Engine, batch: BatchOperation): void {
  const known = engine.batchOperations.get(batch.batchOperationKey)
  if (!known || batch.state === 'SUSPENDED') return
  update(engine, batch, 'ACTIVE')
  const open = batch.items.filter(({ state }) => state === 'ACTIVE')
  for (const item of open.slice(0, ITEMS_PER_STEP)) {
    try {
      known.act(item)
      finishItem(engine, item, 'COMPLETED', null)
    } catch (error) {
      if (!(error instanceof Rejection)) throw error
      finishItem(engine, item, 'FAILED', `${error.type}: ${error.message}`)
    }
  }
  if (open.length <= ITEMS_PER_STEP) finish(engine, batch, 'COMPLETED')
  else scheduleStep(engine, batch)
}

function finishItem(
  engine: Engine,
  item: BatchOperationItem,
  state: BatchOperationItem['state'],
  errorMessage: string | null,
): void {
  item.state = state
  item.errorMessage = errorMessage
  item.processedDate = engine.clock.now()
  engine.changed({ kind: 'batchOperationItem', entity: item })
}

function finish(engine: Engine, batch: BatchOperation, state: 'COMPLETED' | 'CANCELED'): void {
  batch.endDate = engine.clock.now()
  engine.batchOperations.delete(batch.batchOperationKey)
  update(engine, batch, state)
}

function update(engine: Engine, batch: BatchOperation, state: BatchOperation['state']): void {
  batch.state = state
  engine.changed({ kind: 'batchOperation', entity: batch })
}

function findBatch(engine: Engine, command: string, key: string): BatchOperation {
  const known = engine.batchOperations.get(key)
  if (!known) throw noSuch(command, 'batch operation', key)
  return known.batch
}

function wrongState(command: string, { batchOperationKey, state }: BatchOperation): Rejection {
  return new Rejection(
    'INVALID_STATE',
    `Expected to ${command} a batch operation with key '${batchOperationKey}', but it is in state '${state}'`,
  )
}
