/** The cluster's rows as the stub upstream shows them, of the 8.10 kind: as many instances as are asked for. */
export type Row = Record<string, unknown>

const FIRST = 9007199254740993n
const key = (n: number) => String(FIRST + BigInt(n))

// Keys of each kind start so far apart that ten thousand instances fit between them.
const INSTANCES = 100
const INCIDENTS = 100_000
const USER_TASKS = 200_000
const VARIABLES = 300_000
const INCIDENT_ELEMENTS = 400_000
const TASK_ELEMENTS = 500_000
const JOBS = 600_000

/** How many definitions there are: instance n runs number n modulo this. */
const DEFINITIONS = 5

export const instanceKey = (n: number) => key(INSTANCES + n)

/** The number of the instance with this key. */
export const instanceNumber = (text: string) => Number(BigInt(text) - FIRST) - INSTANCES

/** The number of the definition with this key. */
export const definitionNumber = (text: string) => Number(BigInt(text) - FIRST)

const processOf = (n: number) => ({
  processDefinitionKey: key(n % DEFINITIONS),
  processDefinitionId: `order-${n % DEFINITIONS}`,
})

export const instance = (n: number): Row => ({
  processInstanceKey: instanceKey(n),
  ...processOf(n),
  processDefinitionName: `Order process ${n % DEFINITIONS}`,
  processDefinitionVersion: 3,
  processDefinitionVersionTag: null,
  state: 'ACTIVE',
  startDate: '2026-11-01T09:30:00.000Z',
  endDate: null,
  suspendedDate: null,
  hasIncident: n % 2 === 0,
  tenantId: '<default>',
  parentProcessInstanceKey: null,
  parentElementInstanceKey: null,
  rootProcessInstanceKey: instanceKey(n),
  tags: [],
  businessId: `ORD-${10_000 + n}`,
})

/** Every instance has an incident, every second one two. */
export const incidentsOf = (n: number): Row[] =>
  (n % 2 === 0 ? [0, 1] : [0]).map((place) => ({
    incidentKey: key(INCIDENTS + 2 * n + place),
    processInstanceKey: instanceKey(n),
    ...processOf(n),
    rootProcessInstanceKey: instanceKey(n),
    errorType: 'JOB_NO_RETRIES',
    errorMessage: 'The payment provider did not answer within 30 seconds.',
    elementId: 'charge-card',
    elementInstanceKey: key(INCIDENT_ELEMENTS + 2 * n + place),
    creationTime: '2026-11-01T09:31:00.000Z',
    state: 'ACTIVE',
    jobKey: key(JOBS + 2 * n + place),
    tenantId: '<default>',
  }))

/** Every instance has two tasks, every fifth one only one. */
export const userTasksOf = (n: number): Row[] =>
  (n % 5 === 4 ? [0] : [0, 1]).map((place) => ({
    userTaskKey: key(USER_TASKS + 2 * n + place),
    name: 'Check order',
    state: 'CREATED',
    assignee: n % 2 === 0 ? 'demo' : null,
    elementId: 'check-order',
    candidateGroups: ['accounting'],
    candidateUsers: [],
    ...processOf(n),
    creationDate: '2026-11-01T09:31:00.000Z',
    completionDate: null,
    followUpDate: null,
    dueDate: '2026-11-08T09:31:00.000Z',
    tenantId: '<default>',
    externalFormReference: null,
    processDefinitionVersion: 3,
    customHeaders: {},
    priority: 50,
    elementInstanceKey: key(TASK_ELEMENTS + 2 * n + place),
    processName: `Order process ${n % DEFINITIONS}`,
    processInstanceKey: instanceKey(n),
    rootProcessInstanceKey: instanceKey(n),
    formKey: null,
    tags: [],
    businessId: null,
  }))

/** Characters of the variable's value: an array of texts, as large as a document that a process carries along. */
const LARGE = 5_000_000

/** Every instance has one variable, which is large. */
export const variablesOf = (n: number): Row[] => [
  {
    variableKey: key(VARIABLES + n),
    name: 'documents',
    value: JSON.stringify(Array.from({ length: LARGE / 100 }, (_, line) => `${line}`.padEnd(97, '.'))),
    isTruncated: false,
    scopeKey: instanceKey(n),
    processInstanceKey: instanceKey(n),
    rootProcessInstanceKey: instanceKey(n),
    tenantId: '<default>',
  },
]

export const definition = (n: number): Row => ({
  ...processOf(n),
  name: `Order process ${n}`,
  version: 3,
  versionTag: null,
  resourceName: `order-${n}.bpmn`,
  tenantId: '<default>',
  hasStartForm: false,
  state: 'ACTIVE',
})

export const topology: Row = {
  brokers: [],
  clusterSize: 1,
  partitionsCount: 1,
  replicationFactor: 1,
  gatewayVersion: '8.10.6',
  lastCompletedChangeId: '1',
}
