import { describe, expect, test } from 'vitest'
import {
  decision,
  definition,
  engineDate,
  evaluated,
  graph,
  idOf,
  instance,
  type Row,
} from './support/camunda-7/rows.ts'
import type { EngineAnswerer } from './support/camunda-7/server.ts'
import { camunda7Stand } from './support/camunda-7/stand.ts'

const rows = () => ({
  '/decision-definition': [
    decision(),
    decision({ id: 'season:1:28', key: 'season', name: 'Season' }),
    decision({ id: 'dish:2:31', version: 2, resource: 'dish.dmn', latest: true, ...ALONE }),
  ],
  '/decision-requirements-definition': [graph()],
})
/** A decision that is the only one of its model. */
const ALONE = { decisionRequirementsDefinitionId: null, decisionRequirementsDefinitionKey: null }

describe('decision definitions and their graphs', () => {
  test('are answered as the contract has them, graphs once for a page', async () => {
    await using stand = await camunda7Stand(rows())
    const { decisionDefinitions } = await stand.ask(`{ decisionDefinitions { totalCount nodes {
      decisionDefinitionKey decisionDefinitionId name version tenantId
      decisionRequirementsKey decisionRequirementsId decisionRequirementsName decisionRequirementsVersion
    } } }`)
    expect(decisionDefinitions.totalCount).toBe(3)
    expect(decisionDefinitions.nodes[0]).toEqual({
      decisionDefinitionKey: 'dish:1:27',
      decisionDefinitionId: 'dish',
      name: 'Dish',
      version: 1,
      tenantId: '<default>',
      decisionRequirementsKey: 'dinner:1:26',
      decisionRequirementsId: 'dinner',
      decisionRequirementsName: 'Dinner',
      decisionRequirementsVersion: 1,
    })
    expect(decisionDefinitions.nodes[1]).toMatchObject({
      decisionDefinitionKey: 'dish:2:31',
      decisionRequirementsKey: null,
      decisionRequirementsName: null,
      decisionRequirementsVersion: null,
    })
    expect(stand.engine.look()).toEqual(['GET /decision-definition', 'GET /decision-requirements-definition'])
  })

  test('lead to each other, and to the model', async () => {
    await using stand = await camunda7Stand(rows(), ({ path }) => {
      const [, id] = /^\/decision-(?:requirements-)?definition\/([^/]+)\/xml$/.exec(path) ?? []
      return id === undefined ? undefined : { body: { id, dmnXml: `<definitions id="${id}"/>` } }
    })
    const ask = () =>
      stand.ask(`{
        decisionRequirementsList { nodes { decisionRequirementsKey decisionRequirementsName version resourceName tenantId xml
          decisionDefinitions { nodes { name } } } }
        decisionDefinition(decisionDefinitionKey: "season:1:28") { name xml decisionRequirements { resourceName } }
        missing: decisionDefinition(decisionDefinitionKey: "none:1:1") { name }
      }`)
    expect(await ask()).toEqual({
      decisionRequirementsList: {
        nodes: [
          {
            decisionRequirementsKey: 'dinner:1:26',
            decisionRequirementsName: 'Dinner',
            version: 1,
            resourceName: 'dinner.dmn',
            tenantId: '<default>',
            xml: '<definitions id="dinner:1:26"/>',
            decisionDefinitions: { nodes: [{ name: 'Dish' }, { name: 'Season' }] },
          },
        ],
      },
      decisionDefinition: {
        name: 'Season',
        xml: '<definitions id="season:1:28"/>',
        decisionRequirements: { resourceName: 'dinner.dmn' },
      },
      missing: null,
    })
  })

  test('that are named by several rows are one call', async () => {
    await using stand = await camunda7Stand(rows())
    await stand.ask('{ decisionDefinitions { nodes { decisionRequirements { resourceName } } } }')
    expect(stand.engine.look()).toEqual([
      'GET /decision-definition',
      expect.stringMatching(/^GET \/decision-requirements-definition/),
    ])
  })

  test('a graph that is not there is null, which the engine says by 400', async () => {
    const message =
      "no deployed decision requirements definition found with id 'none:1:1': decisionRequirementsDefinition is null"
    await using stand = await camunda7Stand({}, ({ path }) =>
      path === '/decision-requirements-definition/none:1:1'
        ? { status: 400, body: { type: 'InvalidRequestException', message, code: 0 } }
        : undefined,
    )
    expect(await stand.ask('{ decisionRequirements(decisionRequirementsKey: "none:1:1") { version } }')).toEqual({
      decisionRequirements: null,
    })
  })

  test.each<[filter: string, keys: string[], asked: object | undefined]>([
    ['decisionDefinitionKey: "dish:1:27"', ['dish:1:27'], { decisionDefinitionIdIn: 'dish:1:27' }],
    ['decisionDefinitionId: "dish"', ['dish:1:27', 'dish:2:31'], { key: 'dish' }],
    ['decisionDefinitionId: "dish", version: 2', ['dish:2:31'], { key: 'dish', version: '2' }],
    ['name: "Season"', ['season:1:28'], { name: 'Season' }],
    ['isLatestVersion: true', ['dish:2:31'], { latestVersion: 'true' }],
    // The engine refuses both beside it.
    ['isLatestVersion: true, version: 1', [], { latestVersion: 'true' }],
    ['isLatestVersion: true, name: "Dish"', ['dish:2:31'], { latestVersion: 'true' }],
    ['isLatestVersion: false', ['dish:1:27', 'dish:2:31', 'season:1:28'], {}],
    [
      'decisionRequirementsKey: "dinner:1:26"',
      ['dish:1:27', 'season:1:28'],
      { decisionRequirementsDefinitionId: 'dinner:1:26' },
    ],
    ['decisionRequirementsId: "other"', [], { decisionRequirementsDefinitionKey: 'other' }],
    [
      'decisionRequirementsName: "Dinner", decisionRequirementsVersion: 1',
      ['dish:1:27', 'season:1:28'],
      { decisionRequirementsDefinitionId: 'dinner:1:26' },
    ],
    // No graph has it, so no decision is asked for.
    ['decisionRequirementsName: "Dinner", decisionRequirementsVersion: 2', [], undefined],
    ['tenantId: "<default>"', ['dish:1:27', 'dish:2:31', 'season:1:28'], { withoutTenantId: 'true' }],
    ['tenantId: "acme"', [], { tenantIdIn: 'acme' }],
  ])('are found by %s', async (filter, keys, asked) => {
    await using stand = await camunda7Stand(rows())
    const data = await stand.ask(`{ decisionDefinitions(filter: { ${filter} }) { nodes { decisionDefinitionKey } } }`)
    expect(data.decisionDefinitions.nodes.map((row: Row) => row.decisionDefinitionKey)).toEqual(keys)
    const search = stand.engine.calls.find(({ path }) => path === '/decision-definition')
    const {
      maxResults: _,
      sortBy: _sort,
      sortOrder: _order,
      ...query
    } = search ? Object.fromEntries(search.query) : { none: '' }
    expect(search && query).toEqual(asked)
  })

  test.each([
    ['name: DESC', ['season:1:28', 'dish:1:27', 'dish:2:31']],
    ['version: DESC', ['dish:2:31', 'dish:1:27', 'season:1:28']],
    ['decisionRequirementsKey: ASC', ['dish:1:27', 'season:1:28', 'dish:2:31']],
  ])('are sorted by %s', async (sort, keys) => {
    await using stand = await camunda7Stand(rows())
    const [field, order] = sort.split(': ')
    const data = await stand.ask(
      `{ decisionDefinitions(sort: [{ field: ${field}, order: ${order} }]) { nodes { decisionDefinitionKey } } }`,
    )
    expect(data.decisionDefinitions.nodes.map((row: Row) => row.decisionDefinitionKey)).toEqual(keys)
  })

  test('are not sorted by what their graphs are called', async () => {
    await using stand = await camunda7Stand(rows())
    const sorted = '{ decisionDefinitions(sort: [{ field: decisionRequirementsName, order: ASC }]) { totalCount } }'
    expect(await stand.refused(sorted)).toMatchObject([{ code: 'NOT_SUPPORTED' }])
    expect(stand.engine.look()).toEqual([])
  })
})

