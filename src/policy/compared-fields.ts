/**
 * Those of a type's fields that filters and sorts mean by a name: the field of the same name, with or without the plural
 * s, or with words of the type's name before it: `operationType` is a `BatchOperation`'s `batchOperationType`, and `id` a
 * `GlobalTaskListener`'s `listenerId`.
 */
export function comparedFields(type: string, fields: readonly string[], name: string): string[] {
  const same = new Set([name, `${name}s`, name.replace(/s$/, '')])
  const end = name.charAt(0).toUpperCase() + name.slice(1)
  return fields.filter((one) => same.has(one) || (one.endsWith(end) && isOf(type, one.slice(0, -end.length))))
}

/** Whether a field's beginning is words of its type's name, one after another. */
const isOf = (type: string, start: string) =>
  start !== '' && new RegExp(`${start.charAt(0).toUpperCase()}${start.slice(1)}(?![a-z])`).test(type)
