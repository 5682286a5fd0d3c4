import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type GraphQLInputType, isEnumType, isInputObjectType, isListType, isNonNullType, isObjectType } from 'graphql'
import { afterAll, describe, expect, test } from 'vitest'
import { contract, VERSIONS } from '../contract/contract.ts'
import { restOf, servedFields } from '../contract/sdl.ts'
import { entities } from '../src/fields/entities.ts'
import { fieldFacts } from '../src/fields/facts.ts'
import { schema } from '../src/schema/schema.ts'
import { startGateway } from './support/gateway.ts'
import { AUDIENCE, startIssuer } from './support/issuer.ts'
import { startUpstream } from './support/upstream.ts'

const made = schema()

const files = mkdtempSync(join(tmpdir(), 'gateway-administration-'))
afterAll(() => rmSync(files, { recursive: true, force: true }))

/** What administers a cluster, or shows secrets, by its path. */
const PATHS = /^\/(?:backups|clock|cluster|exporting|mode|rebalance|restore|secrets|setup)(?:\/|$)/

const administers = (operation: string) =>
  VERSIONS.some((version) => PATHS.test(contract(version).operations[operation]?.path ?? ''))

const served = servedFields(made).map(({ type, field, operation }) => ({
  name: `${type.name}.${field.name}`,
  operation,
  isClosed: fieldFacts(field).isAdministration,
}))

describe('@administration', () => {
  test('is on every field whose operation administers a cluster or shows secrets, and on no other', () => {
    const wrong = served.filter(({ operation, isClosed }) => administers(operation) !== isClosed)
    expect(wrong.map(({ name }) => name)).toEqual([])
    expect(served.filter(({ isClosed }) => isClosed).length).toBeGreaterThan(50)
  })

  test('is on every way to an object with such fields', () => {
    const closed = new Set(served.filter(({ isClosed }) => isClosed).map(({ name }) => name.split('.')[0]))
    for (const type of Object.values(made.getTypeMap()).filter(isObjectType)) {
      for (const field of Object.values(type.getFields())) {
        const { isAdministration } = fieldFacts(field)
        const below = String(field.type).replace(/[[\]!]/g, '')
        if (closed.has(below)) expect([type.name, field.name, isAdministration]).toEqual([type.name, field.name, true])
      }
    }
    for (const name of entities.keys()) expect(closed.has(name)).toBe(false)
  })

  test('is told in the descriptions', () => {
    expect(made.getMutationType()?.getFields().pinClock?.description).toContain('GATEWAY_ADMINISTRATION')
    expect(made.getMutationType()?.getFields().cancelProcessInstance?.description ?? '').not.toContain(
      'GATEWAY_ADMINISTRATION',
    )
  })
})

/** The least that an argument takes, as GraphQL. */
function least(type: GraphQLInputType): string {
  if (isNonNullType(type)) return least(type.ofType)
  if (isListType(type)) return `[${least(type.ofType)}]`
  if (isEnumType(type)) return type.getValues()[0]?.name ?? ''
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter((field) => isNonNullType(field.type))
    return `{${needed.map((field) => `${field.name}: ${least(field.type)}`).join(', ')}}`
  }
  const values: Record<string, string> = { DateTime: '"2026-11-28T00:00:00Z"', Boolean: 'true', Int: '1', Long: '1' }
  return values[type.name] ?? '"a"'
}

