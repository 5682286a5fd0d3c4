import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Version } from '../contract/contract.ts'
import { startGateway } from './support/gateway.ts'
import { elementInstance, key, processDefinition, processInstance } from './support/rows.ts'
import { strictStand } from './support/stand.ts'
import { type RecordedCall, startUpstream } from './support/upstream.ts'

const subscription = (n: number, values: object = {}) => ({
  businessId: null,
  correlationKey: 'A-1',
  elementId: 'wait',
  elementInstanceKey: key(31),
  inboundConnectorType: null,
  lastUpdatedDate: '2026-01-01T12:00:00.000Z',
  messageName: 'paid',
  messageSubscriptionKey: key(n),
  messageSubscriptionState: 'CREATED',
  messageSubscriptionType: 'PROCESS_EVENT',
  processDefinitionId: 'order-process',
  processDefinitionKey: key(11),
  processDefinitionName: 'Order process',
  processDefinitionVersion: 2,
  processInstanceKey: key(21),
  rootProcessInstanceKey: key(21),
  tenantId: '<default>',
  toolName: null,
  toolProperties: { 'io.camunda.tool:name': 'pay' },
  ...values,
})
const correlated = (message: number, n: number, values: object = {}) => ({
  businessId: null,
  correlationKey: 'A-1',
  correlationTime: `2026-01-01T12:00:0${message}.000Z`,
  elementId: 'wait',
  elementInstanceKey: key(31),
  messageKey: key(50 + message),
  messageName: 'paid',
  partitionId: 1,
  processDefinitionId: 'order-process',
  processDefinitionKey: key(11),
  processInstanceKey: key(21),
  rootProcessInstanceKey: key(21),
  subscriptionKey: key(n),
  tenantId: '<default>',
  ...values,
})
const rows = {
  processDefinitions: [11, 12].map((n) => processDefinition({ processDefinitionKey: key(n) })),
  processInstances: [21, 22].map((n) => processInstance({ processInstanceKey: key(n) })),
  elementInstances: [31, 32].map((n) => elementInstance({ elementInstanceKey: key(n) })),
  messageSubscriptions: [
    subscription(1),
    subscription(2, { processInstanceKey: key(22), elementInstanceKey: key(32), processDefinitionKey: key(12) }),
    subscription(3, { processInstanceKey: null, elementInstanceKey: null, messageSubscriptionType: 'START_EVENT' }),
  ],
  correlatedMessageSubscriptions: [correlated(1, 1), correlated(2, 1), correlated(2, 3, { elementInstanceKey: null })],
}
const start = (version: Version = '8.10') => strictStand({ version, rows })

const FIELDS = Object.keys(subscription(1)).join(' ')

test('one by its key, and by its global id, is one search', async () => {
  await using stand = await start()
  const { messageSubscription } = await stand.ask(`{
    messageSubscription(messageSubscriptionKey: "${key(1)}") { id ${FIELDS} } }`)
  const { id, ...row } = messageSubscription
  expect(row).toEqual(subscription(1))
  expect(await stand.ask(`{ node(id: "${id}") { ... on MessageSubscription { messageName } } }`)).toEqual({
    node: { messageName: 'paid' },
  })
  expect(stand.wire()).toEqual(
    [1, 2].map(() => [
      'POST /message-subscriptions/search',
      { filter: { messageSubscriptionKey: key(1) }, page: { limit: 1 } },
    ]),
  )
})

test.each([
  [
    'messageSubscriptions(first: 2, sort: [{ field: messageName, order: DESC }], filter: { messageSubscriptionType: { neq: START_EVENT }, processDefinitionVersion: { gte: 2 }, messageSubscriptionState: { in: [CREATED, MIGRATED] }, toolName: { exists: false } })',
    {
      filter: {
        messageSubscriptionType: { $neq: 'START_EVENT' },
        processDefinitionVersion: { $gte: 2 },
        messageSubscriptionState: { $in: ['CREATED', 'MIGRATED'] },
        toolName: { $exists: false },
      },
      sort: [
        { field: 'messageName', order: 'DESC' },
        { field: 'messageSubscriptionKey', order: 'ASC' },
      ],
      page: { limit: 2 },
    },
  ],
  [
    `correlatedMessageSubscriptions(first: 2, filter: { messageKey: { notIn: ["${key(9)}"] }, partitionId: { lt: 4 }, correlationTime: { gt: "2026-01-01T00:00:00Z" }, businessId: { like: "A*" } })`,
    {
      filter: {
        messageKey: { $notIn: [key(9)] },
        partitionId: { $lt: 4 },
        correlationTime: { $gt: '2026-01-01T00:00:00Z' },
        businessId: { $like: 'A*' },
      },
      sort: ['correlationTime', 'messageKey', 'subscriptionKey'].map((field) => ({ field, order: 'ASC' })),
      page: { limit: 2 },
    },
  ],
])('%s is sent as it is', async (field, body) => {
  await using stand = await start()
  await stand.ask(`{ ${field} { nodes { correlationKey } } }`)
  expect(stand.wire().map(([, sent]) => sent)).toEqual([body])
})

