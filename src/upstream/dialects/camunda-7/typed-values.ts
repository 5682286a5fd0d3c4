import { isRawNumber, parseExact } from '../../json/exact-json.ts'
import { isJsonObject } from '../../json/json-object.ts'
import { fromEngineDate } from './dates.ts'

/** A value as Camunda 7 holds it. */
export interface TypedValue {
  type: string
  value: unknown
}

/**
 * JSON values as Camunda 7's typed ones. A type always goes with a value: without one an object would become a serialized
 * Java object, which nobody else can read.
 */
export function toTypedValues(variables: unknown): Record<string, TypedValue> | undefined {
  if (!isJsonObject(variables)) return undefined
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, toTypedValue(value)]))
}

export function toTypedValue(value: unknown): TypedValue {
  if (value === null || value === undefined) return { type: 'Null', value: null }
  if (typeof value === 'boolean') return { type: 'Boolean', value }
  if (typeof value === 'string') return { type: 'String', value }
  if (typeof value === 'number' || isRawNumber(value)) return typedNumber(value)
  // Json is sent as text; numbers that JavaScript cannot hold stay as they are written.
  return { type: 'Json', value: JSON.stringify(value) }
}

function typedNumber(value: number | { rawJSON: string }): TypedValue {
  const text = JSON.stringify(value)
  if (!/^-?\d+$/.test(text)) {
    // A Double may not hold what is written; as Json every digit stays.
    return JSON.stringify(Number(text)) === text || sameNumber(text)
      ? { type: 'Double', value }
      : { type: 'Json', value: text }
  }
  const number = BigInt(text)
  if (number >= -(2n ** 31n) && number < 2n ** 31n) return { type: 'Integer', value }
  if (number >= -(2n ** 63n) && number < 2n ** 63n) return { type: 'Long', value }
  return { type: 'Json', value: text }
}

const LONGEST_DOUBLE = 100

/** Whether a Double holds a fraction as it is written, but for zeros at its end: 1.0, 2.50. */
function sameNumber(text: string): boolean {
  // No Double is written with more digits than some twenty.
  if (text.length > LONGEST_DOUBLE || !text.includes('.') || text.includes('e') || text.includes('E')) return false
  let end = text.length
  while (text[end - 1] === '0') end--
  return JSON.stringify(Number(text)) === text.slice(0, text[end - 1] === '.' ? end - 1 : end)
}

/**
 * A typed value as JSON text, as the contract has values. Json and Object are the serialized text itself where that is
 * JSON; a Date is RFC 3339 text; Bytes and File have no value in lists, and are null.
 */
export function toJsonText({ type, value }: { type?: unknown; value?: unknown }): string {
  if (value === null || value === undefined) return 'null'
  const name = String(type).toLowerCase()
  if (name === 'json' || name === 'object') {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return isJson(text) ? text : JSON.stringify(text)
  }
  if (name === 'date') return JSON.stringify(fromEngineDate(value))
  return JSON.stringify(value)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Typed values as one JSON object, whose numbers keep their text. */
export function fromTypedValues(values: unknown): Record<string, unknown> {
  if (!isJsonObject(values)) return {}
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, isJsonObject(value) ? parseExact(toJsonText(value)) : null]),
  )
}
