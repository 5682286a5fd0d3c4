import type { SearchAnswer, WirePage } from '../dialects/search.ts'
import { InvalidInput } from '../failures/failure.ts'
import type { Position } from './cursor.ts'
import { emptySlice, type Slice } from './slice.ts'

/** Which part of a list a client asks for: from the front, after a row; or from the end, before a row. */
export type Window = { first: number; after?: Position } | { last: number; before?: Position }

/** One list, bound to its search, filter and sort. */
export interface List<Row extends object> {
  key: keyof Row & string
  /** How the list orders its rows' keys, where it is sorted by them above all; left out where it is not. */
  keyOrder?: ((a: string, b: string) => number) | undefined
  /** Whether it answers the page at its end. */
  fromEnd?: boolean
  fetch(page: WirePage): Promise<SearchAnswer<Row>>
}

/** The most rows that REST gives by one call, and the deepest row that an offset reaches. */
export const MAX_LIMIT = 10_000

/** How far beyond its old place a row is looked for, in case rows were added before it. */
const SEARCHED_FURTHER = 1_000

/** How many pages are walked to find the end of a list that the cluster does not count. */
const MAX_WALKED_PAGES = 10

/** Fetches a page. Calls are made for the rows alone; `hasNext` and `hasPrevious` make theirs when asked. */
export function fetchSlice<Row extends object>(list: List<Row>, window: Window): Promise<Slice<Row>> {
  if ('first' in window) {
    const { first, after } = window
    if (!after) return fetchStart(list, first)
    return after.offset === 0 ? fetchAfter(list, after, first) : fetchAfterFound(list, after, first)
  }
  const { last, before } = window
  if (!before) return fetchEnd(list, last)
  return before.offset === 0 ? fetchBefore(list, before.base, last) : fetchBeforeFound(list, before, last)
}

/** Whether rows follow the slice. */
export async function hasNext<Row extends object>(list: List<Row>, slice: Slice<Row>): Promise<boolean> {
  if (slice.known.next !== undefined) return slice.known.next
  if (slice.endCursor !== null) return (await list.fetch({ limit: 1, after: slice.endCursor })).rows.length > 0
  // The last row's cursor is not known: ask for one row more than the slice reaches.
  const { cursor, offset } = slice.base
  const reach = offset + slice.rows.length
  const answer = await list.fetch({ limit: reach + 1, ...(cursor === null ? {} : { after: cursor }) })
  return answer.rows.length > reach
}

/**
 * Whether rows precede the slice: whether the list starts with another row. Asked this way because 8.9 on relational
 * storage answered the first page to any `before` for a while.
 */
export async function hasPrevious<Row extends object>(list: List<Row>, slice: Slice<Row>): Promise<boolean> {
  if (slice.known.previous !== undefined) return slice.known.previous
  const [start] = (await list.fetch({ limit: 1 })).rows
  const [first] = slice.rows
  return start !== undefined && (first === undefined || start[list.key] !== first[list.key])
}

async function fetchStart<Row extends object>(list: List<Row>, first: number): Promise<Slice<Row>> {
  // REST takes no limit of 0, so the count alone costs one row.
  const answer = await list.fetch({ limit: Math.max(1, first) })
  const slice = whole(answer, null)
  if (first === 0)
    return {
      ...slice,
      rows: [],
      endCursor: null,
      startCursor: null,
      known: { next: answer.rows.length > 0, previous: false },
    }
  slice.known = { next: knownNext(answer, first), previous: false }
  return slice
}

async function fetchAfter<Row extends object>(list: List<Row>, { base }: Position, first: number): Promise<Slice<Row>> {
  const answer = await list.fetch({ limit: Math.max(1, first), ...(base === null ? {} : { after: base }) })
  const slice = whole(answer, base)
  if (first === 0)
    return { ...slice, rows: [], startCursor: null, endCursor: null, known: { next: answer.rows.length > 0 } }
  slice.known.next = knownBeyond(answer, first)
  return slice
}

/** After a row within a page: fetches from the page's own cursor and looks for the row. */
async function fetchAfterFound<Row extends object>(
  list: List<Row>,
  position: Position,
  first: number,
): Promise<Slice<Row>> {
  const found = await find(list, position, first)
  const rest = found.rows.slice(found.index + 1)
  let { endCursor, ended } = found
  while (rest.length < first && !ended) {
    const page = pageAfter(endCursor, found.index + 1 + rest.length, first - rest.length)
    if (!page) break
    const more = await list.fetch(page)
    ended = more.rows.length < page.limit
    rest.push(...more.rows)
    endCursor = more.endCursor ?? endCursor
  }
  const rows = rest.slice(0, first)
  return {
    rows,
    total: found.total,
    totalIsExact: found.totalIsExact,
    startCursor: null,
    endCursor: rows.length === rest.length && rows.length > 0 ? endCursor : null,
    base: { cursor: position.base, offset: found.index + 1 },
    lead: found.rows.slice(Math.max(0, found.index - 1), found.index + 1),
    known: {
      next: rest.length > first ? true : ended ? false : undefined,
      previous: found.index >= 0 ? true : undefined,
    },
  }
}

