import { isJsonObject } from '../../json-object.ts'
import type { SearchAnswer } from '../dialect.ts'

/**
 * An answer whose rows are those of a resource. The key is what paging, batching and relations stand on, so each row must
 * have one; the rest is for who answers to keep: the contract, or the tables of an older generation. Throws TypeError.
 */
export function typed<Row extends object>(
  { rows, ...answer }: SearchAnswer<unknown>,
  key: keyof Row & string,
): SearchAnswer<Row> {
  if (!areRows<Row>(rows, key)) throw new TypeError(`a search answered an item without ${key}`)
  return { ...answer, rows }
}

function areRows<Row extends object>(items: unknown[], key: string): items is Row[] {
  return items.every((item) => isJsonObject(item) && typeof item[key] === 'string')
}
