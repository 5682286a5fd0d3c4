/** A row as the engine answers it. */
export type Row = Record<string, unknown>

/** The rows of each list. What a list leaves out of others is up to the test. */
export type Rows = Record<
  | '/process-definition'
  | '/decision-definition'
  | '/decision-requirements-definition'
  | '/history/decision-instance'
  | '/user'
  | '/batch'
  | '/history/batch'
  | '/group'
  | '/tenant'
  | '/process-instance'
  | '/history/process-instance'
  | '/history/activity-instance'
  | '/task'
  | '/history/task'
  | '/external-task'
  | '/job'
  | '/incident'
  | '/history/incident'
  | '/history/variable-instance'
  | '/history/external-task-log',
  Row[]
>

type Rule = (row: Row, value: never) => boolean

const is =
  (field: string): Rule =>
  (row, value) =>
    row[field] === value
const among =
  (field: string): Rule =>
  (row, values: string[] | string) =>
    (Array.isArray(values) ? values : values.split(',')).includes(row[field] as string)
const time = (value: unknown) => Date.parse(String(value).replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
const after =
  (field: string, inclusive: boolean): Rule =>
  (row, value) =>
    row[field] !== null && (inclusive ? time(row[field]) >= time(value) : time(row[field]) > time(value))
const before =
  (field: string, inclusive: boolean): Rule =>
  (row, value) =>
    row[field] !== null && (inclusive ? time(row[field]) <= time(value) : time(row[field]) < time(value))

interface Condition {
  name: string
  operator: 'eq' | 'neq'
  value: unknown
}

/**
 * Whether an instance, whose own `had` are all variables that it ever had, meets one of some alternatives. The engine
 * compares numbers of all types by value, and no values of Json, Object and File.
 */
function meets(row: Row, { processInstanceIds = [], variables = [] }: Block): boolean {
  const had = Array.isArray(row.had) ? (row.had as Row[]) : []
  const holds = (one: Row, { name, operator, value }: Condition) => {
    if (one.name !== name) return false
    const isSame = ['Json', 'Object', 'File'].includes(String(one.type)) ? false : one.value === value
    return operator === 'eq' ? isSame : !isSame
  }
  return (
    processInstanceIds.includes(String(row.id)) ||
    variables.some((condition) => had.some((one) => holds(one, condition)))
  )
}

interface Block {
  processInstanceIds?: string[]
  variables?: Condition[]
}

const RULES: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  '/process-definition': {
    processDefinitionIdIn: among('id'),
    key: is('key'),
    keysIn: among('key'),
    version: (row, value) => String(row.version) === value,
    latestVersion: (row) => row.latest === true,
    withoutTenantId: (row) => row.tenantId === null,
  },
  '/decision-definition': {
    decisionDefinitionIdIn: among('id'),
    key: is('key'),
    version: (row, value) => String(row.version) === value,
    name: is('name'),
    nameLike: () => true,
    latestVersion: (row) => row.latest === true,
    decisionRequirementsDefinitionId: is('decisionRequirementsDefinitionId'),
    decisionRequirementsDefinitionKey: is('decisionRequirementsDefinitionKey'),
    withoutTenantId: (row) => row.tenantId === null,
    tenantIdIn: among('tenantId'),
  },
  '/decision-requirements-definition': {
    decisionRequirementsDefinitionIdIn: among('id'),
    key: is('key'),
    version: (row, value) => String(row.version) === value,
    name: is('name'),
    resourceName: is('resource'),
    withoutTenantId: (row) => row.tenantId === null,
  },
  '/history/decision-instance': {
    decisionInstanceIdIn: among('id'),
    decisionDefinitionIdIn: among('decisionDefinitionId'),
    decisionDefinitionKeyIn: among('decisionDefinitionKey'),
    decisionDefinitionName: is('decisionDefinitionName'),
    rootDecisionInstanceId: (row, id) => row.id === id || row.rootDecisionInstanceId === id,
    decisionRequirementsDefinitionId: is('decisionRequirementsDefinitionId'),
    activityInstanceIdIn: among('activityInstanceId'),
    processInstanceId: is('processInstanceId'),
    processDefinitionId: is('processDefinitionId'),
    evaluatedAfter: after('evaluationTime', true),
    evaluatedBefore: before('evaluationTime', true),
    withoutTenantId: (row) => row.tenantId === null,
    disableCustomObjectDeserialization: () => true,
    includeOutputs: () => true,
  },
  '/user': {
    id: is('id'),
    idIn: among('id'),
    email: is('email'),
    emailLike: () => true,
    memberOfTenant: (row, tenant: string) => ((row.tenants as string[] | undefined) ?? []).includes(tenant),
    memberOfGroup: (row, group: string) => ((row.groups as string[] | undefined) ?? []).includes(group),
  },
  '/batch': {
    batchId: is('id'),
    type: is('type'),
    suspended: (row, value) => String(row.suspended) === value,
  },
  '/history/batch': { batchId: is('id'), type: is('type'), completed: (row) => row.endTime !== null },
  '/group': {
    id: is('id'),
    idIn: among('id'),
    name: is('name'),
    memberOfTenant: (row, tenant: string) => ((row.tenants as string[] | undefined) ?? []).includes(tenant),
  },
  '/tenant': { id: is('id'), name: is('name') },
  '/process-instance': { processInstanceIds: among('id'), withIncident: (row) => row.incident === true },
  '/history/process-instance': {
    orQueries: (row, blocks: Block[]) => blocks.every((block) => meets(row, block)),
    processInstanceIds: among('id'),
    processDefinitionId: is('processDefinitionId'),
    processDefinitionKeyIn: among('processDefinitionKey'),
    processInstanceBusinessKeyIn: among('businessKey'),
    rootProcessInstances: (row) => row.superProcessInstanceId === null,
    processInstanceBusinessKey: is('businessKey'),
    superProcessInstanceId: is('superProcessInstanceId'),
    startedAfter: after('startTime', true),
    startedBefore: before('startTime', true),
    finishedAfter: after('endTime', true),
    finishedBefore: before('endTime', true),
    finished: (row) => row.endTime !== null,
    unfinished: (row) => row.endTime === null,
    active: (row) => row.state === 'ACTIVE',
    suspended: (row) => row.state === 'SUSPENDED',
    completed: (row) => row.state === 'COMPLETED',
    externallyTerminated: (row) => row.state === 'EXTERNALLY_TERMINATED',
    internallyTerminated: (row) => row.state === 'INTERNALLY_TERMINATED',
    withIncidents: (row) => row.incident !== undefined,
    incidentStatus: (row) => row.incident === true,
    tenantIdIn: among('tenantId'),
    withoutTenantId: (row) => row.tenantId === null,
  },
  '/history/activity-instance': { processInstanceId: is('processInstanceId'), finished: (row) => row.endTime !== null },
  '/task': {
    processInstanceIdIn: among('processInstanceId'),
    createdAfter: after('created', false),
    createdBefore: before('created', false),
    // Names are compared without regard to case.
    name: (row, value) => String(row.name).toLowerCase() === String(value).toLowerCase(),
    candidateGroups: (row, values: string[]) => values.some((group) => (row.groups as string[]).includes(group)),
    includeAssignedTasks: () => true,
    involvedUser: (row, value) => (row.users as string[]).includes(value) || row.assignee === value,
    minPriority: (row, value) => Number(row.priority) >= Number(value),
    maxPriority: (row, value) => Number(row.priority) <= Number(value),
    unassigned: (row) => row.assignee === null,
    taskIdIn: among('id'),
    assigneeIn: among('assignee'),
  },
  '/history/task': {
    taskId: is('id'),
    finished: (row) => row.endTime !== null,
    unfinished: (row) => row.endTime === null,
    processInstanceId: is('processInstanceId'),
    taskDeleteReason: is('deleteReason'),
    taskHadCandidateUser: (row, value) => (row.users as string[]).includes(value),
    taskHadCandidateGroup: (row, value) => (row.groups as string[]).includes(value),
    startedAfter: after('startTime', true),
    startedBefore: before('startTime', true),
    taskName: (row, value) => String(row.name).toLowerCase() === String(value).toLowerCase(),
  },
  '/external-task': {
    externalTaskIdIn: among('id'),
    processInstanceIdIn: among('processInstanceId'),
    activityIdIn: among('activityId'),
  },
  // The activity is its definition's.
  '/job': { jobIds: among('id'), processInstanceIds: among('processInstanceId'), activityId: is('activityId') },
  '/incident': {
    incidentTimestampAfter: after('incidentTimestamp', false),
    activityId: is('activityId'),
    incidentId: is('id'),
    processInstanceId: is('processInstanceId'),
  },
  '/history/incident': {
    createTimeAfter: after('createTime', false),
    activityId: is('activityId'),
    incidentId: is('id'),
    processInstanceId: is('processInstanceId'),
    resolved: (row) => row.resolved === true,
    deleted: (row) => row.deleted === true,
  },
  '/history/variable-instance': {
    processInstanceIdIn: among('processInstanceId'),
    activityInstanceIdIn: among('activityInstanceId'),
    variableName: is('name'),
    variableNameIn: among('name'),
    variableTypeIn: (row, types: string[]) => types.includes(String(row.type).toLowerCase()),
  },
  '/history/external-task-log': { externalTaskId: is('externalTaskId') },
}

