import { isJsonObject } from '../../json/json-object.ts'
import { compareKeys } from '../numeric-keys.ts'
import { likeMatcher } from '../rows/like.ts'
import { instant } from './dates.ts'
import type { Field, Value } from './fields.ts'

/** The operators of one field; all must hold. */
export type Operators = Readonly<Record<string, unknown>>

/** The operators of a filter's value: a bare one means equality. */
export function operatorsOf(value: unknown): Operators {
  return isJsonObject(value) ? value : { $eq: value }
}

/** Whether a row's value is one that is asked for: made once, for all rows. */
export type Condition = (value: Value) => boolean

/** Whether a value meets the operators. Like Camunda's own search, `$neq` and `$notIn` find rows without a value. */
export function condition(field: Field, operators: Operators): Condition {
  const conditions = Object.entries(operators).map(([operator, wanted]) => conditionOf(field, operator, wanted))
  return (value) => conditions.every((one) => one(value))
}

function conditionOf(field: Field, operator: string, wanted: unknown): Condition {
  switch (operator) {
    case '$eq':
      return oneOf(field, [wanted])
    case '$neq':
      return not(oneOf(field, [wanted]))
    case '$exists':
      return (value) => (value !== null) === wanted
    case '$in':
      return oneOf(field, wanted as unknown[])
    case '$notIn':
      return not(oneOf(field, wanted as unknown[]))
    case '$like': {
      const matches = likeMatcher(String(wanted))
      return (value) => value !== null && matches(String(value))
    }
  }
  const order = (value: Value) => compare(field, value, wanted as Value)
  if (operator === '$gt') return (value) => value !== null && order(value) > 0
  if (operator === '$gte') return (value) => value !== null && order(value) >= 0
  if (operator === '$lt') return (value) => value !== null && order(value) < 0
  return (value) => value !== null && order(value) <= 0
}

const not =
  (condition: Condition): Condition =>
  (value) =>
    !condition(value)

function oneOf(field: Field, values: readonly unknown[]): Condition {
  const wanted = new Set(values.map((value) => identityOf(field, value)))
  return (value) => value !== null && wanted.has(identityOf(field, value))
}

/** What is the same for values that `compare` finds to be equal. */
function identityOf({ kind }: Field, value: unknown): unknown {
  if (kind === 'date') return instant(String(value))
  return kind === 'number' || kind === 'flag' ? Number(value) : String(value)
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
