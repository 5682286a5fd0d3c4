/**
 * Whether a row's field must be asked for: an older engine does not say all with a row, and the row then holds a function,
 * which GraphQL calls for the field.
 */
export function isLazy<Value>(value: Value): value is Value & (() => Promise<Value>) {
  return typeof value === 'function'
}

/** The value of a row's field, asked for where it must be. */
export async function resolveLazy<Value>(value: Value): Promise<Value> {
  return isLazy(value) ? value() : value
}
