/**
 * Whether a row's field needs a call of its own: older engines do not answer all fields with a row, so the row has a
 * function instead, which GraphQL calls for the field.
 */
export function isLazy<Value>(value: Value): value is Value & (() => Promise<Value>) {
  return typeof value === 'function'
}

/** The value of a row's field, fetched if it is lazy. */
export async function resolveLazy<Value>(value: Value): Promise<Value> {
  return isLazy(value) ? value() : value
}
