import { expect, test } from 'vitest'
import { key } from './support/rows.ts'
import { strictStand } from './support/stand.ts'
import type { UpstreamOptions } from './support/upstream.ts'

const EVALUATION = key(1)
const inputs = [{ inputId: 'i1', inputName: 'season', inputValue: '"winter"' }]
const rules = [
  {
    ruleId: 'r3',
    ruleIndex: 3,
    evaluatedOutputs: [{ outputId: 'o1', outputName: 'dish', outputValue: '"soup"', ruleId: 'r3', ruleIndex: 3 }],
  },
]

/** A decision of an evaluation, by its place in it. */
const row = (place: number, fields: object = {}) => ({
  businessId: null,
  decisionDefinitionId: `dish-${place}`,
  decisionDefinitionKey: key(20 + place),
  decisionDefinitionName: 'Dish',
  decisionDefinitionType: 'DECISION_TABLE',
  decisionDefinitionVersion: 1,
  decisionEvaluationInstanceKey: `${EVALUATION}-${place}`,
  decisionEvaluationKey: EVALUATION,
  elementInstanceKey: key(30),
  evaluationDate: '2026-01-01T12:00:00.000Z',
  evaluationFailure: null,
  processDefinitionKey: key(40),
  processInstanceKey: key(50),
  result: '"soup"',
  rootDecisionDefinitionKey: key(21),
  rootProcessInstanceKey: key(50),
  state: 'EVALUATED',
  tenantId: '<default>',
  evaluatedInputs: inputs,
  matchedRules: rules,
  ...fields,
})
const rows = { decisionInstances: [row(1), row(2)] }
const start = (options: UpstreamOptions = {}) => strictStand({ version: '8.10', rows, ...options })
const ONE = `decisionInstance(decisionEvaluationInstanceKey: "${EVALUATION}-1")`
const DETAILS = `evaluatedInputs { inputId inputName inputValue }
  matchedRules { ruleId ruleIndex evaluatedOutputs { outputId outputName outputValue } }`
const shownDetails = {
  evaluatedInputs: [{ ...inputs[0], inputValue: 'winter' }],
  matchedRules: [
    { ruleId: 'r3', ruleIndex: 3, evaluatedOutputs: [{ outputId: 'o1', outputName: 'dish', outputValue: 'soup' }] },
  ],
}

test('one by its key is one call, with what went in and which rules matched', async () => {
  await using stand = await start()
  const data = await stand.ask(`{ ${ONE} {
    decisionEvaluationInstanceKey decisionEvaluationKey result state evaluationFailure decisionDefinitionType ${DETAILS}
    decisionDefinition { decisionDefinitionId name version tenantId }
    processInstance { processInstanceKey processDefinitionKey }
  } }`)
  expect(data.decisionInstance).toEqual({
    decisionEvaluationInstanceKey: `${EVALUATION}-1`,
    decisionEvaluationKey: EVALUATION,
    result: 'soup',
    state: 'EVALUATED',
    evaluationFailure: null,
    decisionDefinitionType: 'DECISION_TABLE',
    ...shownDetails,
    decisionDefinition: { decisionDefinitionId: 'dish-1', name: 'Dish', version: 1, tenantId: '<default>' },
    processInstance: { processInstanceKey: key(50), processDefinitionKey: key(40) },
  })
  expect(stand.wire()).toEqual([[`GET /decision-instances/${EVALUATION}-1`]])
})

test('a key of another form is refused before any call, by its argument and in a global id', async () => {
  await using stand = await start()
  for (const wrong of ['x', EVALUATION, `${EVALUATION}-`, `${EVALUATION}-1/..`]) {
    const { errors } = await stand.gateway.ask(
      'query ($key: String!) { decisionInstance(decisionEvaluationInstanceKey: $key) { state } }',
      { key: wrong },
    )
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'decisionEvaluationInstanceKey' })
    const id = Buffer.from(`DecisionInstance:${wrong}`).toString('base64url')
    expect(await stand.refused(`{ node(id: "${id}") { id } }`)).toEqual(['BAD_USER_INPUT'])
  }
  expect(stand.wire()).toEqual([])
})

test('rows of a list are read once each for what a list does not tell, and only when it is asked for', async () => {
  await using stand = await start()
  const list = (fields: string) => stand.ask(`{ decisionInstances(first: 2) { totalCount nodes { ${fields} } } }`)
  expect(await list('decisionEvaluationInstanceKey')).toEqual({
    decisionInstances: {
      totalCount: 2,
      nodes: [1, 2].map((place) => ({ decisionEvaluationInstanceKey: `${EVALUATION}-${place}` })),
    },
  })
  expect(stand.wire().map(([call]) => call)).toEqual(['POST /decision-instances/search'])
  expect((await list(DETAILS)).decisionInstances.nodes).toEqual([shownDetails, shownDetails])
  expect(stand.wire().map(([call]) => call)).toEqual([
    'POST /decision-instances/search',
    `GET /decision-instances/${EVALUATION}-1`,
    `GET /decision-instances/${EVALUATION}-2`,
  ])
})

