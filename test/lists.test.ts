import {
  type GraphQLArgument,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { schema } from '../src/schema/schema.ts'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import { key, processDefinition } from './support/rows.ts'
import { expectNoViolations, startUpstream, type Upstream } from './support/upstream.ts'
import { WAYS } from './support/ways.ts'

let upstream: Upstream
beforeAll(async () => {
  upstream = await startUpstream({
    version: '8.10',
    rows: { processDefinitions: [processDefinition({ processDefinitionKey: key(1) })] },
    answers: { completeJob: () => ({}) },
  })
})
afterAll(async () => {
  expectNoViolations(upstream)
  await upstream.close()
})
beforeEach(() => upstream.forget())

const executable = schema({ federation: true })

/** A value that a type takes; no two of one list are equal. */
function example(type: GraphQLInputType, n = 0): unknown {
  const nullable = getNullableType(type)
  if (isListType(nullable)) return [example(nullable.ofType)]
  if (isEnumType(nullable)) return nullable.getValues()[0]?.name
  if (isInputObjectType(nullable)) {
    const fields = Object.values(nullable.getFields())
    const given = nullable.isOneOf ? fields.slice(-1) : fields.filter((field) => isNonNullType(field.type))
    return Object.fromEntries(given.map((field) => [field.name, example(field.type, n)]))
  }
  if (['Int', 'Long'].includes(nullable.toString())) return n
  if (nullable.toString() === 'DateTime') return new Date(n).toISOString()
  if (nullable.toString() === 'Boolean') return true
  if (nullable.toString() === 'JSON') return {}
  return nullable.toString() === 'ID' ? String(n) : `a${n}`
}

interface ListPlace {
  /** As errors name it. */
  argument: string
  /** The argument's value, with so many elements in that list. */
  value(length: number): unknown
}

/** All lists within a type, each once: `or` holds alternatives, which hold lists again. */
function listsIn(type: GraphQLInputType, argument: string, within: readonly string[] = []): ListPlace[] {
  const nullable = getNullableType(type)
  if (isListType(nullable)) {
    const { ofType } = nullable
    if (needsFile(ofType)) return []
    const elements = (length: number) => Array.from({ length }, (_, n) => example(ofType, n))
    return [
      { argument, value: elements },
      ...listsIn(ofType, `${argument}[0]`, within).map((inner) => ({
        ...inner,
        value: (length: number) => [inner.value(length)],
      })),
    ]
  }
  if (!isInputObjectType(nullable) || within.filter((name) => name === nullable.name).length > 1) return []
  return Object.values(nullable.getFields()).flatMap((field) => {
    // Operators take each value once, and no enum has a thousand.
    if (['in', 'notIn'].includes(field.name) && isEnumType(getNamedType(field.type))) return []
    // Alternatives cannot hold alternatives.
    if (field.name === 'or' && within.includes(nullable.name)) return []
    return listsIn(field.type, `${argument}.${field.name}`, [...within, nullable.name]).map((inner) => ({
      ...inner,
      value: (length: number) => ({
        ...(nullable.isOneOf ? {} : Object(example(nullable))),
        [field.name]: inner.value(length),
      }),
    }))
  })
}

/** Files cannot be sent beside others: test/document has a list of them. */
function needsFile(type: GraphQLInputType): boolean {
  const named = getNamedType(type)
  if (!isInputObjectType(named)) return named.name === 'Upload'
  return Object.values(named.getFields()).some((field) => isNonNullType(field.type) && needsFile(field.type))
}

interface Case {
  field: string
  argument: string
  query: string
  variables(length: number): object
}

function casesOf(kind: 'query' | 'mutation'): Case[] {
  const root = executable.getRootType(kind as never)
  return Object.values(root?.getFields() ?? {}).flatMap(({ name, args, type }) => {
    const others = (argument: GraphQLArgument) =>
      args.filter((other) => other !== argument && isNonNullType(other.type))
    return args.flatMap((argument) =>
      listsIn(argument.type, argument.name).map((list) => {
        const given = [argument, ...others(argument)]
        const declared = given.map((one) => `$${one.name}: ${one.type}`).join(', ')
        const passed = given.map((one) => `${one.name}: $${one.name}`).join(', ')
        const selected = isEnumType(getNamedType(type)) ? '' : '{ __typename }'
        return {
          field: name,
          argument: list.argument,
          query: `${kind} (${declared}) { ${name}(${passed}) ${selected} }`,
          variables: (length: number) => ({
            ...Object.fromEntries(others(argument).map((one) => [one.name, example(one.type)])),
            [argument.name]: list.value(length),
          }),
        }
      }),
    )
  })
}

const CASES = [...casesOf('query'), ...casesOf('mutation')]

test('lists are looked for everywhere', () => {
  const names = new Set(CASES.map(({ field, argument }) => `${field} ${argument}`))
  for (const name of [
    'nodes ids',
    '_entities representations',
    'processInstances filter.or',
    'processInstances filter.or[0].tags',
    'processInstances filter.or[0].variables[0].value.in',
    'processInstances sort',
    'userTasks filter.localVariables',
    'createDeployment input.resources',
    'createProcessInstance input.startInstructions',
    'completeJob input.result.userTask.corrections.candidateGroups',
    'modifyProcessInstance input.activateInstructions[0].variableInstructions',
  ]) {
    expect(names).toContain(name)
  }
})

describe('a list of an argument', () => {
  let gateway: RunningGateway
  beforeAll(async () => {
    gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10', GATEWAY_ADMINISTRATION: 'true' })
  })
  afterAll(() => gateway.close())

  test.each(CASES)('$field: $argument has at most 1,000 elements', async ({ query, variables, argument }) => {
    const { data, errors } = await gateway.ask(query, variables(1_001))
    expect(errors?.map(({ message, extensions }) => [message, extensions])).toEqual([
      [
        `${argument}: at most 1000 are possible, this has 1001. Ask in parts.`,
        { code: 'BAD_USER_INPUT', argument, retryable: false },
      ],
    ])
    expect(Object.values(data ?? {})).toEqual(data ? [null] : [])
    expect(upstream.calls).toEqual([])
  })

  test('a thousand are taken', async () => {
    const taken = ['nodes ids', 'processInstances filter.or', 'processInstances filter.or[0].processInstanceKey.in']
    const some = CASES.filter(({ field, argument }) => taken.includes(`${field} ${argument}`))
    expect(some).toHaveLength(3)
    for (const { query, variables, argument } of some) {
      const { errors } = await gateway.ask(query, variables(1_000))
      // What they name is wrong, but not how many they are.
      expect([argument, errors?.filter(({ message }) => message.includes('at most'))]).toEqual([
        argument,
        errors ? [] : undefined,
      ])
    }
    upstream.forget()
  })

  test('below an object, too', async () => {
    const { errors } = await gateway.ask(
      `query ($f: ProcessDefinitionStatisticsFilter) { processDefinition(processDefinitionKey: "${key(1)}") { elementStatistics(filter: $f) { elementId } } }`,
      { f: { or: [{ tags: new Array(1_001).fill('a') }] } },
    )
    expect(errors?.map(({ extensions }) => extensions?.argument)).toEqual(['filter.or[0].tags'])
    expect(upstream.operations()).toEqual(['getProcessDefinition'])
  })

  test('which is JSON is as long as it likes', async () => {
    const { errors } = await gateway.ask(
      'mutation ($v: JSON) { completeJob(input: { jobKey: "1", variables: $v }) { __typename } }',
      { v: { list: new Array(150_000).fill(1) } },
    )
    expect(errors).toBeUndefined()
    expect(upstream.calls[0]?.text).toContain('[1,1,1')
  })
})

describe.each(WAYS)('%s', (_, plugins) => {
  const IDS = 'query ($i: [ID!]!) { capabilities { generation } nodes(ids: $i) { id } }'
  let gateway: RunningGateway
  beforeAll(async () => {
    gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.10' }, plugins)
  })
  afterAll(() => gateway.close())

  test.each([
    ['empty filters', '$v: ProcessInstanceFilter', { or: new Array(400_000).fill({}) }],
    ['tags', '$v: ProcessInstanceFilter', { tags: new Array(100_001).fill('') }],
    ['variables', '$v: ProcessInstanceFilter', { variables: new Array(50_000).fill({}) }],
    ['lists within lists', '$v: ProcessInstanceFilter', { or: new Array(500).fill({ tags: new Array(500).fill('') }) }],
    ['what is no filter', '$v: ProcessInstanceFilter', { or: new Array(400_000).fill(1) }],
  ])('%s by the hundred thousand are not looked at', async (_name, declared, v) => {
    const began = performance.now()
    const { data, errors } = await gateway.ask(
      `query (${declared}) { processInstances(filter: $v) { totalCount } __typename }`,
      { v },
    )
    expect(performance.now() - began).toBeLessThan(2_000)
    expect(data).toBeUndefined()
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'LIMIT_EXCEEDED', rule: 'values', limit: 100_000, value: 100_001, retryable: false },
    ])
    expect(upstream.calls).toEqual([])
  })

  test('a list of keys that is too long is told by its field alone', async () => {
    const { errors } = await gateway.ask(IDS, { i: new Array(50_000).fill('a') })
    expect(errors?.map(({ path, extensions }) => [path, extensions?.argument])).toEqual([[['nodes'], 'ids']])
  })
})
