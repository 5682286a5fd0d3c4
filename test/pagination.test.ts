import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RunningGateway, startGateway } from './support/gateway.ts'
import {
  type Direction,
  inOrder,
  keysOf,
  type Level,
  type ListQuery,
  type Page,
  page,
  queryOf,
  sortArgument,
  type Window,
  walk,
  windowOf,
} from './support/pages.ts'
import { incident, key, type ProcessInstanceRow, processInstance, userTask } from './support/rows.ts'
import {
  type Answerer,
  expectNoViolations,
  startUpstream,
  type Upstream,
  type UpstreamOptions,
} from './support/upstream.ts'

const instances: ListQuery = { path: ['processInstances'], key: 'processInstanceKey' }

/** So many instances, listed by their keys in this order. */
function instanceRows(count: number, from = 1_000): ProcessInstanceRow[] {
  return Array.from({ length: count }, (_, index) => processInstance({ processInstanceKey: key(from + index) }))
}

const keysFrom = (count: number, from = 1_000) => Array.from({ length: count }, (_, index) => key(from + index))

/** What the upstream was asked for by each call. */
const pagesAsked = (upstream: Upstream) =>
  upstream.calls
    .filter(({ operation }) => operation !== 'getTopology')
    .map(({ body }) => (body as { page: { limit: number; from?: number; after?: string; before?: string } }).page)

