import type { RestFilter, RestSort } from '../../catalog/resource.ts'
import { NotSupported } from '../../failure.ts'
import { type InstantRange, instantRange } from '../rows/instant.ts'
import { valueMatcher } from '../rows/matches.ts'
import { areOnly, type Operators, operatorsOf } from '../rows/operators.ts'
import type { Value } from '../rows/row.ts'
import { type Field, toOperate } from './fields.ts'
import type { Level } from './position.ts'
import type { Row, Table } from './table.ts'

/** The most searches that one page may take. */
export const MAX_BRANCHES = 100

/** One search of Operate's, which takes nothing but equalities. No row is found by two of a plan's branches. */
export interface Branch {
  filter: Row
  /** What all its rows have at the first level of the sort, where that level is not left to Operate; null: no value. */
  constant?: Value
}

/** Rows whose date lies in a range. */
export interface Range extends InstantRange {
  name: string
  field: Field
}

/** How a search of the contract is answered by searches of Operate's. */
export interface Plan {
  table: Table
  levels: readonly Level[]
  branches: readonly Branch[]
  /** What Operate cannot tell: rows are held against it here. */
  rest: RestFilter
  range: Range | undefined
  /** Leaves the rows that are asked for, of all that there are. */
  pick?: (rows: readonly Row[]) => Row[]
  /** Why all rows must be read before the first can be answered, in the words of the client; empty where they need not. */
  reads: readonly string[]
}

/** Makes the plan of a search; undefined where no row can match. */
export function plan(
  table: Table,
  filter: RestFilter,
  sort: readonly RestSort[],
  generation: string,
): Plan | undefined {
  const allowed = new Map<string, readonly Value[]>()
  const rest: RestFilter = {}
  const reads: string[] = []
  let range: Range | undefined

  const allow = (name: string, values: readonly Value[]) => {
    const before = allowed.get(name)
    allowed.set(name, before ? before.filter((value) => values.includes(value)) : values)
  }

  for (const [name, value] of Object.entries(filter)) {
    const field = table.fields[name]
    if (!field) {
      checkAlternatives(table, value, generation)
      rest[name] = value
      reads.push('filter.or')
      continue
    }
    const { presence } = field
    const { $exists, ...others } = operatorsOf(value)
    // No row lacks what Operate sorts by, but for what another field tells of.
    const operators: Operators = field.sorts && !presence ? others : operatorsOf(value)
    if ($exists === false && field.sorts && !presence) return undefined
    if (Object.keys(operators).length === 0) continue
    checkLength(field, name, operators, generation)
    if (presence && Object.keys(operators).some((operator) => operator !== '$neq' && operator !== '$exists')) {
      allow(presence.field, presence.present)
    }
    if (presence && operators.$exists !== undefined) {
      allow(presence.field, operators.$exists ? presence.present : presence.missing)
      if (Object.keys(operators).length === 1) continue
    }
    const values = candidates(field, operators)
    if (values) allow(name, values)
    else {
      rest[name] = value
      const own = rangeOf(name, field, operators)
      if (own && !range) range = own
      else reads.push(...Object.keys(operators).map((operator) => `filter.${name}.${operator.slice(1)}`))
    }
  }

  // What comes after the key, which no two rows share, orders nothing.
  const key = sort.findIndex(({ field }) => field === table.key)
  const levels = sort.slice(0, key < 0 ? sort.length : key + 1).map(({ field, order }) => {
    const of = table.fields[field]
    if (!of) throw new TypeError(`${table.operation} has no ${field} to sort by.`)
    return { name: field, field: of, order }
  })
  const parts = partsOf(levels, allowed, allow)
  for (const [index, { name, field }] of levels.entries()) {
    const isPart = index === 0 && parts !== undefined
    if (!isPart && (!field.sorts || (field.presence && !isPresent(field, allowed)))) reads.push(`sort: ${name}`)
  }
  // Only in its own order is a range a stretch of the list.
  if (range && !(levels[0]?.name === range.name && levels.length === 2)) reads.push(`filter.${range.name}`)

  const branches = branchesOf(table, allowed, reads.length > 0 ? undefined : parts)
  if (branches === undefined) {
    throw tooMany(generation, `A filter with more than ${MAX_BRANCHES} alternatives`)
  }
  if (branches.length === 0) return undefined
  return { table, levels, branches, rest, range, reads: [...new Set(reads)] }
}

