import type { Resource, RestFilter, RestSort } from '../upstream/catalog/resource.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'
import { isPresent } from './present.ts'
import type { WindowArguments } from './window.ts'

/**
 * Some filters restrict sorting and paging: the resource's catalog entry says which. Returns the filter and a sort that
 * the search accepts with it; throws InvalidInput if the client's arguments do not go together.
 */
export function restrictSort(
  resource: Resource<never>,
  filter: RestFilter,
  sort: readonly RestSort[],
  args: WindowArguments & { sort?: readonly { field: string }[] | null | undefined },
): { filter: RestFilter; sort: readonly RestSort[] } {
  const rule = resource.restrictedBy
  if (!rule || filter[rule.filter] !== true) return { filter, sort }
  const name = `filter.${rule.filter}`
  if (isPresent(args.last) || isPresent(args.before)) {
    throw new InvalidInput(
      isPresent(args.last) ? 'last' : 'before',
      `with ${name} Camunda pages forward only. Use first and after.`,
    )
  }
  const { sort: possibleSort } = rule
  if (!possibleSort) return { filter, sort }
  if (!args.sort || args.sort.length === 0) return { filter, sort: possibleSort }
  const isPossible = ({ field }: { field: string }) => possibleSort.some((level) => level.field === field)
  const impossible = args.sort.find((level) => !isPossible(level))
  if (impossible) {
    const possible = possibleSort.map(({ field }) => field).join(' and ')
    throw new InvalidInput('sort', `with ${name} Camunda sorts by ${possible} only, not by ${impossible.field}.`)
  }
  // Without the key, which stands at the end of every other sort.
  return { filter, sort: sort.filter(isPossible) }
}
