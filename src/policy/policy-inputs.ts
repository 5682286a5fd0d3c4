import {
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
} from 'graphql'
import { fieldFacts, inputFacts } from '../fields/facts.ts'
import type { PolicyInput, PolicyInputPart } from '../request/permissions.ts'
import { allFields, coordinateOf } from './all-fields.ts'
import { comparedFields } from './compared-fields.ts'

/**
 * The inputs of a schema's fields, by `Type.field` and argument: all fields of input objects and all values of enums.
 * Filters and sorts reveal the values that they compare, so they are refused together with the fields that answer
 * these.
 */
export function policyInputs(schema: GraphQLSchema): Map<string, Map<string, PolicyInput>> {
  const inputs = new Inputs(schema)
  const all = new Map<string, Map<string, PolicyInput>>()
  for (const { type, field } of allFields(schema)) {
    // A command's input reveals nothing, but for the filter in it: what it is for can be counted.
    const about = type === schema.getMutationType() ? undefined : answeredType(field.type)
    const ofField = new Map<string, PolicyInput>()
    for (const argument of field.args) {
      const input = inputs.of(argument.type, about)
      if (input) ofField.set(argument.name, input)
    }
    if (ofField.size > 0) all.set(coordinateOf(type, field), ofField)
  }
  return all
}

/** The objects that a field answers: for a connection those of its pages. */
export function answeredType(type: GraphQLOutputType): GraphQLObjectType | undefined {
  const named = getNamedType(type)
  if (!isObjectType(named)) return undefined
  const nodes = named.getFields().nodes
  const node = nodes && getNamedType(nodes.type)
  return isObjectType(node) ? node : named
}

class Inputs {
  readonly #answeredBy = new Map<string, Set<GraphQLObjectType>>()
  /** The objects that a filter compares, by the filter's type. */
  readonly #filtered = new Map<string, GraphQLObjectType>()
  readonly #known = new Map<string, PolicyInput>()

  constructor(schema: GraphQLSchema) {
    for (const { field } of allFields(schema)) {
      const { operation } = fieldFacts(field)
      const type = answeredType(field.type)
      if (!operation || !type) continue
      const filter = field.args.find(({ name }) => name === 'filter')
      if (filter) this.#filtered.set(getNamedType(filter.type).name, type)
      const types = this.#answeredBy.get(operation) ?? new Set()
      this.#answeredBy.set(operation, types.add(type))
    }
  }

  /**
   * The parts of an input type; undefined for one without parts.
   * @param about for filters and sorts, the type of the objects that are compared
   */
  of(type: GraphQLInputType, about: GraphQLObjectType | undefined): PolicyInput | undefined {
    const named = getNamedType(type)
    if (!isInputObjectType(named) && !isEnumType(named)) return undefined
    const name = `${named.name} ${about?.name ?? ''}`
    const known = this.#known.get(name)
    if (known) return known
    const parts = new Map<string, PolicyInputPart>()
    // Kept before its fields are looked at: a filter's `or` holds the filter itself.
    const input = { parts }
    this.#known.set(name, input)
    if (isInputObjectType(named)) {
      for (const field of Object.values(named.getFields())) {
        parts.set(field.name, this.#part(named, field, about))
      }
    } else {
      for (const { name: value } of named.getValues()) {
        const field = {
          coordinate: `${named.name}.${value}`,
          operation: undefined,
          isServed: false,
          isAdministration: false,
        }
        parts.set(value, { field: { ...field, tells: fieldsNamed(value, about) }, input: undefined })
      }
    }
    return input
  }

  #part(type: GraphQLInputObjectType, field: GraphQLInputField, about: GraphQLObjectType | undefined): PolicyInputPart {
    const operation = inputFacts(type).fields.get(field.name)?.operation
    const answered = operation && about ? [...(this.#answeredBy.get(operation) ?? [])] : []
    const tells = new Set([
      ...fieldsNamed(field.name, about),
      // A filter by what another operation answers, such as by variables.
      ...(operation && about ? fieldsServed(operation, about) : []),
      ...answered.flatMap((one) => fieldsNamed(field.name, one)),
      // Variables with types are variables: who may not write the ones may not write the others.
      ...(field.name === 'typedVariables' ? [`${type}.variables`] : []),
    ])
    return {
      field: {
        coordinate: `${type}.${field.name}`,
        operation,
        isServed: operation !== undefined,
        isAdministration: false,
        tells: [...tells],
      },
      input: this.of(field.type, answered[0] ?? about ?? this.#filtered.get(getNamedType(field.type).name)),
    }
  }
}

/** The fields of a type that a filter's field or a sort's value tells of. */
function fieldsNamed(name: string, type: GraphQLObjectType | undefined): string[] {
  if (!type) return []
  return comparedFields(type.name, Object.keys(type.getFields()), name).map((one) => `${type.name}.${one}`)
}

function fieldsServed(operation: string, type: GraphQLObjectType): string[] {
  const serves = (field: GraphQLField<unknown, unknown>) => fieldFacts(field).operation === operation
  return Object.values(type.getFields())
    .filter(serves)
    .map(({ name }) => `${type.name}.${name}`)
}
