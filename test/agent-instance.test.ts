import { expect, test } from 'vitest'
import { readConfig } from '../src/config/config.ts'
import { createGateway } from '../src/gateway/gateway.ts'
import { marked } from '../src/upstream/session/mark.ts'
import { serve } from './support/gateway.ts'
import { elementInstance, job, key, processDefinition, processInstance } from './support/rows.ts'
import { strictStand } from './support/stand.ts'
import { expectNoViolations, startUpstream } from './support/upstream.ts'

const [AGENT, OTHER, FIRST, SECOND, INSTANCE] = [key(1), key(2), key(3), key(4), key(5)]
const text = (text: string) => ({ contentType: 'TEXT', text })
const limits = { maxModelCalls: 10, maxTokens: -1, maxToolCalls: -1 }
const agent = (agentInstanceKey: string, more: object = {}) => ({
  agentInstanceKey,
  agentDefinitionKey: key(6),
  completionDate: null as string | null,
  creationDate: '2026-01-01T12:00:00.000Z',
  definition: { model: 'm', provider: 'p', systemPrompt: [text('Be brief.')] },
  elementId: 'ask',
  elementInstanceKeys: [FIRST, SECOND],
  lastUpdatedDate: '2026-01-01T12:00:00.000Z',
  limits,
  metrics: {
    cacheCreationTokenCount: 1,
    cacheReadTokenCount: 2,
    inputTokens: 3,
    modelCalls: 4,
    outputTokens: 5,
    reasoningTokenCount: 6,
    toolCalls: 7,
  },
  processDefinitionId: 'order-process',
  processDefinitionKey: key(0),
  processDefinitionVersion: 1,
  processDefinitionVersionTag: null,
  processInstanceKey: INSTANCE,
  rootProcessInstanceKey: INSTANCE,
  status: 'THINKING',
  tenantId: '<default>',
  tools: [{ name: 'mail', description: null, elementId: 'mail' }],
  ...more,
})
const definition = {
  agentDefinitionKey: key(6),
  agentType: 'AI_AGENT_TASK',
  elementId: 'ask',
  name: 'Ask',
  processDefinitionId: 'order-process',
  processDefinitionKey: key(0),
  processDefinitionVersion: 1,
  processDefinitionVersionTag: null,
  tenantId: '<default>',
}
const rows = () => ({
  agentInstances: [agent(AGENT), agent(OTHER, { status: 'COMPLETED', elementInstanceKeys: [SECOND] })],
  agentDefinitions: [definition],
  elementInstances: [FIRST, SECOND].map((elementInstanceKey) =>
    elementInstance({ elementInstanceKey, processInstanceKey: INSTANCE }),
  ),
  processInstances: [processInstance({ processInstanceKey: INSTANCE }), processInstance()],
  processDefinitions: [processDefinition()],
  jobs: [job({ jobKey: key(8), priority: 3 })],
})
type Answers = NonNullable<Parameters<typeof strictStand>[0]>['answers']
const start = (answers: Answers = {}) => strictStand({ version: '8.10', rows: rows(), answers })

const SHOWN = `id agentInstanceKey agentDefinitionKey completionDate creationDate elementId elementInstanceKeys
  lastUpdatedDate processDefinitionId processDefinitionKey processDefinitionVersion processDefinitionVersionTag
  processInstanceKey rootProcessInstanceKey status tenantId tools { name description elementId }
  limits { maxModelCalls maxTokens maxToolCalls } definition { model provider systemPrompt { contentType text } }
  metrics { cacheCreationTokenCount cacheReadTokenCount inputTokens modelCalls outputTokens reasoningTokenCount toolCalls }`

test('one by its key is one call, and is found again by its global id', async () => {
  await using stand = await start()
  const { id, ...shown } = (await stand.ask(`{ agentInstance(agentInstanceKey: "${AGENT}") { ${SHOWN} } }`))
    .agentInstance
  expect(shown).toEqual(agent(AGENT))
  expect(stand.wire()).toEqual([[`GET /agent-instances/${AGENT}`]])
  expect(await stand.ask(`{ node(id: "${id}") { ... on AgentInstance { status } } }`)).toEqual({
    node: { status: 'THINKING' },
  })
})

