import {
  coerceInputValue,
  type ExecutionArgs,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isInputObjectType,
  isInputType,
  isNonNullType,
  print,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromAST,
} from 'graphql'
import { inspect } from 'graphql/jsutils/inspect.js'
import { printPathArray } from 'graphql/jsutils/printPathArray.js'
import { cut } from '../text/cut.ts'

interface VariableOptions {
  /** Errors after which no more are looked for. */
  maxErrors: number
  hideSuggestions: boolean
}

type VariableValues = { coerced: Record<string, unknown>; errors?: never } | { coerced?: never; errors: GraphQLError[] }

/** The usual length of GraphQL's message for a value that does not fit. */
const USUAL_LENGTH = 200

/**
 * Coerces variables like graphql-js's `getVariableValues`, with the same messages, except for long values: graphql-js
 * would print a whole object in each of up to fifty errors.
 */
export function variableValues(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  inputs: Readonly<Record<string, unknown>>,
  { maxErrors, hideSuggestions }: VariableOptions,
): VariableValues {
  const found = coerce(schema, definitions, inputs, { maxErrors, hideSuggestions: true })
  // Suggesting names similar to a long wrong name takes thirty times its memory.
  const isLong = (error: GraphQLError) => (error.originalError?.message ?? '').length > USUAL_LENGTH
  if (!found.errors || hideSuggestions || found.errors.some(isLong)) return found
  return coerce(schema, definitions, inputs, { maxErrors, hideSuggestions })
}

/** The errors of an operation's variables, for executors whose messages would be too long. */
export function unfitVariables(args: ExecutionArgs): GraphQLError[] | undefined {
  const { schema, document, operationName, variableValues: inputs, hideSuggestions = false } = args
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? []
  return variableValues(schema, definitions, inputs ?? {}, { maxErrors: 50, hideSuggestions: hideSuggestions === true })
    .errors
}

function coerce(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  inputs: Readonly<Record<string, unknown>>,
  { maxErrors, hideSuggestions }: VariableOptions,
): VariableValues {
  const errors: GraphQLError[] = []
  // One object may be reported once per field.
  const known = new Map<unknown, string>()
  const shown = (value: unknown) => {
    const text = known.get(value) ?? inspect(short(value))
    if (typeof value === 'object') known.set(value, text)
    return text
  }
  const coerced: Record<string, unknown> = {}
  const note = (error: GraphQLError) => {
    if (errors.length >= maxErrors) throw tooMany()
    errors.push(error)
  }
  try {
    for (const definition of definitions) {
      const name = definition.variable.name.value
      const type = typeFromAST(schema, definition.type)
      if (!isInputType(type)) {
        const message = `Variable "$${name}" expected value of type "${print(definition.type)}" which cannot be used as an input type.`
        note(new GraphQLError(message, { nodes: definition.type }))
      } else if (!Object.hasOwn(inputs, name)) {
        if (definition.defaultValue) coerced[name] = valueFromAST(definition.defaultValue, type)
        else if (isNonNullType(type)) {
          const message = `Variable "$${name}" of required type "${inspect(type)}" was not provided.`
          note(new GraphQLError(message, { nodes: definition }))
        }
      } else if (inputs[name] === null && isNonNullType(type)) {
        const message = `Variable "$${name}" of non-null type "${inspect(type)}" must not be null.`
        note(new GraphQLError(message, { nodes: definition }))
      } else {
        const onError = (path: readonly (string | number)[], value: unknown, originalError: GraphQLError) => {
          const isSecret = holdsSecret(type)
          const place = path.length > 0 ? ` at "${name}${printPathArray(path)}"` : ''
          const reason = isSecret ? withoutValue(originalError) : originalError
          const quoted = isSecret ? 'that is not shown, because of a password in it,' : shown(value)
          const message = `Variable "$${name}" got invalid value ${quoted}${place}; ${reason.message}`
          note(new GraphQLError(message, { nodes: definition, originalError: reason }))
        }
        coerced[name] = coerceInputValue(inputs[name], type, onError, hideSuggestions)
      }
    }
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    errors.push(error)
  }
  return errors.length > 0 ? { errors } : { coerced }
}

/** By input type: whether a value of it may hold what nobody may see. */
const secrets = new WeakMap<GraphQLInputType, boolean>()

function holdsSecret(type: GraphQLInputType): boolean {
  const named = getNamedType(type)
  const known = secrets.get(named)
  if (known !== undefined) return known
  // A filter's `or` holds the filter itself.
  secrets.set(named, false)
  const holds = isInputObjectType(named)
    ? Object.values(named.getFields()).some((field) => holdsSecret(field.type))
    : named.extensions.isSecret === true
  secrets.set(named, holds)
  return holds
}

/** GraphQL's scalars quote the value behind a colon. */
function withoutValue({ message, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(message.replace(/(cannot represent [^:]*): .*$/s, '$1.'), { extensions })
}

const tooMany = () => new GraphQLError('Too many errors processing variables, error limit reached. Execution aborted.')

/** Levels, items and fields of a value that are printed: more than fits into a cut message. */
const LEVELS = 3
const ITEMS = 11
const FIELDS = 40

/** A value with short texts, and with few fields where it has many. */
function short(value: unknown, level = 0): unknown {
  if (typeof value === 'string') return cut(value)
  if (typeof value !== 'object' || value === null || level >= LEVELS) return value
  if (Array.isArray(value)) return value.map((item, index) => (index < ITEMS ? short(item, level + 1) : undefined))
  // Class instances, such as files, have their own text.
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  const names = Object.keys(value).slice(0, FIELDS)
  const held = (name: string): unknown => Reflect.get(value, name)
  return Object.fromEntries(names.map((name) => [cut(name), short(held(name), level + 1)]))
}