test('what has no key of its own is paged all the same, from within a page too', async () => {
  await using stand = await start()
  const page = async (args: string) =>
    (
      await stand.ask(`{ correlatedMessageSubscriptions(${args}) { nodes { messageKey subscriptionKey }
        edges { cursor } pageInfo { hasNextPage } } }`)
    ).correlatedMessageSubscriptions
  const all = await page('first: 3')
  expect(all.nodes).toEqual([
    { messageKey: key(51), subscriptionKey: key(1) },
    { messageKey: key(52), subscriptionKey: key(1) },
    { messageKey: key(52), subscriptionKey: key(3) },
  ])
  expect((await page(`first: 2, after: "${all.edges[1].cursor}"`)).nodes).toEqual(all.nodes.slice(2))
  expect((await page(`last: 2, before: "${all.edges[2].cursor}"`)).nodes).toEqual(all.nodes.slice(0, 2))
})

test.each([
  ['processInstances(sort: [{ field: processInstanceKey }])', 'processInstanceKey', [21, 22]],
  ['elementInstances(sort: [{ field: elementInstanceKey }])', 'elementInstanceKey', [31, 32]],
  ['processDefinitions(sort: [{ field: processDefinitionKey }])', 'processDefinitionKey', [11, 12]],
])('what is below many %s is one search of each kind', async (list, field, keys) => {
  await using stand = await start()
  const data = await stand.ask(`{ ${list} { nodes { messageSubscriptions { nodes { messageSubscriptionKey } }
    correlatedMessageSubscriptions { totalCount } } } }`)
  const { nodes } = Object.values(data)[0] as { nodes: Array<Record<string, { nodes: object[]; totalCount: number }>> }
  expect(nodes.map((node) => node.messageSubscriptions?.nodes.length)).toEqual(
    field === 'processDefinitionKey' ? [2, 1] : [1, 1],
  )
  expect(nodes.map((node) => node.correlatedMessageSubscriptions?.totalCount)).toEqual(
    field === 'elementInstanceKey' ? [2, 0] : [3, 0],
  )
  expect(
    stand
      .wire()
      .slice(1)
      .map(([, body]) => (body as { filter: object }).filter),
  ).toEqual([1, 2].map(() => ({ [field]: { $in: keys.map((n) => key(n)) } })))
})

test('a page names its objects: what the rows say costs no call, the rest one for each kind', async () => {
  await using stand = await start()
  const data = await stand.ask(`{
    messageSubscriptions { nodes { processDefinition { name version tenantId } processInstance { state } elementInstance { type }
      rootProcessInstance { processInstanceKey } } }
    correlatedMessageSubscriptions { nodes { messageSubscription { messageSubscriptionKey messageName elementId }
      processInstance { processDefinitionId } } }
  }`)
  expect(data.messageSubscriptions.nodes[2]).toEqual({
    processDefinition: { name: 'Order process', version: 2, tenantId: '<default>' },
    processInstance: null,
    elementInstance: null,
    rootProcessInstance: { processInstanceKey: key(21) },
  })
  expect(data.correlatedMessageSubscriptions.nodes[2]).toEqual({
    messageSubscription: { messageSubscriptionKey: key(3), messageName: 'paid', elementId: 'wait' },
    processInstance: { processDefinitionId: 'order-process' },
  })
  expect(
    stand
      .wire()
      .map(([call]) => call)
      .toSorted(),
  ).toEqual([
    'POST /correlated-message-subscriptions/search',
    'POST /element-instances/search',
    'POST /message-subscriptions/search',
    'POST /process-instances/search',
  ])
})

