import { expect, test } from 'vitest'
import { key, processInstance, userTask } from './support/rows.ts'
import { strictStand } from './support/stand.ts'

const KEY = key(1)
const row = {
  actorId: 'actorId',
  actorType: 'ANONYMOUS',
  agentElementId: 'agentElementId',
  auditLogKey: KEY,
  batchOperationKey: 'batchOperationKey',
  batchOperationType: 'ADD_VARIABLE',
  category: 'ADMIN',
  decisionDefinitionId: 'decisionDefinitionId',
  decisionDefinitionKey: key(2),
  decisionEvaluationKey: key(2),
  decisionRequirementsId: 'decisionRequirementsId',
  decisionRequirementsKey: key(2),
  deploymentKey: key(2),
  elementInstanceKey: key(2),
  entityDescription: 'entityDescription',
  entityKey: 'entityKey',
  entityType: 'AUTHORIZATION',
  formKey: key(2),
  inboundChannelToolName: 'inboundChannelToolName',
  inboundChannelType: 'inboundChannelType',
  jobKey: key(2),
  operationType: 'ASSIGN',
  processDefinitionId: 'processDefinitionId',
  processDefinitionKey: key(2),
  processInstanceKey: key(2),
  relatedEntityKey: 'relatedEntityKey',
  relatedEntityType: 'AUTHORIZATION',
  resourceKey: key(2),
  result: 'FAIL',
  rootProcessInstanceKey: key(2),
  tenantId: 'tenantId',
  timestamp: '2026-01-01T12:00:00.000Z',
  userTaskKey: key(2),
}
const start = () => strictStand({ version: '8.10', rows: { auditLogs: [row] } })

test('one by its key is one call', async () => {
  await using stand = await start()
  const data = await stand.ask(
    `{ auditLog(auditLogKey: "${KEY}") { actorId actorType agentElementId auditLogKey batchOperationKey batchOperationType category decisionDefinitionId decisionDefinitionKey decisionEvaluationKey decisionRequirementsId decisionRequirementsKey deploymentKey elementInstanceKey entityDescription entityKey entityType formKey inboundChannelToolName inboundChannelType jobKey operationType processDefinitionId processDefinitionKey processInstanceKey relatedEntityKey relatedEntityType resourceKey result rootProcessInstanceKey tenantId timestamp userTaskKey } }`,
  )
  expect(data).toEqual({ auditLog: row })
  expect(stand.wire()).toEqual([[`GET /audit-logs/${KEY}`]])
})

test('a list is one search', async () => {
  await using stand = await start()
  const data = await stand.ask('{ auditLogs(first: 1) { totalCount nodes { auditLogKey } } }')
  expect(data).toEqual({ auditLogs: { totalCount: 1, nodes: [{ auditLogKey: KEY }] } })
  expect(stand.wire()).toEqual([['POST /audit-logs/search', expect.objectContaining({ page: { limit: 1 } })]])
})

test('is found again by its global id', async () => {
  await using stand = await start()
  const { auditLog } = (await stand.ask(`{ auditLog(auditLogKey: "${KEY}") { id } }`)) as { auditLog: { id: string } }
  expect(await stand.ask(`{ node(id: "${auditLog.id}") { ... on AuditLog { auditLogKey } } }`)).toEqual({
    node: { auditLogKey: KEY },
  })
})

const entry = (n: number, values: object) => ({ ...row, auditLogKey: key(n), ...values })
const batch = (n: number) => ({
  batchOperationKey: key(n),
  batchOperationType: 'RESOLVE_INCIDENT',
  state: 'ACTIVE',
  startDate: null,
  endDate: null,
  actorType: null,
  actorId: null,
  operationsTotalCount: 1,
  operationsFailedCount: 0,
  operationsCompletedCount: 0,
  errors: [],
})
const calls = (wire: ReadonlyArray<readonly [string, unknown?]>) => wire.map(([call]) => call).toSorted()

test('the newest come first; filters and sorts are sent as they are', async () => {
  await using stand = await start()
  await stand.ask('{ auditLogs { totalCount } }')
  await stand.ask(`{ auditLogs(sort: [{ field: actorId, order: DESC }], filter: {
    actorId: { like: "a*" }, category: { eq: ADMIN }, entityKey: { notIn: ["x", "y"] }, entityType: { like: "USER*" }
    userTaskKey: { in: ["${key(2)}", "${key(3)}"] }, timestamp: { gte: "2026-01-01T00:00:00Z", lt: "2027-01-01T00:00:00Z" }
    inboundChannelType: { exists: true } }) { totalCount } }`)
  expect(stand.wire().map(([, body]) => body)).toEqual([
    {
      sort: [
        { field: 'timestamp', order: 'DESC' },
        { field: 'auditLogKey', order: 'ASC' },
      ],
      page: { limit: 50 },
    },
    {
      filter: {
        actorId: { $like: 'a*' },
        category: 'ADMIN',
        entityKey: { $notIn: ['x', 'y'] },
        entityType: { $like: 'USER*' },
        userTaskKey: { $in: [key(2), key(3)] },
        timestamp: { $gte: '2026-01-01T00:00:00Z', $lt: '2027-01-01T00:00:00Z' },
        inboundChannelType: { $exists: true },
      },
      sort: [
        { field: 'actorId', order: 'DESC' },
        { field: 'auditLogKey', order: 'ASC' },
      ],
      page: { limit: 50 },
    },
  ])
})

