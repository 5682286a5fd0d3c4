import { notCamundas } from '../../failures/failure.ts'
import { isJsonObject } from '../../json/json-object.ts'
import { fromOperate } from './fields.ts'
import { read, type Source } from './source.ts'
import type { Row, Table, WireSearch } from './table.ts'

/** How many rows Operate gives by one call. */
export const MAX_SIZE = 1_000

/** Where Operate stops counting. */
const COUNTED = 10_000

/** One call of a search. Its rows lack what comes from definitions: see `completed`. */
export async function searchOnce(
  source: Source,
  table: Table,
  search: WireSearch,
): Promise<{ rows: Row[]; total: number; totalIsExact: boolean }> {
  const { items, total } = await (table.ask ?? askOperate(table))(source, search)
  const rows = source.wire.readable(table.operation, () => items.map((item) => toRow(table, item)))
  return { rows, total, totalIsExact: total < COUNTED }
}

function askOperate({ operation, path }: Table): NonNullable<Table['ask']> {
  return async (source, search) => {
    const answer = await read(source, { operation, method: 'POST', path: `${path}/search`, body: search })
    return source.wire.readable(operation, () => {
      if (!isJsonObject(answer) || !Array.isArray(answer.items) || typeof answer.total !== 'number') {
        throw notCamundas('a search answered neither items nor total')
      }
      return { items: answer.items, total: answer.total }
    })
  }
}

/**
 * One row by its key, without what comes from definitions: see `readOne`. Rejects with an UpstreamFailure of status 404 where
 * there is none.
 */
export async function readBare(source: Source, table: Table, operation: string, key: string): Promise<Row> {
  const path = `${table.path}/${encodeURIComponent(key)}`
  const answer = await read(source, { operation, method: 'GET', path })
  return source.wire.readable(operation, () => toRow(table, answer))
}

/** An item in the contract's shape. Throws TypeError for one without its key. */
export function toRow({ fields, constants, key, finish }: Table, item: unknown): Row {
  if (!isJsonObject(item)) throw notCamundas('an item of the answer is no object')
  const row: Row = { ...constants }
  for (const [name, field] of Object.entries(fields)) row[name] = fromOperate(field, item[field.as])
  if (row[key] === null) throw notCamundas(`an item of the answer has no ${key}`)
  finish?.(row, item)
  return row
}
