import { invalidArgument, unknownEnumValue, unreadableProperty } from '../problem.ts'
import type { FieldType } from './rules.ts'

/** A value in the form in which it is compared; null is an absent value. */
export type Comparable = string | number | bigint | null

const WHOLE_NUMBER = /^-?[0-9]+$/

/**
 * Brings a row's value into the form in which it is compared and ordered: keys as BigInt (they exceed 2^53), dates as
 * the instant in milliseconds, booleans as 0 and 1. What does not fit its type is left a string rather than lost.
 */
export function comparable(value: unknown, type: FieldType): Comparable {
  if (value === null || value === undefined) return null
  switch (type) {
    case 'key': {
      const text = String(value)
      return WHOLE_NUMBER.test(text) ? BigInt(text) : text
    }
    case 'date-time': {
      const instant = Date.parse(String(value))
      return Number.isNaN(instant) ? String(value) : instant
    }
    case 'boolean':
      return value === true || value === 'true' ? 1 : 0
    case 'integer':
    case 'number':
      return typeof value === 'number' ? value : Number(value)
    default:
      return String(value)
  }
}

/**
 * Orders two values ascending. Null is not handled here: where it goes is a matter of the sort, not of the value.
 * Values of unlike types (a key that is not a number among keys that are) are kept apart, so that the order is total.
 */
export function compareComparables(left: Exclude<Comparable, null>, right: Exclude<Comparable, null>): number {
  if (typeof left !== typeof right) return typeof left < typeof right ? -1 : 1
  return left < right ? -1 : left > right ? 1 : 0
}

/**
 * Checks a filter's operand against the type of its field and brings it into the form in which it is compared.
 * `path` names the property in the Problem that is thrown otherwise.
 */
export function operand(
  value: unknown,
  type: FieldType,
  path: string,
  allowed?: readonly string[],
): Exclude<Comparable, null> {
  const wanted = jsonType(type)
  if (typeof value !== wanted || (type === 'integer' && !Number.isSafeInteger(value))) throw unreadableProperty(path)
  const field = path.split('.').find((part) => part !== 'filter' && !part.startsWith('$')) ?? path
  if (type === 'key' && !WHOLE_NUMBER.test(String(value))) {
    throw invalidArgument(
      `The provided ${field} '${String(value)}' is not a valid key. Expected a numeric value. ` +
        'Did you pass an entity id instead of an entity key?.',
    )
  }
  if (type === 'date-time' && Number.isNaN(Date.parse(String(value)))) {
    throw invalidArgument(
      `The provided ${field} '${String(value)}' cannot be parsed as a date according to RFC 3339, section 5.6.`,
    )
  }
  if (type === 'enum' && allowed && !allowed.includes(String(value))) throw unknownEnumValue(field, value, allowed)
  const result = comparable(value, type)
  if (result === null) throw unreadableProperty(path)
  return result
}

function jsonType(type: FieldType): 'string' | 'number' | 'boolean' {
  if (type === 'integer' || type === 'number') return 'number'
  return type === 'boolean' ? 'boolean' : 'string'
}
