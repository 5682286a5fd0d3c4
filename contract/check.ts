import { resolveNode } from './load.ts'
import type { ContractTable, Field, Node, ScalarNode } from './table.ts'

/** How strictly values are held against a type. */
export interface CheckOptions {
  /** Lets objects have properties that the contract does not name, as a newer patch release may send. */
  readonly allowUnknown?: boolean
  /** Takes values that the contract's enumerations do not have, for the same reason. */
  readonly openEnums?: boolean
}

/**
 * Holds a JSON value against a type of the contract and returns what is wrong with it, in sentences that begin with
 * `path`; nothing if it fits.
 */
export function check(
  table: ContractTable,
  node: Node,
  value: unknown,
  path: string,
  options: CheckOptions = {},
): string[] {
  const type = resolveNode(table, node)
  if (value === null) {
    const free = 'type' in type && type.type === 'any'
    return type.nullable || free ? [] : [`${path} must not be null`]
  }
  if ('oneOf' in type) return checkUnion(table, type.oneOf, value, path, options)
  if ('filter' in type) return checkFilter(table, type.filter, type.operators, value, path)
  if ('array' in type) {
    if (!Array.isArray(value)) return [`${path} must be a list, not ${kind(value)}`]
    const problems = value.flatMap((element, index) => check(table, type.array, element, `${path}[${index}]`, options))
    if (type.maxItems !== undefined && value.length > type.maxItems)
      problems.push(`${path} has over ${type.maxItems} items`)
    if (type.minItems !== undefined && value.length < type.minItems)
      problems.push(`${path} has under ${type.minItems} items`)
    if (type.unique && new Set(value.map((element) => JSON.stringify(element))).size < value.length) {
      problems.push(`${path} holds an item twice`)
    }
    return problems
  }
  if ('fields' in type) return checkObject(table, type.fields, type.open, value, path, options)
  return checkScalar(type, value, path, options)
}

function checkObject(
  table: ContractTable,
  fields: Readonly<Record<string, Field>>,
  open: Node | undefined,
  value: unknown,
  path: string,
  options: CheckOptions,
): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [`${path} must be an object, not ${kind(value)}`]
  }
  const problems: string[] = []
  for (const [name, element] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : open
    if (element === undefined) continue
    if (field) problems.push(...check(table, field, element, `${path}.${name}`, options))
    else if (!options.allowUnknown) problems.push(`${path}.${name} is unknown`)
  }
  for (const [name, field] of Object.entries(fields)) {
    if (field.required && (value as Record<string, unknown>)[name] === undefined)
      problems.push(`${path}.${name} is missing`)
  }
  return problems
}

function checkUnion(
  table: ContractTable,
  alternatives: readonly Node[],
  value: unknown,
  path: string,
  options: CheckOptions,
): string[] {
  let closest: string[] | undefined
  for (const alternative of alternatives) {
    const problems = check(table, alternative, value, path, options)
    if (problems.length === 0) return []
    // The alternative that was probably meant says the most useful thing.
    if (!closest || problems.length < closest.length) closest = problems
  }
  return [`${path} fits none of its ${alternatives.length} alternatives; of the closest: ${(closest ?? []).join(', ')}`]
}

function checkFilter(
  table: ContractTable,
  operand: Node,
  operators: readonly string[],
  value: unknown,
  path: string,
): string[] {
  if (typeof value !== 'object' || value === null) return check(table, operand, value, path)
  if (Array.isArray(value)) return [`${path} must be a value or operators, not a list`]
  return Object.entries(value).flatMap(([operator, argument]) => {
    const at = `${path}.${operator}`
    if (!operators.includes(operator)) return [`${at} is not an operator of this field (${operators.join(' ')})`]
    if (operator === '$exists') return typeof argument === 'boolean' ? [] : [`${at} must be true or false`]
    if (operator === '$like') return typeof argument === 'string' ? [] : [`${at} must be a pattern`]
    if (operator === '$in' || operator === '$notIn') return check(table, { array: operand }, argument, at)
    return check(table, operand, argument, at)
  })
}

function checkScalar(type: ScalarNode, value: unknown, path: string, options: CheckOptions): string[] {
  if (type.type === 'any') return []
  // A part of a form, as the reader of multipart bodies delivers it.
  if (type.format === 'binary') return isFile(value) ? [] : [`${path} must be a file`]
  const wanted = type.type === 'integer' ? 'number' : type.type
  if (typeof value !== wanted) return [`${path} must be ${article(type.type)}, not ${kind(value)}`]
  if (typeof value === 'string') return checkText(type, value, path, options)
  if (typeof value === 'number') return checkNumber(type, value, path)
  return []
}

function checkText(type: ScalarNode, value: string, path: string, options: CheckOptions): string[] {
  const problems: string[] = []
  const shown = JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)
  if (!options.openEnums && type.enum && !type.enum.includes(value))
    problems.push(`${path} is ${shown}, not one of ${type.enum.join(' ')}`)
  if (type.pattern && !pattern(type.pattern).test(value)) problems.push(`${path} is ${shown}, not like ${type.pattern}`)
  if (type.minLength !== undefined && value.length < type.minLength) problems.push(`${path} is too short: ${shown}`)
  if (type.maxLength !== undefined && value.length > type.maxLength) problems.push(`${path} is too long: ${shown}`)
  if (type.format === 'date-time' && !isDateTime(value)) problems.push(`${path} is ${shown}, not an RFC 3339 date-time`)
  return problems
}

const patterns = new Map<string, RegExp>()

function pattern(source: string): RegExp {
  let compiled = patterns.get(source)
  if (!compiled) {
    // Some patterns speak of Unicode classes, and others escape what Unicode mode does not let them.
    try {
      compiled = new RegExp(source, 'u')
    } catch {
      compiled = new RegExp(source)
    }
    patterns.set(source, compiled)
  }
  return compiled
}

function checkNumber(type: ScalarNode, value: number, path: string): string[] {
  const problems: string[] = []
  if (type.type === 'integer' && !Number.isInteger(value)) problems.push(`${path} is ${value}, not whole`)
  if (type.format === 'int32' && Math.abs(value) > 2 ** 31) problems.push(`${path} is ${value}, beyond 32 bits`)
  if (type.minimum !== undefined && value < type.minimum) problems.push(`${path} is ${value}, below ${type.minimum}`)
  if (type.maximum !== undefined && value > type.maximum) problems.push(`${path} is ${value}, above ${type.maximum}`)
  return problems
}

const DATE_TIME = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/

function isDateTime(value: string): boolean {
  return DATE_TIME.test(value) && !Number.isNaN(Date.parse(value))
}

function isFile(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'filename' in value
}

function kind(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  return `${typeof value} ${JSON.stringify(value)}`
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`
}
