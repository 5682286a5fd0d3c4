import { afterAll, beforeAll, expect, it } from 'vitest'
import { type SandboxStand, sandboxStand } from './support/stand.ts'

let stand: SandboxStand
beforeAll(async () => {
  stand = await sandboxStand({ seed: true })
})
afterAll(() => stand[Symbol.asyncDispose]())

it('shows who belongs where, from both ends', async () => {
  const of = (name: string, more = '') => `${name}(first: 10) { nodes { ${more} } }`
  const data = await stand.ask(`{
    viewer { username groups { groupId name } roles { roleId } tenants { tenantId } }
    user(username: "alice") { name ${of('groups', 'groupId')} ${of('roles', 'roleId')} ${of('tenants', 'tenantId')} }
    group(groupId: "accounting") { ${of('users', 'username')} ${of('roles', 'roleId')} ${of('mappingRules', 'name')} }
    role(roleId: "clerk") { ${of('groups', 'groupId')} }
    tenants { nodes { tenantId ${of('users', 'username')} ${of('groups', 'groupId')} } }
    authorizations { nodes { ownerType resourceType owner { __typename } } }
  }`)
  expect(data.viewer).toEqual({
    username: 'demo',
    groups: [
      { groupId: 'accounting', name: 'Accounting' },
      { groupId: 'it', name: 'IT' },
    ],
    roles: [{ roleId: 'admin' }, { roleId: 'operations' }, { roleId: 'clerk' }],
    tenants: [{ tenantId: '<default>' }],
  })
  expect(data.user).toEqual({
    name: 'Alice Ferreira',
    groups: { nodes: [{ groupId: 'accounting' }] },
    roles: { nodes: [] },
    tenants: { nodes: [] },
  })
  expect(data.group.users.nodes).toEqual([{ username: 'alice' }, { username: 'demo' }])
  expect(data.group.mappingRules.nodes).toEqual([{ name: 'Accountants' }])
  expect(data.role.groups.nodes).toHaveLength(3)
  expect(data.tenants.nodes.map(({ tenantId }: { tenantId: string }) => tenantId)).toEqual(['<default>', 'madrid'])
  for (const { ownerType, owner } of data.authorizations.nodes) {
    expect(owner.__typename.toUpperCase().replace('MAPPINGRULE', 'MAPPING_RULE')).toBe(ownerType)
  }
})

it('makes a group and puts a user into it', async () => {
  const { createGroup } = await stand.ask(
    `mutation ($input: CreateGroupInput!) { createGroup(input: $input) { group { groupId name } } }`,
    { input: { groupId: 'sales', name: 'Sales' } },
  )
  expect(createGroup.group).toEqual({ groupId: 'sales', name: 'Sales' })
  await stand.ask(
    `mutation ($input: AssignUserToGroupInput!) { assignUserToGroup(input: $input) { group { groupId } } }`,
    { input: { groupId: 'sales', username: 'carla' } },
  )
  await stand.until(
    `query ($groupId: String!) { group(groupId: $groupId) { users { nodes { name } } } }`,
    { groupId: 'sales' },
    { group: { users: { nodes: [{ name: 'Carla Rossi' }] } } },
  )
})

it('shows variables of the cluster, and what waits for messages', async () => {
  const data = await stand.ask(`{
    globalClusterVariable(name: "APPROVAL_LIMIT") { value }
    clusterVariables(filter: { name: { eq: "APPROVAL_LIMIT" } }) { nodes { scope tenantId } }
    messageSubscriptions(first: 2, filter: { messageSubscriptionState: { eq: CREATED } }) {
      nodes { messageName processInstance { state } }
    }
    correlatedMessageSubscriptions(first: 1) { totalCount }
  }`)
  expect(data.globalClusterVariable.value).toEqual({ amount: 1000, currency: 'EUR' })
  expect(data.clusterVariables.nodes).toHaveLength(2)
  const waiting = { messageName: 'parcel-delivered', processInstance: { state: 'ACTIVE' } }
  expect(data.messageSubscriptions.nodes).toEqual([waiting, waiting])
  expect(data.correlatedMessageSubscriptions.totalCount).toBeGreaterThan(10)
})

it('shows batch operations with their items, and starts one', async () => {
  const { batchOperations } = await stand.ask(`{
    batchOperations { nodes { batchOperationType state operationsTotalCount items { nodes { state processInstance { state } } } } }
  }`)
  const item = { state: 'COMPLETED', processInstance: { state: 'TERMINATED' } }
  const done = { batchOperationType: 'CANCEL_PROCESS_INSTANCE', state: 'COMPLETED', operationsTotalCount: 3 }
  expect(batchOperations.nodes).toEqual([{ ...done, items: { nodes: [item, item, item] } }])
  const { cancelProcessInstancesBatchOperation: started } = await stand.ask(
    `mutation ($input: CancelProcessInstancesBatchOperationInput!) {
      cancelProcessInstancesBatchOperation(input: $input) { batchOperationKey }
    }`,
    { input: { filter: { processDefinitionId: { eq: 'employee-onboarding' } } } },
  )
  await stand.until(
    `query ($key: String!) { batchOperation(batchOperationKey: $key) { state } }`,
    { key: started.batchOperationKey },
    { batchOperation: { state: 'COMPLETED' } },
  )
})

it('keeps a document, and gives its bytes back', async () => {
  const form = new FormData()
  const query = `mutation ($input: CreateDocumentInput!) {
    createDocument(input: $input) { document { documentId contentHash contentUrl metadata { fileName size } } }
  }`
  form.append('operations', JSON.stringify({ query, variables: { input: { file: null } } }))
  form.append('map', JSON.stringify({ 0: ['variables.input.file'] }))
  form.append('0', new Blob(['hello'], { type: 'text/plain' }), 'greeting.txt')
  const answer = await fetch(stand.gateway.url, {
    method: 'POST',
    headers: { 'apollo-require-preflight': 'true' },
    body: form,
  })
  const { data, errors } = (await answer.json()) as ReturnType<typeof JSON.parse>
  expect(errors).toBeUndefined()
  const { document } = data.createDocument
  expect(document.metadata).toEqual({ fileName: 'greeting.txt', size: 5 })
  const content = await fetch(new URL(document.contentUrl, stand.gateway.url))
  expect(await content.text()).toBe('hello')
  expect(content.headers.get('content-disposition')).toContain('greeting.txt')
  const link = `mutation ($input: CreateDocumentLinkInput!) { createDocumentLink(input: $input) { url } }`
  const { documentId, contentHash } = document
  expect(await stand.refused(link, { input: { documentId, contentHash } })).toEqual(['FORBIDDEN'])
})

it('says of what it does not have that it has it not', async () => {
  const { errors } = await stand.gateway.ask('{ auditLogs { nodes { auditLogKey } } }')
  expect(errors).toMatchObject([{ message: 'searchAuditLogs: the cluster does not have this operation (501).' }])
})
