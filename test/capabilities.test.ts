import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import type { FieldCapability } from '../src/generated/schema.ts'
import { schema } from '../src/schema/schema.ts'
import { startGateway } from './support/gateway.ts'
import { startUpstream } from './support/upstream.ts'

const QUESTION = `query ($type: String) { capabilities { generation version fields(type: $type) {
  type name operation supported instead filters { field operators } sorts
} } }`

const executable = schema()

/** A value that the type takes, as JSON. */
function exampleOf(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return exampleOf(type.ofType)
  if (isListType(type)) return [exampleOf(type.ofType)]
  if (isEnumType(type)) return type.getValues()[0]?.value
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter((field) => isNonNullType(field.type))
    return Object.fromEntries(needed.map((field) => [field.name, exampleOf(field.type)]))
  }
  const values: Record<string, unknown> = { ID: '1', DateTime: '2026-01-02T03:04:05Z', Boolean: true, Int: 1, Long: 1 }
  return values[type.name] ?? 'a'
}

/** A filter of one field, by one of its operators where it has some. */
function filterOf(type: GraphQLInputObjectType, field: string, operator?: string): object {
  const given = type.getFields()[field]
  if (!given) throw new TypeError(`${type.name} has no ${field}.`)
  if (field === 'or') return { or: [filterOf(type, 'state', undefined)] }
  const named = getNamedType(given.type)
  if (!operator || !isInputObjectType(named)) return { [field]: exampleOf(given.type) }
  const operand = named.getFields()[operator]
  if (!operand) throw new TypeError(`${field} has no ${operator}.`)
  return { [field]: { [operator]: exampleOf(operand.type) } }
}

function connections() {
  const fields = Object.values(executable.getQueryType()?.getFields() ?? {})
  return fields.flatMap((field) => {
    const filter = field.args.find(({ name }) => name === 'filter')
    const type = filter && getNamedType(filter.type)
    return isInputObjectType(type) ? [{ name: field.name, type, written: String(filter?.type) }] : []
  })
}

describe.each(['8.8', '8.9', '8.10'] as const)('a cluster of %s', (version) => {
  test('tells of its fields what asking shows', { timeout: 60_000 }, async () => {
    await using upstream = await startUpstream({ version })
    await using gateway = await startGateway(upstream)
    const { data } = await gateway.ask(QUESTION, { type: 'Query' })
    expect(data.capabilities).toMatchObject({ generation: 'Camunda 8', version })
    const capabilities = new Map<string, FieldCapability>(
      data.capabilities.fields.map((field: FieldCapability) => [field.name, field]),
    )
    const asked: string[] = []
    for (const { name, type, written } of connections()) {
      const told = new Map(capabilities.get(name)?.filters?.map(({ field, operators }) => [field, operators]))
      for (const field of Object.keys(type.getFields())) {
        const operandType = getNamedType(type.getFields()[field]?.type)
        const operators =
          isInputObjectType(operandType) && operandType !== type && 'eq' in operandType.getFields()
            ? Object.keys(operandType.getFields())
            : [undefined]
        for (const operator of operators) {
          if (field === 'or' && !('state' in type.getFields())) continue
          const filter = Object.assign({}, exampleOf(type), filterOf(type, field, operator))
          const { errors } = await gateway.ask(
            `query ($filter: ${written}) { ${name}(filter: $filter) { totalCount } }`,
            {
              filter,
            },
          )
          const refused = errors?.[0]?.extensions?.code === 'NOT_SUPPORTED'
          const supported = operator === undefined ? told.has(field) : (told.get(field)?.includes(operator) ?? false)
          // A single value `in` a list is equality, which older versions take, too.
          if (operator !== 'in') expect([name, field, operator, refused]).toEqual([name, field, operator, !supported])
          asked.push(field)
        }
      }
    }
    expect(asked.length).toBeGreaterThan(100)
  })
})

test('an unsupported field says what would do, and nothing of filters', async () => {
  await using upstream = await startUpstream({ version: '8.8' })
  await using gateway = await startGateway(upstream, { GATEWAY_ADMINISTRATION: 'true' })
  const { data } = await gateway.ask(QUESTION)
  const fields: FieldCapability[] = data.capabilities.fields
  const lacking = fields.filter(({ supported }) => !supported)
  expect(lacking.map(({ operation }) => operation)).toContain('searchElementInstanceIncidents')
  for (const { instead, filters, sorts } of lacking) {
    expect([instead, filters, sorts]).toEqual([
      expect.stringMatching(/^Camunda 8\.\d+ and later have it\.$/),
      null,
      null,
    ])
  }
  for (const { instead } of fields.filter(({ supported }) => supported)) expect(instead).toBeNull()
})

test('sorts are those of the version', async () => {
  const sortsOn = async (version: '8.8' | '8.9') => {
    await using upstream = await startUpstream({ version })
    await using gateway = await startGateway(upstream)
    const { data } = await gateway.ask(QUESTION, { type: 'Query' })
    return data.capabilities.fields.find(({ name }: FieldCapability) => name === 'processInstances').sorts
  }
  expect(await sortsOn('8.8')).not.toContain('businessId')
  expect(await sortsOn('8.9')).toContain('businessId')
})

test('costs no call where the version is known, and one where it is not', async () => {
  await using upstream = await startUpstream({ version: '8.9' })
  await using gateway = await startGateway(upstream, { CAMUNDA_VERSION: '8.9' })
  await gateway.ask(QUESTION)
  expect(upstream.operations({ topology: true })).toEqual([])
  await using unknowing = await startGateway(upstream)
  await unknowing.ask(QUESTION)
  await unknowing.ask(QUESTION)
  expect(upstream.operations({ topology: true })).toEqual(['getTopology'])
})

test('the version is null for a caller who may not know it', async () => {
  await using upstream = await startUpstream({
    fault: ({ path }) => (path.endsWith('/topology') ? { status: 401, body: {} } : undefined),
  })
  await using gateway = await startGateway(upstream)
  const { data, errors } = await gateway.ask('{ capabilities { generation version } }')
  expect([errors, data]).toEqual([undefined, { capabilities: { generation: 'Camunda 8', version: null } }])
})