test.each([
  [`decisionEvaluationInstanceKey: { in: ["${EVALUATION}-1", "a/b ü"] }`, { $in: [`${EVALUATION}-1`, 'a/b ü'] }],
  [`decisionEvaluationKey: "${EVALUATION}"`, EVALUATION],
  ['decisionDefinitionVersion: 1', 1],
  ['state: { notIn: [FAILED] }', { $notIn: ['FAILED'] }],
  ['evaluationDate: { gte: "2026-01-01T00:00:00Z" }', { $gte: '2026-01-01T00:00:00Z' }],
  [`decisionRequirementsKey: { eq: "${key(9)}" }`, key(9)],
  ['businessId: { like: "order-*" }', { $like: 'order-*' }],
])('filter %s', async (filter, sent) => {
  // The upstream refuses what no key looks like.
  await using stand = await start({ newer: true, answers: { searchDecisionInstances: none } })
  await stand.gateway.ask(`{ decisionInstances(first: 1, filter: { ${filter} }, sort: [{ field: evaluationDate }]) {
    totalCount } }`)
  const sort = [
    { field: 'evaluationDate', order: 'ASC' },
    { field: 'decisionEvaluationInstanceKey', order: 'ASC' },
  ]
  const [name = ''] = filter.split(':')
  expect(stand.wire()).toEqual([
    ['POST /decision-instances/search', { filter: { [name]: sent }, sort, page: { limit: 1 } }],
  ])
})
const none = () => ({
  body: { items: [], page: { totalItems: 0, hasMoreTotalItems: false, startCursor: null, endCursor: null } },
})

test.each([
  ['state: { in: [FAILED] , eq: EVALUATED }', 'BAD_USER_INPUT', '8.10'],
  [`decisionEvaluationKey: "${EVALUATION}-1"`, 'BAD_USER_INPUT', '8.10'],
  ['businessId: { eq: "a" }', 'NOT_SUPPORTED', '8.9'],
  ['decisionRequirementsKey: { eq: "1" }', 'NOT_SUPPORTED', '8.8'],
  ['state: { neq: FAILED }', 'NOT_SUPPORTED', '8.8'],
] as const)('filter %s is refused before any call: %s on %s', async (filter, code, version) => {
  await using stand = await start({ version })
  expect(await stand.refused(`{ decisionInstances(filter: { ${filter} }) { totalCount } }`)).toEqual([code])
  expect(stand.wire()).toEqual([])
})

test('below a page of elements they are one search; below their process instances one for each, or one for all', async () => {
  const elementInstances = [30, 31, 32].map((n) => ({ elementInstanceKey: key(n) }))
  const decisionInstances = [30, 31, 31].map((n, at) => row(at + 1, { elementInstanceKey: key(n) }))
  await using stand = await start({
    answers: { searchElementInstances: () => ({ body: { items: elementInstances, ...pageOf(3) } }) },
    rows: { decisionInstances },
    newer: true,
  })
  const { data } = await stand.gateway.ask(`{ elementInstances(first: 3) { nodes { decisionInstances(first: 5) {
    totalCount nodes { elementInstance { elementInstanceKey } } } } } }`)
  expect(data.elementInstances.nodes).toEqual(
    [1, 2, 0].map((totalCount, at) => ({
      decisionInstances: {
        totalCount,
        nodes: Array(totalCount).fill({ elementInstance: { elementInstanceKey: key(30 + at) } }),
      },
    })),
  )
  expect(stand.wire().map(([call, body]) => [call, (body as { filter?: object }).filter])).toEqual([
    ['POST /element-instances/search', undefined],
    ['POST /decision-instances/search', { elementInstanceKey: { $in: [key(30), key(31), key(32)] } }],
  ])
})
const pageOf = (totalItems: number) => ({
  page: { totalItems, hasMoreTotalItems: false, startCursor: null, endCursor: null },
})

test.each([
  ['processInstance', `processInstanceKey: "${key(50)}"`, 'processInstanceKey', key(50)],
  ['processDefinition', `processDefinitionKey: "${key(40)}"`, 'processDefinitionKey', key(40)],
  ['decisionDefinition', `decisionDefinitionKey: "${key(21)}"`, 'decisionDefinitionKey', key(21)],
  ['decisionRequirements', `decisionRequirementsKey: "${key(9)}"`, 'decisionRequirementsKey', key(9)],
])('%s has its decision instances', async (field, args, name, value) => {
  const read = `get${field.charAt(0).toUpperCase()}${field.slice(1)}`
  await using stand = await start({ answers: { [read]: () => ({ body: { [name]: value } }) } })
  await stand.gateway.ask(`{ ${field}(${args}) { decisionInstances(first: 3) { nodes { decisionDefinitionId } } } }`)
  expect(stand.wire().at(-1)).toMatchObject([
    'POST /decision-instances/search',
    { filter: { [name]: value }, page: { limit: 3 } },
  ])
})

test('the instances of a graph cannot be found on 8.8', async () => {
  await using stand = await start({
    version: '8.8',
    rows: { decisionRequirements: [{ decisionRequirementsKey: key(9), version: 1 }] },
  })
  const query = `{ decisionRequirements(decisionRequirementsKey: "${key(9)}") { decisionInstances { totalCount } } }`
  expect(await stand.refused(query)).toEqual(['NOT_SUPPORTED'])
})

