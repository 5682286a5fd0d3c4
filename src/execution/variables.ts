import {
  coerceInputValue,
  type ExecutionArgs,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
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
import { misfit } from './misfit.ts'

/** Variables as resolvers take them, or what is wrong with them. */
export type Coerced =
  | { coerced: Record<string, unknown>; errors?: undefined }
  | { errors: readonly GraphQLError[]; coerced?: undefined }

/** As many as GraphQL tells. */
const MAX_ERRORS = 50

/** Characters that GraphQL's words for a misfit have at most, where the value in them is short. */
const USUAL_LENGTH = 200

/**
 * The variables of an operation, held against their types as graphql-js does it and told in its words; but what does not
 * fit may be megabytes long, so it is quoted in part alone, and nothing is looked for that is like it.
 */
export function coerceVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  inputs: Readonly<Record<string, unknown>>,
  hideSuggestions: boolean,
): Coerced {
  const coercion = new Coercion(schema, inputs, true)
  const found = coercion.all(definitions)
  // Which names are like a wrong one takes GraphQL 30 times the wrong one's memory.
  return found.errors && !hideSuggestions && !coercion.isCut
    ? new Coercion(schema, inputs, false).all(definitions)
    : found
}

/** What is wrong with the variables, for executors that would tell it at length. */
export function unfitVariables({
  schema,
  document,
  operationName,
  variableValues,
  hideSuggestions,
}: ExecutionArgs): Coerced['errors'] {
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? []
  return coerceVariables(schema, definitions, variableValues ?? {}, hideSuggestions ?? false).errors
}

class TooManyErrors extends Error {}

class Coercion {
  readonly #schema: GraphQLSchema
  readonly #inputs: Readonly<Record<string, unknown>>
  readonly #hideSuggestions: boolean
  readonly #errors: GraphQLError[] = []
  /** Whether something is told in part alone. */
  isCut = false

  constructor(schema: GraphQLSchema, inputs: Readonly<Record<string, unknown>>, hideSuggestions: boolean) {
    this.#schema = schema
    this.#inputs = inputs
    this.#hideSuggestions = hideSuggestions
  }

  all(definitions: readonly VariableDefinitionNode[]): Coerced {
    const coerced: Record<string, unknown> = Object.create(null)
    try {
      for (const definition of definitions) this.#one(definition, coerced)
    } catch (error) {
      if (!(error instanceof TooManyErrors)) throw error
      this.#errors.push(misfit('Too many errors processing variables, error limit reached. Execution aborted.'))
    }
    return this.#errors.length > 0 ? { errors: this.#errors } : { coerced: { ...coerced } }
  }

  #one(definition: VariableDefinitionNode, coerced: Record<string, unknown>): void {
    const name = definition.variable.name.value
    const type = typeFromAST(this.#schema, definition.type)
    if (!isInputType(type)) {
      // Validation looks for this first.
      const told = `Variable "$${name}" expected value of type "${print(definition.type)}" which cannot be used as an input type.`
      this.#tell(misfit(told, [definition.type]))
      return
    }
    if (!Object.hasOwn(this.#inputs, name)) {
      if (definition.defaultValue) coerced[name] = valueFromAST(definition.defaultValue, type)
      else if (isNonNullType(type)) {
        this.#tell(misfit(`Variable "$${name}" of required type "${type}" was not provided.`, [definition]))
      }
      return
    }
    const value = this.#inputs[name]
    if (value === null && isNonNullType(type)) {
      this.#tell(misfit(`Variable "$${name}" of non-null type "${type}" must not be null.`, [definition]))
      return
    }
    coerced[name] = coerceInputValue(
      value,
      type,
      (path, unfit, error) => {
        const place = path.length > 0 ? ` at "${name}${printPathArray(path)}"` : ''
        const told = `Variable "$${name}" got invalid value ${shown(unfit)}${place}; ${this.#cut(error.message)}`
        this.#tell(new GraphQLError(told, { nodes: definition, originalError: error }))
      },
      this.#hideSuggestions,
    )
  }

  #tell(error: GraphQLError): void {
    if (this.#errors.length >= MAX_ERRORS) throw new TooManyErrors()
    this.#errors.push(error)
  }

  /** GraphQL's words without most of the value in their middle; what they suggest is short. */
  #cut(message: string): string {
    if (!this.#hideSuggestions || message.length <= USUAL_LENGTH) return message
    this.isCut = true
    return `${message.slice(0, 90)}…${message.slice(-60)}`
  }
}

/** A value as GraphQL shows it, as far as it can be seen. */
const shown = (value: unknown) => cut(inspect(beginningOf(value)))

/** The beginning of a value, whose end is not shown: all of it may be much. */
function beginningOf(value: unknown, level = 0): unknown {
  if (typeof value === 'string') return cut(value)
  if (typeof value !== 'object' || value === null || level > 2) return value
  if (Array.isArray(value)) {
    const beginning = value.slice(0, 10).map((one) => beginningOf(one, level + 1))
    // GraphQL tells how many are left out.
    beginning.length = value.length
    return beginning
  }
  const some = Object.entries(value).slice(0, 10)
  return Object.fromEntries(some.map(([name, one]) => [cut(name), beginningOf(one, level + 1)]))
}
