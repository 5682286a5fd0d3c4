import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RestFilter, RestOperator } from '../src/upstream/catalog/resource.ts'
import { instantRange } from '../src/upstream/dialects/rows/instant.ts'
import { rowMatcher } from '../src/upstream/dialects/rows/matches.ts'
import { pageOf } from '../src/upstream/dialects/rows/page.ts'
import type { Kind, Row, RowFields, Value } from '../src/upstream/dialects/rows/row.ts'
import type { Level } from '../src/upstream/dialects/rows/sort.ts'
import type { WirePage } from '../src/upstream/dialects/search.ts'
import { InvalidInput } from '../src/upstream/failures/failure.ts'

const fields = {
  key: { kind: 'key' },
  name: { kind: 'text' },
  state: { kind: 'choice' },
  priority: { kind: 'number' },
  created: { kind: 'date' },
  isOpen: { kind: 'flag' },
  groups: { kind: 'text' },
} as const satisfies RowFields

const kindOf = (name: string): Kind | undefined =>
  new Map<string, Kind>(Object.entries(fields).map(([field, { kind }]) => [field, kind])).get(name)

const names = fc.constantFrom('a', 'b', 'ab', 'B', '', '2026-01-01T00:00:00Z', 'z\u{e000}', 'z😀', 'z\uffff')
const keys = fc.constantFrom('1', '9', '10', '99', '2251799813685249', '9223372036854775807')
/** The same points in time in several forms, and some between two milliseconds. */
const dates = fc.constantFrom(
  '2026-01-01T00:00:00.000Z',
  '2026-01-01T01:00:00.000+01:00',
  '2026-01-01T00:00:00Z',
  '2026-01-01T00:00:00.001Z',
  '2025-12-31T23:59:59.999Z',
)
const wantedDates = fc.oneof(dates, fc.constantFrom('2026-01-01T00:00:00.000500Z', '2026-01-01T00:00:00.0000Z'))
const values = {
  key: keys,
  name: names,
  state: fc.constantFrom('ACTIVE', 'COMPLETED'),
  priority: fc.integer({ min: -2, max: 12 }),
  created: dates,
  isOpen: fc.boolean(),
  groups: names,
} satisfies Record<keyof typeof fields, fc.Arbitrary<Value>>

const orMissing = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary }, fc.constantFrom(null, undefined))
const rows: fc.Arbitrary<Row[]> = fc.uniqueArray(
  fc.record({
    key: fc.oneof(keys, fc.bigInt({ min: 1n, max: 10n ** 18n }).map(String)),
    name: orMissing(names),
    state: orMissing(values.state),
    priority: orMissing(values.priority),
    created: orMissing(dates),
    isOpen: orMissing(fc.boolean()),
    groups: fc.array(names, { maxLength: 3 }),
  }),
  { maxLength: 12, selector: ({ key }) => key },
)

const plain = fc.constantFrom(...(Object.keys(fields) as Array<keyof typeof fields>))
const wanted = (name: keyof typeof fields): fc.Arbitrary<Value> => (name === 'created' ? wantedDates : values[name])
const operators = (name: keyof typeof fields): fc.Arbitrary<unknown> => {
  const one = wanted(name)
  const many = fc.array(one, { maxLength: 3 })
  const ordered = { $gt: one, $gte: one, $lt: one, $lte: one }
  const like = { $like: fc.constantFrom('*', 'a*', '?', '*b', 'z?', '') }
  const all: Partial<Record<RestOperator, fc.Arbitrary<unknown>>> = {
    $eq: one,
    $neq: one,
    $in: many,
    $notIn: many,
    $exists: fc.boolean(),
    ...(name === 'priority' || name === 'created' ? ordered : name === 'isOpen' ? {} : like),
  }
  const some = fc.subarray(Object.keys(all) as RestOperator[], { maxLength: 2 })
  return fc.oneof(
    one,
    some.chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, all[name] ?? one])))),
  )
}
const filterOf = (nested: boolean): fc.Arbitrary<RestFilter> => {
  const own = fc
    .uniqueArray(plain, { maxLength: 2 })
    .chain((some) => fc.record(Object.fromEntries(some.map((name) => [name, operators(name)]))))
  if (!nested) return own
  return fc
    .tuple(own, fc.option(fc.array(filterOf(false), { maxLength: 2 }), { nil: undefined }))
    .map(([filter, $or]) => ($or ? { ...filter, $or } : filter))
}

