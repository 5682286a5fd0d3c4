import { InvalidInput } from '../../failures/failure.ts'
import type { WirePage } from '../search.ts'
import type { Kind, RowField, Value } from './row.ts'
import type { Level, Position } from './sort.ts'

/** How a position is written to a cursor, and read from the cursor of a page that has one. */
export interface CursorForm {
  write(position: Position): string
  read(levels: readonly Level[], page: WirePage): Position | undefined
}

/** The cursor of a row is its position. */
export const writeCursor = (position: Position): string => JSON.stringify(position)

/**
 * The position that a page starts from, if it does. Throws InvalidInput for a cursor of another list's.
 * @param mayLack whether rows may have no value of a field
 */
export function startOf<Field extends RowField>(
  levels: ReadonlyArray<Level<Field>>,
  page: WirePage,
  mayLack: (field: Field) => boolean = () => true,
): Position | undefined {
  return readStart(page, (values): values is Value[] => isPosition(levels, values, mayLack))
}

/** Whether something is a position in a list of such levels. */
export function isPosition<Field extends RowField>(
  levels: ReadonlyArray<Level<Field>>,
  values: unknown,
  mayLack: (field: Field) => boolean = () => true,
): values is Value[] {
  const isValue = ({ field }: Level<Field>, value: unknown) =>
    value === null ? mayLack(field) : typeof value === (TYPES[field.kind] ?? 'string')
  return (
    Array.isArray(values) && values.length === levels.length && levels.every((level, at) => isValue(level, values[at]))
  )
}

/** What values are in JSON, where they are no texts. */
const TYPES: Readonly<Partial<Record<Kind, string>>> = { flag: 'boolean', number: 'number' }

/**
 * Reads the cursor of a page, if it has one. A checksum tells damaged cursors, so one of another shape was made when
 * another generation answered: throws InvalidInput.
 */
export function readStart<T extends unknown[]>(
  page: WirePage,
  isOwn: (values: unknown[]) => values is T,
): T | undefined {
  const [argument, cursor] = 'after' in page ? ['after', page.after] : 'before' in page ? ['before', page.before] : []
  if (argument === undefined || cursor === undefined) return undefined
  const values = parsed(cursor)
  if (Array.isArray(values) && isOwn(values)) return values
  throw new InvalidInput(argument, 'this cursor was made when another Camunda answered. Start without a cursor.')
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(cursor)
  } catch {
    return undefined
  }
}
