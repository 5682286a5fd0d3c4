import { expect, test } from 'vitest'
import { answerTypes } from '../scripts/generate/types.ts'
import { resolversText } from '../scripts/resource/code.ts'
import { plan } from '../scripts/resource/plan.ts'
import { sdlText } from '../scripts/resource/sdl.ts'
import { testText } from '../scripts/resource/test.ts'

test.each([
  ['searchClientsForGroup', 'searchConnection'],
  ['searchUserTaskAuditLogs', 'searchConnection'],
  ['searchClusterVariables', 'clusterVariableKey'],
  ['searchBatchOperationItems', 'batchOperationItemKey'],
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

test('an id of the rows, whose name is that of the global one, has the name of what it is of', async () => {
  const listeners = await plan('searchGlobalTaskListeners')
  expect(sdlText(listeners)).toContain('  id: ID!\n  "…"\n  afterNonGlobal')
  expect(sdlText(listeners)).toContain('listenerId: String!')
  expect(sdlText(listeners)).toContain('globalTaskListener(id: String!)')
  expect(resolversText(listeners)).toContain('listenerId: ({ id }) => id,')
  expect(testText(listeners)).toContain('{ afterNonGlobal eventTypes id: listenerId ')
})
