import { afterWrite } from '../fields/after-write.ts'
import { children } from '../fields/children.ts'
import { command, withoutNulls } from '../fields/command.ts'
import { connection, searchConnection } from '../fields/connection.ts'
import { bare, items, wholeList } from '../fields/list.ts'
import { byKey, globalId, one } from '../fields/one.ts'
import type {
  CreateProcessInstanceInput,
  ResolveProcessInstanceIncidentsInput,
  Resolvers,
} from '../generated/schema.ts'
import { elementInstances } from '../upstream/catalog/element-instance.ts'
import { incidents } from '../upstream/catalog/incident.ts'
import { jobs } from '../upstream/catalog/job.ts'
import { operations } from '../upstream/catalog/operation.ts'
import { processDefinitions } from '../upstream/catalog/process-definition.ts'
import type { ProcessInstanceRow } from '../upstream/catalog/process-instance.ts'
import { hasEnded, processInstances } from '../upstream/catalog/process-instance.ts'
import { userTasks } from '../upstream/catalog/user-task.ts'
import { variables } from '../upstream/catalog/variable.ts'
import type {
  BatchOperationCreatedResult,
  CreateProcessInstanceResult,
  ProcessElementStatisticsResult,
  ProcessInstanceCallHierarchyEntry,
  ProcessInstanceSequenceFlowResult,
} from '../upstream/contract/types.ts'
import { toNumber } from '../upstream/json/exact-json.ts'
import {
  checkCreation,
  checkModification,
  creation,
  modification,
  toFindInstance,
} from './shared/process-instance-commands.ts'

const keyOf = ({ processInstanceKey }: ProcessInstanceRow) => processInstanceKey
const pathOf = ({ processInstanceKey }: ProcessInstanceRow) => ({ processInstanceKey })

export const resolvers: Resolvers = {
  Query: {
    processInstance: byKey(processInstances),
    processInstances: connection(processInstances),
  },
  ProcessInstance: {
    id: globalId(processInstances),
    processDefinition: one(
      processDefinitions,
      (instance) => instance.processDefinitionKey,
      (instance) => ({
        processDefinitionId: instance.processDefinitionId,
        name: instance.processDefinitionName,
        version: instance.processDefinitionVersion,
        versionTag: instance.processDefinitionVersionTag,
        tenantId: instance.tenantId,
      }),
    ),
    parentProcessInstance: one(processInstances, (instance) => instance.parentProcessInstanceKey),
    parentElementInstance: one(elementInstances, (instance) => instance.parentElementInstanceKey),
    rootProcessInstance: one(processInstances, (instance) => instance.rootProcessInstanceKey),
    calledProcessInstances: children(processInstances, 'parentProcessInstanceKey', keyOf),
    elementInstances: children(elementInstances, 'processInstanceKey', keyOf),
    variables: children(variables, 'processInstanceKey', keyOf),
    jobs: children(jobs, 'processInstanceKey', keyOf),
    userTasks: children(userTasks, 'processInstanceKey', keyOf),
    incidents: children(incidents, 'processInstanceKey', keyOf),
    hierarchyIncidents: searchConnection(incidents, operations.searchProcessInstanceIncidents, pathOf),
    sequenceFlows: (instance, _args, context) =>
      wholeList<ProcessInstanceSequenceFlowResult>(
        instance,
        context,
        operations.getProcessInstanceSequenceFlows,
        pathOf(instance),
        items,
      ),
    elementStatistics: (instance, _args, context) =>
      wholeList<ProcessElementStatisticsResult>(
        instance,
        context,
        operations.getProcessInstanceStatistics,
        pathOf(instance),
        items,
      ),
    callHierarchy: (instance, _args, context) =>
      wholeList<ProcessInstanceCallHierarchyEntry>(
        instance,
        context,
        operations.getProcessInstanceCallHierarchy,
        pathOf(instance),
        bare,
      ),
  },
  CallHierarchyEntry: {
    processInstance: one(
      processInstances,
      (entry) => entry.processInstanceKey,
      ({ processDefinitionKey, processDefinitionName }) => ({ processDefinitionKey, processDefinitionName }),
    ),
    processDefinition: one(
      processDefinitions,
      (entry) => entry.processDefinitionKey,
      ({ processDefinitionName }) => ({ name: processDefinitionName }),
    ),
  },
  Mutation: {
    createProcessInstance: command<CreateProcessInstanceInput, CreateProcessInstanceResult>(
      operations.createProcessInstance,
      {
        answers: [
          'processInstanceKey',
          'processDefinitionKey',
          'processDefinitionId',
          'processDefinitionVersion',
          'variables',
        ],
        check: checkCreation,
        body: creation,
        wait: ({ awaitCompletion, requestTimeout }) => (awaitCompletion ? toNumber(requestTimeout ?? 0) : undefined),
        advice: toFindInstance,
        extraTime: ({ awaitCompletion, requestTimeout }) => (awaitCompletion ? toNumber(requestTimeout ?? 0) : 0),
        // A call that waits for the instance to end must not keep other work waiting.
        operation: ({ awaitCompletion }) =>
          awaitCompletion ? { ...operations.createProcessInstance, kind: 'poll' } : operations.createProcessInstance,
      },
    ),
    cancelProcessInstance: command(operations.cancelProcessInstance),
    modifyProcessInstance: command(operations.modifyProcessInstance, { check: checkModification, body: modification }),
    migrateProcessInstance: command(operations.migrateProcessInstance, {
      body: ({ targetProcessDefinitionKey, mappingInstructions, operationReference }) =>
        withoutNulls({ targetProcessDefinitionKey, mappingInstructions, operationReference }),
    }),
    resolveProcessInstanceIncidents: command<ResolveProcessInstanceIncidentsInput, BatchOperationCreatedResult>(
      operations.resolveProcessInstanceIncidents,
      { answers: ['batchOperationKey', 'batchOperationType'] },
    ),
  },
  CreateProcessInstancePayload: {
    processInstance: afterWrite(processInstances),
    processDefinition: one(
      processDefinitions,
      (payload) => payload.processDefinitionKey,
      ({ processDefinitionId, processDefinitionVersion, tenantId }) => ({
        processDefinitionId,
        version: processDefinitionVersion,
        tenantId,
      }),
    ),
  },
  CancelProcessInstancePayload: {
    processInstance: afterWrite(processInstances, { isVisible: hasEnded }),
  },
  ModifyProcessInstancePayload: {
    // A modification changes nothing on the instance's row that could be waited for.
    processInstance: afterWrite(processInstances),
  },
  MigrateProcessInstancePayload: {
    processInstance: afterWrite(processInstances, {
      isVisible: (row, { input }) => row.processDefinitionKey === input.targetProcessDefinitionKey || hasEnded(row),
      changes: ({ processDefinitionKey }) => processDefinitionKey,
    }),
  },
  ResolveProcessInstanceIncidentsPayload: {
    // The batch operation runs asynchronously: its end is not waited for.
    processInstance: afterWrite(processInstances),
  },
}
