import type { FieldKind, SearchedResource } from '../legacy/resource.ts'

/** A row of Operate's: keys are `bigint`, dates `2026-11-21T11:36:54.488+0000`, absent values left out. */
export type OperateRow = Readonly<Record<string, unknown>>

/** What makes a search answer an error, as Operate does. */
export class Refused extends Error {
  readonly status: number
  readonly type: string
  /** What the request was wrong in. */
  readonly reason: string

  constructor(status: number, type: string, message: string, reason = message) {
    super(message)
    this.status = status
    this.type = type
    this.reason = reason
  }
}

/** What one search asks for, as it was read from the wire: large numbers are `bigint`. */
export interface OperateSearch {
  filter?: Record<string, unknown>
  size?: number
  sort?: Array<{ field: string; order: string }>
  searchAfter?: unknown[]
}

export interface Found {
  items: OperateRow[]
  sortValues: Array<string | null>
  total: number
}

/**
 * Searches as 8.6.0 does over its storage: filters that it does not know are ignored, and then everything is answered.
 * Throws Refused where it breaks.
 */
export function search(
  { fields, filters }: SearchedResource,
  rows: readonly OperateRow[],
  { filter = {}, size = 10, sort = [], searchAfter }: OperateSearch,
  key = 'key',
): Found {
  const levels = [...sort.map(({ field, order }) => ({ field, order })), { field: key, order: 'ASC' }]
  const found = rows.filter((row) =>
    Object.entries(filter).every(
      ([name, value]) =>
        !filters.has(name) || comparable(fields[name], row[columnOf(name)]) === comparable(fields[name], value),
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
  const after = searchAfter && afterValues(searchAfter, levels, fields)
  const rest = after ? placed.filter(({ values }) => order(values, after) > 0) : placed
  const page = rest.slice(0, size)
  return {
    items: page.map(({ row }) => row),
    sortValues: page.at(-1)?.values.map((value) => (value === null ? null : String(value))) ?? [],
    total: Math.min(placed.length, 10_000),
  }
}

function afterValues(
  searchAfter: unknown[],
  levels: ReadonlyArray<{ field: string }>,
  fields: SearchedResource['fields'],
): unknown[] {
  // It says that whatever it read.
  const broken = (what: string) =>
    new Refused(500, 'API application error', 'Error in reading incidents', `searchAfter: ${what}`)
  if (searchAfter.length !== levels.length) throw broken(`needs ${levels.length} values`)
  return searchAfter.map((value, index) => {
    const kind = fields[levels[index]?.field ?? '']
    if (value === null || value === undefined) throw broken('a missing value')
    if (kind === 'text') return String(value)
    if (!/^-?\d+$/.test(String(value))) throw broken('a number is wanted')
    const number = BigInt(String(value))
    // So a row without a value is sorted downwards, and there it cannot go on.
    if (number === SMALLEST) throw broken('the place of a missing value')
    return number
  })
}

const SMALLEST = -(2n ** 63n)

/** In filters a parent has two names. */
const columnOf = (name: string) => (name === 'parentProcessInstanceKey' ? 'parentKey' : name)

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
    return order === 'ASC' ? 2n ** 63n - 1n : SMALLEST
  }
  if (kind === 'date') return BigInt(Date.parse(String(value).replace('+0000', 'Z')))
  if (kind === 'flag') return value === true ? 1n : 0n
  return kind === 'text' ? String(value) : BigInt(String(value))
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))
}