/** The values that a field may have, where they can be counted; undefined where they cannot, or Operate knows no such filter. */
function candidates(field: Field, operators: Operators): readonly Value[] | undefined {
  if (!field.filters) return undefined
  const { $eq, $in } = operators
  const possible =
    $eq !== undefined ? [$eq] : Array.isArray($in) ? $in : field.choices ? [...field.choices.keys()] : undefined
  const met = (possible as Value[] | undefined)?.filter(valueMatcher(field.kind, operators))
  return met && met.length <= MAX_BRANCHES ? met : undefined
}

function rangeOf(name: string, field: Field, operators: Operators): Range | undefined {
  if (field.kind !== 'date' || !field.sorts) return undefined
  return areOnly(operators, '$gt', '$gte', '$lt', '$lte') ? { name, field, ...instantRange(operators) } : undefined
}

const isPresent = ({ presence }: Field, allowed: ReadonlyMap<string, readonly Value[]>) =>
  presence !== undefined && (allowed.get(presence.field)?.every((value) => presence.present.includes(value)) ?? false)

/** A first level that Operate cannot sort by, but that splits the rows into parts of equal values: which field splits. */
interface Parts {
  field: string
  constantOf: (value: Value) => Value | undefined
}

function partsOf(
  [first]: readonly Level[],
  allowed: ReadonlyMap<string, readonly Value[]>,
  allow: (name: string, values: readonly Value[]) => void,
): Parts | undefined {
  if (!first) return undefined
  const { name, field } = first
  if (field.kind === 'flag' && field.filters) {
    allow(name, [...(field.choices?.keys() ?? [])])
    return { field: name, constantOf: (value) => value }
  }
  const { presence } = field
  if (!presence || isPresent(field, allowed)) return undefined
  allow(presence.field, [...presence.present, ...presence.missing])
  return { field: presence.field, constantOf: (value) => (presence.missing.includes(value) ? null : undefined) }
}

/** One branch for each combination of allowed values; undefined where there are too many. */
function branchesOf(
  { fields }: Table,
  allowed: ReadonlyMap<string, readonly Value[]>,
  parts: Parts | undefined,
): Branch[] | undefined {
  let branches: Branch[] = [{ filter: {} }]
  for (const [name, values] of allowed) {
    const field = fields[name]
    if (!field) continue
    // All values there are exclude nothing.
    if (name !== parts?.field && field.choices && values.length === field.choices.size) continue
    const possible = values.filter((value) => toOperate(field, value) !== undefined)
    if (branches.length * possible.length > MAX_BRANCHES) return undefined
    branches = branches.flatMap((branch) =>
      possible.map((value) => {
        const constant = name === parts?.field ? parts.constantOf(value) : branch.constant
        return {
          filter: { ...branch.filter, [field.as]: toOperate(field, value) },
          ...(constant === undefined ? {} : { constant }),
        }
      }),
    )
  }
  return branches
}

/** Alternatives are held against rows: each must be of what rows show. */
function checkAlternatives({ fields }: Table, alternatives: unknown, generation: string): void {
  for (const one of Array.isArray(alternatives) ? alternatives : []) {
    const name = Object.keys(one).find((name) => !Object.hasOwn(fields, name))
    if (name !== undefined) throw NotSupported.byGeneration(`filter.or.${name}`, generation, 'Ask for each by itself.')
  }
}

function checkLength({ longest }: Field, name: string, operators: Operators, generation: string): void {
  if (longest === undefined) return
  const texts = Object.values(operators)
    .flat()
    .filter((value) => typeof value === 'string')
  if (texts.some((value) => value.length > longest)) {
    throw NotSupported.byGeneration(
      `filter.${name} with more than ${longest} characters`,
      generation,
      'Operate holds the beginning of longer values alone.',
    )
  }
}

function tooMany(generation: string, what: string): NotSupported {
  return NotSupported.byGeneration(what, generation, 'Each is a search of its own there. Ask in parts.')
}
