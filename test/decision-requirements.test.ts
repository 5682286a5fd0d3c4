import { expect, test } from 'vitest'
import { key } from './support/rows.ts'
import { strictStand } from './support/stand.ts'

const KEY = key(1)
const row = {
  decisionRequirementsId: 'decisionRequirementsId',
  decisionRequirementsKey: KEY,
  decisionRequirementsName: 'decisionRequirementsName',
  resourceName: 'resourceName',
  tenantId: 'tenantId',
  version: 1,
}
const start = () => strictStand({ version: '8.10', rows: { decisionRequirements: [row] } })

test('one by its key is one call', async () => {
  await using stand = await start()
  const data = await stand.ask(
    `{ decisionRequirements(decisionRequirementsKey: "${KEY}") { decisionRequirementsId decisionRequirementsKey decisionRequirementsName resourceName tenantId version } }`,
  )
  expect(data).toEqual({ decisionRequirements: row })
  expect(stand.wire()).toEqual([[`GET /decision-requirements/${KEY}`]])
})

test('a list is one search', async () => {
  await using stand = await start()
  const data = await stand.ask(
    '{ decisionRequirementsList(first: 1) { totalCount nodes { decisionRequirementsKey } } }',
  )
  expect(data).toEqual({ decisionRequirementsList: { totalCount: 1, nodes: [{ decisionRequirementsKey: KEY }] } })
  expect(stand.wire()).toEqual([
    ['POST /decision-requirements/search', expect.objectContaining({ page: { limit: 1 } })],
  ])
})

test('is found again by its global id', async () => {
  await using stand = await start()
  const { decisionRequirements } = (await stand.ask(
    `{ decisionRequirements(decisionRequirementsKey: "${KEY}") { id } }`,
  )) as { decisionRequirements: { id: string } }
  expect(
    await stand.ask(
      `{ node(id: "${decisionRequirements.id}") { ... on DecisionRequirements { decisionRequirementsKey } } }`,
    ),
  ).toEqual({
    node: { decisionRequirementsKey: KEY },
  })
})