describe('over 10,050 rows with ties and missing values', () => {
  const COUNT = 10_050
  const day = (index: number) => `2026-01-${String(1 + (index % 28)).padStart(2, '0')}T00:00:00.000Z`
  // Each list holds its rows in an order of its own.
  const keyAt = (list: number, index: number) => key(list * 100_000 + ((index * 7919) % COUNT))
  const rows = {
    processInstances: Array.from({ length: COUNT }, (_, index) =>
      processInstance({
        processInstanceKey: keyAt(1, index),
        processDefinitionName: `Process ${index % 5}`,
        endDate: index % 3 === 0 ? day(index) : null,
      }),
    ),
    userTasks: Array.from({ length: COUNT }, (_, index) =>
      userTask({ userTaskKey: keyAt(2, index), dueDate: index % 4 === 0 ? null : day(index), priority: index % 3 }),
    ),
    incidents: Array.from({ length: COUNT }, (_, index) =>
      incident({
        incidentKey: keyAt(3, index),
        jobKey: index % 2 === 0 ? null : key(index % 40),
        elementId: `task-${index % 6}`,
      }),
    ),
  }
  const lists: Array<{ name: keyof typeof rows; key: string; sort: Level[] }> = [
    { name: 'processInstances', key: 'processInstanceKey', sort: [{ field: 'endDate', order: 'DESC' }] },
    {
      name: 'processInstances',
      key: 'processInstanceKey',
      sort: [
        { field: 'processDefinitionName', order: 'ASC' },
        { field: 'processInstanceKey', order: 'DESC' },
      ],
    },
    { name: 'userTasks', key: 'userTaskKey', sort: [{ field: 'dueDate', order: 'ASC' }] },
    {
      name: 'incidents',
      key: 'incidentKey',
      sort: [
        { field: 'elementId', order: 'DESC' },
        { field: 'jobKey', order: 'ASC' },
      ],
    },
  ]
  const cases = lists.map((list) => ({
    title: `${list.name} by ${list.sort.map(({ field, order }) => `${field} ${order}`).join(', ')}`,
    query: { path: [list.name], key: list.key, args: sortArgument(list.sort) } satisfies ListQuery,
    keys: inOrder<object>(rows[list.name], list.key as never, list.sort).map(
      (row) => (row as Record<string, string>)[list.key] ?? '',
    ),
  }))

  let upstream: Upstream
  let gateway: RunningGateway

  beforeAll(async () => {
    upstream = await startUpstream({ rows })
    gateway = await startGateway(upstream)
    // So that the calls to count below are searches alone.
    await gateway.ask('{ processInstances(filter: { hasIncident: true }) { totalCount } }')
  })

  beforeEach(() => upstream.forget())

  afterEach(() => expectNoViolations(upstream))

  afterAll(async () => {
    await gateway.close()
    await upstream.close()
  })

  /** Each row once and in order, and each page knows its place. */
  function expectWhole(pages: Page[], direction: Direction, keys: string[]): void {
    expect(keysOf(pages, direction)).toEqual(keys)
    const inListOrder = direction === 'forward' ? pages : pages.toReversed()
    expect(inListOrder.map((now) => now.hasPreviousPage)).toEqual(pages.map((_, index) => index > 0))
    expect(inListOrder.map((now) => now.hasNextPage)).toEqual(pages.map((_, index) => index < pages.length - 1))
    expect(new Set(pages.map(({ total, exact }) => `${total} ${exact}`))).toEqual(new Set(['10000 false']))
  }

  const sizes = [100, 1_000].flatMap((size) => cases.map((one) => ({ ...one, size })))

  test.each(sizes)('$title, forward by $size', async ({ query, keys, size }) => {
    const pages = await walk(gateway, query, 'forward', size)
    expectWhole(pages, 'forward', keys)
    // The count tells the first page what follows; the others ask on both sides, but for the last, which is short.
    expect(upstream.operations()).toHaveLength(1 + 3 * (pages.length - 2) + 2)
  })

  test.each(sizes)('$title, backward by $size', async ({ query, keys, size }) => {
    const pages = await walk(gateway, query, 'backward', size)
    expectWhole(pages, 'backward', keys)
    // To find the end beyond what is counted takes four calls, which tell all there is to know of the last page.
    expect(upstream.operations()).toHaveLength(4 + 3 * (pages.length - 2) + 2)
  })

  test('forward by 7, the whole list', { timeout: 90_000 }, async () => {
    const [, one] = cases
    const pages = await walk(gateway, { ...one?.query, info: 'hasNextPage endCursor' } as ListQuery, 'forward', 7)
    expect(keysOf(pages, 'forward')).toEqual(one?.keys)
    expect(pages).toHaveLength(Math.ceil(COUNT / 7))
  })

  const small = [1, 7].flatMap((size) => cases.map((one) => ({ ...one, size })))

  test.each(small)('$title, the last rows forward by $size', async ({ query, keys, size }) => {
    const [cursor] = (await page(gateway, query, { last: 51 })).cursors
    const pages = await walk(gateway, query, 'forward', size, cursor)
    expect(keysOf(pages, 'forward')).toEqual(keys.slice(-50))
    expect(pages.map((now) => now.hasNextPage)).toEqual(pages.map((_, index) => index < pages.length - 1))
    expect(pages.every((now) => now.hasPreviousPage)).toBe(true)
  })

  test.each(small)('$title, the first rows backward by $size', async ({ query, keys, size }) => {
    const { endCursor } = await page(gateway, query, { first: 51 })
    const pages = await walk(gateway, query, 'backward', size, endCursor)
    expect(keysOf(pages, 'backward')).toEqual(keys.slice(0, 50))
    expect(pages.map((now) => now.hasPreviousPage)).toEqual(pages.map((_, index) => index < pages.length - 1))
    expect(pages.every((now) => now.hasNextPage)).toBe(true)
  })
})

