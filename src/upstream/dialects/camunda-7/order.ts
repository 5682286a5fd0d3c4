import type { RestSort } from '../../catalog/resource.ts'
import type { Order, SortRule } from './table.ts'

/** One level of an order of rows in the contract's shape. */
export interface Level {
  field: string
  descending: boolean
  order: Order
}

/** The levels of a sort, ending in the key, so that no two rows are equal. */
export function levelsOf(
  sort: readonly RestSort[],
  key: string,
  rules: Readonly<Record<string, Pick<SortRule, 'order'>>>,
): Level[] {
  const levels = sort.map(({ field, order }) => ({
    field,
    descending: order === 'DESC',
    order: rules[field]?.order ?? 'text',
  }))
  if (levels.some(({ field }) => field === key)) return levels
  return [...levels, { field: key, descending: false, order: rules[key]?.order ?? 'key' }]
}

/** The values that a row is ordered by. */
export const valuesOfRow = (row: object, levels: readonly Level[]): unknown[] =>
  levels.map(({ field }) => (row as Record<string, unknown>)[field] ?? null)

/**
 * Whether a comes before b in the engine's order: negative, 0 for the same row, positive; undefined where only its
 * database knows, which orders texts, and puts rows without a value first or last.
 */
export function engineOrder(
  a: readonly unknown[],
  b: readonly unknown[],
  levels: readonly Level[],
): number | undefined {
  for (const [index, { order, descending }] of levels.entries()) {
    const compared = compareKnown(a[index], b[index], order)
    if (compared === undefined) return undefined
    if (compared !== 0) return descending ? -compared : compared
  }
  return 0
}

function compareKnown(a: unknown, b: unknown, order: Order): number | undefined {
  if (a === b) return 0
  if (a === null || b === null || order === 'text') return undefined
  return compareValues(a, b, order)
}

/** The gateway's own order, for rows that it sorts itself: texts by their code units, rows without a value last. */
export function ownOrder(a: readonly unknown[], b: readonly unknown[], levels: readonly Level[]): number {
  for (const [index, { order, descending }] of levels.entries()) {
    const [x, y] = [a[index], b[index]]
    if (x === y) continue
    if (x === null || y === null) return x === null ? 1 : -1
    const compared = compareValues(x, y, order)
    if (compared !== 0) return descending ? -compared : compared
  }
  return 0
}

function compareValues(a: unknown, b: unknown, order: Order): number {
  if (order === 'date') return Date.parse(String(a)) - Date.parse(String(b))
  if (order === 'number') return Number(a) - Number(b)
  const [x, y] = [String(a), String(b)]
  return x < y ? -1 : x > y ? 1 : 0
}
