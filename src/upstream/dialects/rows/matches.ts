import type { RestFilter } from '../../catalog/resource.ts'
import { isJsonObject } from '../../json/json-object.ts'
import { compareRanks, rankOf } from './compare.ts'
import { likeMatcher } from './like.ts'
import { type Operators, operatorsOf } from './operators.ts'
import { type Kind, type Row, type RowFields, type Value, valueIn } from './row.ts'

/** Whether rows match a filter of the contract: made once, for all rows. No row matches by a field that is not there. */
export function rowMatcher(fields: RowFields, filter: RestFilter): (row: Row) => boolean {
  const tests = Object.entries(filter).map(([name, wanted]): ((row: Row) => boolean) => {
    if (name === '$or') {
      const alternatives = alternativesIn(wanted).map((one) => rowMatcher(fields, one))
      return (row) => alternatives.some((matches) => matches(row))
    }
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!field) return () => false
    const matches = valueMatcher(field.kind, operatorsOf(wanted))
    return (row) => matches(row[name])
  })
  return (row) => tests.every((test) => test(row))
}

/** The alternatives of a filter; none where it has none. */
export const alternativesIn = (filter: unknown): RestFilter[] =>
  Array.isArray(filter) ? filter.filter(isJsonObject) : []

/**
 * Whether a value, or a list of them, meets all operators. Like Camunda's own search, `$neq` and `$notIn` find rows without
 * a value. Of a list each operator may be met by another of its values; that it lacks some value, by all of them alone.
 */
export function valueMatcher(kind: Kind, operators: Operators): (value: unknown) => boolean {
  const tests = Object.entries(operators).map(([operator, wanted]): ((value: unknown) => boolean) => {
    const test = testOf(kind, operator, wanted)
    const ofList = ofListBy(operator)
    return (value) => (Array.isArray(value) ? ofList(value.map(valueIn), test) : test(valueIn(value)))
  })
  return (value) => tests.every((test) => test(value))
}

type Test = (value: Value) => boolean

function ofListBy(operator: string): (values: readonly Value[], test: Test) => boolean {
  if (operator === '$exists') return ([first = null], test) => test(first)
  return operator === '$neq' || operator === '$notIn'
    ? (values, test) => values.every(test)
    : (values, test) => values.some(test)
}

function testOf(kind: Kind, operator: string, wanted: unknown): Test {
  switch (operator) {
    case '$eq':
      return isOneOf(kind, [wanted])
    case '$neq':
      return not(isOneOf(kind, [wanted]))
    case '$in':
      return isOneOf(kind, Array.isArray(wanted) ? wanted : [])
    case '$notIn':
      return not(isOneOf(kind, Array.isArray(wanted) ? wanted : []))
    case '$exists':
      return (value) => (value !== null) === wanted
    case '$like': {
      const matches = likeMatcher(String(wanted))
      return (value) => value !== null && matches(String(value))
    }
    default:
      return isInRange(kind, operator, wanted)
  }
}

const not =
  (test: Test): Test =>
  (value) =>
    !test(value)

function isOneOf(kind: Kind, values: readonly unknown[]): Test {
  const wanted = new Set(values.map((value) => rankOf(kind, valueIn(value))))
  return (value) => value !== null && wanted.has(rankOf(kind, value))
}

/** What lies on each side of a bound; what has no value is in no range. */
const RANGES: Readonly<Record<string, (order: number) => boolean>> = {
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
}

function isInRange(kind: Kind, operator: string, wanted: unknown): Test {
  const range = RANGES[operator]
  if (!range) throw new TypeError(`there is no operator ${operator}`)
  const bound = rankOf(kind, valueIn(wanted))
  return (value) => value !== null && range(compareRanks(kind, rankOf(kind, value), bound))
}