describe('evaluateDecision', () => {
  const table = (attributes: string, ...outputs: string[]) =>
    `<decisionTable id="t" ${attributes}><input id="i"/>${outputs.map((name) => `<dmn:output id="o" name="${name}"/>`).join('')}
      <rule><outputEntry id="e"/></rule></decisionTable>`
  const model = (inside: string) => `<?xml version="1.0"?><definitions xmlns:dmn="x">
    <!-- <decision id="dish"><decisionTable hitPolicy="RULE ORDER"/></decision> -->
    <dmn:decision id='other'>${table('hitPolicy="COLLECT"', 'a', 'b')}</dmn:decision>
    <dmn:decision name="a > b" id="dish">${inside}</dmn:decision></definitions>`
  const text = (value: unknown) => ({ type: 'String', value, valueInfo: {} })
  const number = (value: unknown) => ({ type: 'Integer', value, valueInfo: {} })

  const answering =
    (inside: string, evaluated: unknown, status = 200): EngineAnswerer =>
    ({ path }) => {
      if (path.endsWith('/xml')) return { body: { id: 'x', dmnXml: model(inside) } }
      return path.endsWith('/evaluate') ? { status, body: evaluated } : undefined
    }

  const EVALUATE = `mutation ($input: EvaluateDecisionInput!) { evaluateDecision(input: $input) {
    decisionDefinitionKey decisionDefinitionId decisionDefinitionName decisionDefinitionVersion tenantId
    decisionRequirementsKey decisionEvaluationKey output evaluatedDecisions { output } failureMessage
    decisionDefinition { name }
  } }`

  test('answers the value, and what it was evaluated by', async () => {
    await using stand = await camunda7Stand(rows(), answering(table('', 'dish'), [{ dish: text('Stew') }]))
    const input = { decisionDefinitionId: 'dish', variables: { season: 'Winter', guests: 4 } }
    const { evaluateDecision } = await stand.ask(EVALUATE, { input })
    expect(evaluateDecision).toEqual({
      decisionDefinitionKey: 'dish:2:31',
      decisionDefinitionId: 'dish',
      decisionDefinitionName: 'Dish',
      decisionDefinitionVersion: 2,
      decisionRequirementsKey: null,
      decisionEvaluationKey: null,
      tenantId: '<default>',
      output: 'Stew',
      evaluatedDecisions: null,
      failureMessage: null,
      decisionDefinition: { name: 'Dish' },
    })
    const [search, , evaluation] = stand.engine.calls
    expect(Object.fromEntries(search?.query ?? [])).toMatchObject({
      key: 'dish',
      latestVersion: 'true',
      withoutTenantId: 'true',
    })
    expect(evaluation).toMatchObject({
      method: 'POST',
      path: '/decision-definition/dish:2:31/evaluate',
      body: {
        variables: { season: { type: 'String', value: 'Winter' }, guests: { type: 'Integer', value: 4 } },
      },
    })
    stand.engine.look()
    // What the model says is kept.
    await stand.ask('mutation { evaluateDecision(input: { decisionDefinitionKey: "dish:2:31" }) { output } }')
    expect(stand.engine.look()).toEqual([
      'GET /decision-definition/dish:2:31',
      'POST /decision-definition/dish:2:31/evaluate',
    ])
  })

  const both = { dish: text('Stew'), price: number(12) }
  test.each<[what: string, inside: string, evaluated: object[], output: unknown]>([
    ['a table of one output without a match', table('', 'dish'), [], null],
    ['a table of two outputs', table('hitPolicy="FIRST"', 'dish', 'price'), [both], { dish: 'Stew', price: 12 }],
    ['an output that is empty beside another', table('', 'dish', 'price'), [{ dish: text('Stew') }], { dish: 'Stew' }],
    ['a list of one', table('hitPolicy="COLLECT"', 'dish'), [{ dish: text('Stew') }], ['Stew']],
    ['an empty list', table("hitPolicy = 'RULE ORDER'", 'dish'), [], []],
    ['a list of objects', table('hitPolicy="OUTPUT ORDER"', 'dish', 'price'), [both], [{ dish: 'Stew', price: 12 }]],
    ['what is collected to a number', table('aggregation="SUM" hitPolicy="COLLECT"', 'n'), [{ n: number(9) }], 9],
    [
      'an expression',
      '<variable name="x"/><literalExpression><text>x</text></literalExpression>',
      [{ x: { type: null, value: { a: [1, 2.5, 'x'], n: null }, valueInfo: null } }],
      { a: [1, 2.5, 'x'], n: null },
    ],
  ])('answers %s as Camunda 8 does', async (_, inside, evaluated, output) => {
    await using stand = await camunda7Stand(rows(), answering(inside, evaluated))
    const data = await stand.ask(
      'mutation { evaluateDecision(input: { decisionDefinitionKey: "dish:1:27" }) { output } }',
    )
    expect(data).toEqual({ evaluateDecision: { output } })
  })

  test('answers that it failed', async () => {
    const message = "Cannot evaluate decision dish:1:27: Exception while evaluating decision with key 'null'"
    const failed = { type: 'RestException', message, code: 0 }
    await using stand = await camunda7Stand(rows(), answering(table('', 'dish'), failed, 500))
    const data = await stand.ask(
      'mutation { evaluateDecision(input: { decisionDefinitionKey: "dish:1:27" }) { output failureMessage decisionDefinitionId } }',
    )
    expect(data).toEqual({
      evaluateDecision: { output: null, failureMessage: message, decisionDefinitionId: 'dish' },
    })
  })

  test.each([
    ['a decision that is not there', '{ decisionDefinitionId: "none" }', 'NOT_FOUND'],
    ['a key that is not there', '{ decisionDefinitionKey: "none:1:1" }', 'NOT_FOUND'],
    ['the key of another tenant', '{ decisionDefinitionKey: "dish:1:27", tenantId: "acme" }', 'NOT_FOUND'],
    ['both', '{ decisionDefinitionId: "dish", decisionDefinitionKey: "dish:1:27" }', 'BAD_USER_INPUT'],
  ])('evaluates nothing for %s', async (_, input, code) => {
    await using stand = await camunda7Stand(rows(), answering('', []))
    const errors = await stand.refused(`mutation { evaluateDecision(input: ${input}) { output } }`)
    expect(errors.map((error) => error.code)).toEqual([code])
    expect(stand.engine.calls.filter(({ method }) => method === 'POST')).toEqual([])
  })

  test('tells a missing right', async () => {
    const refusal = {
      type: 'AuthorizationException',
      message: "The user with id 'mary' does not have 'CREATE_INSTANCE' permission on resource 'dish'.",
      code: 0,
    }
    await using stand = await camunda7Stand(rows(), answering(table('', 'dish'), refusal, 403))
    const errors = await stand.refused(
      'mutation { evaluateDecision(input: { decisionDefinitionId: "dish" }) { output } }',
    )
    expect(errors.map((error) => error.code)).toEqual(['FORBIDDEN'])
  })
})

