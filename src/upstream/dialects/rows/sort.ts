import { compareRanks, type Rank, rankOf } from './compare.ts'
import { type Row, type RowField, type Value, valueIn } from './row.ts'

/** One level of a sort. */
export interface Level<Field extends RowField = RowField> {
  name: string
  field: Field
  order: 'ASC' | 'DESC'
}

/** Where a row stands in a sorted list: its value for each level. */
export type Position = readonly Value[]

export const positionOf = (levels: readonly Level[], row: Row): Position => levels.map(({ name }) => valueIn(row[name]))

/** What a position is compared by. */
export const ranksOf = (levels: readonly Level[], position: Position): Rank[] =>
  levels.map(({ field }, index) => rankOf(field.kind, position[index] ?? null))

/** The order of two rows by their ranks. Like Camunda's own search, rows without a value come last in either direction. */
export function compareBy(levels: readonly Level[], a: readonly Rank[], b: readonly Rank[]): number {
  for (const [index, level] of levels.entries()) {
    const order = compareAt(level, a[index] ?? null, b[index] ?? null)
    if (order !== 0) return order
  }
  return 0
}

/** The same at one level. */
export function compareAt({ field, order }: Level, a: Rank, b: Rank): number {
  return order === 'ASC' || a === null || b === null ? compareRanks(field.kind, a, b) : compareRanks(field.kind, b, a)
}

/** A row and where it stands. */
export interface Placed<R> {
  row: R
  position: Position
  ranks: readonly Rank[]
}

/** Rows in their order. */
export function sorted<R extends Row>(levels: readonly Level[], rows: readonly R[]): Array<Placed<R>> {
  const placed = rows.map((row) => {
    const position = positionOf(levels, row)
    return { row, position, ranks: ranksOf(levels, position) }
  })
  return placed.sort((a, b) => compareBy(levels, a.ranks, b.ranks))
}

/** The same levels the other way round. */
export const turned = <One extends Level>(levels: readonly One[]): One[] =>
  levels.map((level) => ({ ...level, order: level.order === 'ASC' ? 'DESC' : 'ASC' }))
