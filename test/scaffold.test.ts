import { expect, test } from 'vitest'
import { answerTypes } from '../scripts/generate/types.ts'
import { plan } from '../scripts/resource/plan.ts'

test.each([
  ['searchClientsForGroup', 'searchConnection'],
  ['searchUserTaskAuditLogs', 'searchConnection'],
  ['searchClusterVariables', 'clusterVariableKey'],
  ['searchBatchOperationItems', 'batchOperationItemKey'],
  ['searchGlobalTaskListeners', 'id'],
])('%s, which is no list of objects with a key, is refused before anything is written', async (search, word) => {
  await expect(plan(search)).rejects.toThrow(word)
})

test('fields whose names are no identifiers have types, too', () => {
  expect(answerTypes(['searchAgentInstances'])).toContain("  'camunda.document.type': 'camunda'\n")
})

test('a relation is there since its operation is, however late the rows that name its key came', async () => {
  const { since, relations } = await plan('searchAgentDefinitions')
  const { since: ofRelation } = relations.find(({ field }) => field === 'processDefinition') ?? {}
  expect([since, ofRelation]).toEqual(['8.10', '8.8'])
})