describe('decision instances', () => {
  const output = (ruleOrder: number | null, variableName: string, type: string, value: unknown) => ({
    type,
    value,
    valueInfo: {},
    clauseId: ruleOrder === null ? null : `of-${variableName}`,
    clauseName: ruleOrder === null ? null : variableName.toUpperCase(),
    ruleId: ruleOrder === null ? null : `rule-${ruleOrder}`,
    ruleOrder,
    variableName,
  })
  const detail = {
    inputs: [{ type: 'String', value: 'Winter', valueInfo: {}, clauseId: 'in', clauseName: 'Season' }],
    outputs: [
      output(2, 'dish', 'String', 'Salad'),
      output(1, 'dish', 'String', 'Stew'),
      output(1, 'price', 'Long', 12),
      output(2, 'price', 'Long', 7),
    ],
  }
  const AT = Date.parse('2026-11-21T12:00:00.000Z')
  const all = () => ({
    ...rows(),
    '/process-definition': [definition()],
    '/history/process-instance': [instance(0)],
    '/history/decision-instance': [
      evaluated(detail),
      evaluated({
        id: idOf(2),
        rootDecisionInstanceId: idOf(1),
        decisionDefinitionId: 'season:1:28',
        decisionDefinitionKey: 'season',
        decisionDefinitionName: 'Season',
        evaluationTime: engineDate(AT + 1),
        outputs: [output(null, 'season', 'String', 'Winter')],
      }),
      evaluated({
        id: idOf(3),
        processDefinitionId: null,
        processInstanceId: null,
        activityInstanceId: null,
        collectResultValue: 19,
        evaluationTime: engineDate(AT + 2),
      }),
    ],
  })
  const MODEL = `<definitions><decision id="dish"><decisionTable hitPolicy="COLLECT"><output id="of-dish"/><output id="of-price"/></decisionTable></decision>
    <decision id="season"><literalExpression/></decision></definitions>`
  const model: EngineAnswerer = ({ path }) => (path.endsWith('/xml') ? { body: { id: 'x', dmnXml: MODEL } } : undefined)

  test('are answered as the contract has them', async () => {
    await using stand = await camunda7Stand(all(), model)
    const data = await stand.ask(`{ decisionInstances { totalCount nodes {
      decisionEvaluationInstanceKey decisionEvaluationKey decisionDefinitionId decisionDefinitionKey decisionDefinitionName
      decisionDefinitionVersion decisionDefinitionType elementInstanceKey evaluationDate evaluationFailure processDefinitionKey
      processInstanceKey rootDecisionDefinitionKey result state tenantId
      processInstance { state } processDefinition { name } rootDecisionDefinition { name }
    } } }`)
    expect(data.decisionInstances.totalCount).toBe(3)
    expect(data.decisionInstances.nodes[0]).toEqual({
      decisionEvaluationInstanceKey: idOf(1),
      decisionEvaluationKey: idOf(1),
      decisionDefinitionId: 'dish',
      decisionDefinitionKey: 'dish:1:27',
      decisionDefinitionName: 'Dish',
      decisionDefinitionVersion: 1,
      decisionDefinitionType: null,
      elementInstanceKey: `choose:${idOf(9)}`,
      evaluationDate: new Date(AT).toISOString(),
      evaluationFailure: null,
      processDefinitionKey: 'order:1:25',
      processInstanceKey: idOf(0),
      rootDecisionDefinitionKey: 'dish:1:27',
      result: [
        { dish: 'Stew', price: 12 },
        { dish: 'Salad', price: 7 },
      ],
      state: 'EVALUATED',
      tenantId: '<default>',
      processInstance: { state: 'ACTIVE' },
      processDefinition: { name: 'Order' },
      rootDecisionDefinition: { name: 'Dish' },
    })
    expect(data.decisionInstances.nodes[1]).toMatchObject({
      decisionEvaluationKey: idOf(1),
      rootDecisionDefinitionKey: 'dish:1:27',
      result: 'Winter',
    })
    expect(data.decisionInstances.nodes[2]).toMatchObject({ result: 19, processInstance: null })
    // What rows do not tell is asked for once for all of them.
    const calls = stand.engine.look()
    expect(calls.filter((call) => call === 'GET /history/decision-instance')).toHaveLength(3)
    expect(calls.filter((call) => call.endsWith('/xml'))).toHaveLength(2)
  })

  test('of one the inputs and rules are read, too', async () => {
    await using stand = await camunda7Stand(all(), model)
    const data = await stand.ask(
      `{ decisionInstance(decisionEvaluationInstanceKey: "${idOf(1)}") {
        evaluatedInputs { inputId inputName inputValue } matchedRules { ruleId ruleIndex evaluatedOutputs { outputId outputName outputValue } } } }`,
    )
    expect(data.decisionInstance).toEqual({
      evaluatedInputs: [{ inputId: 'in', inputName: 'Season', inputValue: 'Winter' }],
      matchedRules: [
        {
          ruleId: 'rule-1',
          ruleIndex: 1,
          evaluatedOutputs: [
            { outputId: 'of-dish', outputName: 'DISH', outputValue: 'Stew' },
            { outputId: 'of-price', outputName: 'PRICE', outputValue: 12 },
          ],
        },
        {
          ruleId: 'rule-2',
          ruleIndex: 2,
          evaluatedOutputs: [
            { outputId: 'of-dish', outputName: 'DISH', outputValue: 'Salad' },
            { outputId: 'of-price', outputName: 'PRICE', outputValue: 7 },
          ],
        },
      ],
    })
    expect(stand.engine.look()).toEqual([`GET /history/decision-instance/${idOf(1)}`])
  })

  test.each<[filter: string, found: number[]]>([
    [`decisionEvaluationInstanceKey: { in: ["${idOf(2)}", "${idOf(3)}"] }`, [2, 3]],
    [`decisionEvaluationKey: "${idOf(1)}"`, [1, 2]],
    ['decisionDefinitionId: "dish"', [1, 3]],
    ['decisionDefinitionKey: { eq: "season:1:28" }', [2]],
    ['decisionDefinitionName: "Season"', [2]],
    ['decisionDefinitionVersion: 1', [1, 2, 3]],
    ['decisionDefinitionVersion: 2', []],
    ['decisionRequirementsKey: { eq: "dinner:1:26" }', [1, 2, 3]],
    ['decisionRequirementsKey: { exists: false }', []],
    [`elementInstanceKey: { eq: "choose:${idOf(9)}" }`, [1, 2]],
    ['elementInstanceKey: { exists: false }', [3]],
    [`processInstanceKey: "${idOf(0)}", processDefinitionKey: "order:1:25"`, [1, 2]],
    [`evaluationDate: { gt: "${new Date(AT).toISOString()}" }`, [2, 3]],
    ['state: { eq: EVALUATED }', [1, 2, 3]],
    ['state: { eq: FAILED }', []],
    ['evaluationFailure: "x"', []],
    ['tenantId: "<default>"', [1, 2, 3]],
  ])('are found by %s', async (filter, found) => {
    await using stand = await camunda7Stand(all())
    const data = await stand.ask(
      `{ decisionInstances(filter: { ${filter} }) { nodes { decisionEvaluationInstanceKey } } }`,
    )
    expect(data.decisionInstances.nodes).toEqual(found.map((n) => ({ decisionEvaluationInstanceKey: idOf(n) })))
  })

  test.each([
    'decisionDefinitionType: DECISION_TABLE',
    'rootDecisionDefinitionKey: { eq: "a" }',
    'businessId: { eq: "a" }',
  ])('are not found by %s', async (filter) => {
    await using stand = await camunda7Stand(all())
    const errors = await stand.refused(`{ decisionInstances(filter: { ${filter} }) { totalCount } }`)
    expect(errors).toMatchObject([{ code: 'NOT_SUPPORTED' }])
    expect(stand.engine.look()).toEqual([])
  })

  test('belong to what asked for them', async () => {
    await using stand = await camunda7Stand(all())
    const data = await stand.ask(`{
      processInstance(processInstanceKey: "${idOf(0)}") { decisionInstances { totalCount } }
      decisionDefinition(decisionDefinitionKey: "season:1:28") { decisionInstances { totalCount } }
      decisionRequirements(decisionRequirementsKey: "dinner:1:26") { decisionInstances { totalCount } }
    }`)
    expect(data).toEqual({
      processInstance: { decisionInstances: { totalCount: 2 } },
      decisionDefinition: { decisionInstances: { totalCount: 1 } },
      decisionRequirements: { decisionInstances: { totalCount: 3 } },
    })
  })

  test('of an evaluation are not told: the engine does not say which it was', async () => {
    const answer: EngineAnswerer = (call) =>
      call.path.endsWith('/evaluate') ? { body: [{ dish: { type: 'String', value: 'Stew' } }] } : model(call)
    await using stand = await camunda7Stand(all(), answer)
    const data = await stand.ask(
      'mutation { evaluateDecision(input: { decisionDefinitionId: "dish" }) { decisionInstances { state } } }',
    )
    expect(data).toEqual({ evaluateDecision: { decisionInstances: null } })
  })
})
