import { connection } from '../fields/connection.ts'
import { readJsonText } from '../fields/json-text.ts'
import { byKey, globalId, one } from '../fields/one.ts'
import { upstreamOf } from '../fields/upstream-of.ts'
import type { Resolvers } from '../generated/schema.ts'
import { elementInstances } from '../upstream/catalog/element-instance.ts'
import { processInstances } from '../upstream/catalog/process-instance.ts'
import { variables } from '../upstream/catalog/variable.ts'

export const resolvers: Resolvers = {
  Query: {
    variable: byKey(variables),
    variables: connection(variables),
  },
  Variable: {
    id: globalId(variables),
    // Camunda 8.8 may leave the value of a null out, and relational storage answers null for it.
    preview: ({ value }) => value ?? 'null',
    isTruncated: ({ isTruncated }) => isTruncated === true,
    value: async (row, { full }, context) => {
      const upstream = upstreamOf(row, context)
      const whole = row.isTruncated && full ? await upstream.row(variables, row.variableKey) : row
      return whole && !whole.isTruncated ? readJsonText(upstream, 'getVariable', whole.value ?? 'null') : null
    },
    processInstance: one(
      processInstances,
      (variable) => variable.processInstanceKey,
      ({ tenantId }) => ({ tenantId }),
    ),
    scopeElementInstance: one(elementInstances, ({ scopeKey, processInstanceKey }) =>
      // A variable of the process itself has the instance for its scope.
      String(scopeKey) === String(processInstanceKey) ? null : scopeKey,
    ),
    rootProcessInstance: one(processInstances, (variable) => variable.rootProcessInstanceKey),
  },
}
