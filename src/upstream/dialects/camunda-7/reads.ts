import type { Row } from '../rows/row.ts'
import { readBatchOperation } from './batch-operation.ts'
import { decisionDefinitionRow } from './decision-definition.ts'
import { decisionInstanceRow } from './decision-instance.ts'
import { decisionRequirementsRow } from './decision-requirements.ts'
import { elementRow } from './element-instance.ts'
import { at, type Engine } from './engine.ts'
import { groupTable } from './group.ts'
import { readIncident } from './incident.ts'
import type { Raw } from './objects.ts'
import { Page } from './page.ts'
import { definitionRow } from './process-definition.ts'
import { instanceRow } from './process-instance.ts'
import { rowsOf } from './rows-of.ts'
import type { Table } from './table.ts'
import { tenantTable } from './tenants.ts'
import { userTable } from './user.ts'
import { readUserTask } from './user-task-row.ts'
import { variableRow } from './variable.ts'

/** Reads one row by its key; null where there is none, or rejects with what the engine says. */
type Read = (engine: Engine, key: string) => Promise<Row | null>

/** A read that is one call. */
const by =
  (path: string, row: (raw: Raw, page: Page) => Row, query = '', exact = false): Read =>
  async (engine, key) => {
    const raw = await engine.object(at(path, key, query), exact)
    return engine.readable(() => row(raw, new Page(engine, [raw])))
  }

/**
 * A read of what people name: by the list, because no path may hold a slash.
 * @param table the first list of which has the row
 */
const named =
  ({ lists: [source] }: Table): Read =>
  async (engine, id) => {
    if (!source) return null
    const raws = await engine.rows(source.list, { id }, 1)
    return rowsOf(engine, source, raws, [])[0] ?? null
  }

/** The reads by key, by operationId. */
export const reads: Readonly<Record<string, Read>> = {
  getProcessDefinition: by('/process-definition', definitionRow),
  getDecisionDefinition: by('/decision-definition', decisionDefinitionRow),
  getDecisionRequirements: by('/decision-requirements-definition', decisionRequirementsRow),
  getDecisionInstance: by(
    '/history/decision-instance',
    decisionInstanceRow,
    '?includeInputs=true&includeOutputs=true&disableCustomObjectDeserialization=true',
    true,
  ),
  getBatchOperation: (engine, key) => readBatchOperation(new Page(engine, []), key),
  getUser: named(userTable),
  getGroup: named(groupTable),
  getTenant: named(tenantTable),
  getProcessInstance: by('/history/process-instance', instanceRow),
  getElementInstance: by('/history/activity-instance', elementRow),
  // Unlike in the list, this parameter is in the singular.
  getVariable: by('/history/variable-instance', variableRow, '?deserializeValue=false', true),
  getUserTask: (engine, key) => readUserTask(new Page(engine, []), key),
  getIncident: (engine, key) => readIncident(new Page(engine, []), key),
}
