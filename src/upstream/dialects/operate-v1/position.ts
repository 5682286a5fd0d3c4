import { exactNumber } from '../../json/exact-json.ts'
import { startOf as startOfPage } from '../rows/cursor.ts'
import { instantOf } from '../rows/instant.ts'
import type { Row, Value } from '../rows/row.ts'
import { type Level as LevelOf, type Position, positionOf } from '../rows/sort.ts'
import type { WirePage } from '../search.ts'
import { type Field, toOperate } from './fields.ts'

/** One level of a sort that Operate may do. */
export type Level = LevelOf<Field>

/** A level of a position as Operate's `searchAfter` takes it; throws TypeError for null, for it cannot go on there. */
export function sortValue({ name, field }: Level, value: Value): unknown {
  if (value === null) throw lacking(name)
  if (field.kind === 'date') return instantOf(String(value))
  return field.kind === 'key' ? exactNumber(String(value)) : toOperate(field, value)
}

/**
 * Where a row stands. Operate's own sort values say the same, but come for the last row of a page alone. Throws TypeError
 * where a value is missing that no row lacks.
 */
export function placeOf(levels: readonly Level[], row: Row): Position {
  const position = positionOf(levels, row)
  const missing = levels.find(({ field }, index) => position[index] === null && isInEveryRow(field))
  if (missing) throw lacking(missing.name)
  return position
}

/** The position that a page of Operate's starts from, if it does. Throws InvalidInput for a cursor of another generation's. */
export const startOf = (levels: readonly Level[], page: WirePage): Position | undefined =>
  startOfPage(levels, page, (field) => !isInEveryRow(field))

const isInEveryRow = ({ sorts, presence }: Field) => sorts && presence === undefined

const lacking = (name: string) => new TypeError(`a row lacks ${name}, which the list is sorted by`)
