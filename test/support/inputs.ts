import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql'

type Scalars = Readonly<Record<string, readonly unknown[]>>

/** Values of each scalar of the schema. A file cannot be sent beside others. */
const SCALARS: Scalars = {
  Boolean: [true, false],
  DateTime: ['2026-01-01T00:00:00.001Z'],
  ID: ['9007199254740993'],
  Int: [7],
  JSON: [{ a: 1 }],
  Long: [1_000],
  Password: ['x'],
  String: ['x', '12'],
  Upload: [],
}

/**
 * Values of an input type that among them say all that can be said: each value of each enum, each field of each object
 * once beside those that are required.
 * @param scalars what goes for a scalar instead of the usual values
 */
export function sampleInputs(type: GraphQLInputType, scalars: Scalars = {}): unknown[] {
  if (isNonNullType(type)) return sampleInputs(type.ofType, scalars)
  if (isListType(type)) return sampleInputs(type.ofType, scalars).map((value) => [value])
  if (isEnumType(type))
    return type
      .getValues()
      .map(({ name }) => name)
      .filter((name) => name !== 'UNRECOGNIZED')
  if (!isInputObjectType(type)) return [...(scalars[type.name] ?? SCALARS[type.name] ?? [])]
  const required = requiredOf(type)
  return Object.values(type.getFields())
    .filter(({ name }) => name !== 'or')
    .flatMap((field) => sampleInputs(field.type, scalars).map((value) => ({ ...required, [field.name]: value })))
}

function requiredOf(type: GraphQLInputObjectType): Record<string, unknown> {
  const fields = Object.values(type.getFields()).filter(isRequiredInputField)
  return Object.fromEntries(fields.map(({ name, type }) => [name, sampleInputs(type).at(-1)]))
}
