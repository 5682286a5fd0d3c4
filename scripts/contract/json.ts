/** Any JSON object, as it comes out of an OpenAPI document. */
export type Json = { readonly [name: string]: unknown }

/** The value as an object; an empty one if it is none. */
export function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

/** The value as a list; an empty one if it is none. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** What `#/a/b~1c` points to in the document; throws if there is nothing. */
export function pointed(document: Json, pointer: string): Json {
  const steps = pointer
    .replace(/^#\//, '')
    .split('/')
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
  let value: unknown = document
  for (const step of steps) value = object(value)[step]
  if (typeof value !== 'object' || value === null) throw new Error(`${pointer} points to nothing`)
  return object(value)
}
