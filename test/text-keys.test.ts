import { expect, test } from 'vitest'
import { startCamunda7 } from './support/camunda-7/server.ts'
import { startGateway } from './support/gateway.ts'
import { key, processDefinition, processInstance } from './support/rows.ts'
import { strictStand } from './support/stand.ts'
import { startUpstream } from './support/upstream.ts'

test.each([
  ['a key', 'query ($text: String!) { group(groupId: $text) { id } }'],
  [
    'a text in the path of a command',
    'mutation ($text: String!) { assignUserToGroup(input: { groupId: "a", username: $text }) { user { name } } }',
  ],
  ['a filter', 'query ($text: String!) { groups(filter: { name: { like: $text } }) { totalCount } }'],
  ['a list in a filter', 'query ($text: String!) { authorizations(filter: { resourceIds: [$text] }) { totalCount } }'],
  [
    'a text in the body of a command',
    'mutation ($text: String!) { createUser(input: { username: "a", password: "b", name: $text }) { user { name } } }',
  ],
  [
    'a text that is told to nobody',
    'mutation ($text: Password!) { createUser(input: { username: "a", password: $text }) { user { name } } }',
  ],
  [
    'a text in the query of an address',
    'mutation ($text: String!) { deleteDocument(input: { documentId: "a", storeId: $text }) { documentId } }',
  ],
  [
    'a text in a multipart body',
    'mutation ($text: String!) { createDeployment(input: { tenantId: $text, resources: [{ text: { name: "a.bpmn", content: "x" } }] }) { deploymentKey } }',
  ],
  [
    'a text within lists',
    'mutation ($text: String!) { createProcessInstance(input: { processDefinitionId: "a", tags: ["b", $text] }) { processInstanceKey } }',
  ],
  ['what is evaluated', 'query ($text: String!) { evaluateExpression(expression: $text) { result } }'],
])('half of a surrogate pair as %s is refused before any call', async (_, query) => {
  await using stand = await strictStand({ version: '8.10' })
  for (const text of ['\\ud800', 'a\\udc00b']) {
    expect(await stand.refused(query, `{ "text": "${text}" }`)).toEqual(['BAD_USER_INPUT'])
  }
  expect(stand.wire()).toEqual([])
})

test.each([
  ['a key', 'query ($text: ID!) { processInstance(processInstanceKey: $text) { state } }'],
  [
    'one of several texts in a URL',
    'query ($text: String!) { processDefinitions(filter: { processDefinitionId: { in: [$text, "b"] } }) { totalCount } }',
  ],
])('half of a surrogate pair as %s is refused by Camunda 7, too', async (_, query) => {
  await using engine = await startCamunda7({})
  await using gateway = await startGateway(engine, { CAMUNDA_API: 'camunda-7' })
  const { errors } = await gateway.ask(query, '{ "text": "\\ud800" }')
  expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['BAD_USER_INPUT'])
})

test.each(['..', '.', '\ud800'])('an owner that is called %j leads nowhere', async (ownerId) => {
  const authorization = {
    authorizationKey: key(1),
    ownerId,
    ownerType: 'USER',
    permissionTypes: [],
    resourceId: '*',
    resourcePropertyName: null,
    resourceType: 'GROUP',
  }
  await using stand = await strictStand({ version: '8.10', rows: { authorizations: [authorization] } })
  const data = await stand.ask('{ authorizations { nodes { owner { __typename } } } }')
  expect(data).toEqual({ authorizations: { nodes: [{ owner: null }] } })
  expect(stand.wire().map(([call]) => call)).toEqual(['POST /authorizations/search'])
})

test('half of a surrogate pair is refused within an id, too', async () => {
  await using stand = await strictStand({ version: '8.10' })
  for (const pair of [
    [null, '\ud800'],
    ['\ud800', 'a'],
  ]) {
    const id = Buffer.from(`ClusterVariable:${JSON.stringify(pair)}`).toString('base64url')
    expect(await stand.refused('query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual(['BAD_USER_INPUT'])
  }
  expect(stand.wire()).toEqual([])
})

test.each([
  ['ownerId', ['a'], '{ authorizations { nodes { owner { __typename } } } }', 'searchAuthorizations'],
  [
    'decisionRequirementsKey',
    '\ud800',
    '{ decisionDefinitions { nodes { decisionRequirements { id resourceName } } } }',
    'searchDecisionDefinitions',
  ],
])('a row whose %s is %j leads to nothing, without an error of the gateway', async (field, value, query, search) => {
  const row = { authorizationKey: key(1), decisionDefinitionKey: key(1), ownerType: 'USER', [field]: value }
  const page = { totalItems: 1, hasMoreTotalItems: false, startCursor: null, endCursor: null }
  await using upstream = await startUpstream({
    version: '8.10',
    rows: { decisionRequirements: [] },
    answers: { [search]: () => ({ body: { items: [row], page } }) },
  })
  await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10' })
  const { data, errors } = await gateway.ask(query)
  expect(errors?.filter(({ extensions }) => extensions?.code === 'INTERNAL_SERVER_ERROR') ?? []).toEqual([])
  expect(JSON.stringify(data)).toMatch(/"nodes":\[\{"\w+":null\}\]/)
})

test.each([
  ['a relation', '{ processInstances { nodes { processDefinition { state } } } }', '..'],
  ['a list below', '{ processInstances { nodes { hierarchyIncidents { totalCount } } } }', '..'],
  ['a list without pages', '{ processInstances { nodes { callHierarchy { processInstanceKey } } } }', '.'],
  ['a document', '{ processDefinitions { nodes { xml } } }', '..'],
  ['a form', '{ processDefinitions { nodes { startForm { formId } } } }', '..'],
])('a row whose key is none leads %s nowhere', async (_, query, key) => {
  await using stand = await strictStand({
    version: '8.10',
    rows: {
      processInstances: [processInstance({ processInstanceKey: key, processDefinitionKey: key })],
      processDefinitions: [processDefinition({ processDefinitionKey: key })],
    },
  })
  const { errors = [] } = await stand.gateway.ask(query)
  for (const { extensions } of errors) expect(extensions?.code).toBe('UPSTREAM_ERROR')
  expect(stand.wire()).toHaveLength(1)
})