/** The fields behind sort keys that are not called so. */
const SORTED: Readonly<Record<string, string>> = {
  instanceId: 'id',
  taskId: 'id',
  jobId: 'id',
  incidentId: 'id',
  activityInstanceId: 'id',
  definitionVersion: 'processDefinitionVersion',
  definitionName: 'processDefinitionName',
  dueDate: 'due',
  taskName: 'name',
  userId: 'id',
  batchId: 'id',
}

/** Whether a row meets a query. Throws for parameters that no test has needed so far, so that none is ignored. */
export function matches(list: string, row: Row, query: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(query).every(([name, value]) => {
    if (['firstResult', 'maxResults', 'sortBy', 'sortOrder', 'sorting', 'deserializeValues'].includes(name)) return true
    const rule = RULES[list]?.[name]
    if (!rule) throw new Error(`The fake of ${list} has no rule for ${name}.`)
    return rule(row, value as never)
  })
}

/** Rows in the order of a sort. Rows that are equal in it come in another order each time, as in a real engine. */
export function sorted(
  list: string,
  rows: readonly Row[],
  sorting: ReadonlyArray<{ sortBy: string; sortOrder: string }>,
): Row[] {
  const shuffled = [...rows].map((row) => ({ row, place: Math.random() })).sort((a, b) => a.place - b.place)
  return shuffled
    .map(({ row }) => row)
    .sort((a, b) => {
      for (const { sortBy, sortOrder } of sorting) {
        const field = list === '/history/task' && sortBy === 'startTime' ? 'startTime' : (SORTED[sortBy] ?? sortBy)
        const order = compare(a[field], b[field])
        if (order !== 0) return sortOrder === 'desc' ? -order : order
      }
      return 0
    })
}

