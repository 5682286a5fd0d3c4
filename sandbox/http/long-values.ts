import type { SearchAnswer } from '../search/search.ts'
import type { Call } from './call.ts'

/** Values beyond this are cut in searches, as with Camunda's default `variable-size-threshold`. */
const MAX_VALUE_LENGTH = 8191

/** Whether searches cut the value. */
export function isLong({ value }: { readonly value: string }): boolean {
  return value.length > MAX_VALUE_LENGTH
}

/** A search's answer, with long values cut unless the query says `truncateValues=false`. */
export function cutLongValues<Row extends { readonly value: string }>(
  call: Call,
  { items, page }: SearchAnswer<Row>,
): SearchAnswer<Row & { isTruncated: boolean }> {
  const isFull = call.query.get('truncateValues') === 'false'
  return {
    items: items.map((row) => {
      const isTruncated = !isFull && isLong(row)
      return { ...row, value: isTruncated ? row.value.slice(0, MAX_VALUE_LENGTH) : row.value, isTruncated }
    }),
    page,
  }
}
