import type { BatchOperation, BatchOperationItem } from './engine/batch-operations.ts'
import { rfc3339 } from './engine/clock.ts'
import { PARTITION } from './engine/keys.ts'
import {
  type Correlation,
  type ElementInstance,
  type Form,
  type Incident,
  type Job,
  type MessageSubscription,
  type ProcessDefinition,
  type ProcessInstance,
  TENANT,
  type UserTask,
  type Variable,
} from './engine/records.ts'

/*
 * What the REST API tells of each entity, as it is at the moment: property by property what the contract of 8.9
 * requires, in its order of importance rather than its alphabet.
 */

export type ProcessDefinitionRow = ReturnType<typeof processDefinitionRow>
export type FormRow = ReturnType<typeof formRow>
export type ProcessInstanceRow = ReturnType<typeof processInstanceRow>
export type ElementInstanceRow = ReturnType<typeof elementInstanceRow>
export type VariableRow = ReturnType<typeof variableRow>
export type JobRow = ReturnType<typeof jobRow>
export type UserTaskRow = ReturnType<typeof userTaskRow>
export type IncidentRow = ReturnType<typeof incidentRow>
export type MessageSubscriptionRow = ReturnType<typeof messageSubscriptionRow>
export type CorrelationRow = ReturnType<typeof correlationRow>
export type BatchOperationRow = ReturnType<typeof batchOperationRow>
export type BatchOperationItemRow = ReturnType<typeof batchOperationItemRow>

export function processDefinitionRow({ processDefinitionKey, version, resourceName, model, state }: ProcessDefinition) {
  return {
    processDefinitionKey,
    processDefinitionId: model.processId,
    name: model.name,
    version,
    versionTag: model.versionTag,
    resourceName,
    hasStartForm: model.startFormId !== null,
    state,
    tenantId: TENANT,
  }
}

export function formRow({ formKey, formId, version, schema }: Form) {
  return { formKey, formId, version, schema, tenantId: TENANT }
}

export function processInstanceRow(instance: ProcessInstance) {
  const { definition, parentElement } = instance
  return {
    processInstanceKey: instance.processInstanceKey,
    processDefinitionKey: definition.processDefinitionKey,
    processDefinitionId: definition.model.processId,
    processDefinitionName: definition.model.name,
    processDefinitionVersion: definition.version,
    processDefinitionVersionTag: definition.model.versionTag,
    startDate: rfc3339(instance.startDate),
    endDate: date(instance.endDate),
    state: instance.state,
    hasIncident: instance.root.incidentCount > 0,
    parentProcessInstanceKey: parentElement?.instance.processInstanceKey ?? null,
    parentElementInstanceKey: parentElement?.elementInstanceKey ?? null,
    rootProcessInstanceKey: instance.rootProcessInstanceKey,
    tags: [...instance.tags],
    businessId: instance.businessId,
    tenantId: TENANT,
  }
}

export function elementInstanceRow(element: ElementInstance) {
  return {
    elementInstanceKey: element.elementInstanceKey,
    elementId: element.element.id,
    // Camunda falls back to the id: the field is never empty.
    elementName: element.element.name ?? element.element.id,
    type: element.type,
    state: element.state,
    startDate: rfc3339(element.startDate),
    endDate: date(element.endDate),
    hasIncident: element.incidentCount > 0,
    incidentKey: element.incident?.incidentKey ?? null,
    ...origin(element),
  }
}

export function variableRow({ variableKey, name, value, scope }: Variable) {
  return {
    variableKey,
    name,
    value,
    scopeKey: scope.elementInstanceKey,
    processInstanceKey: scope.instance.processInstanceKey,
    rootProcessInstanceKey: scope.instance.rootProcessInstanceKey,
    tenantId: TENANT,
  }
}

