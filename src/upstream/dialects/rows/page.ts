import type { SearchAnswer, WirePage } from '../search.ts'
import { type CursorForm, startOf, writeCursor } from './cursor.ts'
import type { Row } from './row.ts'
import { compareBy, type Level, ranksOf, sorted } from './sort.ts'

/** One page of rows that are all there. The levels end in a key, so that no two rows are equal. */
export function pageOf<R extends Row>(
  rows: readonly R[],
  levels: readonly Level[],
  page: WirePage,
  cursors: CursorForm = { write: writeCursor, read: startOf },
): SearchAnswer<R> {
  const placed = sorted(levels, rows)
  const start = cursors.read(levels, page)
  const from = start && ranksOf(levels, start)
  /** The index of the first row that comes after the page's cursor, or of the cursor's own. */
  const firstBeyond = (isBeyond: (order: number) => boolean) => {
    const index = from ? placed.findIndex(({ ranks }) => isBeyond(compareBy(levels, ranks, from))) : -1
    return index < 0 ? placed.length : index
  }
  const isBackward = 'before' in page || 'end' in page
  const end = firstBeyond((order) => order >= 0)
  const begin = isBackward
    ? Math.max(0, end - page.limit)
    : 'after' in page
      ? firstBeyond((order) => order > 0)
      : (page.from ?? 0)
  const shown = placed.slice(begin, isBackward ? end : begin + page.limit)
  const cursorAt = (index: number) => cursors.write(shown[index]?.position ?? [])
  return {
    rows: shown.map(({ row }) => row),
    total: placed.length,
    totalIsExact: true,
    startCursor: shown.length > 0 ? cursorAt(0) : null,
    endCursor: shown.length > 0 ? cursorAt(shown.length - 1) : null,
    cursorAt,
    hasMore: isBackward ? begin > 0 : begin + shown.length < placed.length,
  }
}

/** The page of a search that can match nothing. */
export const emptyPage = (): SearchAnswer<never> => ({
  rows: [],
  total: 0,
  totalIsExact: true,
  startCursor: null,
  endCursor: null,
  hasMore: false,
})