test.each([
  ['filter: { status: { in: [COMPLETED, IDLE] } }', [OTHER]],
  [`filter: { elementInstanceKeys: [{ eq: "${FIRST}" }, { eq: "${SECOND}" }] }`, [AGENT]],
  [
    `filter: { elementInstanceKeys: [{ in: ["${SECOND}"] }], creationDate: { lt: "2027-01-01T00:00:00Z" } }`,
    [AGENT, OTHER],
  ],
  ['filter: { completionDate: { exists: true } }', []],
  ['sort: [{ field: status }]', [OTHER, AGENT]],
])('a list with %s is one search', async (args, found) => {
  await using stand = await start()
  const { agentInstances } = await stand.ask(`{ agentInstances(${args}) { nodes { agentInstanceKey } } }`)
  expect(agentInstances.nodes.map((one: { agentInstanceKey: string }) => one.agentInstanceKey)).toEqual(found)
  expect(stand.wire()).toHaveLength(1)
})

test('what a page of agents belongs to is one call for each kind', async () => {
  await using stand = await start()
  const { agentInstances } = await stand.ask(`{ agentInstances { nodes {
    agentDefinition { name } processInstance { state } rootProcessInstance { state } processDefinition { name }
    elementInstances { elementInstanceKey state }
  } } }`)
  expect(agentInstances.nodes[0]).toEqual({
    agentDefinition: { name: 'Ask' },
    processInstance: { state: 'ACTIVE' },
    rootProcessInstance: { state: 'ACTIVE' },
    processDefinition: { name: processDefinition().name },
    elementInstances: [FIRST, SECOND].map((elementInstanceKey) => ({ elementInstanceKey, state: 'ACTIVE' })),
  })
  // The list, the definition, the instance, the process, and both element instances at once.
  expect(stand.wire()).toHaveLength(5)
})

test('keys of element instances cost no call; what is gone is left out', async () => {
  await using stand = await start()
  stand.upstream.rows.elementInstances.pop()
  const list = (fields: string) =>
    stand.ask(`{ agentInstance(agentInstanceKey: "${AGENT}") { elementInstances { ${fields} } } }`)
  expect((await list('elementInstanceKey')).agentInstance.elementInstances).toHaveLength(2)
  expect(stand.wire()).toHaveLength(1)
  expect((await list('state')).agentInstance.elementInstances).toEqual([{ state: 'ACTIVE' }])
})

test('the agents of many parents are one search, also where an agent has several', async () => {
  await using stand = await start()
  const data = await stand.ask(`{
    processInstances { nodes { agentInstances { totalCount } } }
    processDefinitions { nodes { agentInstances { totalCount } } }
    elementInstances { nodes { agentInstances { totalCount nodes { agentInstanceKey } } } }
    agentDefinition(agentDefinitionKey: "${key(6)}") { agentInstances { totalCount } }
  }`)
  expect(data.processInstances.nodes).toEqual([
    { agentInstances: { totalCount: 2 } },
    { agentInstances: { totalCount: 0 } },
  ])
  expect(data.processDefinitions.nodes).toEqual([{ agentInstances: { totalCount: 2 } }])
  expect(data.elementInstances.nodes.map((one: { agentInstances: object }) => one.agentInstances)).toEqual([
    { totalCount: 1, nodes: [{ agentInstanceKey: AGENT }] },
    { totalCount: 2, nodes: [{ agentInstanceKey: AGENT }, { agentInstanceKey: OTHER }] },
  ])
  expect(data.agentDefinition).toEqual({ agentInstances: { totalCount: 2 } })
  const searches = stand.wire().filter(([call]) => call === 'POST /agent-instances/search')
  expect(searches).toHaveLength(4)
  expect(searches.map(([, body]) => (body as { filter: object }).filter)).toContainEqual({
    elementInstanceKeys: [{ $in: [FIRST, SECOND] }],
  })
})

