import {
  type DocumentNode,
  GraphQLID,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql'
import { Refused } from '../errors/refused.ts'
import { isRawNumber } from '../upstream/json/exact-json.ts'

/** Levels of lists and objects within each other; far below what the stack has room for. */
const MAX_LEVELS = 1_000

/**
 * Whether a value contains a raw number, which keeps its text. Throws Refused for a value that is nested too deeply.
 */
export function holdsRawNumber(value: unknown, level = 0): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (isRawNumber(value)) return true
  if (level > MAX_LEVELS) throw tooDeep()
  let found = false
  for (const inner of Array.isArray(value) ? value : Object.values(value)) {
    if (holdsRawNumber(inner, level + 1)) found = true
  }
  return found
}

function tooDeep(): Refused {
  return new Refused(
    'LIMIT_EXCEEDED',
    `Lists and objects of variables may be at most ${MAX_LEVELS} levels deep.`,
    { rule: 'variables', limit: MAX_LEVELS, retryable: false },
    { status: 400 },
  )
}

/** The variables, with raw numbers made plain wherever the declared type needs plain ones. */
export function plainVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Record<string, unknown>,
): Record<string, unknown> {
  const operation = document.definitions.find(
    (definition): definition is OperationDefinitionNode =>
      definition.kind === 'OperationDefinition' && (!operationName || definition.name?.value === operationName),
  )
  const plain = { ...variables }
  for (const { variable, type } of operation?.variableDefinitions ?? []) {
    const name = variable.name.value
    const inputType = typeFromAST(schema, type)
    if (isInputType(inputType) && Object.hasOwn(plain, name)) plain[name] = plainFor(inputType, plain[name])
  }
  return plain
}

// These scalars read raw numbers themselves.
const KEEP_RAW = new Set(['JSON', 'Long'])

function plainFor(type: GraphQLInputType, value: unknown): unknown {
  if (isNonNullType(type)) return plainFor(type.ofType, value)
  if (KEEP_RAW.has(getNamedType(type).name)) return value
  if (isRawNumber(value)) return getNamedType(type) === GraphQLID ? value.rawJSON : Number(value.rawJSON)
  if (isListType(type))
    return Array.isArray(value) ? value.map((one) => plainFor(type.ofType, one)) : plainFor(type.ofType, value)
  if (!isInputObjectType(type) || typeof value !== 'object' || value === null) return value
  const fields = type.getFields()
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, fields[name] ? plainFor(fields[name].type, one) : one]),
  )
}