/** The rules, word by word. */
function naiveOrder(kind: Kind, a: Value, b: Value): number {
  const by = <T extends number | bigint | string>(x: T, y: T) => (x < y ? -1 : x > y ? 1 : 0)
  if (kind === 'key') return by(BigInt(String(a)), BigInt(String(b)))
  if (kind === 'number' || kind === 'flag') return by(Number(a), Number(b))
  if (kind === 'date') return by(microseconds(String(a)), microseconds(String(b)))
  return Math.sign(Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b))))
}

const microseconds = (date: string) =>
  BigInt(Date.parse(date)) * 1000n + BigInt((/\.\d{3}(\d{3})/.exec(date)?.[1] ?? '0').padEnd(3, '0'))

function naiveMeets(kind: Kind, value: Value, operator: string, operand: unknown): boolean {
  if (operator === '$exists') return (value !== null) === operand
  const is = (other: unknown) => value !== null && naiveOrder(kind, value, other as Value) === 0
  if (operator === '$eq') return is(operand)
  if (operator === '$neq') return !is(operand)
  if (operator === '$in') return (operand as Value[]).some(is)
  if (operator === '$notIn') return !(operand as Value[]).some(is)
  if (value === null) return false
  if (operator === '$like') {
    const pattern = String(operand).replaceAll('*', '.*').replaceAll('?', '.')
    return new RegExp(`^${pattern}$`, 'su').test(String(value))
  }
  const order = naiveOrder(kind, value, operand as Value)
  return operator === '$gt' ? order > 0 : operator === '$gte' ? order >= 0 : operator === '$lt' ? order < 0 : order <= 0
}

function naiveMatches(row: Row, filter: RestFilter): boolean {
  return Object.entries(filter).every(([name, wanted]) => {
    if (name === '$or') return (wanted as RestFilter[]).some((one) => naiveMatches(row, one))
    const kind = kindOf(name)
    if (!kind) return false
    const all = Object.entries(typeof wanted === 'object' ? (wanted as object) : { $eq: wanted })
    const value = row[name] ?? null
    if (!Array.isArray(value))
      return all.every(([operator, operand]) => naiveMeets(kind, value as Value, operator, operand))
    return all.every(([operator, operand]) => {
      if (operator === '$exists') return value.length > 0 === operand
      const meets = (one: Value) => naiveMeets(kind, one, operator, operand)
      return operator === '$neq' || operator === '$notIn' ? value.every(meets) : value.some(meets)
    })
  })
}

const sortable = fc.constantFrom('name', 'state', 'priority', 'created', 'isOpen')
const sorts: fc.Arbitrary<Level[]> = fc
  .uniqueArray(sortable, { maxLength: 2 })
  .chain((some) =>
    fc.tuple(
      fc.constant([...some, 'key']),
      fc.array(fc.constantFrom('ASC' as const, 'DESC' as const), { minLength: 3, maxLength: 3 }),
    ),
  )
  .map(([some, orders]) =>
    some.map((name, index) => ({ name, field: { kind: kindOf(name) ?? 'text' }, order: orders[index] ?? 'ASC' })),
  )

function naiveSorted(all: readonly Row[], levels: readonly Level[]): Row[] {
  return [...all].sort((a, b) => {
    for (const { name, field, order } of levels) {
      const [x, y] = [(a[name] ?? null) as Value, (b[name] ?? null) as Value]
      if (x === null && y === null) continue
      if (x === null || y === null) return x === null ? 1 : -1
      const compared = naiveOrder(field.kind, x, y)
      if (compared !== 0) return order === 'ASC' ? compared : -compared
    }
    return 0
  })
}