/** Missing values come first, as in H2. */
function compare(a: unknown, b: unknown): number {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? -1 : 1
  return (a as string) < (b as string) ? -1 : 1
}

/** A date as the engine writes it. */
export const engineDate = (ms: number) => new Date(ms).toISOString().replace('Z', '+0000')

const AT = Date.parse('2026-11-21T12:00:00.000Z')

/** Ids of one length, in the order of their numbers. */
export const idOf = (index: number) => `c34c3c55-e59f-11f1-973a-${String(index).padStart(12, '0')}`

export const definition = (given: Row = {}): Row => ({
  id: 'order:1:25',
  key: 'order',
  category: null,
  description: null,
  name: 'Order',
  version: 1,
  resource: 'order.bpmn',
  deploymentId: '24',
  diagram: null,
  suspended: false,
  tenantId: null,
  versionTag: '1.0',
  historyTimeToLive: 30,
  startableInTasklist: true,
  ...given,
})

export const instance = (index: number, given: Row = {}): Row => ({
  id: idOf(index),
  businessKey: null,
  processDefinitionId: 'order:1:25',
  processDefinitionKey: 'order',
  processDefinitionName: 'Order',
  processDefinitionVersion: 1,
  startTime: engineDate(AT + index),
  endTime: null,
  removalTime: null,
  durationInMillis: null,
  startUserId: null,
  startActivityId: 'start',
  deleteReason: null,
  rootProcessInstanceId: idOf(index),
  superProcessInstanceId: null,
  superCaseInstanceId: null,
  caseInstanceId: null,
  tenantId: null,
  state: 'ACTIVE',
  restartedProcessInstanceId: null,
  ...given,
})

export const openTask = (index: number, given: Row = {}): Row => ({
  id: idOf(index),
  name: 'Check',
  assignee: null,
  created: engineDate(AT + index),
  due: null,
  followUp: null,
  lastUpdated: null,
  delegationState: null,
  description: 'Look twice',
  executionId: idOf(index),
  owner: null,
  parentTaskId: null,
  priority: 50,
  processDefinitionId: 'order:1:25',
  processInstanceId: idOf(0),
  taskDefinitionKey: 'check',
  caseExecutionId: null,
  caseInstanceId: null,
  caseDefinitionId: null,
  suspended: false,
  formKey: null,
  camundaFormRef: null,
  tenantId: null,
  taskState: 'Created',
  groups: [],
  users: [],
  ...given,
})

export const endedTask = (index: number, given: Row = {}): Row => ({
  id: idOf(index),
  processDefinitionKey: 'order',
  processDefinitionId: 'order:1:25',
  processInstanceId: idOf(0),
  executionId: idOf(index),
  activityInstanceId: `check:${idOf(index)}`,
  name: 'Check',
  description: null,
  deleteReason: 'completed',
  owner: null,
  assignee: null,
  startTime: engineDate(AT + index),
  endTime: engineDate(AT + 9_999),
  duration: 1,
  taskDefinitionKey: 'check',
  priority: 50,
  due: null,
  parentTaskId: null,
  followUp: null,
  tenantId: null,
  removalTime: null,
  rootProcessInstanceId: idOf(0),
  taskState: 'Completed',
  groups: [],
  users: [],
  ...given,
})

