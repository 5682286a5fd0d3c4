import type { RestOperator } from '../../catalog/resource.ts'
import { isJsonObject } from '../../json/json-object.ts'

/** The operators that a client gave for one field; all must hold. */
export type Operators = Readonly<Partial<Record<RestOperator, unknown>>>

/** The operators of a filter's value: a bare one means equality. */
export function operatorsOf(value: unknown): Operators {
  return isOperators(value) ? value : { $eq: value }
}

function isOperators(value: unknown): value is Operators {
  return isJsonObject(value) && Object.keys(value).every((name) => name.startsWith('$'))
}

/** Whether no operators are given but these. */
export function areOnly(operators: Operators, ...names: RestOperator[]): boolean {
  return Object.keys(operators).every((name) => names.some((known) => known === name))
}
