/** Where a row stands: in the order of its values and, at the time it was read, in each part of the search. */
export interface Cursor {
  /** How many rows of each part there were up to and with it. Empty where the gateway itself sorts. */
  indexes: readonly number[]
  /** What it is ordered by, its key at the end. */
  values: readonly unknown[]
}

export const writeCursor = ({ indexes, values }: Cursor) => JSON.stringify([indexes, values])

/** Reads a cursor that `writeCursor` wrote: the gateway checks what clients send before it gets here. */
export function readCursor(text: string): Cursor {
  const [indexes, values]: [unknown, unknown] = JSON.parse(text)
  if (!Array.isArray(indexes) || !Array.isArray(values)) throw new TypeError('this is no cursor of this dialect')
  return { indexes: indexes.map(Number), values }
}
