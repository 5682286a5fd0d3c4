import { expect, test } from 'vitest'
import { answerTypes } from '../scripts/generate/types.ts'
import { plan } from '../scripts/resource/plan.ts'
import { sdlText } from '../scripts/resource/sdl.ts'

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

test('filters are of the types that REST compares with, and enumerations have the name of their type once', async () => {
  const lines = sdlText(await plan('searchAuditLogs'))
  expect(lines).toContain('entityKey: IdentifierFilter')
  expect(lines).toContain('userTaskKey: KeyFilter')
  expect(sdlText(await plan('searchMessageSubscriptions'))).toContain('enum MessageSubscriptionState {')
})
