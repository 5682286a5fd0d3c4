import type { RestSort } from '../../catalog/resource.ts'
import { compareRanks, rankOf } from '../rows/compare.ts'
import type { Value } from '../rows/row.ts'
import type { Level as LevelOf, Position } from '../rows/sort.ts'
import type { TableField, TableFields } from './table.ts'

/** One level of an order of rows in the contract's shape. */
export type Level = LevelOf<TableField>

/** The levels of a sort, ending in the key, so that no two rows are equal. */
export function levelsOf(sort: readonly RestSort[], key: string, fields: TableFields): Level[] {
  const all = sort.some(({ field }) => field === key) ? sort : [...sort, { field: key, order: 'ASC' as const }]
  return all.map(({ field: name, order }) => ({ name, field: fields[name] ?? { kind: 'text' }, order }))
}

/**
 * Whether a comes before b in the engine's order: negative, 0 for the same row, positive; undefined where only its
 * database knows, which orders texts, and puts rows without a value first or last.
 */
export function engineOrder(levels: readonly Level[], a: Position, b: Position): number | undefined {
  for (const [index, { field, order }] of levels.entries()) {
    const compared = compareKnown(field, a[index] ?? null, b[index] ?? null)
    if (compared === undefined) return undefined
    if (compared !== 0) return order === 'DESC' ? -compared : compared
  }
  return 0
}

function compareKnown({ kind }: TableField, a: Value, b: Value): number | undefined {
  if (a === b) return 0
  if (a === null || b === null || kind === 'text') return undefined
  return compareRanks(kind, rankOf(kind, a), rankOf(kind, b))
}
