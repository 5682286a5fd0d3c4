import type { Policy, PolicyFields } from '../policy/policy.ts'
import { namesAtRoot, rootFieldsOf } from '../policy/root-fields.ts'
import type { GatewayPlugin } from '../request/plugin.ts'

/**
 * Refuses a mutation as a whole if the policy refuses one of its commands or their input: otherwise the commands before
 * it would be carried out.
 */
export function commandPolicy({ policy, fields }: { policy: Policy; fields: PolicyFields }): GatewayPlugin {
  const { all, inputs } = fields
  const isRefusable = (coordinate: string) => {
    const field = all.get(coordinate)
    return inputs.has(coordinate) || (field !== undefined && policy.canRefuse(field))
  }
  return {
    beforeExecution({ schema, document, operation, variableValues, contextValue }) {
      if (operation.operation !== 'mutation') return
      const type = schema.getMutationType()?.name
      // Most policies speak of few commands: others need not be looked at with their variables.
      if (!namesAtRoot(document, operation).some((name) => isRefusable(`${type}.${name}`))) return
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