export const incident = (index: number, given: Row = {}): Row => ({
  id: idOf(index),
  processDefinitionId: 'order:1:25',
  processInstanceId: idOf(0),
  executionId: idOf(0),
  incidentTimestamp: engineDate(AT),
  incidentType: 'failedExternalTask',
  activityId: 'pay',
  failedActivityId: 'pay',
  causeIncidentId: idOf(index),
  rootCauseIncidentId: idOf(index),
  configuration: idOf(900),
  incidentMessage: 'no money',
  tenantId: null,
  jobDefinitionId: null,
  annotation: null,
  ...given,
})

export const externalTask = (index: number, given: Row = {}): Row => ({
  activityId: 'pay',
  activityInstanceId: `pay:${idOf(index)}`,
  errorMessage: null,
  executionId: idOf(index),
  id: idOf(index),
  lockExpirationTime: null,
  createTime: engineDate(AT),
  processDefinitionId: 'order:1:25',
  processDefinitionKey: 'order',
  processDefinitionVersionTag: '1.0',
  processInstanceId: idOf(0),
  retries: null,
  suspended: false,
  workerId: null,
  topicName: 'pay',
  tenantId: null,
  priority: 0,
  businessKey: null,
  ...given,
})

export const job = (index: number, given: Row = {}): Row => ({
  id: idOf(index),
  jobDefinitionId: '7',
  processInstanceId: idOf(0),
  processDefinitionId: 'order:1:25',
  processDefinitionKey: 'order',
  executionId: idOf(0),
  exceptionMessage: null,
  failedActivityId: 'boom',
  retries: 3,
  dueDate: null,
  suspended: false,
  priority: 0,
  tenantId: null,
  createTime: engineDate(AT),
  batchId: null,
  ...given,
})

export const variable = (index: number, given: Row = {}): Row => ({
  id: idOf(index),
  name: `v${index}`,
  type: 'Integer',
  value: index,
  valueInfo: {},
  processDefinitionKey: 'order',
  processDefinitionId: 'order:1:25',
  processInstanceId: idOf(0),
  executionId: idOf(0),
  activityInstanceId: idOf(0),
  taskId: null,
  errorMessage: null,
  tenantId: null,
  state: 'CREATED',
  createTime: engineDate(AT),
  removalTime: null,
  rootProcessInstanceId: idOf(0),
  ...given,
})

export const decision = (given: Row = {}): Row => ({
  id: 'dish:1:27',
  key: 'dish',
  category: 'company',
  name: 'Dish',
  version: 1,
  resource: 'dinner.dmn',
  deploymentId: '24',
  tenantId: null,
  decisionRequirementsDefinitionId: 'dinner:1:26',
  decisionRequirementsDefinitionKey: 'dinner',
  historyTimeToLive: 30,
  versionTag: null,
  ...given,
})

export const graph = (given: Row = {}): Row => ({
  id: 'dinner:1:26',
  key: 'dinner',
  category: 'company',
  name: 'Dinner',
  version: 1,
  resource: 'dinner.dmn',
  deploymentId: '24',
  tenantId: null,
  ...given,
})

export const evaluated = (given: Row = {}): Row => ({
  id: idOf(1),
  decisionDefinitionId: 'dish:1:27',
  decisionDefinitionKey: 'dish',
  decisionDefinitionName: 'Dish',
  evaluationTime: engineDate(AT),
  removalTime: null,
  processDefinitionId: 'order:1:25',
  processDefinitionKey: 'order',
  processInstanceId: idOf(0),
  rootProcessInstanceId: idOf(0),
  activityId: 'choose',
  activityInstanceId: `choose:${idOf(9)}`,
  userId: null,
  collectResultValue: null,
  rootDecisionInstanceId: null,
  decisionRequirementsDefinitionId: 'dinner:1:26',
  decisionRequirementsDefinitionKey: 'dinner',
  tenantId: null,
  ...given,
})

export const batch = (given: Row = {}): Row => ({
  id: idOf(1),
  type: 'instance-deletion',
  totalJobs: 10,
  jobsCreated: 10,
  batchJobsPerSeed: 100,
  invocationsPerBatchJob: 1,
  suspended: false,
  tenantId: null,
  createUserId: 'demo',
  startTime: engineDate(AT),
  executionStartTime: engineDate(AT),
  ...given,
})
