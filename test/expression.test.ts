import { expect, test } from 'vitest'
import { key } from './support/rows.ts'
import { strictStand } from './support/stand.ts'
import type { RecordedCall } from './support/upstream.ts'

const secret = { storeId: 'vault', secretName: 'token' }
const evaluated = (result: string) => (call: RecordedCall) => ({
  text: JSON.stringify({
    expression: (call.body as { expression: string }).expression,
    result: 'RESULT',
    warnings: [{ message: 'no variable b' }],
    referencedSecrets: [secret],
  }).replace('"RESULT"', result),
})
const ALL = '{ expression result warnings { message } referencedSecrets { storeId secretName } }'

test('an expression is one call, and its result keeps its numbers', async () => {
  const exact = '{"n":9007199254740993,"f":1.0}'
  await using stand = await strictStand({ version: '8.10', answers: { evaluateExpression: evaluated(exact) } })
  const question = `query ($v: JSON) { evaluateExpression(
    expression: "={n: a, f: b}", variables: $v, tenantId: "north", scopeKey: "${key(1)}") ${ALL} }`
  const { text, data, errors } = await stand.gateway.ask(question, '{"v":{"a":9007199254740993,"b":1.0}}')
  expect(errors).toBeUndefined()
  expect(text).toContain(`"result":${exact}`)
  expect(data.evaluateExpression).toMatchObject({
    expression: '={n: a, f: b}',
    warnings: [{ message: 'no variable b' }],
    referencedSecrets: [secret],
  })
  expect(stand.upstream.calls.map(({ method, path, text }) => [method, path, text])).toEqual([
    [
      'POST',
      '/expression/evaluation',
      `{"expression":"={n: a, f: b}","variables":{"a":9007199254740993,"b":1.0},"tenantId":"north","scopeKey":"${key(1)}"}`,
    ],
  ])
})

test('several are evaluated at once, and may come to nothing', async () => {
  await using stand = await strictStand({ version: '8.10', answers: { evaluateExpression: evaluated('null') } })
  const data = await stand.ask(`{
    a: evaluateExpression(expression: "=a", variables: null) { result }
    b: evaluateExpression(expression: "=b") { result expression }
  }`)
  expect(data).toEqual({ a: { result: null }, b: { result: null, expression: '=b' } })
  expect(stand.wire()).toHaveLength(2)
})

test('it changes nothing: it is repeated where the cluster fails for once', async () => {
  let calls = 0
  await using stand = await strictStand({
    version: '8.10',
    answers: { evaluateExpression: evaluated('2') },
    fault: () => (++calls === 1 ? 'reset' : undefined),
  })
  expect(await stand.ask('{ evaluateExpression(expression: "=1+1") { result } }')).toEqual({
    evaluateExpression: { result: 2 },
  })
})

test.each([
  ['expression: " "', 'BAD_USER_INPUT', '8.10'],
  ['expression: "=1", variables: [1]', 'BAD_USER_INPUT', '8.10'],
  ['expression: "=1", scopeKey: "x"', 'BAD_USER_INPUT', '8.10'],
  ['expression: "=1", scopeKey: "1"', 'NOT_SUPPORTED', '8.9'],
  ['expression: "=1"', 'NOT_SUPPORTED', '8.8'],
] as const)('%s is %s on %s before any call', async (args, code, version) => {
  await using stand = await strictStand({ version: version as '8.8' | '8.9' | '8.10' })
  expect(await stand.refused(`{ evaluateExpression(${args}) { result } }`)).toEqual([code])
  expect(stand.wire()).toEqual([])
})

test('what cannot be evaluated is told in Camunda’s words', async () => {
  const body = { type: 'about:blank', title: 'INVALID_ARGUMENT', status: 400, detail: 'expected )', instance: '/' }
  await using stand = await strictStand({
    version: '8.9',
    answers: { evaluateExpression: () => ({ status: 400, body }) },
  })
  const { errors } = await stand.gateway.ask('{ evaluateExpression(expression: "=(") { result } }')
  expect(errors).toMatchObject([
    { message: expect.stringContaining('expected )'), extensions: { code: 'BAD_USER_INPUT' } },
  ])
})
