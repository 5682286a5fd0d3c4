import type { RestFilter } from '../upstream/catalog/resource.ts'
import { valueMatcher } from '../upstream/dialects/rows/matches.ts'
import { operatorsOf } from '../upstream/dialects/rows/operators.ts'
import { NOTHING } from './filter.ts'

/** What a parent says of the rows below it: the values of some of their fields. Where it lacks one, there are no such rows. */
export type ParentFilter = Readonly<Record<string, string | number | null | undefined>>

/** Whether a value meets a REST filter on its field: a bare value, or operators. */
export function meets(value: string | number, filter: unknown): boolean {
  return valueMatcher(typeof value === 'number' ? 'number' : 'text', operatorsOf(filter))(value)
}

/**
 * A client's filter and what the parent says. The client may filter by the same fields: the parent has one value for each,
 * so either it meets the client's filter, or there is NOTHING.
 */
export function below(filter: RestFilter, parent: ParentFilter): RestFilter | typeof NOTHING {
  for (const [name, value] of Object.entries(parent)) {
    // Left out of the filter it would find everything.
    if (value === null || value === undefined) return NOTHING
    const wanted = filter[name]
    if (wanted !== undefined && !meets(value, wanted)) return NOTHING
  }
  return { ...filter, ...parent }
}
