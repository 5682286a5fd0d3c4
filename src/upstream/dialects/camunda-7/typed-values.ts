import { exactNumber, isRawNumber, parseExact } from '../../json/exact-json.ts'
import { isJsonObject } from '../../json/json-object.ts'
import { engineDateOf, fromEngineDate } from './dates.ts'
import { objectsIn, type Raw } from './objects.ts'

/** A value as Camunda 7 holds it. */
export interface TypedValue {
  type: string
  value: unknown
  valueInfo?: Readonly<Record<string, unknown>>
}

/** The engine's names of the types that clients name. */
const TYPES: Readonly<Record<string, string>> = {
  BOOLEAN: 'Boolean',
  BYTES: 'Bytes',
  DATE: 'Date',
  DOUBLE: 'Double',
  FILE: 'File',
  INTEGER: 'Integer',
  JSON: 'Json',
  LONG: 'Long',
  NULL: 'Null',
  OBJECT: 'Object',
  SHORT: 'Short',
  STRING: 'String',
  XML: 'Xml',
}

/** The variables of a command: plain JSON and, beside it, values with types. Undefined where there are none. */
export function valuesIn({ variables, typedVariables }: Raw): Record<string, TypedValue> | undefined {
  if (!Array.isArray(typedVariables)) return toTypedValues(variables)
  const typed = objectsIn(typedVariables).map((variable) => [String(variable.name), asTyped(variable)] as const)
  return { ...toTypedValues(variables), ...Object.fromEntries(typed) }
}

function asTyped({ type: given, value, valueInfo, transient }: Raw): TypedValue {
  const type = TYPES[String(given)] ?? String(given)
  const info = Object.entries({
    ...(type === 'Object' ? { serializationDataFormat: JSON_FORMAT } : {}),
    ...withoutNulls(valueInfo),
    ...(transient === true ? { transient } : {}),
  })
  return {
    type,
    value: engineValue(type, value ?? null, info),
    ...(info.length > 0 ? { valueInfo: Object.fromEntries(info) } : {}),
  }
}

const JSON_FORMAT = 'application/json'

const withoutNulls = (value: unknown) =>
  isJsonObject(value) ? Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null)) : {}

function engineValue(type: string, value: unknown, info: ReadonlyArray<[string, unknown]>): unknown {
  if (value === null) return null
  if (type === 'Date') return engineDateOf(String(value))
  if (type === 'Long' && typeof value === 'string') return exactNumber(value)
  const isJsonText = info.some(([name, format]) => name === 'serializationDataFormat' && format === JSON_FORMAT)
  return type === 'Json' || (type === 'Object' && isJsonText) ? JSON.stringify(value) : value
}

/**
 * JSON values as Camunda 7's typed ones. A type always goes with a value: without one an object would become a serialized
 * Java object, which nobody else can read.
 */
function toTypedValues(variables: unknown): Record<string, TypedValue> | undefined {
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
