import {
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLResolveInfo,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isScalarType,
} from 'graphql'
import { OLDEST, parseVersion, type Version } from '../upstream/api/version.ts'

/** What the schema's directives say of one field: read once, used by every call of it. */
export interface FieldFacts {
  /** From `@rest`; undefined on fields that no operation serves by itself. */
  operation?: string
  since: Version
  /** From `@administration`: closed unless the gateway's owner has opened it. */
  isAdministration: boolean
  arguments: ReadonlyMap<string, ArgumentFacts>
}

export interface ArgumentFacts {
  since: Version
  isList: boolean
  type: InputFacts
}

/** What the schema says of an input type. */
export interface InputFacts {
  /** An `ID`: all of them are Camunda's keys but the global `id`. */
  isKey: boolean
  /** Values of variables: whatever they are, they are handed on. */
  isJson: boolean
  /** Whether it is an object of filter operators, such as `StringFilter`. */
  isOperators: boolean
  /** For input objects. */
  fields: ReadonlyMap<string, InputFieldFacts>
  /** For enums: the values that came later than the oldest version. */
  values: ReadonlyMap<string, Version>
}

export interface InputFieldFacts {
  since: Version
  /** From `@rest`: the operation that answers what a filter compares; undefined if the rows themselves have it. */
  operation: string | undefined
  /** From `@operators`: before this version the filter takes `eq` alone. */
  operatorsSince: Version
  isList: boolean
  type: InputFacts
}

const known = new WeakMap<object, FieldFacts>()
const knownInputs = new WeakMap<GraphQLInputType, InputFacts>()

/** The facts of the field that is being resolved. */
export function factsOf(info: GraphQLResolveInfo): FieldFacts {
  const field = info.parentType.getFields()[info.fieldName]
  if (!field) throw new TypeError(`${info.parentType.name} has no field ${info.fieldName}.`)
  return fieldFacts(field)
}

/** The facts of a field of the schema. */
export function fieldFacts(field: GraphQLField<unknown, unknown>): FieldFacts {
  // A start asks for those of all fields, and most have nothing to say.
  if (!field.astNode?.directives?.length && field.args.length === 0) return PLAIN
  let facts = known.get(field)
  if (!facts) {
    facts = new FactsOfField(field)
    known.set(field, facts)
  }
  return facts
}

const PLAIN: FieldFacts = { since: OLDEST, isAdministration: false, arguments: new Map() }

/** At a start the operations of all fields are asked for, but not the arguments: these are read when they are needed. */
class FactsOfField implements FieldFacts {
  readonly operation?: string
  readonly since: Version
  readonly isAdministration: boolean
  readonly #field: GraphQLField<unknown, unknown>
  #arguments: FieldFacts['arguments'] | undefined

  constructor(field: GraphQLField<unknown, unknown>) {
    const { operation, since } = directive(field.astNode?.directives, 'rest')
    if (operation) this.operation = operation
    this.since = version(since)
    this.isAdministration = field.astNode?.directives?.some(({ name }) => name.value === 'administration') === true
    this.#field = field
  }

  get arguments(): FieldFacts['arguments'] {
    this.#arguments ??= new Map(
      this.#field.args.map(({ name, type, astNode }) => [
        name,
        {
          since: version(directive(astNode?.directives, 'since').version),
          isList: isListType(getNullableType(type)),
          type: inputFacts(type),
        },
      ]),
    )
    return this.#arguments
  }
}

/** The facts of an input type of the schema. */
export function inputFacts(type: GraphQLInputType): InputFacts {
  const named = getNamedType(type)
  const kept = knownInputs.get(named)
  if (kept) return kept
  const fields = new Map<string, InputFieldFacts>()
  const values = new Map<string, Version>()
  const facts: InputFacts = {
    isKey: isScalarType(named) && named.name === 'ID',
    isJson: named.name === 'JSON',
    isOperators: false,
    fields,
    values,
  }
  // Kept before its fields are read: a filter's `or` holds the filter itself.
  knownInputs.set(named, facts)
  if (isInputObjectType(named)) {
    for (const field of Object.values(named.getFields())) {
      const directives = field.astNode?.directives
      fields.set(field.name, {
        since: version(directive(directives, 'since').version),
        operation: directive(directives, 'rest').operation,
        operatorsSince: version(directive(directives, 'operators').since),
        isList: isListType(getNullableType(field.type)),
        type: inputFacts(field.type),
      })
    }
    facts.isOperators = fields.has('eq') && fields.has('neq')
  }
  if (isEnumType(named)) {
    for (const value of named.getValues()) {
      // What patches may have brought, the cluster knows better.
      values.set(value.name, isPatched(value.astNode?.directives) ? OLDEST : sinceOf(value.astNode?.directives))
    }
  }
  return facts
}

const sinceOf = (directives: readonly ConstDirectiveNode[] | undefined) =>
  version(directive(directives, 'since').version)

/** Whether `@since` says that patches of older versions have it. */
const isPatched = (directives: readonly ConstDirectiveNode[] | undefined) =>
  directive(directives, 'since').patched === 'true'

const NOTHING: Record<string, string> = {}

function directive(directives: readonly ConstDirectiveNode[] | undefined, name: string): Record<string, string> {
  const found = directives?.find((node) => node.name.value === name)
  if (!found) return NOTHING
  const values: Record<string, string> = {}
  for (const argument of found.arguments ?? []) {
    if ('value' in argument.value) values[argument.name.value] = String(argument.value.value)
  }
  return values
}

const version = (text: string | undefined): Version => (text && parseVersion(text)) || OLDEST
