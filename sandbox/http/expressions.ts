import { evaluateFeel, FeelError } from '../engine/feel.ts'
import { TENANT } from '../engine/records.ts'
import { invalidArgument } from '../problem.ts'
import { type Call, type Handlers, json, object, text } from './call.ts'

export const expressionHandlers: Handlers = {
  evaluateExpression: (call) => {
    const expression = text(call.body.expression) ?? ''
    if (expression.trim() === '') throw invalidArgument('No expression provided.')
    const variables = { camunda: { vars: clusterVariables(call) }, ...object(call.body.variables) }
    try {
      const { value, messages } = evaluateFeel(expression, { variables, now: call.cluster.clock.now() })
      return json({ expression, result: value, warnings: messages.map((message) => ({ message })) })
    } catch (error) {
      if (error instanceof FeelError) throw invalidArgument(error.message)
      throw error
    }
  },
}

/** The cluster's variables as expressions see them; in `env`, a tenant's go before the cluster's. */
function clusterVariables({ cluster }: Call): Record<'cluster' | 'tenant' | 'env', Record<string, unknown>> {
  const values = (tenantId: string | null) =>
    Object.fromEntries(
      [...cluster.clusterVariables.all]
        .filter((one) => one.tenantId === tenantId)
        .map(({ name, value }): [string, unknown] => [name, JSON.parse(value)]),
    )
  const [global, tenant] = [values(null), values(TENANT)]
  return { cluster: global, tenant, env: { ...global, ...tenant } }
}
