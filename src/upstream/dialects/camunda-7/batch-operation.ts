import type { BatchOperationRow } from '../../catalog/batch-operation.ts'
import { choices, one, valuesOf } from '../planning/rules.ts'
import type { FilterRule } from '../planning/translation.ts'
import type { Row } from '../rows/row.ts'
import { fromEngineDate } from './dates.ts'
import { at } from './engine.ts'
import { batchList, historicBatchList } from './lists.ts'
import type { Raw } from './objects.ts'
import { orNull } from './or-null.ts'
import type { Page } from './page.ts'
import type { RowOf, Table } from './table.ts'

/** The engine's names for what a batch does; other kinds are the engine's alone. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  CANCEL_PROCESS_INSTANCE: ['instance-deletion'],
  DELETE_PROCESS_INSTANCE: ['historic-instance-deletion'],
  DELETE_DECISION_INSTANCE: ['historic-decision-instance-deletion'],
  MIGRATE_PROCESS_INSTANCE: ['instance-migration'],
  MODIFY_PROCESS_INSTANCE: ['instance-modification'],
  // New attempts close incidents.
  RESOLVE_INCIDENT: ['set-job-retries', 'set-external-task-retries'],
}

const kindOf = new Map(Object.entries(TYPES).flatMap(([kind, types]) => types.map((type) => [type, kind])))

const operationType: FilterRule = {
  operators: ['$eq', '$in'],
  translate: (operators) => {
    const kinds = valuesOf(operators)
    return kinds && { queries: kinds.flatMap((kind) => TYPES[String(kind)] ?? []).map((type) => ({ type })) }
  },
}

export const batchOperationTable: Table = {
  operation: 'searchBatchOperations',
  lists: [
    {
      list: batchList,
      filters: {
        batchOperationKey: one('batchId'),
        operationType,
        state: choices({ ACTIVE: [{ suspended: false }], SUSPENDED: [{ suspended: true }] }),
      },
      sorts: {},
      row: batchOperationRow,
    },
    {
      list: historicBatchList,
      fixed: { completed: true },
      filters: { batchOperationKey: one('batchId'), operationType, state: choices({ COMPLETED: [{}] }) },
      sorts: {},
      row: batchOperationRow,
    },
  ],
  fields: {
    batchOperationKey: { kind: 'id' },
    operationType: { kind: 'choice' },
    state: { kind: 'choice' },
    startDate: { kind: 'date' },
    endDate: { kind: 'date', optional: true },
    actorId: { kind: 'text' },
    actorType: { kind: 'choice' },
  },
}

/** A batch that runs, or a historic one that has ended. What it does is counted in its jobs. */
export function batchOperationRow(raw: Raw, page: Page): RowOf<BatchOperationRow> {
  const endDate = fromEngineDate(raw.endTime)
  const type = kindOf.get(String(raw.type)) ?? 'UNRECOGNIZED'
  return {
    batchOperationKey: raw.id,
    batchOperationType: type,
    state: endDate === null ? (raw.suspended === true ? 'SUSPENDED' : 'ACTIVE') : 'COMPLETED',
    startDate: fromEngineDate(raw.startTime),
    endDate,
    operationsTotalCount: raw.totalJobs ?? null,
    // One that was deleted before its end has ended, too: history does not tell how far it came.
    operationsCompletedCount: endDate === null ? () => counted(page, raw, 'completedJobs') : null,
    operationsFailedCount: endDate === null ? () => counted(page, raw, 'failedJobs') : null,
    actorId: raw.createUserId ?? null,
    actorType: typeof raw.createUserId === 'string' ? 'USER' : null,
    errors: [],
    // Not a field of the contract's rows, but clients can filter by it.
    operationType: type,
  }
}

/** How many jobs of a running batch are done, or have failed: null where it has ended meanwhile. */
async function counted(page: Page, { id }: Raw, field: 'completedJobs' | 'failedJobs'): Promise<unknown> {
  const query = `?batchId=${encodeURIComponent(String(id))}&maxResults=1`
  const statistics = await page.once(`statistics ${id}`, async () => {
    return page.engine.objects(await page.engine.get(`/batch/statistics${query}`))
  })
  return statistics[0]?.[field] ?? null
}

/** A batch by its key, whether it runs or has ended. */
export async function readBatchOperation(page: Page, key: string): Promise<Row> {
  const running = await orNull(page.engine.object(at('/batch', key)))
  const raw = running ?? (await page.engine.object(at('/history/batch', key)))
  return page.engine.readable(() => batchOperationRow(raw, page))
}
