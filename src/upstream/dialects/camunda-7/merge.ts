import type { Row } from '../rows/row.ts'
import { positionOf } from '../rows/sort.ts'
import { engineOrder } from './order.ts'
import type { Reader } from './window.ts'

/** A row that moved to a later list while they were read is kept in the later one only. */
export function withoutRepeats(readers: readonly Reader[], lists: readonly Row[][], key: string): Row[][] {
  if (new Set(readers.map(({ branch }) => branch.source)).size === 1) return [...lists]
  return lists.map((list, branch) => {
    const later = new Set(lists.slice(branch + 1).flatMap((other) => other.map((row) => row[key])))
    return later.size === 0 ? list : list.filter((row) => !later.has(row[key]))
  })
}

/** A row where lists are joined. */
interface Joined {
  row: Row
  /** How many rows of each branch lie between the boundary and the place right after this one. */
  taken: number[]
}

/**
 * The rows of sorted lists in their order, from the first on or from the last on back, as far as it is known.
 * @param isKnown whether a list holds all that there is on its side of the boundary
 */
export function joined(
  readers: readonly Reader[],
  lists: readonly Row[][],
  isKnown: readonly boolean[],
  end: 'first' | 'last',
): Joined[] {
  const levels = readers[0]?.levels ?? []
  const taken = lists.map(() => 0)
  const all: Joined[] = []
  for (;;) {
    let best: { branch: number; row: Row } | undefined
    for (const [branch, list] of lists.entries()) {
      const count = taken[branch] ?? 0
      const row = end === 'first' ? list[count] : list[list.length - 1 - count]
      if (!row) {
        // What comes next of this list has not been read, and may come before what the others have.
        if (!isKnown[branch]) return all
        continue
      }
      const order = best && engineOrder(levels, positionOf(levels, row), positionOf(levels, best.row))
      if (!best || (order !== undefined && (end === 'first' ? order < 0 : order > 0))) best = { branch, row }
    }
    if (!best) return all
    const before = [...taken]
    taken[best.branch] = (taken[best.branch] ?? 0) + 1
    const includes = readers[best.branch]?.branch.source.includes
    if (!includes || includes(best.row)) all.push({ row: best.row, taken: end === 'first' ? [...taken] : before })
  }
}
