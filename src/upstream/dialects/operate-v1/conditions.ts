import { isJsonObject } from '../../json-object.ts'
import { compareKeys } from '../numeric-keys.ts'
import { instant } from './dates.ts'
import type { Field, Value } from './fields.ts'

/** The operators of one field; all must hold. */
export type Operators = Readonly<Record<string, unknown>>

/** The operators of a filter's value: a bare one means equality. */
export function operatorsOf(value: unknown): Operators {
  return isJsonObject(value) ? value : { $eq: value }
}

/** Whether a row's value meets the operators. Like Camunda's own search, `$neq` and `$notIn` find rows without a value. */
export function meets(field: Field, value: Value, operators: Operators): boolean {
  return Object.entries(operators).every(([operator, wanted]) => holds(field, value, operator, wanted))
}

function holds(field: Field, value: Value, operator: string, wanted: unknown): boolean {
  const equals = (other: unknown) => value !== null && compare(field, value, other as Value) === 0
  switch (operator) {
    case '$eq':
      return equals(wanted)
    case '$neq':
      return !equals(wanted)
    case '$exists':
      return (value !== null) === wanted
    case '$in':
      return (wanted as unknown[]).some(equals)
    case '$notIn':
      return !(wanted as unknown[]).some(equals)
    case '$like':
      return value !== null && pattern(String(wanted)).test(String(value))
  }
  if (value === null) return false
  const order = compare(field, value, wanted as Value)
  if (operator === '$gt') return order > 0
  if (operator === '$gte') return order >= 0
  return operator === '$lt' ? order < 0 : order <= 0
}

/** The order of two values as Operate's storage has it: keys and numbers by size, text by its bytes. */
export function compare({ kind }: Field, a: Value, b: Value): number {
  switch (kind) {
    case 'key':
      return compareKeys(String(a), String(b))
    case 'date':
      return instant(String(a)) - instant(String(b))
    case 'number':
    case 'flag':
      return Number(a) - Number(b)
    case 'text':
    case 'choice':
      return a === b ? 0 : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))
  }
}

/** `*` stands for any characters, `?` for one, a backslash before either for itself. */
function pattern(like: string): RegExp {
  const source = like.replace(/\\([*?\\])|[*?]|[.+^${}()|[\]\\/]/g, (found, escaped: string | undefined) => {
    if (escaped !== undefined) return `\\${escaped}`
    if (found === '*') return '.*'
    return found === '?' ? '.' : `\\${found}`
  })
  return new RegExp(`^${source}$`, 'su')
}
