import type { VariableRow } from '../../catalog/variable.ts'
import { isJsonObject } from '../../json/json-object.ts'
import { many, one } from '../planning/rules.ts'
import { variableList } from './lists.ts'
import type { Json, Raw } from './objects.ts'
import { tenants } from './rules.ts'
import type { RowOf, Table } from './table.ts'
import { fromEngineTenant } from './tenant.ts'
import { toJsonText } from './typed-values.ts'

/** The engine sorts variables by nothing that tells all of them apart, so they are read whole and paged here. */
export const variableTable: Table = {
  operation: 'searchVariables',
  lists: [
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
  fields: {
    variableKey: { kind: 'id' },
    name: { kind: 'text' },
    value: { kind: 'text' },
    processInstanceKey: { kind: 'id' },
    scopeKey: { kind: 'id' },
    tenantId: { kind: 'text' },
    isTruncated: { kind: 'flag' },
  },
}

/** What the engine knows of a file or an object; null for values of other types. */
function infoOf({ valueInfo }: Raw): Json {
  if (!isJsonObject(valueInfo)) return null
  const { filename, mimeType, encoding, objectTypeName, serializationDataFormat } = valueInfo
  const info = { filename, mimeType, encoding, objectTypeName, serializationDataFormat }
  return Object.values(info).some((one) => typeof one === 'string') ? info : null
}

/** A variable as the contract has it, its value as JSON text, and never cut. */
export function variableRow(raw: Raw): RowOf<VariableRow> {
  return {
    variableKey: raw.id,
    name: raw.name,
    value: toJsonText(raw),
    isTruncated: false,
    type: typeof raw.type === 'string' ? raw.type.toUpperCase() : null,
    valueInfo: infoOf(raw),
    scopeKey: raw.activityInstanceId ?? raw.executionId ?? raw.processInstanceId,
    processInstanceKey: raw.processInstanceId,
    rootProcessInstanceKey: raw.rootProcessInstanceId ?? null,
    tenantId: fromEngineTenant(raw.tenantId),
    // No field of the contract: what a task's own variable belongs to.
    taskId: raw.taskId,
  }
}
