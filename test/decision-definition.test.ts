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

const XML = '<definitions/>'
const requirements = {
  decisionRequirementsId: 'drd',
  decisionRequirementsKey: key(2),
  decisionRequirementsName: 'Dishes',
  resourceName: 'dish.dmn',
  tenantId: '<default>',
  version: 1,
}

test('its requirements are a call for all rows, what the row says of them none, and documents are read as text', async () => {
  const rows = {
    decisionDefinitions: [row, { ...row, decisionDefinitionKey: key(3) }],
    decisionRequirements: [requirements],
  }
  const xml = { text: XML, headers: { 'content-type': 'text/xml' } }
  await using stand = await strictStand({
    version: '8.10',
    rows,
    answers: { getDecisionDefinitionXML: () => xml, getDecisionRequirementsXML: () => xml },
  })
  expect(
    await stand.ask(
      '{ decisionDefinitions { nodes { decisionRequirements { decisionRequirementsName resourceName } } } }',
    ),
  ).toEqual({
    decisionDefinitions: {
      nodes: [1, 2].map(() => ({
        decisionRequirements: { decisionRequirementsName: 'Dishes', resourceName: 'dish.dmn' },
      })),
    },
  })
  expect(stand.wire().map(([call]) => call)).toEqual([
    'POST /decision-definitions/search',
    `GET /decision-requirements/${key(2)}`,
  ])
  expect(
    await stand.ask(`{ decisionRequirements(decisionRequirementsKey: "${key(2)}") {
      xml decisionDefinitions { nodes { decisionDefinitionKey xml } } } }`),
  ).toEqual({
    decisionRequirements: {
      xml: XML,
      decisionDefinitions: { nodes: [KEY, key(3)].map((one) => ({ decisionDefinitionKey: one, xml: XML })) },
    },
  })
})

test('the newest versions alone are paged forward, sorted by anything', async () => {
  await using stand = await start()
  const latest = (args: string) => `{ decisionDefinitions(${args}, filter: { isLatestVersion: true }) { totalCount } }`
  await stand.ask(latest('first: 5, sort: [{ field: name, order: DESC }]'))
  expect(stand.wire()).toEqual([
    [
      'POST /decision-definitions/search',
      {
        filter: { isLatestVersion: true },
        sort: [
          { field: 'name', order: 'DESC' },
          { field: 'decisionDefinitionKey', order: 'ASC' },
        ],
        page: { limit: 5 },
      },
    ],
  ])
  expect(await stand.refused(latest('last: 5'))).toEqual(['BAD_USER_INPUT'])
})

/** What Camunda answers to an evaluation. */
const evaluated = {
  decisionDefinitionId: 'dish',
  decisionDefinitionKey: KEY,
  decisionDefinitionName: 'Dish',
  decisionDefinitionVersion: 2,
  decisionEvaluationKey: key(7),
  decisionInstanceKey: key(7),
  decisionRequirementsId: 'drd',
  decisionRequirementsKey: key(2),
  evaluatedDecisions: [
    {
      decisionDefinitionId: 'dish',
      decisionDefinitionKey: KEY,
      decisionDefinitionName: 'Dish',
      decisionDefinitionType: 'DECISION_TABLE',
      decisionDefinitionVersion: 2,
      decisionEvaluationInstanceKey: `${key(7)}-1`,
      evaluatedInputs: [{ inputId: 'i1', inputName: 'Season', inputValue: '"summer"' }],
      matchedRules: [
        {
          ruleId: 'r2',
          ruleIndex: 2,
          evaluatedOutputs: [{ outputId: 'o1', outputName: 'Dish', outputValue: '1.0', ruleId: 'r2', ruleIndex: 2 }],
        },
      ],
      output: '12345678901234567890',
      tenantId: '<default>',
    },
  ],
  failedDecisionDefinitionId: null,
  failureMessage: null,
  output: '"salad"',
  tenantId: '<default>',
}

test('an evaluation answers outputs as JSON, and its definition for no call where it says enough', async () => {
  await using stand = await strictStand({ version: '8.10', answers: { evaluateDecision: () => ({ body: evaluated }) } })
  const { text } = await stand.gateway.ask(
    `mutation ($variables: JSON) { evaluateDecision(input: { decisionDefinitionId: "dish", variables: $variables }) {
      output failureMessage decisionDefinition { name version }
      evaluatedDecisions { output decisionEvaluationInstanceKey evaluatedInputs { inputValue }
        matchedRules { ruleIndex evaluatedOutputs { outputValue } } } } }`,
    { variables: { season: 'summer' } },
  )
  // To the letter: numbers are as Camunda wrote them.
  expect(text).toContain(
    '{"output":"salad","failureMessage":null,"decisionDefinition":{"name":"Dish","version":2},' +
      `"evaluatedDecisions":[{"output":12345678901234567890,"decisionEvaluationInstanceKey":"${key(7)}-1",` +
      '"evaluatedInputs":[{"inputValue":"summer"}],"matchedRules":[{"ruleIndex":2,"evaluatedOutputs":[{"outputValue":1.0}]}]}]}',
  )
  expect(stand.wire()).toEqual([
    ['POST /decision-definitions/evaluation', { decisionDefinitionId: 'dish', variables: { season: 'summer' } }],
  ])
})

test('one that failed says why; 8.8 has empty texts where nothing did', async () => {
  const failed = { ...evaluated, output: 'null', failedDecisionDefinitionId: 'dish', failureMessage: 'no variable' }
  const quiet = { ...evaluated, failedDecisionDefinitionId: '', failureMessage: '' }
  // Which rule an output came by is told since 8.9.
  const answers = [failed, quiet].map((one) => ({ ...one, evaluatedDecisions: [] }))
  await using stand = await strictStand({
    answers: { evaluateDecision: () => ({ body: answers.shift() }) },
    version: '8.8',
  })
  const query = `mutation { evaluateDecision(input: { decisionDefinitionKey: "${KEY}" }) {
    output failedDecisionDefinitionId failureMessage } }`
  expect(await stand.ask(query)).toEqual({
    evaluateDecision: { output: null, failedDecisionDefinitionId: 'dish', failureMessage: 'no variable' },
  })
  // Its contract says otherwise.
  const { data } = await stand.gateway.ask(query)
  expect(data).toEqual({
    evaluateDecision: { output: 'salad', failedDecisionDefinitionId: null, failureMessage: null },
  })
})

test.each([
  ['nothing', ''],
  ['both', `decisionDefinitionId: "dish", decisionDefinitionKey: "${KEY}"`],
  ['a wrong key', 'decisionDefinitionKey: "dish"'],
  ['variables that are none', 'decisionDefinitionId: "dish", variables: [1]'],
])('an evaluation of %s is refused before any call', async (_, input) => {
  await using stand = await start()
  expect(await stand.refused(`mutation { evaluateDecision(input: { ${input} }) { output } }`)).toEqual([
    'BAD_USER_INPUT',
  ])
  expect(stand.wire()).toEqual([])
})
