import type { Version } from '../upstream/api/version.ts'
import type { Resource, RestSort } from '../upstream/catalog/resource.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'
import type { InputFacts } from './facts.ts'
import { checkLength } from './list-length.ts'
import { checkVersion } from './supported.ts'

/** One level of a client's sort. */
export interface SortInput {
  field: string
  order?: 'ASC' | 'DESC'
}

/**
 * A client's sort as REST takes it, or the resource's own where there is none. It ends in the key where REST sorts by
 * it, so that rows of equal values have an order and paging misses none.
 */
export function restSort(
  resource: Resource<never>,
  facts: InputFacts | undefined,
  sort: readonly SortInput[] | null | undefined,
  version: Version,
): readonly RestSort[] {
  if (!sort || sort.length === 0) return resource.sort
  checkLength('sort', sort)
  const rest: RestSort[] = []
  for (const [index, { field, order = 'ASC' }] of sort.entries()) {
    const argument = `sort[${index}].field`
    if (rest.some((level) => level.field === field)) {
      throw new InvalidInput(argument, `${field} is there twice. Name each field once; the first level weighs most.`)
    }
    const since = facts?.fields.get('field')?.type.values.get(field)
    if (since) checkVersion(version, `${argument}: ${field}`, since)
    rest.push({ field, order })
  }
  if (resource.sortsByKey && !rest.some((level) => level.field === resource.key)) {
    rest.push({ field: resource.key, order: 'ASC' })
  }
  return rest
}
