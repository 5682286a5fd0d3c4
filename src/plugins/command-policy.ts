import type { GovernedFields } from '../policy/policy.ts'
import { rootFieldsOf } from '../policy/root-fields.ts'
import type { GatewayPlugin } from './plugin.ts'

/**
 * Refuses a mutation as a whole where the policy refuses one of its commands: else those before it would be carried out.
 */
export function commandPolicy({ all }: GovernedFields): GatewayPlugin {
  return {
    beforeExecution({ schema, document, operation, variables, context }) {
      if (operation.operation !== 'mutation') return
      const type = schema.getMutationType()?.name
      for (const name of rootFieldsOf(schema, document, operation, variables)) {
        const field = all.get(`${type}.${name}`)
        if (field) context.permissions?.check(field)
      }
    },
  }
}
