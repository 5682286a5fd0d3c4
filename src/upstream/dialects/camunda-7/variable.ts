import { variableList } from './lists.ts'
import { many, one, tenants } from './rules.ts'
import type { Raw, SearchTable } from './table.ts'
import { fromEngineTenant } from './tenant.ts'
import { toJsonText } from './typed-values.ts'

/** The engine sorts variables by nothing that tells all of them apart, so they are read whole and paged here. */
export const variableTable: SearchTable = {
  operation: 'searchVariables',
  sources: [
    {
      list: variableList,
      filters: {
        name: one('variableName'),
        processInstanceKey: many('processInstanceIdIn'),
        scopeKey: many('activityInstanceIdIn'),
        tenantId: tenants('withoutTenantId'),
      },
      sorts: {},
      row: variableRow,
    },
  ],
  plain: ['variableKey', 'name', 'value', 'processInstanceKey', 'scopeKey', 'tenantId', 'isTruncated'],
  orders: { variableKey: { order: 'key' }, processInstanceKey: { order: 'key' } },
}

/** A variable as the contract has it, its value as JSON text, and never cut. */
export function variableRow(raw: Raw): object {
  return {
    variableKey: raw.id,
    name: raw.name,
    value: toJsonText(raw),
    isTruncated: false,
    scopeKey: raw.activityInstanceId ?? raw.executionId ?? raw.processInstanceId,
    processInstanceKey: raw.processInstanceId,
    rootProcessInstanceKey: raw.rootProcessInstanceId ?? null,
    tenantId: fromEngineTenant(raw.tenantId),
    // No field of the contract: what a task's own variable belongs to.
    taskId: raw.taskId,
  }
}
