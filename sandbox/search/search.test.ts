import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Problem } from '../problem.ts'
import { filterRule, type SearchRules } from './rules.ts'
import { type SearchAnswer, search } from './search.ts'

interface Row {
  key: string
  name: string | null
  version: number
  startDate: string | null
  state?: string
  groups?: string[]
  hasIncident?: boolean
  latest?: boolean
}

const rules: SearchRules<Row> = {
  key: 'key',
  or: true,
  filters: {
    key: filterRule('key'),
    name: filterRule('string'),
    version: filterRule('integer'),
    startDate: filterRule('date-time'),
    state: filterRule('enum', { enum: ['ACTIVE', 'COMPLETED'] }),
    candidateGroup: filterRule('string', { column: 'groups' }),
    hasIncident: filterRule('boolean'),
    tenantId: filterRule('string', { operators: 'exact' }),
  },
  special: {
    isLatestVersion: {
      matches: (value) => (row) => value !== true || row.latest === true,
      forwardOnly: (value) => value === true,
    },
  },
  sort: {
    key: { type: 'key' },
    name: { type: 'string' },
    version: { type: 'integer' },
    startDate: { type: 'date-time' },
  },
}

const rows: Row[] = [
  {
    key: '9007199254740993',
    name: 'order',
    version: 1,
    startDate: '2026-01-01T12:00:00Z',
    state: 'ACTIVE',
    groups: ['a', 'b'],
    hasIncident: true,
  },
  {
    key: '9007199254740992',
    name: 'order*1',
    version: 2,
    startDate: '2026-01-01T13:30:00+02:00',
    state: 'COMPLETED',
    latest: true,
  },
  { key: '10000000000000000', name: null, version: 2, startDate: null, state: 'ACTIVE', groups: ['b'] },
  { key: '999', name: 'Invoice', version: 10, startDate: '2026-01-02T00:00:00.000Z', state: 'ACTIVE', groups: [] },
]

function keys(request: unknown, over: readonly Row[] = rows): string[] {
  return search(over, request, rules).items.map((row) => row.key)
}

