import type {
  ElementInstanceResult,
  IncidentResult,
  JobSearchResult,
  ProcessDefinitionResult,
  ProcessInstanceResult,
  UserTaskResult,
  VariableSearchResult,
} from '@camunda8/orchestration-cluster-api'

/** The SDK's type with its brands taken off, so that tests write keys as plain strings. */
type Plain<Type> = Type extends { readonly __brand: string }
  ? string
  : Type extends (infer Item)[]
    ? Plain<Item>[]
    : Type extends object
      ? { [Name in keyof Type]: Plain<Type[Name]> }
      : Type

// Rows carry what any version has: the upstream leaves out what the version that it plays does not know.

/** A process instance as 8.10 shows it. `batchOperationKey` and `incidentErrorHashCode` can only be filtered by. */
export type ProcessInstanceRow = Plain<ProcessInstanceResult> & {
  suspendedDate: string | null
  batchOperationKey?: string
  batchOperationId?: string
  incidentErrorHashCode?: number
}
export type IncidentRow = Plain<IncidentResult>
export type UserTaskRow = Plain<UserTaskResult> & { businessId: string | null }
export type JobRow = Plain<JobSearchResult> & { businessId: string | null; priority: number }
export type VariableRow = Plain<VariableSearchResult>
/** An element instance. `elementInstanceScopeKey` is the key around it; it can only be filtered by. */
export type ElementInstanceRow = Plain<ElementInstanceResult> & { elementInstanceScopeKey?: string }
export type ProcessDefinitionRow = Plain<ProcessDefinitionResult>

/** The first key beyond what a JavaScript number can hold. */
const FIRST_KEY = 9007199254740993n
let keys = 0n

/** A key that no number can hold: the n-th one, or one that was not given out before. */
export function key(n?: number): string {
  return String(n === undefined ? FIRST_KEY + 1_000_000n + keys++ : FIRST_KEY + BigInt(n))
}

const PROCESS = {
  processDefinitionId: 'order-process',
  processDefinitionKey: key(0),
  tenantId: '<default>',
}

/** A process definition: the one that the other rows belong to by default. */
export function processDefinition(row: Partial<ProcessDefinitionRow> = {}): ProcessDefinitionRow {
  return {
    ...PROCESS,
    name: 'Order process',
    resourceName: 'order-process.bpmn',
    version: 1,
    versionTag: null,
    hasStartForm: false,
    state: 'ACTIVE',
    ...row,
  }
}

/** A running root instance. */
export function processInstance(row: Partial<ProcessInstanceRow> = {}): ProcessInstanceRow {
  const processInstanceKey = row.processInstanceKey ?? key()
  return {
    ...PROCESS,
    processDefinitionName: 'Order process',
    processDefinitionVersion: 1,
    processDefinitionVersionTag: null,
    processInstanceKey,
    parentProcessInstanceKey: null,
    parentElementInstanceKey: null,
    rootProcessInstanceKey: processInstanceKey,
    startDate: '2026-01-01T12:00:00.000Z',
    endDate: null,
    suspendedDate: null,
    state: 'ACTIVE',
    hasIncident: false,
    tags: [],
    businessId: null,
    ...row,
  }
}

/** An active incident of a job without retries. */
export function incident(row: Partial<IncidentRow> = {}): IncidentRow {
  const processInstanceKey = row.processInstanceKey ?? key()
  return {
    ...PROCESS,
    incidentKey: key(),
    processInstanceKey,
    rootProcessInstanceKey: processInstanceKey,
    elementId: 'ship-parcel',
    elementInstanceKey: key(),
    jobKey: null,
    errorType: 'JOB_NO_RETRIES',
    errorMessage: 'No retries left.',
    creationTime: '2026-01-01T12:00:05.000Z',
    state: 'ACTIVE',
    ...row,
  }
}

/** An unassigned user task with nothing set that need not be. */
export function userTask(row: Partial<UserTaskRow> = {}): UserTaskRow {
  const processInstanceKey = row.processInstanceKey ?? key()
  return {
    ...PROCESS,
    processDefinitionVersion: 1,
    processName: 'Order process',
    userTaskKey: key(),
    processInstanceKey,
    rootProcessInstanceKey: processInstanceKey,
    elementId: 'approve-order',
    elementInstanceKey: key(),
    name: 'Approve order',
    state: 'CREATED',
    assignee: null,
    candidateGroups: [],
    candidateUsers: [],
    creationDate: '2026-01-01T12:00:01.000Z',
    completionDate: null,
    followUpDate: null,
    dueDate: null,
    externalFormReference: null,
    formKey: null,
    priority: 50,
    customHeaders: {},
    tags: [],
    businessId: null,
    ...row,
  }
}

/** A job of a service task that nobody has taken yet. */
export function job(row: Partial<JobRow> = {}): JobRow {
  const processInstanceKey = row.processInstanceKey ?? key()
  return {
    ...PROCESS,
    jobKey: key(),
    processInstanceKey,
    rootProcessInstanceKey: processInstanceKey,
    elementId: 'ship-parcel',
    elementInstanceKey: key(),
    type: 'ship-parcel',
    worker: '',
    state: 'CREATED',
    kind: 'BPMN_ELEMENT',
    listenerEventType: 'UNSPECIFIED',
    retries: 3,
    isDenied: null,
    deniedReason: null,
    hasFailedWithRetriesLeft: false,
    errorCode: null,
    errorMessage: null,
    customHeaders: {},
    deadline: null,
    creationTime: '2026-01-01T12:00:02.000Z',
    lastUpdateTime: null,
    endTime: null,
    businessId: null,
    priority: 0,
    ...row,
  }
}

/** A process-level variable. `value` is the whole JSON text; the upstream shortens it where Camunda would. */
export function variable(row: Partial<VariableRow> = {}): VariableRow {
  const processInstanceKey = row.processInstanceKey ?? key()
  return {
    variableKey: key(),
    name: 'orderId',
    value: '"A-1001"',
    isTruncated: false,
    processInstanceKey,
    rootProcessInstanceKey: processInstanceKey,
    scopeKey: processInstanceKey,
    tenantId: PROCESS.tenantId,
    ...row,
  }
}

/** An active service task. */
export function elementInstance(row: Partial<ElementInstanceRow> = {}): ElementInstanceRow {
  const processInstanceKey = row.processInstanceKey ?? key()
  return {
    ...PROCESS,
    elementInstanceKey: key(),
    processInstanceKey,
    rootProcessInstanceKey: processInstanceKey,
    elementInstanceScopeKey: processInstanceKey,
    elementId: 'ship-parcel',
    elementName: 'Ship parcel',
    type: 'SERVICE_TASK',
    state: 'ACTIVE',
    startDate: '2026-01-01T12:00:02.000Z',
    endDate: null,
    hasIncident: false,
    incidentKey: null,
    ...row,
  }
}
