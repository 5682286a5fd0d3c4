import { type CursorForm, isPosition, readStart } from '../rows/cursor.ts'
import type { Level, Position } from '../rows/sort.ts'
import type { WirePage } from '../search.ts'

/** Where a row stands: in the order of its values and, at the time it was read, in each branch of the search. */
export interface Cursor {
  /** How many rows of each branch there were up to and with it. Empty where the gateway itself sorts. */
  indexes: readonly number[]
  position: Position
}

export const writeCursor = ({ indexes, position }: Cursor) => JSON.stringify([indexes, position])

/** The cursor of a page, if it has one. Throws InvalidInput for one of another generation's. */
export function readCursor(levels: readonly Level[], page: WirePage): Cursor | undefined {
  const isOwn = (parts: unknown[]): parts is [indexes: number[], position: Position & unknown[]] =>
    parts.length === 2 && areIndexes(parts[0]) && isPosition(levels, parts[1])
  const [indexes, position] = readStart(page, isOwn) ?? []
  return indexes && position && { indexes, position }
}

const areIndexes = (indexes: unknown) =>
  Array.isArray(indexes) && indexes.every((index) => typeof index === 'number' && index >= 0)

/**
 * For pages that the gateway sorts. The form is that of the engine's own pages, because a list may change from one to the
 * other between two pages.
 */
export const positions: CursorForm = {
  write: (position) => writeCursor({ indexes: [], position }),
  read: (levels, page) => readCursor(levels, page)?.position,
}
