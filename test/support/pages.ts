import type { RunningGateway } from './gateway.ts'

/** A list of the gateway's schema and how to get there. */
export interface ListQuery {
  /** The fields from the root down to the connection, with the arguments that are not about paging; of a list its first. */
  path: readonly string[]
  /** The field that tells rows apart. */
  key: string
  /** Filter and sort, as they stand in the query. */
  args?: string
  /** What is asked for of `pageInfo`; all of it unless told. Parts of it cost calls. */
  info?: string
}

export interface Window {
  first?: number
  after?: string | null
  last?: number
  before?: string | null
}

/** One page as a test looks at it. */
export interface Page {
  keys: string[]
  cursors: string[]
  total: number
  exact: boolean
  hasNextPage: boolean
  hasPreviousPage: boolean
  startCursor: string | null
  endCursor: string | null
}

/** Asks for one page; throws what the gateway answers as errors. */
export async function page(gateway: RunningGateway, list: ListQuery, window: Window): Promise<Page> {
  const { data, errors } = await gateway.ask(queryOf(list, window))
  if (errors) throw new Error(errors.map(({ message }) => message).join('\n'))
  let found = data
  for (const _ of list.path) found = Array.isArray(found.at) ? found.at[0] : found.at
  return {
    keys: found.edges.map((edge: { node: { key: string } }) => edge.node.key),
    cursors: found.edges.map((edge: { cursor: string }) => edge.cursor),
    total: found.totalCount,
    exact: found.totalCountIsExact,
    ...found.pageInfo,
  }
}

/** The query for one page. */
export function queryOf({ path, key, args = '', info }: ListQuery, window: Window): string {
  const paging = Object.entries(window)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join(' ')
  const last = path.length - 1
  const inBraces = [paging, args].join(' ').trim()
  const fields = path.map((field, index) => `at: ${field}${index === last && inBraces ? `(${inBraces})` : ''}`)
  const asked = info ?? 'hasNextPage hasPreviousPage startCursor endCursor'
  const connection = `{ totalCount totalCountIsExact edges { cursor node { key: ${key} } } pageInfo { ${asked} } }`
  return `{ ${fields.join(' { ')} ${connection} ${'}'.repeat(last)} }`
}

export type Direction = 'forward' | 'backward'

/** The window of the page after (or before) a cursor; of the first (or last) page without one. */
export function windowOf(direction: Direction, size: number, cursor?: string | null): Window {
  if (direction === 'forward') return { first: size, ...(cursor ? { after: cursor } : {}) }
  return { last: size, ...(cursor ? { before: cursor } : {}) }
}

/** Pages through a list as a client does, for as long as there is a next (or previous) page. */
export async function walk(
  gateway: RunningGateway,
  list: ListQuery,
  direction: Direction,
  size: number,
  from?: string | null,
): Promise<Page[]> {
  const pages: Page[] = []
  let cursor = from
  for (;;) {
    const now = await page(gateway, list, windowOf(direction, size, cursor))
    pages.push(now)
    const more = direction === 'forward' ? now.hasNextPage : now.hasPreviousPage
    if (!more) return pages
    cursor = direction === 'forward' ? now.endCursor : now.startCursor
    if (cursor === null) throw new Error('there is more, but no cursor to go on with')
  }
}

/** The keys of pages in the order of the list. */
export function keysOf(pages: readonly Page[], direction: Direction): string[] {
  return (direction === 'forward' ? pages : pages.toReversed()).flatMap(({ keys }) => keys)
}

export interface Level {
  field: string
  order: 'ASC' | 'DESC'
}

/** A sort as it stands in a query. */
export function sortArgument(sort: readonly Level[]): string {
  return sort.length === 0 ? '' : `sort: [${sort.map(({ field, order }) => `{ field: ${field}, order: ${order} }`)}]`
}

/**
 * Rows in the order in which the upstream must list them: by the levels, rows without a value last in either direction,
 * ties by key. All values are texts or numbers that compare as they are.
 */
export function inOrder<Row extends object>(
  rows: readonly Row[],
  key: keyof Row & string,
  sort: readonly Level[],
): Row[] {
  const levels = [...sort, { field: key, order: 'ASC' }]
  return rows.toSorted((left, right) => {
    for (const { field, order } of levels) {
      const [a, b] = [left, right].map((row) => (row as Record<string, string | number | null>)[field] ?? null)
      if (a === b || a === undefined || b === undefined) continue
      if (a === null) return 1
      if (b === null) return -1
      return a < b === (order === 'ASC') ? -1 : 1
    }
    return 0
  })
}
