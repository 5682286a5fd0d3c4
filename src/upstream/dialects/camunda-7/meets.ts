import type { RestFilter } from '../../catalog/resource.ts'
import { likeMatcher } from '../rows/like.ts'
import type { Operators } from './table.ts'

/** Whether a value, or a row, is one that is asked for: made once, for all rows. */
export type Condition<Value = unknown> = (value: Value) => boolean

/** The operators of a filter's value: a bare one is equality. */
export function operatorsOf(value: unknown): Operators {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { $eq: value }
  return Object.keys(value).every((name) => name.startsWith('$')) ? value : { $eq: value }
}

/** Whether a row, in the contract's shape, meets a filter of the contract. */
export function rowCondition(filter: RestFilter): Condition<object> {
  const conditions = Object.entries(filter).map(([field, value]): Condition<object> => {
    if (field === '$or') {
      const alternatives = (value as RestFilter[]).map(rowCondition)
      return (row) => alternatives.some((one) => one(row))
    }
    const isMet = condition(operatorsOf(value))
    return (row) => isMet((row as Record<string, unknown>)[field] ?? null)
  })
  return (row) => conditions.every((one) => one(row))
}

/** Whether a value meets operators. What is null is unequal to everything and in no range. */
export function condition(operators: Operators): Condition {
  const conditions = Object.entries(operators).map(([operator, operand]) => conditionOf(operator, operand))
  return (value) => conditions.every((one) => one(value))
}

function conditionOf(operator: string, operand: unknown): Condition {
  switch (operator) {
    case '$eq':
      return oneOf([operand])
    case '$neq':
      return not(oneOf([operand]))
    case '$in':
      return oneOf(operand as unknown[])
    case '$notIn':
      return not(oneOf(operand as unknown[]))
    case '$exists':
      return (value) => (value !== null) === operand
    case '$like': {
      const matches = likeMatcher(String(operand))
      return (value) => typeof value === 'string' && matches(value)
    }
    default: {
      const isInRange = rangeOf(operator)
      return (value) => value !== null && isInRange(compare(value, operand))
    }
  }
}

const not =
  (condition: Condition): Condition =>
  (value) =>
    !condition(value)

function oneOf(values: readonly unknown[]): Condition {
  const wanted = new Set(values.map(identityOf))
  return (value) => wanted.has(identityOf(value))
}

function rangeOf(operator: string): (order: number) => boolean {
  if (operator === '$gt') return (order) => order > 0
  if (operator === '$gte') return (order) => order >= 0
  if (operator === '$lt') return (order) => order < 0
  if (operator === '$lte') return (order) => order <= 0
  throw new TypeError(`there is no operator ${operator}`)
}

const DATE = /^\d{4}-\d{2}-\d{2}T/

const isDate = (value: unknown): value is string => typeof value === 'string' && DATE.test(value)

/** What is the same for the same value: a point in time may be written in many ways. */
function identityOf(value: unknown): unknown {
  return isDate(value) ? `T ${Date.parse(value)} ${fine(value)}` : value
}

/** Numbers and points in time; digits beyond the milliseconds count too. */
function compare(a: unknown, b: unknown): number {
  if (!isDate(a) || !isDate(b)) return Number(a) - Number(b)
  return Date.parse(a) - Date.parse(b) || fine(a) - fine(b)
}

const fine = (date: string) => Number(`0.${/\.\d{3}(\d+)/.exec(date)?.[1] ?? '0'}`)
