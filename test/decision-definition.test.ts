import { expect, test } from 'vitest'
import { key } from './support/rows.ts'
import { strictStand } from './support/stand.ts'

const KEY = key(1)
const row = {
  decisionDefinitionId: 'decisionDefinitionId',
  decisionDefinitionKey: KEY,
  decisionRequirementsId: 'decisionRequirementsId',
  decisionRequirementsKey: key(2),
  decisionRequirementsName: 'decisionRequirementsName',
  decisionRequirementsVersion: 1,
  name: 'name',
  tenantId: 'tenantId',
  version: 1,
}
const start = () => strictStand({ version: '8.10', rows: { decisionDefinitions: [row] } })

test('one by its key is one call', async () => {
  await using stand = await start()
  const data = await stand.ask(
    `{ decisionDefinition(decisionDefinitionKey: "${KEY}") { decisionDefinitionId decisionDefinitionKey decisionRequirementsId decisionRequirementsKey decisionRequirementsName decisionRequirementsVersion name tenantId version } }`,
  )
  expect(data).toEqual({ decisionDefinition: row })
  expect(stand.wire()).toEqual([[`GET /decision-definitions/${KEY}`]])
})

test('a list is one search', async () => {
  await using stand = await start()
  const data = await stand.ask('{ decisionDefinitions(first: 1) { totalCount nodes { decisionDefinitionKey } } }')
  expect(data).toEqual({ decisionDefinitions: { totalCount: 1, nodes: [{ decisionDefinitionKey: KEY }] } })
  expect(stand.wire()).toEqual([['POST /decision-definitions/search', expect.objectContaining({ page: { limit: 1 } })]])
})

test('is found again by its global id', async () => {
  await using stand = await start()
  const { decisionDefinition } = (await stand.ask(
    `{ decisionDefinition(decisionDefinitionKey: "${KEY}") { id } }`,
  )) as { decisionDefinition: { id: string } }
  expect(
    await stand.ask(`{ node(id: "${decisionDefinition.id}") { ... on DecisionDefinition { decisionDefinitionKey } } }`),
  ).toEqual({
    node: { decisionDefinitionKey: KEY },
  })
})