function problem(request: unknown, using: SearchRules<Row> = rules): Problem {
  try {
    search(rows, request, using)
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  throw new Error('the search was answered')
}

describe('filter', () => {
  const [odd, even, great, small] = ['9007199254740993', '9007199254740992', '10000000000000000', '999']

  test.each<[string, unknown, (string | undefined)[]]>([
    ['nothing', {}, [small, even, odd, great]],
    ['a bare value', { name: 'order' }, [odd]],
    ['keys beyond 2^53, which a float would confuse', { key: '9007199254740993' }, [odd]],
    ['$eq', { name: { $eq: 'order' } }, [odd]],
    ['$neq, which also finds the absent', { name: { $neq: 'order' } }, [small, even, great]],
    ['$exists', { name: { $exists: true } }, [small, even, odd]],
    ['$exists: false', { name: { $exists: false } }, [great]],
    ['$in', { key: { $in: [even, small, '1'] } }, [small, even]],
    [
      'lists without elements, as restricting nothing',
      { key: { $in: [], $notIn: [] }, $or: [] },
      [small, even, odd, great],
    ],
    ['a list without elements beside another operator', { key: { $in: [], $eq: even } }, [even]],
    ['$notIn', { name: { $notIn: ['order', 'Invoice'] } }, [even, great]],
    ['$like with *', { name: { $like: 'ord*' } }, [even, odd]],
    ['$like with ?', { name: { $like: '?nvoice' } }, [small]],
    ['$like of the whole value', { name: { $like: 'rder' } }, []],
    ['$like with an escape', { name: { $like: 'order\\**' } }, [even]],
    ['$gt', { version: { $gt: 2 } }, [small]],
    ['$gte and $lt together', { version: { $gte: 2, $lt: 10 } }, [even, great]],
    ['$lte', { version: { $lte: 1 } }, [odd]],
    ['dates by instant', { startDate: '2026-01-01T11:30:00Z' }, [even]],
    ['date ranges across offsets', { startDate: { $lt: '2026-01-01T12:00:00Z' } }, [even]],
    ['enums', { state: 'COMPLETED' }, [even]],
    ['$like on enums', { state: { $like: 'ACT*' } }, [small, odd, great]],
    ['booleans', { hasIncident: true }, [odd]],
    ['an element of a list', { candidateGroup: 'b' }, [odd, great]],
    ['no element of a list', { candidateGroup: { $neq: 'a' } }, [small, even, great]],
    ['an empty list does not exist', { candidateGroup: { $exists: false } }, [small, even]],
    ['several properties', { version: 2, state: 'ACTIVE' }, [great]],
    ['$or with the top level', { version: 2, $or: [{ name: 'order*1' }, { name: 'order' }] }, [even]],
    ['$or of several properties', { $or: [{ version: 1 }, { state: 'ACTIVE', version: 10 }] }, [small, odd]],
    ['null as absent', { name: null, version: { $eq: null, $gte: 10 } }, [small]],
    ['a special filter', { isLatestVersion: true }, [even]],
  ])('takes %s', (_, filter, expected) => {
    expect(keys({ filter })).toEqual(expected)
  })

  test.each<[string, unknown, string]>([
    ['an unknown property', { nme: 'x' }, 'Request property [nme] cannot be parsed'],
    ['a property of Object', { constructor: 'x' }, 'Request property [constructor] cannot be parsed'],
    ['an unknown operator', { name: { $gt: 'x' } }, 'Request property [$gt] cannot be parsed'],
    ['$notIn on numbers', { version: { $notIn: [1] } }, 'Request property [$notIn] cannot be parsed'],
    [
      'an operator on an exact property',
      { tenantId: { $eq: 'x' } },
      'Request property [filter.tenantId] cannot be parsed',
    ],
    ['a number for a key', { key: 999 }, 'Request property [filter.key] cannot be parsed'],
    ['$or within $or', { $or: [{ $or: [] }] }, 'Request property [$or] cannot be parsed'],
    ['a filter that is a list', [], 'Request property [filter] cannot be parsed'],
    [
      'an unknown enum value',
      { state: 'LOST' },
      "Unexpected value 'LOST' for enum field 'state'. Use any of the following values: [ACTIVE, COMPLETED]",
    ],
  ])('refuses %s', (_, filter, detail) => {
    expect(problem({ filter })).toMatchObject({ status: 400, title: 'Bad Request', detail })
  })

  test('refuses a key that is no number and a date that is none', () => {
    expect(problem({ filter: { key: 'abc' } })).toMatchObject({ title: 'INVALID_ARGUMENT' })
    expect(problem({ filter: { startDate: { $gt: 'soon' } } })).toMatchObject({ title: 'INVALID_ARGUMENT' })
  })
})

describe('sort', () => {
  test('orders keys as numbers, not as text', () => {
    expect(keys({ sort: [{ field: 'key', order: 'DESC' }] })).toEqual([
      '10000000000000000',
      '9007199254740993',
      '9007199254740992',
      '999',
    ])
  })

  test('puts rows without a value last in both directions', () => {
    expect(keys({ sort: [{ field: 'startDate' }] }).at(-1)).toBe('10000000000000000')
    expect(keys({ sort: [{ field: 'startDate', order: 'DESC' }] }).at(-1)).toBe('10000000000000000')
  })

  test('breaks ties by the key ascending, whatever the direction', () => {
    expect(keys({ filter: { version: 2 }, sort: [{ field: 'version', order: 'DESC' }] })).toEqual([
      '9007199254740992',
      '10000000000000000',
    ])
  })

  test.each<[unknown, string, string]>([
    [
      [{ field: 'nme' }],
      'Bad Request',
      "Unexpected value 'nme' for enum field 'field'. Use any of the following values: [key, name, version, startDate]",
    ],
    [
      [{ field: 'name', order: 'dsc' }],
      'Bad Request',
      "Unexpected value 'dsc' for enum field 'order'. Use any of the following values: [ASC, DESC]",
    ],
    [[{ order: 'ASC' }], 'INVALID_ARGUMENT', 'Sort field must not be null.'],
    [[{ field: 'name', nulls: 'LAST' }], 'Bad Request', 'Request property [nulls] cannot be parsed'],
    ['name', 'Bad Request', 'Request property [sort] cannot be parsed'],
  ])('refuses %j', (sort, title, detail) => {
    expect(problem({ sort })).toMatchObject({ status: 400, title, detail })
  })
})

describe('page', () => {
  const many = Array.from({ length: 10_050 }, (_, index) => ({
    key: String(index + 1),
    name: `n${index % 7}`,
    version: index % 3,
    startDate: null,
  }))

  test('has a hundred rows unless told, and stops counting at ten thousand', () => {
    const answer = search(many, {}, rules)
    expect(answer.items).toHaveLength(100)
    expect(answer.page).toMatchObject({ totalItems: 10_000, hasMoreTotalItems: true })
    expect(search(many, {}, { ...rules, maxTotal: 20_000 }).page).toMatchObject({
      totalItems: 10_050,
      hasMoreTotalItems: false,
    })
  })

  test('counts without rows for limit 0', () => {
    expect(search(rows, { page: { limit: 0 } }, rules)).toEqual({
      items: [],
      page: { totalItems: 4, hasMoreTotalItems: false, startCursor: null, endCursor: null },
    })
  })

  test('pages by offset', () => {
    expect(keys({ page: { from: 1, limit: 2 } })).toEqual(['9007199254740992', '9007199254740993'])
    expect(keys({ page: { from: 9_990, limit: 10 } }, many).at(-1)).toBe('10000')
    expect(keys({ page: { from: 10 } })).toEqual([])
  })

  test('goes on strictly after a cursor, and back to what lies next before one', () => {
    const first = search(many, { page: { limit: 5 } }, rules)
    const second = search(many, { page: { limit: 5, after: first.page.endCursor } }, rules)
    expect(second.items.map((row) => row.key)).toEqual(['6', '7', '8', '9', '10'])
    expect(keys({ page: { limit: 3, before: second.page.startCursor } }, many)).toEqual(['3', '4', '5'])
  })

  test('makes cursors of the sort values and the tie-breaker', () => {
    const answer = search(rows, { sort: [{ field: 'version' }], page: { limit: 1 } }, rules)
    expect(JSON.parse(Buffer.from(answer.page.endCursor ?? '', 'base64').toString())).toEqual([1, '9007199254740993'])
  })

  test('takes a cursor with the numeric key that a search index would write', () => {
    expect(keys({ page: { after: Buffer.from('[999]').toString('base64'), limit: 1 } })).toEqual(['9007199254740992'])
  })

  test.each<[string, unknown]>([
    ['of another sort', search(rows, { page: { limit: 1 } }, rules).page.endCursor],
    ['with nothing in it', ''],
    ['that is not Base64', '%%%'],
    ['that holds no JSON', Buffer.from('abc').toString('base64')],
    ['that holds no list', Buffer.from('{}').toString('base64')],
    ['of the wrong types', Buffer.from('["x","1"]').toString('base64')],
  ])('refuses a cursor %s', (_, after) => {
    expect(problem({ sort: [{ field: 'version' }], page: { after } })).toMatchObject({
      status: 400,
      title: 'INVALID_ARGUMENT',
    })
  })

  test.each<[unknown, string, string]>([
    [{ limit: -1 }, 'INVALID_ARGUMENT', "The value for page.limit is '-1' but must be a non-negative number."],
    [{ from: -1 }, 'INVALID_ARGUMENT', "The value for page.from is '-1' but must be a non-negative number."],
    [{ after: 'a', before: 'b' }, 'Bad Request', 'Only one of [from, after, before] is allowed.'],
    [{ from: 0, after: 'a' }, 'Bad Request', 'Only one of [from, after, before] is allowed.'],
    [{ first: 1 }, 'Bad Request', 'Request property [first] cannot be parsed'],
    [{ limit: '1' }, 'Bad Request', 'Request property [page.limit] cannot be parsed'],
  ])('refuses %j', (page, title, detail) => {
    expect(problem({ page })).toMatchObject({ status: 400, title, detail })
  })

  test('refuses to reach beyond ten thousand rows', () => {
    expect(problem({ page: { limit: 10_001 } })).toMatchObject({ status: 400 })
    expect(problem({ page: { from: 9_951, limit: 50 } })).toMatchObject({ status: 400 })
    expect(problem({ page: { from: 9_901 } })).toMatchObject({ status: 400 })
  })

  test('offers only the variants of the endpoint', () => {
    expect(problem({ page: { before: 'WzFd' } }, { ...rules, page: ['after'] })).toMatchObject({ status: 400 })
    expect(problem({ filter: { isLatestVersion: true }, page: { from: 1 } })).toMatchObject({ status: 400 })
    expect(search(rows, { filter: { isLatestVersion: true } }, rules).page).toMatchObject({
      startCursor: null,
      endCursor: expect.any(String),
    })
  })

  test('stays quick over a hundred thousand rows', () => {
    const crowd = Array.from({ length: 100_000 }, (_, index) => ({
      key: String(9007199254740993n + BigInt(index)),
      name: `n${(index * 7919) % 1000}`,
      version: index % 3,
      startDate: null,
    }))
    const request = { filter: { version: { $gte: 1 } }, sort: [{ field: 'name', order: 'DESC' }], page: { limit: 100 } }
    const started = performance.now()
    const first = search(crowd, request, rules)
    search(crowd, { ...request, page: { limit: 100, after: first.page.endCursor } }, rules)
    // Two calls take about a tenth of this; anything quadratic would take minutes.
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})

describe('paging through everything', () => {
  const row = fc.record({
    name: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: null }),
    version: fc.integer({ min: 1, max: 3 }),
    startDate: fc.option(fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T01:00:00+01:00', '2027-01-01T00:00:00Z'), {
      nil: null,
    }),
  })
  const tables = fc
    .array(row, { maxLength: 30 })
    .map((list): Row[] => list.map((item, index) => ({ ...item, key: String(9007199254740990n + BigInt(index * 3)) })))
  const sorts = fc.uniqueArray(
    fc.record({
      field: fc.constantFrom('key', 'name', 'version', 'startDate'),
      order: fc.constantFrom('ASC', 'DESC'),
    }),
    { selector: (entry) => entry.field, maxLength: 3 },
  )

  test('visits each row once, in the same order forward, backward and by offset', () => {
    fc.assert(
      fc.property(tables, sorts, fc.integer({ min: 1, max: 7 }), (table, sort, limit) => {
        const whole = keys({ sort, page: { limit: 1_000 } }, table)
        expect(new Set(whole)).toEqual(new Set(table.map((item) => item.key)))

        const forward: string[] = []
        let page: SearchAnswer<Row> = search(table, { sort, page: { limit } }, rules)
        while (page.items.length > 0) {
          forward.push(...page.items.map((item) => item.key))
          page = search(table, { sort, page: { limit, after: page.page.endCursor } }, rules)
        }
        expect(forward).toEqual(whole)

        const last = search(table, { sort, page: { from: Math.max(0, whole.length - 1), limit } }, rules)
        let backward = last.items.map((item) => item.key)
        let previous = last
        while (previous.items.length > 0) {
          previous = search(table, { sort, page: { limit, before: previous.page.startCursor } }, rules)
          backward = [...previous.items.map((item) => item.key), ...backward]
        }
        expect(backward).toEqual(whole)

        const offsets: string[] = []
        for (let from = 0; from < whole.length; from += limit) {
          offsets.push(...keys({ sort, page: { from, limit } }, table))
        }
        expect(offsets).toEqual(whole)
      }),
    )
  })

  test('a page is the first rows of the sorted whole, however many there are', () => {
    fc.assert(
      fc.property(tables, sorts, fc.integer({ min: 0, max: 40 }), (table, sort, limit) => {
        const whole = keys({ sort, page: { limit: 1_000 } }, table)
        expect(keys({ sort, page: { limit } }, table)).toEqual(whole.slice(0, limit))
      }),
    )
  })
})

test('a problem is the body of its answer', () => {
  expect(problem({ page: { limit: -1 } }).toJSON('/v2/jobs/search')).toEqual({
    type: 'about:blank',
    title: 'INVALID_ARGUMENT',
    status: 400,
    detail: "The value for page.limit is '-1' but must be a non-negative number.",
    instance: '/v2/jobs/search',
  })
})