test('what is below many instances is one search', async () => {
  const instances = [1, 2, 3].map((n) => processInstance({ processInstanceKey: key(n) }))
  const auditLogs = [11, 12].map((n) => entry(n, { processInstanceKey: key(n - 10) }))
  await using stand = await strictStand({ version: '8.10', rows: { processInstances: instances, auditLogs } })
  const { processInstances } = await stand.ask('{ processInstances { nodes { auditLogs { nodes { auditLogKey } } } } }')
  expect(processInstances.nodes.map((one: { auditLogs: { nodes: object[] } }) => one.auditLogs.nodes.length)).toEqual([
    1, 1, 0,
  ])
  expect(stand.wire().map(([, body]) => body)).toEqual([
    expect.anything(),
    expect.objectContaining({ filter: { processInstanceKey: { $in: [key(1), key(2), key(3)] } } }),
  ])
})

test.each([
  ['user(username: "a+b@x") { auditLogs', { entityKey: 'a+b@x', entityType: 'USER' }],
  ['user(username: "a+b@x") { performedAuditLogs', { actorId: 'a+b@x', actorType: 'USER' }],
  ['group(groupId: "a+b@x") { auditLogs', { entityKey: 'a+b@x', entityType: 'GROUP' }],
  ['tenant(tenantId: "a.b") { auditLogs', { entityKey: 'a.b', entityType: 'TENANT' }],
  [`batchOperation(batchOperationKey: "${key(9)}") { auditLogs`, { entityKey: key(9), entityType: 'BATCH' }],
])('%s is about what is of that kind', async (field, filter) => {
  const rows = {
    users: [{ username: 'a+b@x', name: null, email: null }],
    groups: [{ groupId: 'a+b@x', name: 'n', description: null }],
    tenants: [{ tenantId: 'a.b', name: 'n', description: null }],
    batchOperations: [batch(9)],
    auditLogs: [entry(1, filter), entry(2, { ...filter, entityType: 'ROLE', actorType: 'CLIENT' })],
  }
  await using stand = await strictStand({ version: '8.10', rows })
  const nodes = (args = '') => stand.ask(`{ ${field}${args} { nodes { auditLogKey } } } }`)
  expect(JSON.stringify(await nodes())).toContain(`[{"auditLogKey":"${key(1)}"}]`)
  expect(stand.wire().at(-1)?.[1]).toMatchObject({ filter })
  // The client's own filter by the same field holds, too: here by nothing that there could be.
  const [, type = ''] = Object.keys(filter)
  expect(JSON.stringify(await nodes(`(filter: { ${type}: { neq: ${Object.values(filter)[1]} } })`))).toContain('[]')
  expect(stand.wire()).toHaveLength(1)
})

test('a page names what it is about: each kind is one call, and what the entry says costs none', async () => {
  const about = (n: number, entityType: string, entityKey: string) =>
    entry(n, { entityType, entityKey, actorType: 'USER' })
  const auditLogs = [
    about(1, 'PROCESS_INSTANCE', key(21)),
    about(2, 'PROCESS_INSTANCE', key(22)),
    about(3, 'GROUP', 'crew'),
    about(4, 'GROUP', 'gone'),
    about(5, 'GROUP', '..'),
    about(6, 'CLIENT', 'worker'),
    about(7, 'TENANT', 'left'),
    about(8, 'BATCH', key(9)),
  ].map((one) => ({ ...one, actorId: 'joe', batchOperationKey: key(9), batchOperationType: 'RESOLVE_INCIDENT' }))
  await using stand = await strictStand({
    version: '8.10',
    rows: {
      auditLogs,
      processInstances: [21, 22].map((n) => processInstance({ processInstanceKey: key(n) })),
      groups: [{ groupId: 'crew', name: 'Crew', description: null }],
      tenants: [{ tenantId: 'left', name: 'Left', description: null }],
      batchOperations: [batch(9)],
    },
  })
  const { auditLogs: answer } = await stand.ask(`{ auditLogs(sort: [{ field: auditLogKey }]) { nodes {
    actor { username } processDefinition { processDefinitionKey processDefinitionId }
    decisionDefinition { decisionDefinitionId decisionRequirementsKey } batchOperation { batchOperationKey batchOperationType }
    entity { __typename ... on ProcessInstance { processInstanceKey } ... on Group { name } ... on Tenant { name }
      ... on BatchOperation { state } } } } }`)
  expect(answer.nodes.map(({ entity }: { entity: unknown }) => entity)).toEqual([
    { __typename: 'ProcessInstance', processInstanceKey: key(21) },
    { __typename: 'ProcessInstance', processInstanceKey: key(22) },
    { __typename: 'Group', name: 'Crew' },
    null,
    null,
    null,
    { __typename: 'Tenant', name: 'Left' },
    { __typename: 'BatchOperation', state: 'ACTIVE' },
  ])
  expect(answer.nodes[0]).toMatchObject({
    actor: { username: 'joe' },
    batchOperation: { batchOperationKey: key(9), batchOperationType: 'RESOLVE_INCIDENT' },
    processDefinition: { processDefinitionKey: key(2), processDefinitionId: 'processDefinitionId' },
    decisionDefinition: { decisionDefinitionId: 'decisionDefinitionId', decisionRequirementsKey: key(2) },
  })
  expect(calls(stand.wire())).toEqual([
    `GET /batch-operations/${key(9)}`,
    'GET /tenants/left',
    'POST /audit-logs/search',
    'POST /groups/search',
    'POST /process-instances/search',
  ])
})

