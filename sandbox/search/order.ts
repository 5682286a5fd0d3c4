import { invalidArgument, unknownEnumValue, unreadableProperty } from '../problem.ts'
import { type FieldType, readColumn, type SearchRules } from './rules.ts'
import { type Comparable, comparable, compareComparables } from './values.ts'

/** One column of a total order. */
export interface OrderColumn {
  readonly column: string
  readonly type: FieldType
  readonly direction: 1 | -1
}

/**
 * Reads `sort` into a total order: the fields asked for, then the key ascending unless it is among them. Without a
 * sort, the key ascending. Throws a Problem for a field or direction that the endpoint does not know.
 */
export function parseSort<Row>(sort: unknown, rules: SearchRules<Row>): OrderColumn[] {
  if (sort !== null && sort !== undefined && !Array.isArray(sort)) throw unreadableProperty('sort')
  const columns = (sort ?? []).map((entry: unknown) => parseEntry(entry, rules))
  if (columns.some((column: OrderColumn) => column.column === rules.key)) return columns
  return [...columns, { column: rules.key, type: rules.keyType ?? 'key', direction: 1 }]
}

function parseEntry<Row>(entry: unknown, rules: SearchRules<Row>): OrderColumn {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) throw unreadableProperty('sort')
  const { field, order, ...unknown } = entry as Record<string, unknown>
  const [stray] = Object.keys(unknown)
  if (stray !== undefined) throw unreadableProperty(stray)
  if (field === null || field === undefined) throw invalidArgument('Sort field must not be null.')
  const rule = typeof field === 'string' && Object.hasOwn(rules.sort, field) ? rules.sort[field] : undefined
  if (!rule) throw unknownEnumValue('field', field, Object.keys(rules.sort))
  if (order !== null && order !== undefined && order !== 'ASC' && order !== 'DESC') {
    throw unknownEnumValue('order', order, ['ASC', 'DESC'])
  }
  return { column: rule.column ?? String(field), type: rule.type, direction: order === 'DESC' ? -1 : 1 }
}

/** The values of a row that the order looks at. */
export function sortValues(row: object, order: readonly OrderColumn[]): Comparable[] {
  return order.map(({ column, type }) => comparable(readColumn(row, column), type))
}

/**
 * Compares two rows' sort values. Rows without a value come last in both directions, as Elasticsearch orders them
 * (`missing: _last`).
 */
export function compareSortValues(
  left: readonly Comparable[],
  right: readonly Comparable[],
  order: readonly OrderColumn[],
): number {
  for (let index = 0; index < order.length; index++) {
    const a = left[index] ?? null
    const b = right[index] ?? null
    if (a === b) continue
    if (a === null) return 1
    if (b === null) return -1
    const result = compareComparables(a, b)
    if (result !== 0) return result * (order[index]?.direction ?? 1)
  }
  return 0
}
