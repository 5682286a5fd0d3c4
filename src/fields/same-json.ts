import { isRawNumber, parseExact } from '../upstream/json/exact-json.ts'
import { isJsonObject } from '../upstream/json/json-object.ts'

/** A value as normalized text: the cluster may change white space, fractions, and the order of an object's members. */
export function comparable(value: unknown): string {
  return JSON.stringify(value, (_name, one: unknown) => {
    if (isRawNumber(one)) return /[.eE]/.test(one.rawJSON) ? Number(one.rawJSON) : one
    return isJsonObject(one) ? sorted(one) : one
  })
}

/** The same of a value that is JSON text; undefined for text that is none. */
export function comparableText(text: string): string | undefined {
  try {
    return comparable(parseExact(text))
  } catch {
    return undefined
  }
}

const sorted = (object: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).sort(([one], [other]) => (one < other ? -1 : 1)))
