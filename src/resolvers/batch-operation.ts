import { afterWrite } from '../fields/after-write.ts'
import { batchCommand } from '../fields/batch-command.ts'
import { children } from '../fields/children.ts'
import { command, withoutNulls } from '../fields/command.ts'
import { connection } from '../fields/connection.ts'
import { typeOfEntity } from '../fields/entities.ts'
import { byKey, globalId, one, oneOf } from '../fields/one.ts'
import { isPresent } from '../fields/present.ts'
import type {
  ModifyProcessInstancesBatchOperationInput,
  Resolvers,
  UpdateJobsBatchOperationInput,
} from '../generated/schema.ts'
import { batchOperationItems, batchOperations, hasEnded } from '../upstream/catalog/batch-operation.ts'
import { decisionInstances } from '../upstream/catalog/decision-instance.ts'
import { incidents } from '../upstream/catalog/incident.ts'
import { jobs } from '../upstream/catalog/job.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { processInstances } from '../upstream/catalog/process-instance.ts'
import type { Resource } from '../upstream/catalog/resource.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'

// What Camunda puts over the filters.
const ROOT = { parentProcessInstanceKey: { $exists: false } }
const ACTIVE = { resource: processInstances, overridden: { state: 'ACTIVE' } }
const ACTIVE_ROOTS = { resource: processInstances, overridden: { state: 'ACTIVE', ...ROOT } }
const SUSPENDED_ROOTS = { resource: processInstances, overridden: { state: 'SUSPENDED', ...ROOT } }

export const resolvers: Resolvers[] = [
  {
    Query: {
      batchOperation: byKey(batchOperations),
      batchOperations: connection(batchOperations),
      batchOperationItems: connection(batchOperationItems),
    },
    BatchOperation: {
      id: globalId(batchOperations),
      items: children(batchOperationItems, 'batchOperationKey', ({ batchOperationKey }) => batchOperationKey),
    },
    BatchOperationItem: {
      batchOperation: one(
        batchOperations,
        (item) => item.batchOperationKey,
        ({ operationType }) => ({ batchOperationType: operationType }),
      ),
      processInstance: one(processInstances, (item) => item.processInstanceKey),
      rootProcessInstance: one(processInstances, (item) => item.rootProcessInstanceKey),
      target: oneOf(({ operationType, itemKey }) => {
        const resource = TARGETS.get(operationType)
        return resource && itemKey ? { resource, key: itemKey } : undefined
      }),
      decisionInstances: children(decisionInstances, 'decisionEvaluationKey', ({ operationType, itemKey }) =>
        // Should it be the key of one of the evaluation's decisions, the evaluation's stands before the hyphen.
        operationType === 'DELETE_DECISION_INSTANCE' ? itemKey?.split('-')[0] : null,
      ),
    },
    BatchOperationTarget: {
      __resolveType: typeOfEntity,
    },
    ProcessInstance: {
      batchOperationItems: children(batchOperationItems, 'processInstanceKey', (row) => row.processInstanceKey),
    },
    ResolveProcessInstanceIncidentsPayload: { batchOperation: afterWrite(batchOperations) },
    DeleteResourcePayload: { batchOperation: afterWrite(batchOperations) },
    Mutation: {
      suspendBatchOperation: command(operations.suspendBatchOperation),
      resumeBatchOperation: command(operations.resumeBatchOperation),
      cancelBatchOperation: command(operations.cancelBatchOperation),
    },
    SuspendBatchOperationPayload: {
      batchOperation: afterWrite(batchOperations, { isVisible: (row) => row.state === 'SUSPENDED' || hasEnded(row) }),
    },
    ResumeBatchOperationPayload: {
      batchOperation: afterWrite(batchOperations, { isVisible: (row) => row.state !== 'SUSPENDED' }),
    },
    CancelBatchOperationPayload: {
      batchOperation: afterWrite(batchOperations, { isVisible: hasEnded }),
    },
  },
  batchCommand(operations.cancelProcessInstancesBatchOperation, ACTIVE_ROOTS),
  batchCommand(operations.deleteProcessInstancesBatchOperation, { resource: processInstances }),
  batchCommand(operations.migrateProcessInstancesBatchOperation, ACTIVE),
  batchCommand<Resolvers, ModifyProcessInstancesBatchOperationInput>(
    operations.modifyProcessInstancesBatchOperation,
    ACTIVE,
    {
      check({ moveInstructions }) {
        if (moveInstructions.length === 0) throw new InvalidInput('input.moveInstructions', 'give at least one.')
      },
    },
  ),
  batchCommand(operations.resolveIncidentsBatchOperation, ACTIVE),
  batchCommand(operations.suspendProcessInstancesBatchOperation, ACTIVE_ROOTS),
  batchCommand(operations.resumeProcessInstancesBatchOperation, SUSPENDED_ROOTS),
  batchCommand<Resolvers, UpdateJobsBatchOperationInput>(
    operations.updateJobsBatchOperation,
    { resource: jobs },
    {
      check(input) {
        if (CHANGES.some((name) => isPresent(input[name]))) return
        throw new InvalidInput('input', 'give what to change: retries, timeout or priority.')
      },
      body: ({ retries, timeout, priority, operationReference }, filter) =>
        withoutNulls({ filter, changeset: withoutNulls({ retries, timeout, priority }), operationReference }),
    },
  ),
  batchCommand(operations.deleteDecisionInstancesBatchOperation, { resource: decisionInstances }),
]

const CHANGES = ['retries', 'timeout', 'priority'] as const

/** What the items of each kind of batch operation are, by their keys. */
const TARGETS: ReadonlyMap<string | undefined, Resource<never>> = new Map<string, Resource<never>>([
  ['CANCEL_PROCESS_INSTANCE', processInstances],
  ['DELETE_PROCESS_INSTANCE', processInstances],
  ['MIGRATE_PROCESS_INSTANCE', processInstances],
  ['MODIFY_PROCESS_INSTANCE', processInstances],
  ['SUSPEND_PROCESS_INSTANCE', processInstances],
  ['RESUME_PROCESS_INSTANCE', processInstances],
  ['RESOLVE_INCIDENT', incidents],
  ['UPDATE_JOB', jobs],
])
