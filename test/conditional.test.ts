import { expect, test } from 'vitest'
import { key, processDefinition, processInstance } from './support/rows.ts'
import { strictStand } from './support/stand.ts'

const [EVALUATION, FIRST, SECOND] = [key(1), key(2), key(3)]
const references = [FIRST, SECOND].map((processInstanceKey) => ({ processInstanceKey, processDefinitionKey: key(0) }))
const answer = { conditionalEvaluationKey: EVALUATION, tenantId: '<default>', processInstances: references }
const evaluate = (input: string, shown: string) => `mutation { evaluateConditionals(input: ${input}) ${shown} }`

test('instances that were started are awaited, all of them together', async () => {
  const rows = {
    processInstances: [processInstance({ processInstanceKey: FIRST })],
    processDefinitions: [processDefinition()],
  }
  let reads = 0
  await using stand = await strictStand({
    version: '8.10',
    rows,
    answers: {
      evaluateConditionals: () => ({ body: answer }),
      // The second of them can be read a moment later.
      getProcessInstance: () =>
        void (++reads === 2 && rows.processInstances.push(processInstance({ processInstanceKey: SECOND }))),
      searchProcessInstances: () =>
        void (++reads === 2 && rows.processInstances.push(processInstance({ processInstanceKey: SECOND }))),
    },
  })
  const data = await stand.ask(
    evaluate(
      '{ variables: { amount: 10 }, tenantId: "<default>" }',
      `{ conditionalEvaluationKey tenantId processInstances {
        processInstanceKey processDefinitionKey processInstance { processInstanceKey state } processDefinition { name }
      } }`,
    ),
  )
  const { name } = processDefinition()
  expect(data.evaluateConditionals).toEqual({
    conditionalEvaluationKey: EVALUATION,
    tenantId: '<default>',
    processInstances: references.map((reference) => ({
      ...reference,
      processInstance: { processInstanceKey: reference.processInstanceKey, state: 'ACTIVE' },
      processDefinition: { name },
    })),
  })
  expect(stand.wire()[0]).toEqual([
    'POST /conditionals/evaluation',
    { variables: { amount: 10 }, tenantId: '<default>' },
  ])
})

test('keys cost no call beside the command', async () => {
  await using stand = await strictStand({ version: '8.9', answers: { evaluateConditionals: () => ({ body: answer }) } })
  const data = await stand.ask(
    evaluate(
      `{ variables: {}, processDefinitionKey: "${key(0)}" }`,
      '{ processInstances { processInstanceKey processInstance { processInstanceKey } } }',
    ),
  )
  expect(data.evaluateConditionals.processInstances).toEqual(
    [FIRST, SECOND].map((processInstanceKey) => ({ processInstanceKey, processInstance: { processInstanceKey } })),
  )
  expect(stand.wire()).toEqual([['POST /conditionals/evaluation', { variables: {}, processDefinitionKey: key(0) }]])
})

test('an instance that cannot be read yet costs itself alone', async () => {
  const rows = { processInstances: [processInstance({ processInstanceKey: FIRST })] }
  await using stand = await strictStand({
    version: '8.10',
    rows,
    answers: { evaluateConditionals: () => ({ body: answer }) },
  })
  const { data, errors } = await stand.gateway.ask(
    evaluate('{ variables: {} }', '{ processInstances { processInstanceKey processInstance { state } } }'),
  )
  expect(data.evaluateConditionals.processInstances).toEqual([
    { processInstanceKey: FIRST, processInstance: { state: 'ACTIVE' } },
    { processInstanceKey: SECOND, processInstance: null },
  ])
  expect(errors).toMatchObject([{ extensions: { code: 'NOT_YET_VISIBLE' } }])
})

test.each([
  ['{ variables: [1] }', 'BAD_USER_INPUT', '8.10'],
  ['{ variables: {}, processDefinitionKey: "x" }', 'BAD_USER_INPUT', '8.10'],
  ['{ variables: {} }', 'NOT_SUPPORTED', '8.8'],
] as const)('%s is %s on %s before any call', async (input, code, version) => {
  await using stand = await strictStand({ version: version as '8.8' | '8.10' })
  expect(await stand.refused(evaluate(input, '{ conditionalEvaluationKey }'))).toEqual([code])
  expect(stand.wire()).toEqual([])
})

test('a definition that is not there is told', async () => {
  const body = { type: 'about:blank', title: 'NOT_FOUND', status: 404, detail: 'no such definition', instance: '/' }
  await using stand = await strictStand({ answers: { evaluateConditionals: () => ({ status: 404, body }) } })
  const question = evaluate(`{ variables: {}, processDefinitionKey: "${key(7)}" }`, '{ tenantId }')
  expect(await stand.refused(question)).toEqual(['NOT_FOUND'])
})
