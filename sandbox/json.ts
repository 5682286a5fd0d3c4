/** `JSON` as of V8 12.4: source text access, which TypeScript's library does not describe yet. */
interface ExactJson {
  parse(text: string, reviver: (key: string, value: unknown, context: { source: string }) => unknown): unknown
  rawJSON(text: string): unknown
}

const exact = JSON as unknown as ExactJson

/**
 * Parses JSON so that every number keeps its text: what a JavaScript number would change (9007199254740993, 1.0) is
 * held as raw JSON, which `JSON.stringify` writes out as it came.
 */
export function parseExact(text: string): unknown {
  return exact.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && String(value) !== source ? exact.rawJSON(source) : value,
  )
}

/** True for objects that are neither null nor a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