describe('with an upstream of its own', () => {
  let upstream: Upstream
  let gateway: RunningGateway

  async function start(processInstances: ProcessInstanceRow[] = [], options: UpstreamOptions = {}): Promise<void> {
    upstream = await startUpstream({ rows: { processInstances }, ...options })
    gateway = await startGateway(upstream)
  }

  afterEach(async () => {
    expectNoViolations(upstream)
    await gateway.close()
    await upstream.close()
  })

  describe('last without before', () => {
    test.each([
      [1, 2],
      [10, 2],
      [25, 1],
      [30, 1],
    ])('takes the end of 25 rows: %i by %i calls', async (last, calls) => {
      await start(instanceRows(25))
      const now = await page(gateway, instances, { last })
      expect(now).toMatchObject({
        keys: keysFrom(25).slice(-last),
        total: 25,
        exact: true,
        hasNextPage: false,
        hasPreviousPage: last < 25,
      })
      expect(upstream.operations()).toHaveLength(calls)
    })

    test.each([10_000, 10_001])('takes the end of %i rows', async (count) => {
      await start(instanceRows(count))
      const now = await page(gateway, instances, { last: 3 })
      expect(now).toMatchObject({
        keys: keysFrom(count).slice(-3),
        total: 10_000,
        exact: count === 10_000,
        hasNextPage: false,
        hasPreviousPage: true,
      })
      const back = await page(gateway, instances, { last: 3, before: now.startCursor })
      expect(back.keys).toEqual(keysFrom(count).slice(-6, -3))
    })

    test.each([0, 1, 1_000])('walks to the end beyond what an offset reaches: the last %i', async (last) => {
      await start(instanceRows(20_050))
      const now = await page(gateway, instances, { last })
      expect(now.keys).toEqual(last === 0 ? [] : keysFrom(20_050).slice(-last))
      expect(now).toMatchObject({ total: 10_000, exact: false, hasNextPage: false, hasPreviousPage: true })
      const asked = pagesAsked(upstream)
      expect(asked.slice(0, 4)).toEqual([
        { limit: Math.max(1, last) },
        { limit: 1, from: 9_999 },
        { limit: 10_000, after: expect.any(String) },
        { limit: 10_000, after: expect.any(String) },
      ])
      expect(asked.slice(4)).toEqual(last > 1 ? [{ limit: last - 1, before: expect.any(String) }] : [])
    })

    test('gives up on a list whose end is too far, and says what to do', async () => {
      const rows = instanceRows(10_000).map(shown)
      // A list without an end: whatever is asked for, there is a full page.
      const searchProcessInstances: Answerer = ({ body }) => ({
        body: {
          items: rows.slice(0, (body as { page: { limit: number } }).page.limit),
          page: { totalItems: 10_000, hasMoreTotalItems: true, startCursor: 'WzFd', endCursor: 'WzFd' },
        },
      })
      await start([], { version: '8.8', answers: { searchProcessInstances } })
      const { data, errors } = await gateway.ask(queryOf(instances, { last: 5 }))
      expect(data).toEqual({ at: null })
      expect(errors).toMatchObject([
        { message: expect.stringContaining('110000 rows'), extensions: { code: 'BAD_USER_INPUT', argument: 'last' } },
      ])
    })

    test('finds the end while rows are added and removed', async () => {
      await start(instanceRows(30))
      const changes = [() => upstream.rows.processInstances.push(...instanceRows(5, 5_000)), () => removeLast(12)]
      const removeLast = (count: number) => upstream.rows.processInstances.splice(-count, count)
      upstream.fault = () => void changes.shift()?.()
      // The calls see 35 rows, then 23.
      const now = await page(gateway, instances, { last: 10 })
      expect(now.keys).toEqual(keysFrom(30).slice(13, 23))
      expect(now).toMatchObject({ total: 23, hasNextPage: false, hasPreviousPage: true })
      expect(pagesAsked(upstream)).toEqual([{ limit: 10 }, { limit: 10, from: 25 }, { limit: 10, from: 13 }])
    })
  })

  describe('counts', () => {
    test.each<Window>([{ first: 0 }, { last: 0 }])('alone for %j', async (window) => {
      await start(instanceRows(25))
      const now = await page(gateway, instances, window)
      expect(now).toEqual({
        keys: [],
        cursors: [],
        total: 25,
        exact: true,
        hasNextPage: 'first' in window,
        hasPreviousPage: 'last' in window,
        startCursor: null,
        endCursor: null,
      })
      // REST takes no limit of 0.
      expect(pagesAsked(upstream).every(({ limit }) => limit > 0)).toBe(true)
    })

    test('alone beside a cursor', async () => {
      await start(instanceRows(3))
      const { cursors } = await page(gateway, instances, { first: 3 })
      const around = async (window: Window) => {
        const { keys, total, hasNextPage, hasPreviousPage } = await page(gateway, instances, window)
        return { keys, total, hasNextPage, hasPreviousPage }
      }
      const none = { keys: [], total: 3 }
      for (const [index, cursor] of cursors.entries()) {
        expect(await around({ first: 0, after: cursor })).toEqual({
          ...none,
          hasNextPage: index < 2,
          hasPreviousPage: true,
        })
        expect(await around({ last: 0, before: cursor })).toEqual({
          ...none,
          hasNextPage: true,
          hasPreviousPage: index > 0,
        })
      }
    })

    test('alone before a row that was the last and is gone', async () => {
      await start(instanceRows(3))
      const { endCursor } = await page(gateway, instances, { first: 3 })
      upstream.rows.processInstances.pop()
      const now = await page(gateway, instances, { last: 0, before: endCursor })
      expect(now).toMatchObject({ keys: [], total: 2, hasNextPage: false, hasPreviousPage: true })
    })

    test('below many parents by one call', async () => {
      await start(instanceRows(3))
      upstream.rows.incidents = [1_000, 1_000, 1_002].map((parent) => incident({ processInstanceKey: key(parent) }))
      upstream.forget()
      const { data } = await gateway.ask(
        '{ processInstances { nodes { incidents(first: 0) { totalCount totalCountIsExact nodes { state } } } } }',
      )
      expect(data.processInstances.nodes).toEqual(
        [2, 0, 1].map((totalCount) => ({ incidents: { totalCount, totalCountIsExact: true, nodes: [] } })),
      )
      expect(upstream.operations()).toEqual(['searchProcessInstances', 'searchIncidents'])
    })

    test('a page that is shorter than its exact count is not the last, and the next one ends the list', async () => {
      const rows = instanceRows(14).map(shown)
      const searchProcessInstances: Answerer = ({ body }) => {
        const { after } = (body as { page: { after?: string } }).page
        const page = {
          totalItems: 14,
          hasMoreTotalItems: false,
          startCursor: 'WzFd',
          endCursor: after === undefined ? 'WzJd' : 'WzNd',
        }
        const items = after === undefined ? rows.slice(0, 10) : after === 'WzJd' ? rows.slice(10) : []
        return { body: { items, page } }
      }
      await start([], { version: '8.8', answers: { searchProcessInstances } })
      const first = await page(gateway, instances, { first: 50 })
      expect(first).toMatchObject({ total: 14, exact: true, hasNextPage: true, keys: keysFrom(10) })
      const second = await page(gateway, instances, { first: 50, after: first.cursors.at(-1) ?? '' })
      expect(second).toMatchObject({ hasNextPage: false, keys: keysFrom(14).slice(10) })
      // The last calls are for hasNextPage, as no count tells where a short page stands, and for hasPreviousPage.
      expect(pagesAsked(upstream)).toEqual([
        { limit: 50 },
        { limit: 50, after: 'WzJd' },
        { limit: 1, after: 'WzNd' },
        { limit: 1 },
      ])
    })

    test.each([
      ['forward', { first: 50 }],
      ['backward', { last: 50 }],
    ])('%s, pages that are all shorter than asked lead to the end', async (way, window) => {
      const rows = instanceRows(25)
      // Ten rows at most, whatever is asked for; a cursor is the place of its row.
      const searchProcessInstances: Answerer = ({ body }) => {
        const { page = {}, sort = [] } = body as {
          page?: { after?: string; before?: string; limit?: number; from?: number }
          sort?: object[]
        }
        expect(sort).not.toEqual([])
        const at = (cursor: string) => Number(Buffer.from(cursor, 'base64').toString().slice(1, -1))
        const most = Math.min(10, page.limit ?? 10)
        const end = page.before === undefined ? undefined : at(page.before)
        const start =
          page.after === undefined
            ? end === undefined
              ? (page.from ?? 0)
              : Math.max(0, end - most)
            : at(page.after) + 1
        const items = rows.slice(start, Math.min(start + most, end ?? rows.length))
        const cursor = (place: number) => Buffer.from(`[${place}]`).toString('base64')
        const edges = items.length > 0 ? [cursor(start), cursor(start + items.length - 1)] : [null, null]
        return {
          body: {
            items,
            page: { totalItems: 25, hasMoreTotalItems: false, startCursor: edges[0], endCursor: edges[1] },
          },
        }
      }
      await start([], { version: '8.10', answers: { searchProcessInstances } })
      const seen: string[] = []
      let cursor: string | undefined
      for (let pages = 0; pages < 5; pages++) {
        const place = cursor === undefined ? {} : way === 'forward' ? { after: cursor } : { before: cursor }
        const found = await page(gateway, instances, { ...window, ...place })
        seen.push(...(way === 'forward' ? found.keys : found.keys.toReversed()))
        cursor = (way === 'forward' ? found.cursors.at(-1) : found.cursors[0]) ?? ''
        if (!(way === 'forward' ? found.hasNextPage : found.hasPreviousPage)) break
      }
      expect(seen).toEqual(way === 'forward' ? keysFrom(25) : keysFrom(25).toReversed())
    })

    test.each([
      [9_999, true],
      [10_000, false],
    ])('up to 10,000, where a cluster does not say itself: %i is exact: %s', async (totalItems, exact) => {
      const body = { items: instanceRows(1).map(shown), page: { totalItems, startCursor: 'WzFd', endCursor: 'WzFd' } }
      await start([], { version: '8.8', answers: { searchProcessInstances: () => ({ body }) } })
      expect(await page(gateway, instances, { first: 1 })).toMatchObject({ total: totalItems, exact })
    })
  })

  test.each<Window>([{ first: 5 }, { last: 5 }, { first: 0 }, { last: 0 }])('an empty list, by %j', async (window) => {
    await start()
    expect(await page(gateway, instances, window)).toEqual({
      keys: [],
      cursors: [],
      total: 0,
      exact: true,
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    })
    expect(upstream.operations()).toEqual(['searchProcessInstances'])
  })

  test('a list that was emptied while a client paged', async () => {
    await start(instanceRows(25))
    const { endCursor, cursors } = await page(gateway, instances, { first: 10 })
    upstream.rows.processInstances.length = 0
    for (const cursor of [endCursor, cursors[0], cursors[5]]) {
      for (const direction of ['forward', 'backward'] as const) {
        const now = await page(gateway, instances, windowOf(direction, 10, cursor))
        expect(now).toMatchObject({ keys: [], total: 0, hasNextPage: false, hasPreviousPage: false })
      }
    }
  })

  describe('hasNextPage and hasPreviousPage cost a call only where they must', () => {
    const both = 'hasNextPage hasPreviousPage'
    /** The page after the first n rows, or before all but the first n. */
    const following = (n: number) => ({ first: 10, n })
    const preceding = (n: number) => ({ last: 10, n })

    test.each([
      ['a first page', { first: 10 }, both, 1],
      ['a first page that is the whole list', { first: 25 }, both, 1],
      ['a page in the middle', following(10), 'startCursor endCursor', 1],
      ['a page in the middle', following(10), 'hasNextPage', 2],
      ['a page in the middle', following(10), 'hasPreviousPage', 2],
      ['a page in the middle', following(10), both, 3],
      ['a full page at the end', following(15), 'hasNextPage', 2],
      ['a short page at the end', following(20), 'hasNextPage', 1],
      ['the last page', { last: 10 }, both, 2],
      ['a page on the way back', preceding(15), 'startCursor endCursor', 1],
      ['a page on the way back', preceding(15), 'hasPreviousPage', 2],
      ['a page on the way back', preceding(15), 'hasNextPage', 2],
      ['a short page at the start', preceding(5), 'hasPreviousPage', 1],
    ] as Array<[string, Window & { n?: number }, string, number]>)(
      '%s: %j { %s }',
      async (_, { n, ...window }, info, calls) => {
        await start(instanceRows(25))
        if (n !== undefined) {
          // Row n as the only one of its page, so that the cursor is the cluster's own.
          const { keys, cursors } = await page(gateway, instances, { first: n })
          expect(keys).toHaveLength(n)
          if ('first' in window) window.after = cursors.at(-1) ?? ''
          else window.before = (await page(gateway, instances, { first: 1, after: cursors.at(-1) ?? '' })).endCursor
          upstream.forget()
        }
        const now = await page(gateway, { ...instances, info }, window)
        const place = keysFrom(25).indexOf(now.keys[0] ?? '')
        if (info.includes('hasNextPage')) expect(now.hasNextPage).toBe(place + now.keys.length < 25)
        if (info.includes('hasPreviousPage')) expect(now.hasPreviousPage).toBe(place > 0)
        expect(upstream.operations()).toHaveLength(calls)
        // What is asked for beside the rows themselves is a single row.
        const [, ...probes] = pagesAsked(upstream)
        if (n !== undefined) expect(probes.map(({ limit }) => limit)).toEqual(probes.map(() => 1))
      },
    )
  })

  test('a page has 50 rows unless told, and at most the configured maximum', async () => {
    await start(instanceRows(60))
    expect((await page(gateway, { ...instances, args: 'filter: { hasIncident: false }' }, {})).keys).toHaveLength(50)
    const { cursors } = await page(gateway, instances, { first: 60 })
    expect((await page(gateway, instances, { after: cursors[4] ?? '' })).keys).toEqual(keysFrom(60).slice(5, 55))
    expect((await page(gateway, instances, { before: cursors[55] ?? '' })).keys).toEqual(keysFrom(60).slice(5, 55))
    await gateway.close()
    gateway = await startGateway(upstream, { GATEWAY_MAX_PAGE_SIZE: '20' })
    expect((await page(gateway, { ...instances, args: 'filter: { hasIncident: false }' }, {})).keys).toHaveLength(20)
    await expect(page(gateway, instances, { first: 21 })).rejects.toThrow('more than 20')
  })

  test.each<[object, string]>([
    [{ first: -1 }, 'first'],
    [{ first: 1_001 }, 'first'],
    [{ last: -1 }, 'last'],
    [{ last: 1_001 }, 'last'],
    [{ first: 1, last: 1 }, 'first, last'],
    [{ after: 'x', before: 'x' }, 'after, before'],
    [{ last: 1, after: 'x' }, 'after'],
    [{ first: 1, before: 'x' }, 'before'],
    [{ first: 1, after: 'x' }, 'after'],
    [{ last: 1, before: '' }, 'before'],
  ])('refuses %j without a call', async (window, argument) => {
    await start(instanceRows(2))
    const { data, errors } = await gateway.ask(queryOf(instances, window))
    expect(data).toEqual({ at: null })
    expect(errors).toMatchObject([{ path: ['at'], extensions: { code: 'BAD_USER_INPUT', argument } }])
    expect(upstream.operations({ topology: true })).toEqual([])
  })
})

/** An instance as 8.8 shows it. */
function shown(row: ProcessInstanceRow): object {
  const { suspendedDate: _, businessId: __, rootProcessInstanceKey: ___, ...rest } = row
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null))
}
