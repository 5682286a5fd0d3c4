import { InvalidInput } from '../upstream/failures/failure.ts'
import type { Position } from '../upstream/paging/cursor.ts'
import type { Window } from '../upstream/paging/pagination.ts'
import { isPresent } from './present.ts'

/** The paging arguments of a connection. */
export interface WindowArguments {
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
}

/** How many rows a page has where the client names no number. */
export const DEFAULT_PAGE_SIZE = 50

/**
 * What the paging arguments ask for. Throws InvalidInput for numbers out of range and for pairs that REST cannot answer.
 * @param decode reads a cursor of this list
 */
export function readWindow(
  { first, after, last, before }: WindowArguments,
  maxPageSize: number,
  decode: (argument: string, cursor: string) => Position,
): Window {
  if (isPresent(first) && isPresent(last)) {
    throw new InvalidInput('first, last', 'only one of them is possible: first pages forward, last pages backward.')
  }
  if (isPresent(after) && isPresent(before)) {
    throw new InvalidInput(
      'after, before',
      'only one of them is possible: after goes with first, before goes with last.',
    )
  }
  if (isPresent(last) || isPresent(before)) {
    if (isPresent(after)) throw new InvalidInput('after', 'it goes with first; with last, use before.')
    if (isPresent(first)) throw new InvalidInput('before', 'it goes with last; with first, use after.')
    const size = pageSize('last', last, maxPageSize)
    return isPresent(before) ? { last: size, before: decode('before', before) } : { last: size }
  }
  const size = pageSize('first', first, maxPageSize)
  return isPresent(after) ? { first: size, after: decode('after', after) } : { first: size }
}

function pageSize(argument: string, size: number | null | undefined, max: number): number {
  if (!isPresent(size)) return Math.min(DEFAULT_PAGE_SIZE, max)
  if (size < 0) throw new InvalidInput(argument, `${size} is negative. Give a number from 0 to ${max}.`)
  if (size > max)
    throw new InvalidInput(
      argument,
      `${size} is more than ${max}, the largest page. Ask for less and page on with a cursor.`,
    )
  return size
}
