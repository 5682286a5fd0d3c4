import { exactNumber } from '../../json/exact-json.ts'
import { compare } from './conditions.ts'
import { instant } from './dates.ts'
import { type Field, toOperate, type Value } from './fields.ts'
import type { Row } from './table.ts'

/** One level of a sort. */
export interface Level {
  name: string
  field: Field
  order: 'ASC' | 'DESC'
}

/**
 * Where a row stands in a sorted list: its value for each level. Operate's own sort values say the same, but come for the
 * last row of a page alone.
 */
export type Position = readonly Value[]

export function positionOf(levels: readonly Level[], row: Row): Position {
  return levels.map(({ name }) => row[name] as Value)
}

/** The order of two positions. Like Camunda's own search, rows without a value come last in either direction. */
export function comparePositions(levels: readonly Level[], a: Position, b: Position): number {
  for (const [index, level] of levels.entries()) {
    const order = compareAt(level, a[index] ?? null, b[index] ?? null)
    if (order !== 0) return order
  }
  return 0
}

/** The same at one level. */
export function compareAt({ field, order }: Level, a: Value, b: Value): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return order === 'ASC' ? compare(field, a, b) : compare(field, b, a)
}

/** The same levels the other way round. */
export function turned(levels: readonly Level[]): Level[] {
  return levels.map((level) => ({ ...level, order: level.order === 'ASC' ? 'DESC' : 'ASC' }))
}

/** A position as Operate's `searchAfter` takes it; throws TypeError where a value is missing, for it cannot go on there. */
export function sortValue({ name, field }: Level, value: Value): unknown {
  if (value === null) throw new TypeError(`a row lacks ${name}, which the list is sorted by`)
  if (field.kind === 'date') return instant(String(value))
  return field.kind === 'key' ? exactNumber(String(value)) : toOperate(field, value)
}

/** A position as text: the cursor of its row. Throws TypeError where a value is missing that no row lacks. */
export function writeCursor(levels: readonly Level[], position: Position): string {
  for (const [index, { name, field }] of levels.entries()) {
    if (!isValue(field, position[index])) throw new TypeError(`a row lacks ${name}, which the list is sorted by`)
  }
  return JSON.stringify(position)
}

/** Reads it back; undefined for text that is no cursor of such a list, as after a change to another generation. */
export function readCursor(levels: readonly Level[], text: string): Position | undefined {
  try {
    const position: unknown = JSON.parse(text)
    if (!Array.isArray(position) || position.length !== levels.length) return undefined
    return levels.every(({ field }, index) => isValue(field, position[index])) ? position : undefined
  } catch {
    return undefined
  }
}

function isValue({ kind, sorts, presence }: Field, value: unknown): boolean {
  if (value === null) return !sorts || presence !== undefined
  if (kind === 'flag') return typeof value === 'boolean'
  return kind === 'number' ? typeof value === 'number' : typeof value === 'string'
}