test("a user task's own entries are a search of their own", async () => {
  const userTasks = [userTask({ userTaskKey: key(5) })]
  const answer = { items: [row], page: { totalItems: 1, hasMoreTotalItems: false, startCursor: null, endCursor: null } }
  await using stand = await strictStand({
    version: '8.10',
    rows: { userTasks },
    answers: { searchUserTaskAuditLogs: () => ({ body: answer }) },
  })
  const data = await stand.ask(`{ userTask(userTaskKey: "${key(5)}") { auditLogs(filter: {
    operationType: { in: [ASSIGN, UNASSIGN] }, result: { neq: FAIL } }) { nodes { auditLogKey } } } }`)
  expect(data).toEqual({ userTask: { auditLogs: { nodes: [{ auditLogKey: KEY }] } } })
  expect(stand.wire().at(-1)).toEqual([
    `POST /user-tasks/${key(5)}/audit-logs/search`,
    expect.objectContaining({ filter: { operationType: { $in: ['ASSIGN', 'UNASSIGN'] }, result: { $neq: 'FAIL' } } }),
  ])
})

test('wrong input makes no call, 8.8 has none, and a refusal says FORBIDDEN', async () => {
  await using stand = await start()
  expect(await stand.refused('{ auditLog(auditLogKey: "x/../y") { auditLogKey } }')).toEqual(['BAD_USER_INPUT'])
  expect(await stand.refused('{ auditLogs(filter: { userTaskKey: { eq: "x" } }) { totalCount } }')).toEqual([
    'BAD_USER_INPUT',
  ])
  expect(stand.wire()).toEqual([])
  await using older = await strictStand({ version: '8.8' })
  expect(await older.refused('{ auditLogs { totalCount } }')).toEqual(['NOT_SUPPORTED'])
  expect(older.wire()).toEqual([])
  const body = { type: 'about:blank', title: 'FORBIDDEN', status: 403, detail: 'no', instance: '/' }
  stand.upstream.fault = () => ({ status: 403, body })
  expect(await stand.refused(`{ auditLog(auditLogKey: "${KEY}") { auditLogKey } }`)).toEqual(['FORBIDDEN'])
})

test('the caller sees what they did', async () => {
  const auditLogs = [entry(1, { actorId: 'joe', actorType: 'USER' }), entry(2, { actorId: 'joe', actorType: 'CLIENT' })]
  const viewer = {
    username: 'joe',
    displayName: null,
    email: null,
    authorizedComponents: [],
    tenants: [],
    groups: [],
    roles: [],
    salesPlanType: null,
    c8Links: {},
    canLogout: true,
  }
  await using stand = await strictStand({
    version: '8.10',
    rows: { auditLogs },
    answers: { getAuthentication: () => ({ body: viewer }) },
  })
  const data = await stand.ask('{ viewer { performedAuditLogs { nodes { auditLogKey } } } }')
  expect(data).toEqual({ viewer: { performedAuditLogs: { nodes: [{ auditLogKey: key(1) }] } } })
})

test('an entry names the form and the file that it is about; each version of them is one read', async () => {
  const auditLogs = [1, 2, 3].map((n) => entry(n, n === 3 ? { formKey: null, resourceKey: null } : {}))
  const form = { formKey: key(2), formId: 'order', schema: '{}', tenantId: '<default>', version: 1 }
  await using stand = await strictStand({
    version: '8.10',
    rows: {
      auditLogs,
      resources: [{ resourceKey: key(2), resourceId: 'bot', resourceName: 'bot.rpa', version: 1, tenantId: 't' }],
    },
    answers: { getFormByKey: () => ({ body: form }) },
  })
  const data = await stand.ask('{ auditLogs { nodes { form { formId } resource { resourceId } } } }')
  const about = { form: { formId: 'order' }, resource: { resourceId: 'bot' } }
  expect(data.auditLogs.nodes).toEqual([about, about, { form: null, resource: null }])
  expect(calls(stand.wire())).toEqual([`GET /forms/${key(2)}`, `GET /resources/${key(2)}`, 'POST /audit-logs/search'])
})
