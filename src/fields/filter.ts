import { OLDEST, type Version } from '../upstream/api/version.ts'
import type { RestFilter } from '../upstream/catalog/resource.ts'
import type { KeyForm } from '../upstream/dialects/dialect.ts'
import { InvalidInput } from '../upstream/failures/failure.ts'
import { contradiction } from './contradiction.ts'
import type { InputFacts } from './facts.ts'
import { checkCharacters, checkKey } from './keys.ts'
import { checkLength } from './list-length.ts'
import { checkVersion } from './supported.ts'

/** Means that no row can match, so that no call is needed. */
export const NOTHING = Symbol('nothing')

// A task has many of these, and each operator may be met by another one, so no two operators contradict each other.
const HOLD_LISTS = new Set(['candidateGroup', 'candidateUser'])

/**
 * The longest pattern. Where the gateway itself filters rows, longer patterns cost more per row, and one rule for all
 * generations is simpler. No name or id is so long.
 */
const MAX_PATTERN = 1_000

type Operators = Record<string, unknown>

/** What a filter is checked against. */
interface FilterTarget {
  version: Version
  keys: KeyForm
}

/**
 * A client's filter as REST takes it, or NOTHING where it matches no row by itself (an empty `in`).
 * Throws InvalidInput or NotSupported for what REST cannot answer: nothing is dropped silently, because REST would then
 * answer more than was asked for.
 * @param path the argument's name in messages
 */
export function restFilter(
  facts: InputFacts,
  filter: object,
  path: string,
  target: FilterTarget,
): RestFilter | typeof NOTHING {
  const rest: RestFilter = {}
  for (const [name, value] of Object.entries(filter)) {
    const argument = `${path}.${name}`
    const field = facts.fields.get(name)
    if (!field) throw new InvalidInput(argument, 'there is no such filter.')
    if (value === null) {
      throw new InvalidInput(
        argument,
        'null says nothing here. Leave the field out, or use { exists: false } for rows without a value.',
      )
    }
    checkVersion(target.version, argument, field.since)
    if (Array.isArray(value)) checkLength(argument, value)
    const translated =
      name === 'or'
        ? alternatives(facts, value, argument, target)
        : Array.isArray(value)
          ? listed(field.type, value, argument, target)
          : field.type.isOperators
            ? operators(field.type, field.operatorsSince, value, argument, target, HOLD_LISTS.has(name))
            : exact(field.type, value, argument, target)
    if (translated === NOTHING) return NOTHING
    if (translated !== undefined) rest[name === 'or' ? '$or' : name] = translated
  }
  if ('batchOperationId' in rest && 'batchOperationKey' in rest) {
    throw new InvalidInput(path, 'batchOperationId is the old name of batchOperationKey: give one of them.')
  }
  return rest
}

function alternatives(
  facts: InputFacts,
  filters: object[],
  path: string,
  target: FilterTarget,
): RestFilter[] | typeof NOTHING | undefined {
  if (filters.length === 0) throw new InvalidInput(path, 'give at least one alternative, or leave it out.')
  const rest = filters.map((filter, index) => {
    const argument = `${path}[${index}]`
    if ('or' in filter)
      throw new InvalidInput(`${argument}.or`, 'alternatives cannot hold alternatives. Write them as one list.')
    if (Object.keys(filter).length === 0)
      throw new InvalidInput(argument, 'an empty alternative matches every row. Leave `or` out.')
    return restFilter(facts, filter, argument, target)
  })
  const possible = rest.filter((filter) => filter !== NOTHING)
  if (possible.length === 0) return NOTHING
  // An alternative without conditions, such as an empty `notIn`, matches every row, and so does the whole `or`.
  return possible.some((filter) => Object.keys(filter).length === 0) ? undefined : possible
}

/** Lists within a filter: tags, variables by name and value, or conditions which values of a row's list are to meet. */
function listed(facts: InputFacts, values: unknown[], path: string, target: FilterTarget): unknown[] | typeof NOTHING {
  if (values.length === 0) throw new InvalidInput(path, 'an empty list says nothing. Leave it out.')
  const rest: unknown[] = []
  for (const [index, value] of values.entries()) {
    if (typeof value !== 'object' || value === null) rest.push(exact(facts, value, `${path}[${index}]`, target))
    else if (facts.isOperators) {
      const translated = operators(facts, OLDEST, { ...value }, `${path}[${index}]`, target, false)
      if (translated === NOTHING) return NOTHING
      if (translated === undefined)
        throw new InvalidInput(`${path}[${index}]`, 'an empty notIn excludes nothing. Leave the entry out.')
      rest.push(translated)
    } else {
      const translated = restFilter(facts, value, `${path}[${index}]`, target)
      if (translated === NOTHING) return NOTHING
      // REST requires all fields of an entry.
      if (Object.keys(translated).length < Object.keys(value).length)
        throw new InvalidInput(`${path}[${index}]`, 'an empty notIn excludes nothing. Leave the entry out.')
      rest.push(translated)
    }
  }
  return rest
}

function exact(facts: InputFacts, value: unknown, path: string, target: FilterTarget): unknown {
  checkValue(facts, value, path, target)
  return value
}

function operators(
  facts: InputFacts,
  since: Version,
  given: Operators,
  path: string,
  target: FilterTarget,
  holdsList: boolean,
): unknown | typeof NOTHING {
  const rest: Operators = {}
  const names = Object.keys(given)
  if (names.length === 0) throw new InvalidInput(path, 'give an operator, such as eq, or leave the field out.')
  for (const name of names) {
    const value = given[name]
    const argument = `${path}.${name}`
    if (value === null) {
      throw new InvalidInput(
        argument,
        'null is no value to compare with. Use { exists: false } for rows without a value.',
      )
    }
    if (name === 'like' && typeof value === 'string' && value.length > MAX_PATTERN) {
      throw new InvalidInput(
        argument,
        `a pattern may have at most ${MAX_PATTERN} characters, this has ${value.length}. Write * for the rest.`,
      )
    }
    const type = facts.fields.get(name)?.type
    if (type) for (const one of Array.isArray(value) ? value : [value]) checkValue(type, one, argument, target)
    if (Array.isArray(value)) {
      const distinct = [...new Set(value)]
      checkLength(argument, distinct)
      if (name === 'in' && distinct.length === 0) return NOTHING
      // No value is excluded by an empty list.
      if (name === 'notIn' && distinct.length === 0) continue
      rest[`$${name}`] = distinct
    } else rest[`$${name}`] = value
  }
  const conflict = holdsList ? undefined : contradiction(rest)
  if (conflict)
    throw new InvalidInput(path, `${conflict} exclude each other, so no row can match. Leave one of them out.`)
  const remaining = Object.keys(rest)
  if (remaining.length === 0) return undefined
  if (remaining.length === 1) {
    // Equality is sent as a bare value, the only form that versions without operators for the field take.
    if ('$eq' in rest) return rest.$eq
    if (Array.isArray(rest.$in) && rest.$in.length === 1) return rest.$in[0]
  }
  checkVersion(target.version, names.map((name) => `${path}.${name}`).join(' with '), since)
  return rest
}

function checkValue(facts: InputFacts, value: unknown, path: string, target: FilterTarget): void {
  if (typeof value !== 'string') return
  if (facts.isKey) checkKey(path, value, target.keys)
  checkCharacters(path, value)
  const since = facts.values.get(value)
  if (since === undefined) return
  if (value === 'UNRECOGNIZED')
    throw new InvalidInput(path, 'UNRECOGNIZED stands for values that this gateway does not know and cannot ask for.')
  checkVersion(target.version, `${path}: ${value}`, since)
}
