interface ExactJSON {
  parse(text: string, reviver: (name: string, value: unknown, context: { source?: string }) => unknown): unknown
  rawJSON(text: string): unknown
}

// Source text access and raw values are in Node 22 and later; the compiler's library does not know them yet.
const { parse, rawJSON } = JSON as unknown as ExactJSON

/** Reads JSON: whole numbers beyond what a JavaScript number holds become `bigint`. */
export function readJson(text: string): unknown {
  return parse(text, (_name, value, { source = '' }) =>
    typeof value === 'number' && /^-?\d+$/.test(source) && !Number.isSafeInteger(value) ? BigInt(source) : value,
  )
}

/** Writes JSON in which `bigint` is a number. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value, (_name, one: unknown) => (typeof one === 'bigint' ? rawJSON(String(one)) : one))
}
