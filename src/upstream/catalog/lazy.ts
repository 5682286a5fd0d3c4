/**
 * A value that an older engine does not tell with a row: it is asked for when somebody wants it. GraphQL calls it for the
 * field that has it.
 */
export type Lazy<Value> = () => Promise<Value>

export type MaybeLazy<Value> = Value | Lazy<Value>

/** A row of which some fields may be lazy. */
export type WithLazy<Row, Field extends keyof Row> = {
  [Name in keyof Row]: Name extends Field ? MaybeLazy<Row[Name]> : Row[Name]
}

export function isLazy<Value>(value: MaybeLazy<Value>): value is Lazy<Value> {
  return typeof value === 'function'
}

/** A field's value, asked for where it must be. */
export async function resolveLazy<Value>(value: MaybeLazy<Value>): Promise<Value> {
  return isLazy(value) ? value() : value
}
