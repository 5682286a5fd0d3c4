import type { PolicyFields } from '../policy/policy.ts'
import { rootFieldsOf } from '../policy/root-fields.ts'
import type { GatewayPlugin } from '../request/plugin.ts'

/**
 * Refuses a mutation as a whole if the policy refuses one of its commands or their input: otherwise the commands before
 * it would be carried out.
 */
export function commandPolicy({ all, inputs }: PolicyFields): GatewayPlugin {
  return {
    beforeExecution({ schema, document, operation, variableValues, contextValue }) {
      if (operation.operation !== 'mutation') return
      const type = schema.getMutationType()?.name
      for (const { name, args } of rootFieldsOf(schema, document, operation, variableValues)) {
        const coordinate = `${type}.${name}`
        const field = all.get(coordinate)
        if (field) contextValue.permissions?.check(field)
        const given = inputs.get(coordinate)
        if (given) contextValue.permissions?.checkArguments(given, args)
      }
    },
  }
}