/** What differs by name alone is no other row. */
const keysOf = (some: readonly Row[]) => some.map(({ key }) => key)

describe('rows that are all there', () => {
  test('are filtered as the rules say', () => {
    fc.assert(
      fc.property(rows, filterOf(true), (all, filter) => {
        const matches = rowMatcher(fields, filter)
        expect(keysOf(all.filter(matches))).toEqual(keysOf(all.filter((row) => naiveMatches(row, filter))))
      }),
      { numRuns: 5_000 },
    )
  })

  test('are sorted and paged as the rules say, forwards, backwards and from the end', () => {
    const size = fc.integer({ min: 1, max: 5 })
    fc.assert(
      fc.property(rows, sorts, size, fc.nat({ max: 12 }), (all, levels, limit, from) => {
        const sorted = keysOf(naiveSorted(all, levels))
        const page = (wanted: WirePage) => pageOf(all, levels, wanted)
        expect(keysOf(page({ limit, from }).rows)).toEqual(sorted.slice(from, from + limit))
        expect(page({ limit })).toMatchObject({ total: all.length, totalIsExact: true, hasMore: all.length > limit })
        const forwards: unknown[] = []
        for (let after = page({ limit }); ; ) {
          forwards.push(...keysOf(after.rows))
          expect(after.hasMore).toBe(forwards.length < sorted.length)
          if (!after.hasMore || after.endCursor === null) break
          after = page({ limit, after: after.endCursor })
        }
        expect(forwards).toEqual(sorted)
        const backwards: unknown[] = []
        for (let before = page({ limit, end: true }); ; ) {
          backwards.unshift(...keysOf(before.rows))
          expect(before.hasMore).toBe(backwards.length < sorted.length)
          if (!before.hasMore || before.startCursor === null) break
          before = page({ limit, before: before.startCursor })
        }
        expect(backwards).toEqual(sorted)
      }),
      { numRuns: 2_000 },
    )
  })

  test('are found again by the cursor of one that is gone', () => {
    fc.assert(
      fc.property(rows, sorts, fc.nat(), (all, levels, some) => {
        fc.pre(all.length > 0)
        const sorted = naiveSorted(all, levels)
        const index = some % sorted.length
        const cursor = pageOf(all, levels, { limit: all.length }).cursorAt?.(index) ?? ''
        const left = all.filter((row) => row !== sorted[index])
        expect(keysOf(pageOf(left, levels, { limit: 20, after: cursor }).rows)).toEqual(keysOf(sorted.slice(index + 1)))
        expect(keysOf(pageOf(left, levels, { limit: 20, before: cursor }).rows)).toEqual(keysOf(sorted.slice(0, index)))
      }),
    )
  })

  test.each(['[]', '["a"]', '[1]', '{}', 'x', '["1","2"]'])('are not paged from %s', (cursor) => {
    const levels: Level[] = [
      { name: 'created', field: fields.created, order: 'ASC' },
      { name: 'priority', field: fields.priority, order: 'ASC' },
    ]
    expect(() => pageOf([], levels, { limit: 1, after: cursor })).toThrow(InvalidInput)
  })

  test('hold nothing that must be asked for first', () => {
    const asked = { key: '1', name: () => 'a' }
    expect(() => rowMatcher(fields, { name: 'a' })(asked)).toThrow(TypeError)
    expect(() => pageOf([asked], [{ name: 'name', field: fields.name, order: 'ASC' }], { limit: 1 })).toThrow(TypeError)
  })
})

test('a range of points in time holds the whole milliseconds that meet its operators', () => {
  const bounds = fc.record(
    { $eq: wantedDates, $gt: wantedDates, $gte: wantedDates, $lt: wantedDates, $lte: wantedDates },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(bounds, dates, (asked, date) => {
      const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = instantRange(asked)
      const time = Date.parse(date)
      expect(from <= time && time <= to).toBe(naiveMatches({ created: date }, { created: asked }))
    }),
  )
})
