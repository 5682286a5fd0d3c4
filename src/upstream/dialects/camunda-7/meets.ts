import type { RestFilter } from '../../catalog/resource.ts'
import type { Operators } from './table.ts'

/** The operators of a filter's value: a bare one is equality. */
export function operatorsOf(value: unknown): Operators {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { $eq: value }
  return Object.keys(value).every((name) => name.startsWith('$')) ? value : { $eq: value }
}

/** Whether a row, in the contract's shape, meets a filter of the contract. */
export function meetsFilter(row: object, filter: RestFilter): boolean {
  return Object.entries(filter).every(([field, value]) => {
    if (field === '$or') return (value as RestFilter[]).some((one) => meetsFilter(row, one))
    return meets((row as Record<string, unknown>)[field] ?? null, operatorsOf(value))
  })
}

/** Whether a value meets operators. What is null is unequal to everything and in no range. */
export function meets(value: unknown, operators: Operators): boolean {
  return Object.entries(operators).every(([operator, operand]) => {
    switch (operator) {
      case '$eq':
        return same(value, operand)
      case '$neq':
        return !same(value, operand)
      case '$in':
        return (operand as unknown[]).some((one) => same(value, one))
      case '$notIn':
        return !(operand as unknown[]).some((one) => same(value, one))
      case '$exists':
        return (value !== null) === operand
      case '$like':
        return typeof value === 'string' && pattern(String(operand)).test(value)
      default:
        return value !== null && inRange(compare(value, operand), operator)
    }
  })
}

function inRange(order: number, operator: string): boolean {
  if (operator === '$gt') return order > 0
  if (operator === '$gte') return order >= 0
  if (operator === '$lt') return order < 0
  if (operator === '$lte') return order <= 0
  throw new TypeError(`there is no operator ${operator}`)
}

const DATE = /^\d{4}-\d{2}-\d{2}T/

const isDate = (value: unknown): value is string => typeof value === 'string' && DATE.test(value)

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  return isDate(a) && isDate(b) && compare(a, b) === 0
}

/** Numbers and points in time; digits beyond the milliseconds count too. */
function compare(a: unknown, b: unknown): number {
  if (!isDate(a) || !isDate(b)) return Number(a) - Number(b)
  return Date.parse(a) - Date.parse(b) || fine(a) - fine(b)
}

const fine = (date: string) => Number(`0.${/\.\d{3}(\d+)/.exec(date)?.[1] ?? '0'}`)

/** `*` stands for any characters, `?` for one, a backslash before either for itself. */
function pattern(like: string): RegExp {
  const source = like.replace(/\\([\s\S])|[\s\S]/g, (one, escaped: string | undefined) => {
    if (escaped !== undefined) return literal(escaped)
    return one === '*' ? '.*' : one === '?' ? '.' : literal(one)
  })
  return new RegExp(`^${source}$`, 's')
}

const literal = (character: string) => character.replace(/[.*+?^${}()|[\]\\]/, '\\$&')
