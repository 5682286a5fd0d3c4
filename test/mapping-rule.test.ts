import { expect, test } from 'vitest'
import { strictStand } from './support/stand.ts'

const KEY = 'demo'
const row = {
  claimName: 'claimName',
  claimValue: 'claimValue',
  mappingRuleId: KEY,
  name: 'name',
}
const start = () => strictStand({ version: '8.10', rows: { mappingRule: [row] } })

test('one by its key is one call', async () => {
  await using stand = await start()
  const data = await stand.ask(`{ mappingRule(mappingRuleId: "${KEY}") { claimName claimValue mappingRuleId name } }`)
  expect(data).toEqual({ mappingRule: row })
  expect(stand.wire()).toEqual([[`GET /mapping-rules/${KEY}`]])
})

test('a list is one search', async () => {
  await using stand = await start()
  const data = await stand.ask('{ mappingRules(first: 1) { totalCount nodes { mappingRuleId } } }')
  expect(data).toEqual({ mappingRules: { totalCount: 1, nodes: [{ mappingRuleId: KEY }] } })
  expect(stand.wire()).toEqual([['POST /mapping-rules/search', expect.objectContaining({ page: { limit: 1 } })]])
})

test('is found again by its global id', async () => {
  await using stand = await start()
  const { mappingRule } = (await stand.ask(`{ mappingRule(mappingRuleId: "${KEY}") { id } }`)) as {
    mappingRule: { id: string }
  }
  expect(await stand.ask(`{ node(id: "${mappingRule.id}") { ... on MappingRule { mappingRuleId } } }`)).toEqual({
    node: { mappingRuleId: KEY },
  })
})