test('is found again by its global id, many together by one search', async () => {
  await using stand = await start()
  const { decisionInstances } = await stand.ask('{ decisionInstances { nodes { id } } }')
  const ids = decisionInstances.nodes.map(({ id }: { id: string }) => id)
  stand.wire()
  const { nodes } = await stand.ask(
    'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on DecisionInstance { result } } }',
    {
      ids,
    },
  )
  expect(nodes).toEqual([{ result: 'soup' }, { result: 'soup' }])
  expect(stand.wire()).toEqual([
    [
      'POST /decision-instances/search',
      {
        filter: { decisionEvaluationInstanceKey: { $in: [`${EVALUATION}-1`, `${EVALUATION}-2`] } },
        page: { limit: 2 },
      },
    ],
  ])
})

const evaluated = {
  decisionDefinitionId: 'dish-2',
  decisionDefinitionKey: key(22),
  decisionDefinitionName: 'Dish',
  decisionDefinitionVersion: 1,
  decisionEvaluationKey: EVALUATION,
  decisionInstanceKey: EVALUATION,
  decisionRequirementsId: 'menu',
  decisionRequirementsKey: key(9),
  evaluatedDecisions: [1, 2].map((place) => ({
    decisionDefinitionId: `dish-${place}`,
    decisionDefinitionKey: key(20 + place),
    decisionDefinitionName: 'Dish',
    decisionDefinitionType: 'DECISION_TABLE',
    decisionDefinitionVersion: 1,
    decisionEvaluationInstanceKey: `${EVALUATION}-${place}`,
    evaluatedInputs: inputs,
    matchedRules: rules,
    output: '"soup"',
    tenantId: '<default>',
  })),
  failedDecisionDefinitionId: null,
  failureMessage: null,
  output: '"soup"',
  tenantId: '<default>',
}

test('an evaluation has its instances, once all of them can be read', async () => {
  const decisionInstances = [row(2)]
  await using stand = await start({
    rows: { decisionInstances },
    answers: { evaluateDecision: () => ({ body: evaluated }) },
  })
  stand.upstream.fault = ({ operation }) => {
    // The second look finds both.
    if (operation === 'searchDecisionInstances' && stand.upstream.operations().length > 2) {
      if (decisionInstances.length < 2) decisionInstances.push(row(1))
    }
    return undefined
  }
  const { evaluateDecision } = await stand.ask(`mutation { evaluateDecision(input: { decisionDefinitionId: "dish-2" }) {
    decisionInstances { decisionEvaluationInstanceKey } } }`)
  expect(evaluateDecision.decisionInstances).toEqual(
    [1, 2].map((place) => ({ decisionEvaluationInstanceKey: `${EVALUATION}-${place}` })),
  )
  const filter = { decisionEvaluationKey: EVALUATION }
  const [, ...looks] = stand.wire()
  expect(looks).toHaveLength(2)
  expect(looks[1]).toMatchObject(['POST /decision-instances/search', { filter, page: { limit: 2 } }])
})

const DELETE = `mutation ($input: DeleteDecisionInstanceInput!) { deleteDecisionInstance(input: $input) { isGone } }`

test('deleteDecisionInstance deletes all decisions of an evaluation, and waits until none is found', async () => {
  const decisionInstances = [row(1), row(2)]
  await using stand = await start({
    rows: { decisionInstances },
    answers: {
      deleteDecisionInstance: () => {
        decisionInstances.length = 0
        return {}
      },
    },
  })
  const input = { decisionEvaluationKey: EVALUATION, operationReference: 7 }
  expect(await stand.ask(DELETE, { input })).toEqual({ deleteDecisionInstance: { isGone: true } })
  expect(stand.wire()).toEqual([
    [`POST /decision-instances/${EVALUATION}/deletion`, { operationReference: 7 }],
    ['POST /decision-instances/search', { filter: { decisionEvaluationKey: EVALUATION }, page: { limit: 1 } }],
  ])
})

test('deleteDecisionInstance takes the key of an evaluation alone, from 8.9 on, and says what the cluster says', async () => {
  await using stand = await start()
  const input = { decisionEvaluationKey: `${EVALUATION}-1` }
  expect(await stand.refused(DELETE, { input })).toEqual(['BAD_USER_INPUT'])
  expect(stand.wire()).toEqual([])
  stand.upstream.answers.deleteDecisionInstance = () => ({
    status: 404,
    body: { type: 'about:blank', title: 'NOT_FOUND', status: 404, detail: 'no such evaluation', instance: '/v2' },
  })
  expect(await stand.refused(DELETE, { input: { decisionEvaluationKey: EVALUATION } })).toEqual(['NOT_FOUND'])
  await using old = await start({ version: '8.8' })
  expect(await old.refused(DELETE, { input: { decisionEvaluationKey: EVALUATION } })).toEqual(['NOT_SUPPORTED'])
  expect(old.wire()).toEqual([])
})