test('below an element instance, the client’s own conditions for others hold, too, and pages go on', async () => {
  await using stand = await start()
  const list = (args: string) =>
    stand.ask(`{ elementInstance(elementInstanceKey: "${SECOND}") { agentInstances(${args}) {
      nodes { agentInstanceKey } pageInfo { endCursor } } } }`)
  const both = await list(`filter: { elementInstanceKeys: [{ eq: "${FIRST}" }] }`)
  expect(both.elementInstance.agentInstances.nodes).toEqual([{ agentInstanceKey: AGENT }])
  expect(stand.wire()[1]).toEqual([
    'POST /agent-instances/search',
    expect.objectContaining({ filter: { elementInstanceKeys: [FIRST, SECOND] } }),
  ])
  const { pageInfo } = (await list('first: 1')).elementInstance.agentInstances
  const next = await list(`first: 1, after: "${pageInfo.endCursor}"`)
  expect(next.elementInstance.agentInstances.nodes).toEqual([{ agentInstanceKey: OTHER }])
})

const item = (n: number, more: object = {}) => ({
  agentInstanceKey: AGENT,
  commitStatus: 'COMMITTED',
  content: [text('Hello')],
  elementInstanceKey: FIRST,
  historyItemId: `item-${n}`,
  historyItemKey: key(20 + n),
  jobKey: key(8),
  jobLeaseToken: 'lease',
  limits: { maxModelCalls: -1, maxTokens: -1, maxToolCalls: -1 },
  loopIteration: 1,
  metrics: null as object | null,
  model: null,
  producedAt: '2026-01-01T12:00:00.000Z',
  provider: null,
  role: 'USER',
  systemPrompt: [],
  toolCalls: [] as object[],
  tools: [],
  ...more,
})
const page = (items: object[]) => ({
  items,
  page: { totalItems: items.length, hasMoreTotalItems: false, startCursor: null, endCursor: null },
})
const reference = {
  'camunda.document.type': 'camunda',
  storeId: 's',
  documentId: 'd',
  contentHash: 'h',
  metadata: {
    contentType: 'text/plain',
    fileName: 'a.txt',
    expiresAt: null,
    size: 1,
    processDefinitionId: null,
    processInstanceKey: null,
    customProperties: {},
  },
}

test('the history has messages of all kinds, and numbers as they are', async () => {
  const said = item(2, {
    role: 'ASSISTANT',
    content: [
      { contentType: 'DOCUMENT', documentReference: reference },
      { contentType: 'OBJECT', object: { n: 'BIG' } },
    ],
    toolCalls: [{ toolCallId: 'c', toolName: 'mail', elementId: 'mail', arguments: { to: 'ann' } }],
    metrics: { ...agent(AGENT).metrics, modelCalls: undefined, toolCalls: undefined, durationMs: 5 },
  })
  const body = JSON.stringify(page([item(1), said])).replace('"BIG"', '9007199254740993')
  await using stand = await start({ searchAgentInstanceHistory: () => ({ text: body }) })
  const question = `{ agentInstance(agentInstanceKey: "${AGENT}") { history(
    first: 10
    filter: { role: { in: [USER, ASSISTANT] }, commitStatus: { neq: DISCARDED }, loopIteration: { gte: 1 },
      jobKey: { eq: "${key(8)}" }, producedAt: { exists: true } }
    sort: [{ field: producedAt, order: DESC }]
  ) { totalCount nodes {
    historyItemKey role content { contentType text object documentReference { documentId contentUrl } }
    toolCalls { toolName arguments } metrics { durationMs } elementInstance { state } job { priority }
  } } } }`
  const answer = await stand.gateway.ask(question)
  expect(answer.errors).toBeUndefined()
  expect(answer.text).toContain('{"n":9007199254740993}')
  const { history } = answer.data.agentInstance
  expect(history.totalCount).toBe(2)
  expect(history.nodes[0].content).toEqual([{ ...text('Hello'), object: null, documentReference: null }])
  expect(history.nodes[1]).toMatchObject({
    role: 'ASSISTANT',
    content: [
      { contentType: 'DOCUMENT', documentReference: { documentId: 'd', contentUrl: expect.any(String) } },
      { contentType: 'OBJECT' },
    ],
    toolCalls: [{ toolName: 'mail', arguments: { to: 'ann' } }],
    metrics: { durationMs: 5 },
    elementInstance: { state: 'ACTIVE' },
    job: { priority: 3 },
  })
  const calls = stand.wire()
  expect(calls[1]).toEqual([
    `POST /agent-instances/${AGENT}/history/search`,
    {
      filter: {
        role: { $in: ['USER', 'ASSISTANT'] },
        commitStatus: { $neq: 'DISCARDED' },
        loopIteration: { $gte: 1 },
        jobKey: key(8),
        producedAt: { $exists: true },
      },
      sort: [
        { field: 'producedAt', order: 'DESC' },
        { field: 'historyItemKey', order: 'ASC' },
      ],
      page: { limit: 10 },
    },
  ])
  expect(calls).toHaveLength(4)
})