/** A question for each closed field of the roots. */
const questions = [made.getQueryType(), made.getMutationType()].flatMap((type) =>
  Object.values(type?.getFields() ?? {}).flatMap((field) => {
    if (!fieldFacts(field).isAdministration) return []
    const args = field.args.filter(({ type }) => isNonNullType(type)).map((one) => `${one.name}: ${least(one.type)}`)
    const isLeaf = /^\[?(?:String|ExportingStatus)\b/.test(String(field.type))
    const root = type === made.getMutationType() ? 'mutation' : 'query'
    const text = `${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${isLeaf ? '' : ' { __typename }'}`
    return [{ root, name: `${type?.name}.${field.name}`, operation: restOf(field).operation, text }]
  }),
)

const WAYS: ReadonlyArray<readonly [string, object[]]> = [
  ['past Yoga', []],
  ['through Yoga', [{ onResponse() {} }]],
]

describe.each(WAYS)('closed, %s', (_, plugins) => {
  test.each(['8.8', '8.10'] as const)('nothing of it reaches a cluster of %s', async (version) => {
    await using upstream = await startUpstream({ version })
    await using gateway = await startGateway(upstream, {}, plugins)
    expect(questions.length).toBeGreaterThan(30)
    for (const { root, name, operation, text } of questions) {
      const { errors } = await gateway.ask(`${root} { ${text} }`)
      expect(errors?.map(({ extensions }) => extensions)).toEqual([
        {
          code: 'FORBIDDEN',
          field: name,
          ...(operation ? { operation } : {}),
          rule: 'GATEWAY_ADMINISTRATION',
          retryable: false,
        },
      ])
      expect(errors?.[0]?.message).toContain('setting GATEWAY_ADMINISTRATION to true')
    }
    expect(upstream.calls).toEqual([])
  })

  test('a mutation is refused as a whole, whatever stands before, and by whatever way the field is written', async () => {
    await using upstream = await startUpstream({ version: '8.10' })
    await using gateway = await startGateway(upstream, {}, plugins)
    for (const document of [
      'mutation { cancelProcessInstance(input: { processInstanceKey: "1" }) { __typename } c: resetClock { isPinned } }',
      'mutation { ... { ...F } } fragment F on Mutation { resetClock { isPinned } }',
      'mutation ($yes: Boolean = true) { resetClock @include(if: $yes) { isPinned } }',
    ]) {
      const { data, errors } = await gateway.ask(document)
      expect([data, errors?.length, errors?.[0]?.extensions?.code]).toEqual([undefined, 1, 'FORBIDDEN'])
    }
    expect(upstream.calls).toEqual([])
  })

  test('what is not asked for does not count, and other fields are answered', async () => {
    await using upstream = await startUpstream({
      version: '8.10',
      answers: { cancelProcessInstance: () => ({}), getStatus: () => ({ status: 204 }) },
    })
    await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10' }, plugins)
    const { data, errors } = await gateway.ask(
      'mutation ($no: Boolean = false) { cancelProcessInstance(input: { processInstanceKey: "1" }) { __typename } resetClock @include(if: $no) { isPinned } }',
    )
    expect([data, errors]).toEqual([
      { cancelProcessInstance: { __typename: 'CancelProcessInstancePayload' } },
      undefined,
    ])
    const asked = await gateway.ask('{ exportingStatus status }')
    expect([asked.data, asked.errors?.length]).toEqual([{ exportingStatus: null, status: 'HEALTHY' }, 1])
  })
})

test('capabilities say that it is closed, or open', async () => {
  await using upstream = await startUpstream({ version: '8.10' })
  const QUESTION = '{ capabilities { administration fields(type: "Query") { name supported instead } } }'
  for (const [value, isOpen] of [
    ['false', false],
    ['true', true],
  ] as const) {
    await using gateway = await startGateway(upstream, { GATEWAY_ADMINISTRATION: value })
    const { data } = await gateway.ask(QUESTION)
    expect(data.capabilities.administration).toBe(isOpen)
    const told = data.capabilities.fields.find(({ name }: { name: string }) => name === 'historyBackups')
    expect(told).toEqual({
      name: 'historyBackups',
      supported: isOpen,
      instead: isOpen ? null : expect.stringContaining('GATEWAY_ADMINISTRATION=true'),
    })
  }
})

test('rules can speak of all of it: once it is open, a policy says to whom', async () => {
  await using issuer = await startIssuer()
  await using upstream = await startUpstream({
    version: '8.10',
    answers: { getExportingStatus: () => ({ body: { status: 'EXPORTING' } }) },
  })
  const policy = {
    rules: [
      { name: 'operators', when: { roles: 'operator' }, allow: ['@administration'] },
      { name: 'others', deny: ['@administration'] },
    ],
  }
  const file = join(files, 'policy.json')
  writeFileSync(file, JSON.stringify(policy))
  const signer = await issuer.signer()
  const settings = {
    CAMUNDA_VERSION: '8.10',
    GATEWAY_POLICY_FILE: file,
    GATEWAY_JWT_ISSUER: issuer.issuer,
    GATEWAY_JWT_AUDIENCE: AUDIENCE,
  }
  const of = async (claims: Record<string, unknown>) => ({ authorization: `Bearer ${await signer.sign({ claims })}` })
  const operator = await of({ sub: 'olga', roles: ['operator'] })
  const other = await of({ sub: 'otto' })
  {
    await using gateway = await startGateway(upstream, { ...settings, GATEWAY_ADMINISTRATION: 'true' })
    const { data } = await gateway.ask('{ exportingStatus }', {}, operator)
    expect(data).toEqual({ exportingStatus: 'EXPORTING' })
    const { errors } = await gateway.ask('{ exportingStatus }', {}, other)
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', rule: 'others' })
    expect(upstream.operations()).toEqual(['getExportingStatus'])
  }
  upstream.forget()
  // No rule opens what the owner has closed; and who is denied it is not told of it.
  await using closed = await startGateway(upstream, settings)
  const QUESTION = '{ exportingStatus capabilities { fields(type: "Query") { name } } }'
  for (const [headers, isTold] of [
    [operator, true],
    [other, false],
  ] as const) {
    const { data, errors } = await closed.ask(QUESTION, {}, headers)
    expect(errors?.[0]?.extensions).toMatchObject({ rule: 'GATEWAY_ADMINISTRATION' })
    const names = data.capabilities.fields.map(({ name }: { name: string }) => name)
    expect(names.includes('exportingStatus')).toBe(isTold)
  }
  expect(upstream.operations()).toEqual([])
})
