import type { Wire } from '../dialect.ts'
import { elementRow } from './element-instance.ts'
import { fetchOne } from './engine.ts'
import { readIncident } from './incident.ts'
import { Page } from './page.ts'
import { definitionRow } from './process-definition.ts'
import { instanceRow } from './process-instance.ts'
import type { Raw } from './table.ts'
import { readUserTask } from './user-task-row.ts'
import { variableRow } from './variable.ts'

/** Reads one row by its key; null where there is none, or rejects with what the engine says. */
type Read = (wire: Wire, operation: string, key: string) => Promise<object | null>

/** A read that is one call. */
const by =
  (path: string, row: (raw: Raw, page: Page) => object, query = '', exact = false): Read =>
  async (wire, operation, key) => {
    const raw = await fetchOne(wire, operation, `${path}/${encodeURIComponent(key)}${query}`, exact)
    return row(raw, new Page(wire, operation, [raw]))
  }

/** The reads by key, by operationId. */
export const reads: Readonly<Record<string, Read>> = {
  getProcessDefinition: by('/process-definition', definitionRow),
  getProcessInstance: by('/history/process-instance', instanceRow),
  getElementInstance: by('/history/activity-instance', elementRow),
  // Here the parameter is in the singular.
  getVariable: by('/history/variable-instance', variableRow, '?deserializeValue=false', true),
  getUserTask: (wire, operation, key) => readUserTask(new Page(wire, operation, []), key),
  getIncident: (wire, operation, key) => readIncident(new Page(wire, operation, []), key),
}
