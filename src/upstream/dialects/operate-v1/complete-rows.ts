import { readBare } from './bare-rows.ts'
import { fillFromDefinitions } from './definitions.ts'
import type { Source } from './source.ts'
import type { Row, Table } from './table.ts'

/** One row by its key. Rejects with an UpstreamFailure of status 404 where there is none. */
export async function readOne(source: Source, table: Table, operation: string, key: string): Promise<Row> {
  const row = await readBare(source, table, operation, key)
  await completed(source, table, [row])
  return row
}

/** Fills in what the contract's rows have and Operate keeps elsewhere. Answers the same rows. */
export async function completed(source: Source, table: Table, rows: Row[]): Promise<Row[]> {
  if (table.fromDefinition) await fillFromDefinitions(source, table.fromDefinition, rows)
  return rows
}