/** One row for each definition that is asked for, but for the last. */
function statistics({ body }: RecordedCall) {
  const { filter = {} } = body as { filter?: { processDefinitionKey?: { $in: string[] } } }
  const items = (filter.processDefinitionKey?.$in ?? [key(11), key(12)]).slice(0, -1).map((processDefinitionKey) => ({
    processDefinitionId: 'order-process',
    processDefinitionKey,
    tenantId: '<default>',
    processInstancesWithActiveSubscriptions: 2,
    activeSubscriptions: 3,
  }))
  const page = { totalItems: items.length, hasMoreTotalItems: false, startCursor: null, endCursor: null }
  return { body: { items, page } }
}

test.each<Version>(['8.9', '8.10'])('statistics of many definitions are one search on %s', async (version) => {
  await using stand = await strictStand({
    version,
    rows,
    answers: { getProcessDefinitionMessageSubscriptionStatistics: statistics },
  })
  const open = 'messageSubscriptionStatistics { activeSubscriptions processInstancesWithActiveSubscriptions }'
  const data = await stand.ask(`{ processDefinitions(sort: [{ field: processDefinitionKey }]) { nodes { ${open} } } }`)
  expect(data.processDefinitions.nodes).toEqual([
    { messageSubscriptionStatistics: { activeSubscriptions: 3, processInstancesWithActiveSubscriptions: 2 } },
    { messageSubscriptionStatistics: null },
  ])
  expect(stand.wire()[1]?.[1]).toMatchObject({ filter: { processDefinitionKey: { $in: [key(11), key(12)] } } })
  const all =
    await stand.ask(`{ processDefinitionMessageSubscriptionStatistics(filter: { messageName: { eq: "paid" } }) {
    totalCount nodes { processDefinition { processDefinitionKey processDefinitionId } } } }`)
  expect(all.processDefinitionMessageSubscriptionStatistics).toEqual({
    totalCount: 1,
    nodes: [{ processDefinition: { processDefinitionKey: key(11), processDefinitionId: 'order-process' } }],
  })
  expect(stand.wire()).toHaveLength(1)
})

test('wrong input makes no call, and older versions lack what came later', async () => {
  await using stand = await start()
  for (const field of [
    'messageSubscription(messageSubscriptionKey: "x") { messageName }',
    'messageSubscriptions(filter: { messageName: { like: null } }) { totalCount }',
    'correlatedMessageSubscriptions(after: "x") { totalCount }',
  ])
    expect(await stand.refused(`{ ${field} }`)).toEqual(['BAD_USER_INPUT'])
  expect(stand.wire()).toEqual([])
  await using older = await start('8.8')
  for (const field of [
    'processDefinitionMessageSubscriptionStatistics { totalCount }',
    'messageSubscriptions(filter: { toolName: { eq: "x" } }) { totalCount }',
    `messageSubscriptions(filter: { processDefinitionKey: { eq: "${key(1)}" } }) { totalCount }`,
    'correlatedMessageSubscriptions(filter: { businessId: { eq: "x" } }) { totalCount }',
  ])
    expect(await older.refused(`{ ${field} }`)).toEqual(['NOT_SUPPORTED'])
  expect(older.wire()).toEqual([])
  const { messageSubscriptions } = await older.ask(
    '{ messageSubscriptions(first: 1) { nodes { toolName messageName } } }',
  )
  expect(messageSubscriptions.nodes).toEqual([{ toolName: null, messageName: 'paid' }])
})

test('who may not see subscriptions is told no numbers of those that a filter chooses', async () => {
  const answers = { getProcessDefinitionMessageSubscriptionStatistics: statistics }
  await using upstream = await startUpstream({ version: '8.10', rows, answers })
  const folder = await mkdtemp(join(tmpdir(), 'policy-'))
  const policy = join(folder, 'policy.json')
  await writeFile(policy, JSON.stringify({ rules: [{ name: 'r', deny: ['searchMessageSubscriptions'] }] }))
  await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10', GATEWAY_POLICY_FILE: policy })
  const ask = (filter: string) =>
    gateway.ask(`{ processDefinitionMessageSubscriptionStatistics${filter} { totalCount } }`)
  const { errors } = await ask('(filter: { correlationKey: { eq: "A-1" } })')
  expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['FORBIDDEN'])
  expect((await ask('')).data).toEqual({ processDefinitionMessageSubscriptionStatistics: { totalCount: 1 } })
  expect(upstream.operations()).toEqual(['getProcessDefinitionMessageSubscriptionStatistics'])
  await rm(folder, { recursive: true })
})