async function fetchBefore<Row extends object>(
  list: List<Row>,
  base: string | null,
  last: number,
): Promise<Slice<Row>> {
  if (base === null) return { ...emptySlice(), known: { previous: false } }
  const answer = await list.fetch({ limit: Math.max(1, last), before: base })
  const slice = whole(answer, null)
  if (last === 0) {
    const known = { previous: answer.rows.length > 0 }
    return {
      ...slice,
      rows: [],
      base: { cursor: answer.endCursor, offset: 0 },
      startCursor: null,
      endCursor: null,
      known,
    }
  }
  slice.known.previous = knownBeyond(answer, last)
  return slice
}

/** Before a row within a page: the rows between the page's cursor and the row, and what precedes them. */
async function fetchBeforeFound<Row extends object>(
  list: List<Row>,
  position: Position,
  last: number,
): Promise<Slice<Row>> {
  const found = await find(list, position, 0)
  const end = found.exact ? found.index : found.index + 1
  const start = Math.max(0, end - last)
  const near = found.rows.slice(start, end)
  const known = { next: end < found.rows.length ? true : undefined }
  const missing = last - near.length
  if (missing === 0 || position.base === null) {
    return {
      rows: near,
      total: found.total,
      totalIsExact: found.totalIsExact,
      startCursor: start === 0 ? found.startCursor : null,
      endCursor: null,
      base: { cursor: position.base, offset: start },
      lead: found.rows.slice(Math.max(0, start - 2), start),
      // The row that `base` belongs to may be gone, and all before it.
      known: { ...known, previous: start > 0 ? true : position.base === null ? false : undefined },
    }
  }
  // The row that `base` belongs to comes before the ones found; when none was found it is the last of the list, or gone.
  const far =
    found.startCursor === null
      ? await fetchTail(list, position.base, missing)
      : await list.fetch({ limit: missing, before: found.startCursor })
  const rows = [...far.rows, ...near]
  return {
    rows,
    total: found.total,
    totalIsExact: found.totalIsExact,
    startCursor: far.rows.length > 0 ? far.startCursor : found.startCursor,
    endCursor: null,
    base: { cursor: position.base, offset: end - rows.length },
    known: { ...known, previous: far.rows.length < missing ? false : undefined },
  }
}

/** The last rows up to and with the one that `cursor` belongs to. */
async function fetchTail<Row extends object>(
  list: List<Row>,
  cursor: string,
  last: number,
): Promise<SearchAnswer<Row>> {
  const before = await list.fetch({ limit: last, before: cursor })
  const at = await list.fetch({ limit: 1, ...(before.endCursor === null ? {} : { after: before.endCursor }) })
  if (at.rows.length === 0) return before
  if (last === 1) return at
  const head = before.rows.length < last ? before : await list.fetch({ limit: last - 1, before: cursor })
  return { ...head, rows: [...head.rows, ...at.rows], startCursor: head.startCursor ?? at.startCursor }
}

/** The last rows of a list. REST has no page for that: by an offset while the cluster counts, else by walking there. */
async function fetchEnd<Row extends object>(list: List<Row>, last: number): Promise<Slice<Row>> {
  const limit = Math.max(1, last)
  if (list.fromEnd) return atEnd(await list.fetch({ limit, end: true }), last)
  let answer = await list.fetch({ limit })
  let from = 0
  // Rows may come while we look for the end: look again, but not for ever.
  for (let tries = 0; tries < 5 && answer.totalIsExact && answer.total !== from + answer.rows.length; tries++) {
    // A page may be shorter than asked, and not the last.
    from = Math.max(0, answer.total - Math.min(limit, answer.rows.length || limit))
    answer = await list.fetch({ limit, from })
  }
  if (!answer.totalIsExact) return walkToEnd(list, last)
  const slice = whole(answer, null)
  slice.base.offset = from
  if (last === 0)
    return {
      ...slice,
      rows: [],
      startCursor: null,
      endCursor: null,
      known: { next: false, previous: answer.total > 0 },
    }
  slice.known = { next: answer.total > from + answer.rows.length ? undefined : false, previous: from > 0 }
  return slice
}

function atEnd<Row>(answer: SearchAnswer<Row>, last: number): Slice<Row> {
  const { total, totalIsExact, rows } = answer
  if (last === 0) return { ...emptySlice(), total, totalIsExact, known: { next: false, previous: rows.length > 0 } }
  const previous = answer.hasMore ?? (rows.length < last ? false : undefined)
  return { ...whole(answer, null), known: { next: false, previous } }
}

