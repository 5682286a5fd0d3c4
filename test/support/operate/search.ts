import type { FieldKind, OperateResource } from './resources.ts'

/** A row of Operate's: keys are `bigint`, dates `2026-11-21T11:36:54.488+0000`, absent values left out. */
export type OperateRow = Readonly<Record<string, unknown>>

/** What makes a search answer an error, as Operate does. */
export class Refused extends Error {
  readonly status: number
  readonly type: string

  constructor(status: number, type: string, message: string) {
    super(message)
    this.status = status
    this.type = type
  }
}

/** What one search asks for, as it was read from the wire: numbers as text where they are large. */
export interface OperateSearch {
  filter?: Record<string, unknown>
  size?: number
  sort?: Array<{ field: string; order: string }>
  searchAfter?: unknown[]
}

export interface Found {
  items: OperateRow[]
  sortValues: string[]
  total: number
}

/**
 * Searches as Operate 8.6.0 does over its storage. Whatever it would ignore or break on is a violation: unknown filters
 * are ignored there, and then everything is answered.
 */
export function search(
  { fields, notFilterable = [], notSortable = [] }: OperateResource,
  rows: readonly OperateRow[],
  asked: OperateSearch,
  violations: string[],
): Found {
  for (const name of Object.keys(asked)) {
    if (!['filter', 'size', 'sort', 'searchAfter'].includes(name)) violations.push(`${name} is no property of a search`)
  }
  const { filter = {}, size = 10, sort = [], searchAfter } = asked
  if (!Number.isInteger(size) || size < 1 || size > 1000) {
    violations.push(`size ${size}`)
    throw new Refused(400, 'Invalid request', 'size should be greater than zero and equal or less than 1000')
  }
  for (const [name, value] of Object.entries(filter)) {
    const kind = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!kind || notFilterable.includes(name)) violations.push(`a filter by ${name} is ignored`)
    else if (!isOf(kind, value)) violations.push(`filter.${name} is ${JSON.stringify(value)}`)
  }
  const levels = [...sort.map(({ field, order }) => ({ field, order })), { field: 'key', order: 'ASC' }]
  for (const { field, order } of levels) {
    if (!Object.hasOwn(fields, field) || notSortable.includes(field)) {
      violations.push(`a sort by ${field} is refused`)
      throw new Refused(400, 'Data invalid', `Sort has invalid field(s): ${field}`)
    }
    if (order !== 'ASC' && order !== 'DESC') violations.push(`order ${order}`)
  }
  const found = rows.filter((row) =>
    Object.entries(filter).every(
      ([name, value]) => comparable(fields[name], row[name]) === comparable(fields[name], value),
    ),
  )
  const placed = found.map((row) => ({
    row,
    values: levels.map(({ field, order }) => sortValue(fields[field], row[field], order)),
  }))
  const order = (a: unknown[], b: unknown[]) => {
    for (const [index, level] of levels.entries()) {
      const one = compare(a[index], b[index])
      if (one !== 0) return level.order === 'ASC' ? one : -one
    }
    return 0
  }
  placed.sort((a, b) => order(a.values, b.values))
  const after = searchAfter && afterValues(searchAfter, levels, fields, violations)
  const rest = after ? placed.filter(({ values }) => order(values, after) > 0) : placed
  const page = rest.slice(0, size)
  return {
    items: page.map(({ row }) => row),
    sortValues:
      (page.at(-1)?.values.map((value) => (value === null ? null : String(value))) as string[] | undefined) ?? [],
    total: Math.min(placed.length, 10_000),
  }
}

function afterValues(
  searchAfter: unknown[],
  levels: ReadonlyArray<{ field: string }>,
  fields: OperateResource['fields'],
  violations: string[],
): unknown[] {
  const broken = (what: string) => {
    violations.push(`searchAfter ${JSON.stringify(searchAfter.map(String))}: ${what}`)
    return new Refused(500, 'API application error', 'Error in reading incidents')
  }
  if (searchAfter.length !== levels.length) throw broken(`needs ${levels.length} values`)
  return searchAfter.map((value, index) => {
    const kind = fields[levels[index]?.field ?? '']
    if (value === null || value === undefined) throw broken('a missing value')
    if (kind === 'text') return String(value)
    if (!/^-?\d+$/.test(String(value))) throw broken('a number is wanted')
    return BigInt(String(value))
  })
}

const DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+0000$/

function isOf(kind: FieldKind, value: unknown): boolean {
  if (kind === 'key') return /^\d{1,19}$/.test(String(value)) && typeof value !== 'string'
  if (kind === 'flag') return typeof value === 'boolean'
  if (kind === 'number') return typeof value === 'number'
  return typeof value === 'string' && (kind === 'text' || DATE.test(value))
}

/** What a filter compares: an absent flag is none. */
function comparable(kind: FieldKind | undefined, value: unknown): unknown {
  if (kind === 'key') return value === undefined ? undefined : String(value)
  if (kind === 'flag') return value === true
  return value
}

/** Where a row stands: absent numbers and dates come last whatever the order, as the extreme that comes last there. */
function sortValue(kind: FieldKind | undefined, value: unknown, order: string): unknown {
  if (value === undefined) {
    if (kind === 'text') return null
    return order === 'ASC' ? 2n ** 63n - 1n : -(2n ** 63n)
  }
  if (kind === 'date') return BigInt(Date.parse(String(value).replace('+0000', 'Z')))
  if (kind === 'flag') return value === true ? 1n : 0n
  return kind === 'text' ? String(value) : BigInt(String(value))
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))
}
