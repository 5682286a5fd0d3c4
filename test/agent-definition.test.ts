import { expect, test } from 'vitest'
import { key, processDefinition } from './support/rows.ts'
import { strictStand } from './support/stand.ts'

const agent = (n: number, more: object = {}) => ({
  agentDefinitionKey: key(n),
  agentType: 'AI_AGENT_TASK',
  elementId: 'ask',
  name: 'Ask',
  processDefinitionId: 'order-process',
  processDefinitionKey: key(0),
  processDefinitionVersion: 4,
  processDefinitionVersionTag: null as string | null,
  tenantId: '<default>',
  ...more,
})
const row = agent(1)
const other = agent(2, { agentType: 'EXTERNAL_AGENT', name: 'Zoë', processDefinitionKey: key(10) })
const rows = {
  agentDefinitions: [row, other],
  processDefinitions: [processDefinition(), processDefinition({ processDefinitionKey: key(10) })],
}
const start = () => strictStand({ version: '8.10', rows })
const ALL = Object.keys(row).join(' ')

test('one by its key is one call, and is found again by its global id without another', async () => {
  await using stand = await start()
  const data = await stand.ask(`{ agentDefinition(agentDefinitionKey: "${key(1)}") { id ${ALL} } }`)
  const { id, ...shown } = data.agentDefinition
  expect(shown).toEqual(row)
  expect(stand.wire()).toEqual([[`GET /agent-definitions/${key(1)}`]])
  expect(await stand.ask(`{ node(id: "${id}") { ... on AgentDefinition { name } } }`)).toEqual({
    node: { name: 'Ask' },
  })
  // Definitions do not change.
  expect(stand.wire()).toEqual([])
})

test.each([
  ['filter: { agentType: { eq: EXTERNAL_AGENT } }', [key(2)]],
  [`filter: { agentDefinitionKey: { in: ["${key(1)}", "${key(2)}"] }, name: { like: "A*" } }`, [key(1)]],
  [
    'filter: { processDefinitionVersion: { gte: 4 }, processDefinitionVersionTag: { exists: false } }',
    [key(1), key(2)],
  ],
  ['sort: [{ field: name, order: DESC }]', [key(2), key(1)]],
])('a list with %s is one search', async (args, found) => {
  await using stand = await start()
  const { agentDefinitions } = await stand.ask(`{ agentDefinitions(${args}) { nodes { agentDefinitionKey } } }`)
  expect(agentDefinitions.nodes.map((one: typeof row) => one.agentDefinitionKey)).toEqual(found)
  expect(stand.wire()).toHaveLength(1)
})

test('its process, and the agents of many processes, are one call each', async () => {
  await using stand = await start()
  const carried = await stand.ask(
    '{ agentDefinitions { nodes { processDefinition { processDefinitionKey processDefinitionId version versionTag } } } }',
  )
  expect(carried.agentDefinitions.nodes[0]).toEqual({
    processDefinition: {
      processDefinitionKey: key(0),
      processDefinitionId: 'order-process',
      version: 4,
      versionTag: null,
    },
  })
  expect(stand.wire()).toHaveLength(1)
  const below = await stand.ask(
    '{ processDefinitions { nodes { agentDefinitions { totalCount nodes { agentDefinitionKey } } } } }',
  )
  expect(below.processDefinitions.nodes.map((one: { agentDefinitions: object }) => one.agentDefinitions)).toEqual([
    { totalCount: 1, nodes: [{ agentDefinitionKey: key(1) }] },
    { totalCount: 1, nodes: [{ agentDefinitionKey: key(2) }] },
  ])
  expect(stand.wire()).toHaveLength(2)
})

test('before 8.10 there are none: refused before any call', async () => {
  await using stand = await strictStand({ version: '8.9' })
  expect(await stand.refused('{ agentDefinitions { totalCount } }')).toEqual(['NOT_SUPPORTED'])
  expect(await stand.refused('{ agentDefinition(agentDefinitionKey: "1") { name } }')).toEqual(['NOT_SUPPORTED'])
  expect(stand.wire()).toEqual([])
})