test('what a message names is of the cluster that the message is of', async () => {
  const metadata = { ...reference.metadata, processInstanceKey: INSTANCE }
  const said = item(1, { content: [{ contentType: 'DOCUMENT', documentReference: { ...reference, metadata } }] })
  const answers = { searchAgentInstanceHistory: () => ({ body: page([said]) }) }
  await using here = await startUpstream({ version: '8.10' })
  await using there = await startUpstream({ version: '8.10', rows: rows(), answers })
  const [config, further] = [here, there].map(({ url }) => readConfig({ CAMUNDA_REST_ADDRESS: url }))
  if (!config || !further) throw new Error('there are two')
  const extension = {
    typeDefs: 'extend type Query { there: Query }',
    resolvers: { Query: { there: () => marked({}, 'there') } },
  }
  const clusters = {
    ...config,
    cluster: { ...config.cluster, name: 'here' },
    furtherClusters: [{ ...further.cluster, name: 'there' }],
  }
  await using gateway = await serve(createGateway(clusters, { extension }))
  const { data, errors } = await gateway.ask(`{ there { agentInstances(first: 1) { nodes { history { nodes {
    content { documentReference { metadata { processInstance { state } } } } } } } } } }`)
  expect(errors).toBeUndefined()
  expect(data.there.agentInstances.nodes[0].history.nodes[0].content).toEqual([
    { documentReference: { metadata: { processInstance: { state: 'ACTIVE' } } } },
  ])
  expect(here.calls).toEqual([])
  expectNoViolations(there)
})

const HELD = { elementInstanceKey: FIRST, jobKey: key(8), jobLeaseToken: 'lease' }
const AT = '2026-01-01T12:00:00.000Z'
const CREATE = `mutation ($input: CreateAgentInstanceInput!) { createAgentInstance(input: $input) {
  agentInstanceKey createdHistory { historyItemId historyItemKey isDuplicate } agentInstance { status } } }`
const UPDATE = `mutation ($input: UpdateAgentInstanceInput!) { updateAgentInstance(input: $input) {
  createdHistory { isDuplicate } agentInstance { status } } }`

test('an agent is made with its configuration, and awaited', async () => {
  const created = { historyItemId: 'i', historyItemKey: key(30), isDuplicate: false }
  let reads = 0
  await using stand = await start({
    createAgentInstance: () => ({ body: { agentInstanceKey: key(9), createdHistory: [created] } }),
    getAgentInstance: () => {
      if (++reads === 2) stand.upstream.rows.agentInstances?.push(agent(key(9), { status: 'INITIALIZING' }))
      return undefined
    },
  })
  const history = [
    {
      historyItemId: 'i',
      loopIteration: 1,
      role: 'CONFIGURATION',
      producedAt: AT,
      content: [],
      model: 'm',
      provider: 'p',
      systemPrompt: [{ text: 'Be brief.' }, { documentReference: reference }, { object: [1] }],
      limits: { maxModelCalls: 10 },
      tools: [{ name: 'mail' }],
    },
    {
      historyItemId: 'j',
      loopIteration: 1,
      role: 'ASSISTANT',
      producedAt: AT,
      content: [{ text: '' }],
      metrics: { inputTokens: 3 },
      toolCalls: [{ toolCallId: 'c', toolName: 'mail', arguments: { to: 'ann' } }],
    },
  ]
  const data = await stand.ask(CREATE, { input: { ...HELD, history } })
  expect(data.createAgentInstance).toEqual({
    agentInstanceKey: key(9),
    createdHistory: [created],
    agentInstance: { status: 'INITIALIZING' },
  })
  const unknown = {
    outputTokens: null,
    reasoningTokenCount: null,
    cacheCreationTokenCount: null,
    cacheReadTokenCount: null,
    durationMs: null,
  }
  expect(stand.wire()).toEqual([
    [
      'POST /agent-instances',
      {
        ...HELD,
        history: [
          {
            ...history[0],
            systemPrompt: [
              text('Be brief.'),
              { contentType: 'DOCUMENT', documentReference: reference },
              { contentType: 'OBJECT', object: [1] },
            ],
            limits,
            tools: [{ name: 'mail', description: null, elementId: null }],
          },
          {
            ...history[1],
            content: [text('')],
            metrics: { inputTokens: 3, ...unknown },
            toolCalls: [{ toolCallId: 'c', toolName: 'mail', elementId: null, arguments: { to: 'ann' } }],
          },
        ],
      },
    ],
    [`GET /agent-instances/${key(9)}`],
    [`GET /agent-instances/${key(9)}`],
  ])
})