export function jobRow(job: Job) {
  return {
    jobKey: job.jobKey,
    type: job.type,
    kind: 'BPMN_ELEMENT',
    listenerEventType: 'UNSPECIFIED',
    state: job.state,
    worker: job.worker,
    retries: job.retries,
    deadline: date(job.deadline),
    creationTime: rfc3339(job.creationTime),
    lastUpdateTime: rfc3339(job.lastUpdateTime),
    endTime: date(job.endTime),
    errorCode: job.errorCode,
    errorMessage: job.errorMessage,
    hasFailedWithRetriesLeft: job.hasFailedWithRetriesLeft,
    isDenied: null,
    deniedReason: null,
    customHeaders: job.customHeaders,
    elementId: job.element.element.id,
    elementInstanceKey: job.element.elementInstanceKey,
    ...origin(job.element),
  }
}

export function userTaskRow(task: UserTask) {
  const { element } = task
  const { definition, tags } = element.instance
  return {
    userTaskKey: task.userTaskKey,
    name: element.element.name,
    state: task.state,
    assignee: task.assignee,
    candidateUsers: [...task.candidateUsers],
    candidateGroups: [...task.candidateGroups],
    creationDate: rfc3339(task.creationDate),
    completionDate: date(task.completionDate),
    dueDate: date(task.dueDate),
    followUpDate: date(task.followUpDate),
    priority: task.priority,
    formKey: task.formKey,
    externalFormReference: task.externalFormReference,
    customHeaders: task.customHeaders,
    elementId: element.element.id,
    elementInstanceKey: element.elementInstanceKey,
    processName: definition.model.name,
    processDefinitionVersion: definition.version,
    tags: [...tags],
    ...origin(element),
  }
}

export function incidentRow({ incidentKey, errorType, errorMessage, creationTime, state, job, element }: Incident) {
  return {
    incidentKey,
    errorType,
    errorMessage,
    creationTime: rfc3339(creationTime),
    state,
    jobKey: job?.jobKey ?? null,
    elementId: element.element.id,
    elementInstanceKey: element.elementInstanceKey,
    ...origin(element),
  }
}

export function messageSubscriptionRow({ name, correlationKey, target, element, told }: MessageSubscription) {
  return {
    messageSubscriptionKey: told.messageSubscriptionKey,
    messageSubscriptionState: told.state,
    messageName: name,
    correlationKey,
    lastUpdatedDate: rfc3339(told.lastUpdatedDate),
    elementId: target.id,
    elementInstanceKey: element.elementInstanceKey,
    ...origin(element),
  }
}

export function correlationRow({ subscription, messageKey, time }: Correlation) {
  const { messageSubscriptionKey, messageName, correlationKey, elementId, elementInstanceKey } =
    messageSubscriptionRow(subscription)
  return {
    subscriptionKey: messageSubscriptionKey,
    messageKey,
    messageName,
    correlationKey,
    correlationTime: rfc3339(time),
    elementId,
    elementInstanceKey,
    partitionId: PARTITION,
    ...origin(subscription.element),
  }
}

export function batchOperationRow({ batchOperationKey, type, state, startDate, endDate, items }: BatchOperation) {
  const count = (wanted: BatchOperationItem['state']) => items.filter((item) => item.state === wanted).length
  return {
    batchOperationKey,
    batchOperationType: type,
    state,
    startDate: rfc3339(startDate),
    endDate: date(endDate),
    // Nobody logs in to the sandbox.
    actorType: 'ANONYMOUS',
    actorId: null,
    operationsTotalCount: items.length,
    operationsFailedCount: count('FAILED'),
    operationsCompletedCount: count('COMPLETED'),
    errors: [],
  }
}

export function batchOperationItemRow({ batch, processedDate, ...item }: BatchOperationItem) {
  return {
    batchOperationKey: batch.batchOperationKey,
    operationType: batch.type,
    ...item,
    processedDate: date(processedDate),
  }
}

function origin({ instance }: ElementInstance) {
  return {
    processInstanceKey: instance.processInstanceKey,
    rootProcessInstanceKey: instance.rootProcessInstanceKey,
    processDefinitionKey: instance.definition.processDefinitionKey,
    processDefinitionId: instance.definition.model.processId,
    tenantId: TENANT,
  }
}

function date(time: number | null): string | null {
  return time === null ? null : rfc3339(time)
}