async function walkToEnd<Row extends object>(list: List<Row>, last: number): Promise<Slice<Row>> {
  let answer = await list.fetch({ limit: 1, from: MAX_LIMIT - 1 })
  for (let pages = 0; answer.endCursor !== null; pages++) {
    const next = await list.fetch({ limit: MAX_LIMIT, after: answer.endCursor })
    if (next.rows.length === 0) break
    answer = next
    if (next.rows.length < MAX_LIMIT) break
    if (pages === MAX_WALKED_PAGES) {
      throw new InvalidInput(
        'last',
        `the end of a list of more than ${MAX_LIMIT * (MAX_WALKED_PAGES + 1)} rows cannot be reached. Turn the sort round and use first, or narrow the filter.`,
      )
    }
  }
  const final = answer.rows.at(-1)
  if (!final || answer.endCursor === null) return fetchEnd(list, last)
  const { total, totalIsExact, endCursor } = answer
  if (last === 0) return { ...emptySlice(), total, totalIsExact, known: { next: false, previous: true } }
  const before = last === 1 ? undefined : await list.fetch({ limit: last - 1, before: endCursor })
  return {
    rows: before ? [...before.rows, final] : [final],
    total,
    totalIsExact,
    startCursor: before ? before.startCursor : endCursor,
    endCursor,
    base: { cursor: null, offset: 0 },
    known: { next: false, previous: true },
  }
}

interface Found<Row> extends SearchAnswer<Row> {
  /** The index in `rows` of the row itself or, where it is gone, of the row that it followed; -1: none. */
  index: number
  /** Whether it is the row itself. */
  exact: boolean
  /** Whether the list ends with `rows`. */
  ended: boolean
}

/**
 * Looks for the row of a position among the rows after its base, and fetches `further` rows beyond its old place.
 * A row that is gone is replaced by the one before it: in a list that is sorted by keys the keys tell; else it is the
 * nearest one known before it, or what is at its old place.
 */
async function find<Row extends object>(list: List<Row>, position: Position, further: number): Promise<Found<Row>> {
  const limit = Math.min(MAX_LIMIT, position.offset + Math.max(1, further))
  const answer = await list.fetch({ limit, ...(position.base === null ? {} : { after: position.base }) })
  let { rows, endCursor } = answer
  let ended = rows.length < limit
  const [key = ''] = position.keys
  const page =
    ended || indexOfKey(list, rows, key) >= 0 ? undefined : pageAfter(endCursor, rows.length, SEARCHED_FURTHER)
  if (page) {
    const more = await list.fetch(page)
    rows = [...rows, ...more.rows]
    ended = more.rows.length < page.limit
    endCursor = more.endCursor ?? endCursor
  }
  const found = { ...answer, rows, endCursor, ended }
  const { keyOrder } = list
  if (keyOrder && indexOfKey(list, rows, key) < 0) {
    const index = rows.findLastIndex((row) => keyOrder(String(row[list.key]), key) < 0)
    return { ...found, index, exact: false }
  }
  for (const [back, anchor] of position.keys.entries()) {
    const index = indexOfKey(list, rows, anchor)
    if (index >= 0) return { ...found, index, exact: back === 0 }
  }
  // The row and those known before it are gone: what follows them has moved up to the first one's place.
  const before = Math.max(-1, position.offset - position.keys.length - 1)
  return { ...found, index: Math.min(before, rows.length - 1), exact: false }
}

/** The page after rows that were read: by their last one's cursor, or by an offset where the search gives no cursors. */
function pageAfter(endCursor: string | null, read: number, limit: number): WirePage | undefined {
  if (endCursor !== null) return { limit, after: endCursor }
  return read < MAX_LIMIT ? { limit: Math.min(limit, MAX_LIMIT - read), from: read } : undefined
}

function indexOfKey<Row extends object>(list: List<Row>, rows: readonly Row[], key: string | undefined): number {
  return rows.findIndex((row) => row[list.key] === key)
}

function whole<Row>(answer: SearchAnswer<Row>, cursor: string | null): Slice<Row> {
  return { ...answer, base: { cursor, offset: 0 }, known: {} }
}

/**
 * From a page after or before a row, of a size that was asked for. A page that is shorter need not be the last one
 * (camunda/camunda#46967), and where it stands is not known. But a client that asks for pages of one size has read whole
 * ones of them: where an exact count says otherwise, the list is asked for one row more.
 */
function knownBeyond<Row>(
  { hasMore, rows, total, totalIsExact }: SearchAnswer<Row>,
  size: number,
): boolean | undefined {
  if (hasMore !== undefined) return hasMore
  if (rows.length >= size) return undefined
  return rows.length > 0 && totalIsExact && (total - rows.length) % size !== 0 ? undefined : false
}

/**
 * From the first page: an exact count of the same answer tells the rest, also of a page that is shorter than it might
 * be (camunda/camunda#46967). Without such a count, a short page ends the list.
 */
function knownNext<Row>(answer: SearchAnswer<Row>, first: number): boolean | undefined {
  if (answer.hasMore !== undefined) return answer.hasMore
  if (answer.totalIsExact) return answer.total > answer.rows.length
  if (answer.rows.length < first) return false
  // More than are counted are certainly more than one page of at most as many.
  return answer.total > answer.rows.length ? true : undefined
}