test('an agent tells what it does, and payloads wait for it', async () => {
  let reads = 0
  await using stand = await start({
    updateAgentInstance: () => ({ body: { createdHistory: [] } }),
    getAgentInstance: () => {
      if (++reads === 2) Object.assign(stand.upstream.rows.agentInstances?.[0] ?? {}, { status: 'TOOL_CALLING' })
      return undefined
    },
  })
  const input = { agentInstanceKey: AGENT, ...HELD, status: 'TOOL_CALLING', history: null }
  expect(await stand.ask(UPDATE, { input })).toEqual({
    updateAgentInstance: { createdHistory: [], agentInstance: { status: 'TOOL_CALLING' } },
  })
  expect(stand.wire()).toEqual([
    [`PATCH /agent-instances/${AGENT}`, { ...HELD, status: 'TOOL_CALLING' }],
    [`GET /agent-instances/${AGENT}`],
    [`GET /agent-instances/${AGENT}`],
  ])
})

const message = { historyItemId: 'i', loopIteration: 1, role: 'USER', producedAt: AT, content: [{ text: 'x' }] }
test.each([
  ['a blank id', { historyItemId: ' ' }],
  ['a round before the first', { loopIteration: 0 }],
  ['nothing for a system prompt', { role: 'CONFIGURATION', systemPrompt: [] }],
  ['a list of arguments', { toolCalls: [{ toolCallId: 'c', toolName: 't', arguments: [1] }] }],
  ['a text for a document', { content: [{ documentReference: 'd' }] }],
  ['a role that nobody knows', { role: 'UNRECOGNIZED' }],
  ['two contents in one', { content: [{ text: 'x', object: 1 }] }],
])('%s is refused before any call', async (_, wrong) => {
  await using stand = await start()
  const input = { ...HELD, history: [{ ...message, ...wrong }] }
  expect(await stand.refused(CREATE, { input })).toEqual(['BAD_USER_INPUT'])
  expect(await stand.refused(UPDATE, { input: { agentInstanceKey: AGENT, ...input } })).toEqual(['BAD_USER_INPUT'])
  expect(stand.wire()).toEqual([])
})

test('what Camunda says of a command is told', async () => {
  const body = { type: 'about:blank', title: 'CONFLICT', status: 409, detail: 'there is one', instance: '/' }
  await using stand = await start({ createAgentInstance: () => ({ status: 409, body }) })
  expect(await stand.refused(CREATE, { input: { ...HELD, history: [] } })).toEqual(['CONFLICT'])
})

test('before 8.10 there are none: refused before any call', async () => {
  await using stand = await strictStand({ version: '8.9' })
  expect(await stand.refused('{ agentInstances { totalCount } }')).toEqual(['NOT_SUPPORTED'])
  expect(await stand.refused(CREATE, { input: { ...HELD, history: [] } })).toEqual(['NOT_SUPPORTED'])
  expect(stand.wire()).toEqual([])
})
