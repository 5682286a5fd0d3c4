import { describe, expect, test } from 'vitest'
import { commandAnswers } from './support/camunda-8.6/answers.ts'
import { stand86 } from './support/camunda-8.6/stand.ts'
import {
  dateOf,
  decisionInstanceRow,
  decisionRow,
  definitionRow,
  graphRow,
  instanceRow,
  operateDate,
  operateKey,
} from './support/operate/rows.ts'
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

describe('decision instances', () => {
  const detail = {
    evaluatedInputs: [{ id: 'i1', name: 'Season', value: '"winter"' }],
    evaluatedOutputs: [
      { id: 'o2', name: 'Price', value: '12', ruleId: 'r2', ruleIndex: 2 },
      { id: 'o1', name: 'Dish', value: '"stew"', ruleId: 'r1', ruleIndex: 1 },
      { id: 'o2', name: 'Price', value: '9', ruleId: 'r1', ruleIndex: 1 },
    ],
  }
  const made = {
    ...rows,
    'process-definitions': [definitionRow()],
    'process-instances': [instanceRow(1)],
    'decision-instances': [
      decisionInstanceRow(1, { detail }),
      decisionInstanceRow(2, {
        state: 'FAILED',
        evaluationFailure: 'no such function',
        result: undefined,
        processDefinitionKey: -1n,
        processInstanceKey: -1n,
      }),
      decisionInstanceRow(10, { decisionId: 'season', decisionType: 'LITERAL_EXPRESSION', decisionVersion: 3 }),
    ],
  }
  const id = (n: number) => `${key(60)}-${n}`

  test('are answered as the contract has them', async () => {
    await using stand = await operateStand({ rows: made })
    const data =
      await stand.ask(`{ decisionInstances(filter: { decisionEvaluationInstanceKey: { eq: "${id(1)}" } }) { totalCount nodes {
      decisionEvaluationInstanceKey decisionEvaluationKey state evaluationDate evaluationFailure result tenantId
      decisionDefinitionId decisionDefinitionKey decisionDefinitionName decisionDefinitionVersion decisionDefinitionType
      processDefinitionKey processInstanceKey elementInstanceKey rootDecisionDefinitionKey rootProcessInstanceKey businessId
      processInstance { state } processDefinition { name } decisionDefinition { decisionRequirementsName }
      evaluatedInputs { inputId inputName inputValue }
      matchedRules { ruleId ruleIndex evaluatedOutputs { outputId outputName outputValue } }
    } } }`)
    expect(data.decisionInstances).toEqual({
      totalCount: 1,
      nodes: [
        {
          decisionEvaluationInstanceKey: id(1),
          decisionEvaluationKey: key(60),
          state: 'EVALUATED',
          evaluationDate: dateOf(1),
          evaluationFailure: null,
          result: 'stew',
          tenantId: '<default>',
          decisionDefinitionId: 'dish',
          decisionDefinitionKey: key(40),
          decisionDefinitionName: 'Dish',
          decisionDefinitionVersion: 1,
          decisionDefinitionType: 'DECISION_TABLE',
          processDefinitionKey: key(0),
          processInstanceKey: key(1),
          elementInstanceKey: null,
          rootDecisionDefinitionKey: null,
          rootProcessInstanceKey: null,
          businessId: null,
          processInstance: { state: 'ACTIVE' },
          processDefinition: { name: 'Order' },
          decisionDefinition: { decisionRequirementsName: 'Dinner' },
          evaluatedInputs: [{ inputId: 'i1', inputName: 'Season', inputValue: 'winter' }],
          matchedRules: [
            {
              ruleId: 'r1',
              ruleIndex: 1,
              evaluatedOutputs: [
                { outputId: 'o1', outputName: 'Dish', outputValue: 'stew' },
                { outputId: 'o2', outputName: 'Price', outputValue: 9 },
              ],
            },
            {
              ruleId: 'r2',
              ruleIndex: 2,
              evaluatedOutputs: [{ outputId: 'o2', outputName: 'Price', outputValue: 12 }],
            },
          ],
        },
      ],
    })
  })

  test('of no process are of none', async () => {
    await using stand = await operateStand({ rows: made })
    const data = await stand.ask(
      `{ decisionInstance(decisionEvaluationInstanceKey: "${id(2)}") { state result evaluationFailure processInstance { state } } none: decisionInstance(decisionEvaluationInstanceKey: "7-1") { state } }`,
    )
    expect(data).toEqual({
      decisionInstance: { state: 'FAILED', result: null, evaluationFailure: 'no such function', processInstance: null },
      none: null,
    })
  })

  test.each<[filter: string, found: number[]]>([
    [`decisionEvaluationKey: "${key(60)}"`, [1, 10, 2]],
    [`decisionDefinitionKey: { in: ["${key(40)}", "${key(41)}"] }, decisionDefinitionId: "dish"`, [1, 2]],
    [`processInstanceKey: "${key(1)}"`, [1, 10]],
    ['state: { eq: FAILED }', [2]],
    ['state: { neq: FAILED }', [1, 10]],
    ['evaluationFailure: "no such function"', [2]],
    ['decisionDefinitionType: LITERAL_EXPRESSION, decisionDefinitionVersion: 3', [10]],
    [`evaluationDate: { gte: "${dateOf(2)}" }`, [10, 2]],
    [`evaluationDate: { gt: "${dateOf(1)}", lt: "${dateOf(10)}" }`, [2]],
  ])('are found by %s', async (filter, found) => {
    await using stand = await operateStand({ rows: made })
    const data = await stand.ask(
      `{ decisionInstances(filter: { ${filter} }) { nodes { decisionEvaluationInstanceKey } } }`,
    )
    // Their keys are texts, in the order of texts.
    expect(data.decisionInstances.nodes).toEqual(found.map((n) => ({ decisionEvaluationInstanceKey: id(n) })))
  })

  test.each(['first: 7, after', 'last: 7, before'])('are walked through whole by %s, with equal dates', async (by) => {
    const many = Array.from({ length: 30 }, (_, n) =>
      decisionInstanceRow(n + 1, { evaluationDate: operateDate(n % 4) }),
    )
    await using stand = await operateStand({ rows: { 'decision-instances': many } })
    const seen: string[] = []
    const way = by.startsWith('first') ? 'endCursor' : 'startCursor'
    for (let cursor: string | null = null; seen.length < 100; ) {
      const { decisionInstances } = await stand.ask(
        `query ($cursor: String) { decisionInstances(${by}: $cursor, sort: [{ field: evaluationDate, order: DESC }], filter: { evaluationDate: { gte: "${dateOf(0)}" } }) {
          nodes { decisionEvaluationInstanceKey } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
        { cursor },
      )
      seen.push(
        ...decisionInstances.nodes.map(
          (one: { decisionEvaluationInstanceKey: string }) => one.decisionEvaluationInstanceKey,
        ),
      )
      cursor = decisionInstances.pageInfo[way]
      if (!decisionInstances.pageInfo[way === 'endCursor' ? 'hasNextPage' : 'hasPreviousPage']) break
    }
    expect(seen.toSorted()).toEqual(many.map((row) => String(row.id)).toSorted())
  })

  test.each([
    [`elementInstanceKey: { eq: "${key(3)}" }`, 'filter.elementInstanceKey'],
    [`rootDecisionDefinitionKey: { eq: "${key(3)}" }`, 'filter.rootDecisionDefinitionKey'],
    [`decisionRequirementsKey: { eq: "${key(3)}" }`, 'filter.decisionRequirementsKey'],
  ])('are not found by %s', async (filter, named) => {
    await using stand = await operateStand({ rows: made })
    const errors = await stand.refused(`{ decisionInstances(filter: { ${filter} }) { totalCount } }`)
    expect(errors).toMatchObject([{ code: 'NOT_SUPPORTED', message: expect.stringContaining(named) }])
  })
})

describe('deleteProcessInstance', () => {
  const made = () => ({
    'process-definitions': [definitionRow()],
    'process-instances': [instanceRow(1), instanceRow(2, { state: 'COMPLETED', endDate: operateDate(3) })],
  })
  const remove = (n: number, more = '') =>
    `mutation { deleteProcessInstance(input: { processInstanceKey: "${key(n)}"${more} }) { isGone } }`

  test('deletes one that has ended', async () => {
    await using stand = await operateStand({ rows: made() })
    expect(await stand.ask(remove(2))).toEqual({ deleteProcessInstance: { isGone: true } })
    expect(stand.operate.calls[0]).toMatchObject({ method: 'DELETE', path: `/process-instances/${key(2)}` })
    await using whole = await stand86({ rows: made() })
    expect(await whole.ask(remove(2))).toEqual({ deleteProcessInstance: { isGone: true } })
  })

  test.each([
    ['one that runs', 1, '', 'CONFLICT'],
    ['one that is not there', 7, '', 'NOT_FOUND'],
    ['with a reference of one’s own', 2, ', operationReference: 7', 'NOT_SUPPORTED'],
  ])('does not delete %s', async (_, n, more, code) => {
    await using stand = await operateStand({ rows: made() })
    expect(await stand.refused(remove(n, more))).toMatchObject([{ code }])
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
