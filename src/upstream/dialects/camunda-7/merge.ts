import { engineOrder, valuesOfRow } from './order.ts'
import type { Reader } from './window.ts'

/** What has moved to a later list while they were read is that list's. */
export function withoutRepeats<Row extends object>(
  readers: readonly Reader[],
  lists: readonly Row[][],
  key: keyof Row & string,
): Row[][] {
  if (new Set(readers.map(({ part }) => part.source)).size === 1) return [...lists]
  return lists.map((list, part) => {
    const later = new Set(lists.slice(part + 1).flatMap((other) => other.map((row) => row[key])))
    return later.size === 0 ? list : list.filter((row) => !later.has(row[key]))
  })
}

/** A row where lists are joined. */
export interface Picked<Row> {
  row: Row
  /** How many rows of each part lie between the boundary and the place right after this one. */
  taken: number[]
}

/**
 * The rows of sorted lists in their order, from the first on or from the last on back, as far as it is known.
 * @param whole whether a list holds all that there is on its side of the boundary
 */
export function pick<Row extends object>(
  readers: readonly Reader[],
  lists: readonly Row[][],
  whole: readonly boolean[],
  end: 'first' | 'last',
): Array<Picked<Row>> {
  const levels = readers[0]?.levels ?? []
  const taken = lists.map(() => 0)
  const picked: Array<Picked<Row>> = []
  for (;;) {
    let best: { part: number; row: Row } | undefined
    for (const [part, list] of lists.entries()) {
      const count = taken[part] ?? 0
      const row = end === 'first' ? list[count] : list[list.length - 1 - count]
      if (!row) {
        // What comes next of this list has not been read, and may come before what the others have.
        if (!whole[part]) return picked
        continue
      }
      const order = best && engineOrder(valuesOfRow(row, levels), valuesOfRow(best.row, levels), levels)
      if (!best || (order !== undefined && (end === 'first' ? order < 0 : order > 0))) best = { part, row }
    }
    if (!best) return picked
    const before = [...taken]
    taken[best.part] = (taken[best.part] ?? 0) + 1
    const isOne = readers[best.part]?.part.source.isOne
    if (!isOne || isOne(best.row)) picked.push({ row: best.row, taken: end === 'first' ? [...taken] : before })
  }
}
