import { invalidArgument } from '../problem.ts'
import type { OrderColumn } from './order.ts'
import type { FieldType } from './rules.ts'
import type { Comparable } from './values.ts'

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=)?$/

/** The cursor of a row: its sort values as a JSON array in Base64, the tie-breaker included. */
export function encodeCursor(values: readonly Comparable[]): string {
  // Keys go as text: as JSON numbers they would not survive a reader that holds numbers in 64-bit floats.
  const json = values.map((value) => (typeof value === 'bigint' ? value.toString() : value))
  return Buffer.from(JSON.stringify(json)).toString('base64')
}

/**
 * Reads a cursor back. It carries values and no names, so it fits any order of the same shape: with another sort of as
 * many columns and the same types, the page is silently another one, just as in Camunda. Anything else throws a
 * Problem.
 */
export function decodeCursor(cursor: string, order: readonly OrderColumn[]): Comparable[] {
  const values = parse(cursor)
  if (!values || values.length !== order.length) throw unusable(cursor)
  return order.map(({ type }, index) => {
    const value = values[index]
    if (value === null) return null
    const result = revive(value, type)
    if (result === undefined) throw unusable(cursor)
    return result
  })
}

function parse(cursor: string): unknown[] | undefined {
  if (cursor === '' || !BASE64.test(cursor)) return undefined
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64').toString())
    return Array.isArray(values) ? values : undefined
  } catch {
    return undefined
  }
}

function revive(value: unknown, type: FieldType): Comparable | undefined {
  if (type === 'key') {
    if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
    if (typeof value !== 'string') return undefined
    return /^-?[0-9]+$/.test(value) ? BigInt(value) : value
  }
  const wanted = type === 'string' || type === 'enum' ? 'string' : 'number'
  return typeof value === wanted ? (value as string | number) : undefined
}

function unusable(cursor: string): Error {
  return invalidArgument(`The cursor '${cursor}' cannot be used with this sort.`)
}
