import { notCamundas } from '../../failures/failure.ts'
import { isJsonObject } from '../../json/json-object.ts'
import type { SearchAnswer } from '../search.ts'

/**
 * An answer as one of a resource's rows. Only the key is checked, because paging, batching and relations rely on it; the
 * other fields are as the contract or the tables of an older generation promise. Throws TypeError for a row without a key.
 */
export function typed<Row extends object>(
  { rows, ...answer }: SearchAnswer<unknown>,
  key: keyof Row & string,
): SearchAnswer<Row> {
  if (!areRows<Row>(rows, key)) throw notCamundas(`a search answered an item without ${key}`)
  return { ...answer, rows }
}

function areRows<Row extends object>(items: unknown[], key: string): items is Row[] {
  return items.every((item) => isJsonObject(item) && typeof item[key] === 'string')
}
