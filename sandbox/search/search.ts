import { unreadableProperty } from '../problem.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { compileFilter } from './filter.ts'
import { compareSortValues, type OrderColumn, parseSort, sortValues } from './order.ts'
import { type PageRequest, parsePage } from './page.ts'
import type { SearchRules } from './rules.ts'
import { smallest } from './smallest.ts'
import type { Comparable } from './values.ts'

const MAX_TOTAL = 10_000

/** The `page` of an answer. Both cursors are null when the page is empty. */
export interface SearchPage {
  totalItems: number
  hasMoreTotalItems: boolean
  startCursor: string | null
  endCursor: string | null
}

/** What a search endpoint answers. */
export interface SearchAnswer<Row> {
  items: Row[]
  page: SearchPage
}

interface Candidate<Row> {
  readonly row: Row
  readonly values: readonly Comparable[]
}

/**
 * Answers a search over rows in memory the way Camunda's REST API answers it over its secondary storage.
 *
 * `request` is the parsed body (`filter`, `sort`, `page`, all optional); `rules` say what the endpoint knows. Nothing
 * is kept between calls, so rows may come and go while a client pages. Throws a Problem when the request is refused.
 */
export function search<Row extends object>(
  rows: readonly Row[],
  request: unknown,
  rules: SearchRules<Row>,
): SearchAnswer<Row> {
  const { filter, sort, page } = readRequest(request)
  const order = parseSort(sort, rules)
  const forwardOnly = pagesForwardOnly(filter, rules)
  const wanted = parsePage(page, rules, forwardOnly)
  const matches = compileFilter(filter, rules, rows)

  // The total counts what the filter selects, wherever the page begins.
  const selected = rows.filter(matches).map((row) => ({ row, values: sortValues(row, order) }))
  const found = cut(selected, wanted, order)
  const cap = rules.maxTotal ?? MAX_TOTAL
  const first = found[0]
  const last = found.at(-1)
  return {
    items: found.map(({ row }) => row),
    page: {
      totalItems: Math.min(selected.length, cap),
      hasMoreTotalItems: selected.length > cap,
      startCursor: first && !forwardOnly ? encodeCursor(first.values) : null,
      endCursor: last ? encodeCursor(last.values) : null,
    },
  }
}

function cut<Row>(
  selected: readonly Candidate<Row>[],
  page: PageRequest,
  order: readonly OrderColumn[],
): Candidate<Row>[] {
  const compare = (left: Candidate<Row>, right: Candidate<Row>) => compareSortValues(left.values, right.values, order)
  if (page.after !== undefined) {
    const position = decodeCursor(page.after, order)
    const later = selected.filter(({ values }) => compareSortValues(values, position, order) > 0)
    return smallest(later, page.limit, compare)
  }
  if (page.before !== undefined) {
    const position = decodeCursor(page.before, order)
    const earlier = selected.filter(({ values }) => compareSortValues(values, position, order) < 0)
    // The rows next to the cursor are taken walking away from it, and shown in the order of the sort.
    return smallest(earlier, page.limit, (left, right) => compare(right, left)).reverse()
  }
  return smallest(selected, page.from + page.limit, compare).slice(page.from)
}

function pagesForwardOnly<Row>(filter: unknown, rules: SearchRules<Row>): boolean {
  if (typeof filter !== 'object' || filter === null) return false
  return Object.entries(filter).some(
    ([name, value]) =>
      rules.special && Object.hasOwn(rules.special, name) && rules.special[name]?.forwardOnly?.(value) === true,
  )
}

function readRequest(request: unknown): { filter?: unknown; sort?: unknown; page?: unknown } {
  if (request === null || request === undefined) return {}
  if (typeof request !== 'object' || Array.isArray(request)) throw unreadableProperty('body')
  const { filter, sort, page, ...unknown } = request as Record<string, unknown>
  const [stray] = Object.keys(unknown)
  if (stray !== undefined) throw unreadableProperty(stray)
  return { filter, sort, page }
}
