import {
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isObjectType,
  isUnionType,
} from 'graphql'
import { contract } from './contract.ts'
import { answerAt, bodyAt } from './places.ts'
import { VERSIONS, type Version } from './versions.ts'

/** An operation and a path of fields within its answer, or within its body. */
export type Place = readonly [operation: string, ...path: string[]]

/** The operationId of a field's `@rest`, and the version since which it is there. */
export function restOf(field: { astNode?: { directives?: readonly ConstDirectiveNode[] } | null | undefined }) {
  const rest = field.astNode?.directives?.find(({ name }) => name.value === 'rest')
  const values = new Map(
    rest?.arguments?.map(({ name, value }) => [name.value, value.kind === 'StringValue' ? value.value : '']),
  )
  return { operation: values.get('operation'), since: values.get('since') as Version | undefined }
}

/** Every field of the schema that names an operation; those of `Query` once, though they can be subscribed to as well. */
export function servedFields(schema: GraphQLSchema) {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => type !== schema.getSubscriptionType())
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) => {
        const { operation, since } = restOf(field)
        return operation ? [{ type, field, operation, since }] : []
      }),
    )
}

/** The ids of the operations that the schema reaches, in the order of their names. */
export function reachedOperations(schema: GraphQLSchema): string[] {
  return [...new Set(servedFields(schema).map(({ operation }) => operation))].sort()
}

/**
 * Where the object types of a schema stand in REST's answers: at what a field's operation answers, the rows of a list
 * where it answers one, and from there on at the fields of the same names. Types that the gateway makes itself are left out.
 */
export function answerPlaces(schema: GraphQLSchema): Map<string, Place[]> {
  const places = new Map<string, Place[]>()
  for (const { field, operation } of servedFields(schema)) {
    const fields = fieldsAt(answerAt, [operation])
    if (!fields || isFromOtherEnd(operation, rowType(field))) continue
    // A part of the answer by its name, such as what a read by key tells beyond the row; else the whole answer.
    const part = ['items', field.name].find((name) => name in fields)
    add(schema, places, rowType(field), part === undefined ? [operation] : [operation, part])
  }
  for (const [type, found] of places) places.set(type, withoutReferences(found))
  return places
}

/**
 * Whether a field answers what an operation searches below: the groups of a user, by the search for the users of a group.
 */
function isFromOtherEnd(operation: string, type: string): boolean {
  const key = `${type.charAt(0).toLowerCase()}${type.slice(1)}Id`
  return VERSIONS.some((version) => {
    const { method, parameters = {} } = contract(version).operations[operation] ?? {}
    return method === 'POST' && key in parameters
  })
}

/** Places whose rows have one field stand for the objects of other places: they have their key, and no more. */
function withoutReferences(places: readonly Place[]): Place[] {
  const isWhole = (place: Place) => Object.keys(fieldsAt(answerAt, place) ?? {}).length !== 1
  return places.some(isWhole) ? places.filter(isWhole) : [...places]
}

function add(schema: GraphQLSchema, places: Map<string, Place[]>, name: string, place: Place): void {
  const type = schema.getType(name)
  const known = places.get(name) ?? []
  if (!isObjectType(type) || known.some((one) => one.join() === place.join())) return
  places.set(name, [...known, place])
  const fields = fieldsAt(answerAt, place) ?? {}
  for (const field of Object.values(type.getFields())) {
    const below = getNamedType(field.type)
    if (restOf(field).operation || !(field.name in fields)) continue
    if (isObjectType(below)) add(schema, places, below.name, [...place, field.name])
    // Its members have the names of REST's alternatives.
    if (isUnionType(below))
      for (const { name } of below.getTypes()) add(schema, places, name, [...place, field.name, name])
  }
}

/** The type of a field's rows: that of a connection's nodes, else its own. */
function rowType(field: GraphQLField<unknown, unknown>): string {
  const { name } = getNamedType(field.type)
  return name.replace(/Connection$/, '')
}

/**
 * Where the input objects of a schema's commands stand in REST's bodies: from a mutation's `input` on, by the same names.
 * @param restNames REST's names of fields that have others here, by their `Type.field`
 */
export function inputPlaces(
  schema: GraphQLSchema,
  restNames: Readonly<Record<string, string>> = {},
): Map<string, Place[]> {
  const places = new Map<string, Place[]>()
  for (const { field, operation } of servedFields(schema)) {
    const input = field.args.find(({ name }) => name === 'input')
    if (input) addInput({ schema, restNames, places }, getNamedType(input.type).name, [operation])
  }
  return places
}

interface Inputs {
  schema: GraphQLSchema
  restNames: Readonly<Record<string, string>>
  places: Map<string, Place[]>
}

function addInput(inputs: Inputs, name: string, place: Place): void {
  const { schema, restNames, places } = inputs
  const type = schema.getType(name)
  const known = places.get(name) ?? []
  if (!isInputObjectType(type) || known.some((one) => one.join() === place.join())) return
  places.set(name, [...known, place])
  const fields = fieldsAt(bodyAt, place) ?? {}
  for (const field of Object.values(type.getFields())) {
    const below = getNamedType(field.type)
    const restName = restNames[`${name}.${field.name}`] ?? field.name
    // The filter of a command is that of a list, and is held against the contract as such.
    if (field.name === 'filter') continue
    if (isInputObjectType(below) && restName in fields) addInput(inputs, below.name, [...place, restName])
  }
}

/** The fields that stand at a place, in any version. */
function fieldsAt(at: typeof answerAt, [operation, ...path]: Place): object | undefined {
  const found = VERSIONS.flatMap((version) => {
    const fields = at(version, operation, ...path)
    return fields ? [fields] : []
  })
  return found.length > 0 ? Object.assign({}, ...found) : undefined
}
