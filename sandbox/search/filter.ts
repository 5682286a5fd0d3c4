import { unreadableProperty } from '../problem.ts'
import { likePattern } from './like.ts'
import { type FilterRule, readColumn, type SearchRules } from './rules.ts'
import { type Comparable, comparable, compareComparables, operand } from './values.ts'

type Test<Value> = (value: Value) => boolean

/**
 * Compiles `filter` into a test of one row.
 *
 * Properties are ANDed, and so are the operators of one property; `$or` is a list of filters of which one must hold,
 * ANDed with the rest. An absent or null property restricts nothing: a REST client cannot tell the two apart.
 * Throws a Problem for what the endpoint does not know.
 */
export function compileFilter<Row extends object>(
  filter: unknown,
  rules: SearchRules<Row>,
  rows: readonly Row[],
): Test<Row> {
  return all(compileFields(asObject(filter, 'filter'), rules, rows, rules.or === true))
}

function compileFields<Row extends object>(
  filter: Record<string, unknown>,
  rules: SearchRules<Row>,
  rows: readonly Row[],
  or: boolean,
): Test<Row>[] {
  const tests: Test<Row>[] = []
  for (const [name, value] of Object.entries(filter)) {
    const special = own(rules.special, name)
    const rule = own(rules.filters, name)
    const isOr = name === '$or' && or
    if (!special && !rule && !isOr) throw unreadableProperty(name)
    if (value === null || value === undefined) continue
    if (isOr) tests.push(compileOr(value, rules, rows))
    else if (special) tests.push(special.matches(value, rows))
    else if (rule) tests.push(compileProperty(name, value, rule))
  }
  return tests
}

function compileOr<Row extends object>(value: unknown, rules: SearchRules<Row>, rows: readonly Row[]): Test<Row> {
  if (!Array.isArray(value)) throw unreadableProperty('filter.$or')
  const branches = value.map((branch) => all(compileFields(asObject(branch, 'filter.$or'), rules, rows, false)))
  // An empty list has no alternative to fail, so it restricts nothing.
  return branches.length === 0 ? () => true : (row) => branches.some((branch) => branch(row))
}

function compileProperty<Row extends object>(name: string, value: unknown, rule: FilterRule): Test<Row> {
  const column = rule.column ?? name
  const tests = compileOperators(`filter.${name}`, value, rule)
  return (row) => {
    const held = readColumn(row, column)
    const list = (Array.isArray(held) ? held : [held])
      .map((element) => comparable(element, rule.type))
      .filter((element) => element !== null)
    return tests.every((test) => test(list))
  }
}

/** Tests of the values that a row holds for the field: none, one, or the elements of its list. */
function compileOperators(path: string, value: unknown, rule: FilterRule): Test<Present[]>[] {
  if (typeof value !== 'object' || value === null) return [equals(operand(value, rule.type, path, rule.enum))]
  if (Array.isArray(value) || rule.operators === 'exact') throw unreadableProperty(path)
  const tests: Test<Present[]>[] = []
  for (const [operator, argument] of Object.entries(value)) {
    if (!rule.operators.includes(operator)) throw unreadableProperty(operator)
    // Camunda's own Java client sends `"$in": []` and `"$notIn": []` with every filter: they restrict nothing.
    if (argument === null || argument === undefined || isEmptyList(argument)) continue
    tests.push(compileOperator(operator, argument, rule, `${path}.${operator}`))
  }
  return tests
}

function compileOperator(operator: string, argument: unknown, rule: FilterRule, path: string): Test<Present[]> {
  const one = () => operand(argument, rule.type, path, rule.enum)
  switch (operator) {
    case '$eq':
      return equals(one())
    // As in a search index, "not" also finds the rows that hold no value at all.
    case '$neq':
      return not(equals(one()))
    case '$in':
      return among(list(argument, rule, path))
    case '$notIn':
      return not(among(list(argument, rule, path)))
    case '$exists': {
      if (typeof argument !== 'boolean') throw unreadableProperty(path)
      return (values) => values.length > 0 === argument
    }
    case '$like': {
      if (typeof argument !== 'string') throw unreadableProperty(path)
      const pattern = likePattern(argument)
      return (values) => values.some((value) => pattern.test(String(value)))
    }
    case '$gt':
      return compared(one(), (order) => order > 0)
    case '$gte':
      return compared(one(), (order) => order >= 0)
    case '$lt':
      return compared(one(), (order) => order < 0)
    case '$lte':
      return compared(one(), (order) => order <= 0)
    default:
      throw unreadableProperty(path)
  }
}

type Present = Exclude<Comparable, null>

function equals(wanted: Present): Test<Present[]> {
  return (values) => values.includes(wanted)
}

function among(wanted: ReadonlySet<Present>): Test<Present[]> {
  return (values) => values.some((value) => wanted.has(value))
}

function compared(bound: Present, accept: (order: number) => boolean): Test<Present[]> {
  return (values) => values.some((value) => accept(compareComparables(value, bound)))
}

const isEmptyList = (argument: unknown) => Array.isArray(argument) && argument.length === 0

function list(argument: unknown, rule: FilterRule, path: string): ReadonlySet<Present> {
  if (!Array.isArray(argument)) throw unreadableProperty(path)
  return new Set(argument.map((element) => operand(element, rule.type, path, rule.enum)))
}

function not<Value>(test: Test<Value>): Test<Value> {
  return (value) => !test(value)
}

function all<Value>(tests: Test<Value>[]): Test<Value> {
  const [only] = tests
  if (only && tests.length === 1) return only
  return (value) => tests.every((test) => test(value))
}

function asObject(value: unknown, path: string): Record<string, unknown> {
  if (value === null || value === undefined) return {}
  if (typeof value !== 'object' || Array.isArray(value)) throw unreadableProperty(path)
  return value as Record<string, unknown>
}

function own<Value>(table: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined {
  return table && Object.hasOwn(table, name) ? table[name] : undefined
}
