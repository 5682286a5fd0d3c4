import type { Context } from '../request/context.ts'
import type { Resource } from '../upstream/catalog/resource.ts'
import { upstreamOf } from './upstream-of.ts'

/**
 * A field that a read by key answers and a list does not. A row of a list is read for it, once for all such fields; null
 * where there is no such row any more.
 */
export function whole<Row extends object, Field extends keyof Row>(resource: Resource<Row>, field: Field) {
  return async (row: Row, _args: object, context: Context): Promise<NonNullable<Row[Field]> | null> => {
    const known = row[field]
    if (known !== undefined) return known ?? null
    const found = await upstreamOf(row, context).wholeRow(resource, String(row[resource.key]))
    return found?.[field] ?? null
  }
}
