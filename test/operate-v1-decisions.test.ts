import { describe, expect, test } from 'vitest'
import { commandAnswers } from './support/camunda-8.6/answers.ts'
import { stand86 } from './support/camunda-8.6/stand.ts'
import { decisionRow, graphRow, operateKey } from './support/operate/rows.ts'
import { operateStand } from './support/operate/stand.ts'

const key = (n: number) => String(operateKey(n))
const rows = {
  'decision-definitions': [
    decisionRow(40),
    decisionRow(41, { version: 2, decisionRequirementsKey: operateKey(51), decisionRequirementsVersion: 2 }),
    decisionRow(42, { decisionId: 'season', name: undefined }),
  ],
  drd: [graphRow(50), graphRow(51, { version: 2 })],
}

const row = {
  decisionDefinitionKey: key(40),
  decisionDefinitionId: 'dish',
  name: 'Dish',
  version: 1,
  decisionRequirementsId: 'dinner',
  decisionRequirementsKey: key(50),
  decisionRequirementsName: 'Dinner',
  decisionRequirementsVersion: 1,
  tenantId: '<default>',
}

describe('decision definitions and their graphs', () => {
  test('are answered as the contract has them', async () => {
    await using stand = await operateStand({ rows })
    const data = await stand.ask(`{
      decisionDefinitions { totalCount nodes { ${Object.keys(row).join(' ')} } }
      decisionRequirementsList { nodes { decisionRequirementsKey decisionRequirementsId decisionRequirementsName version resourceName tenantId } }
    }`)
    expect(data.decisionDefinitions.totalCount).toBe(3)
    expect(data.decisionDefinitions.nodes[0]).toEqual(row)
    expect(data.decisionDefinitions.nodes[2]).toMatchObject({ decisionDefinitionKey: key(42), name: null })
    expect(data.decisionRequirementsList.nodes[1]).toEqual({
      decisionRequirementsKey: key(51),
      decisionRequirementsId: 'dinner',
      decisionRequirementsName: 'Dinner',
      version: 2,
      resourceName: 'dinner.dmn',
      tenantId: '<default>',
    })
  })

  test('lead to each other, and to the model', async () => {
    await using stand = await operateStand({ rows })
    const data = await stand.ask(`{
      decisionDefinition(decisionDefinitionKey: "${key(40)}") { xml decisionRequirements { resourceName xml } }
      decisionRequirements(decisionRequirementsKey: "${key(50)}") { decisionDefinitions { nodes { decisionDefinitionKey } } }
      none: decisionDefinition(decisionDefinitionKey: "7") { name }
    }`)
    expect(data).toEqual({
      decisionDefinition: {
        xml: '<definitions id="dinner.dmn"/>',
        decisionRequirements: { resourceName: 'dinner.dmn', xml: '<definitions id="dinner.dmn"/>' },
      },
      decisionRequirements: {
        decisionDefinitions: { nodes: [{ decisionDefinitionKey: key(40) }, { decisionDefinitionKey: key(42) }] },
      },
      none: null,
    })
  })

  test.each<[filter: string, keys: number[]]>([
    [`decisionDefinitionKey: "${key(41)}"`, [41]],
    ['decisionDefinitionId: "dish"', [40, 41]],
    ['name: "Dish", version: 2', [41]],
    [`decisionRequirementsKey: "${key(50)}"`, [40, 42]],
    ['decisionRequirementsName: "Dinner", decisionRequirementsVersion: 2', [41]],
    ['isLatestVersion: true', [41, 42]],
    ['isLatestVersion: true, decisionDefinitionId: "dish", tenantId: "<default>"', [41]],
  ])('are found by %s', async (filter, keys) => {
    await using stand = await operateStand({ rows })
    const data = await stand.ask(`{ decisionDefinitions(filter: { ${filter} }) { nodes { decisionDefinitionKey } } }`)
    expect(data.decisionDefinitions.nodes).toEqual(keys.map((n) => ({ decisionDefinitionKey: key(n) })))
  })

  test.each<[sort: string, keys: number[]]>([
    ['name', [40, 41, 42]],
    ['decisionDefinitionId', [40, 41, 42]],
    ['decisionRequirementsVersion', [40, 42, 41]],
  ])('are sorted by %s', async (field, keys) => {
    await using stand = await operateStand({ rows })
    const sorted = `{ decisionDefinitions(sort: [{ field: ${field}, order: ASC }]) { nodes { decisionDefinitionKey } } }`
    const data = await stand.ask(sorted)
    expect(data.decisionDefinitions.nodes).toEqual(keys.map((n) => ({ decisionDefinitionKey: key(n) })))
  })

  test('the newest of some versions alone are refused', async () => {
    await using stand = await operateStand({ rows })
    const errors = await stand.refused(
      '{ decisionDefinitions(filter: { isLatestVersion: true, version: 1 }) { totalCount } }',
    )
    expect(errors).toMatchObject([
      { code: 'NOT_SUPPORTED', message: expect.stringContaining('filter.version with filter.isLatestVersion') },
    ])
  })

  test('Operate evaluates none', async () => {
    await using stand = await operateStand({ rows })
    const errors = await stand.refused(
      'mutation { evaluateDecision(input: { decisionDefinitionId: "dish" }) { output } }',
    )
    expect(errors).toMatchObject([{ code: 'NOT_SUPPORTED' }])
  })
})

describe('Camunda 8.6', () => {
  test('evaluates a decision', async () => {
    await using stand = await stand86({ rows, answers: { ...commandAnswers } })
    const data = await stand.ask(
      `mutation { evaluateDecision(input: { decisionDefinitionId: "dish", variables: { orderKey: 1, season: "summer" } }) {
        decisionDefinitionKey decisionDefinitionName decisionRequirementsKey decisionEvaluationKey output
        failureMessage failedDecisionDefinitionId decisionDefinition { decisionRequirementsName }
        evaluatedDecisions { decisionEvaluationInstanceKey decisionDefinitionType output
          evaluatedInputs { inputName inputValue } matchedRules { ruleId ruleIndex evaluatedOutputs { outputName outputValue } } }
      } }`,
    )
    expect(data.evaluateDecision).toEqual({
      decisionDefinitionKey: key(40),
      decisionDefinitionName: 'Dish',
      decisionRequirementsKey: key(50),
      decisionEvaluationKey: key(60),
      output: 'salad',
      failureMessage: null,
      failedDecisionDefinitionId: null,
      decisionDefinition: { decisionRequirementsName: 'Dinner' },
      evaluatedDecisions: [
        {
          decisionEvaluationInstanceKey: `${key(60)}-1`,
          decisionDefinitionType: 'DECISION_TABLE',
          output: 'salad',
          evaluatedInputs: [{ inputName: 'Season', inputValue: 'summer' }],
          matchedRules: [
            { ruleId: 'r2', ruleIndex: 2, evaluatedOutputs: [{ outputName: 'Dish', outputValue: 'salad' }] },
          ],
        },
      ],
    })
    expect(stand.camunda.calls.find(({ method, path }) => method === 'POST' && path.startsWith('/v2'))).toMatchObject({
      path: '/v2/decision-definitions/evaluation',
      body: { decisionDefinitionId: 'dish', variables: { orderKey: 1, season: 'summer' } },
    })
  })

  test.each(['users', 'groups', 'roles', 'mappingRules', 'authorizations'])('has no %s', async (list) => {
    await using stand = await stand86({ rows })
    expect(await stand.refused(`{ ${list} { totalCount } }`)).toMatchObject([{ code: 'NOT_SUPPORTED' }])
    expect(stand.camunda.calls).toEqual([])
  })
})
