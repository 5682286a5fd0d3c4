import {
  type GraphQLInputType,
  getNullableType,
  isInputObjectType,
  isInputType,
  isListType,
  typeFromAST,
} from 'graphql'
import { exceeded } from '../../errors/exceeded.ts'
import type { GatewayPlugin } from '../../request/plugin.ts'

/**
 * About ten milliseconds of coercion. A list of a thousand keys has a thousand values, one of a thousand filters thirty
 * times as many.
 */
const MAX_VALUES = 100_000

/**
 * Refuses variables with too many values to coerce: a million empty filters are three megabytes, and take seconds. A
 * list that is merely too long is refused by its field, so that other fields are answered. A JSON value counts as one.
 */
export function valueLimit(): GatewayPlugin {
  return {
    beforeExecution({ schema, operation, variableValues }) {
      let values = 0
      for (const { variable, type } of operation.variableDefinitions ?? []) {
        const value = variableValues[variable.name.value]
        if (typeof value !== 'object' || value === null) continue
        const wanted = typeFromAST(schema, type)
        if (isInputType(wanted)) add(wanted, value)
      }

      function add(type: GraphQLInputType, value: unknown): void {
        const nullable = getNullableType(type)
        if (isListType(nullable)) {
          // One value is a list of one.
          for (const one of Array.isArray(value) ? value : [value]) add(nullable.ofType, one)
          return
        }
        const fields = isInputObjectType(nullable) ? nullable.getFields() : undefined
        // Coercion looks for each field of the type, whether or not it is given.
        values += 1 + (fields ? Object.keys(fields).length : 0)
        if (values > MAX_VALUES) throw tooMany()
        if (!fields || typeof value !== 'object' || value === null) return
        for (const [name, one] of Object.entries(value)) {
          const field = fields[name]
          if (field) add(field.type, one)
        }
      }
    },
  }
}

function tooMany() {
  // Counting ends here.
  return exceeded(
    'values',
    MAX_VALUES,
    MAX_VALUES + 1,
    `The variables have more than ${MAX_VALUES} values in lists and input objects, the most that are checked; each field that an input object may have is one. Ask in parts.`,
  )
}
