import { describe, expect, test } from 'vitest'
import type { Version } from '../contract/contract.ts'
import { strictStand } from './support/stand.ts'
import type { RecordedCall } from './support/upstream.ts'

const metric = (count: number) => ({ count, lastUpdatedAt: count === 0 ? null : '2026-01-01T12:00:00.000Z' })
const types = ['mail', 'pay', 'pick', 'ship', 'wrap']
const rows = types.map((jobType, n) => ({
  jobType,
  workers: n,
  created: metric(10 + n),
  completed: metric(n),
  failed: metric(0),
}))

/** Pages forward only: by `after`, which is a row's type as Camunda writes cursors. */
function statistics({ body }: RecordedCall) {
  // 8.9 has no first page with a limit: it gives one of its own size.
  const { page = { limit: 3 } } = body as { page?: { limit: number; after?: string } }
  const from = page.after === undefined ? 0 : types.indexOf(atob(page.after)) + 1
  const items = rows.slice(from, from + page.limit)
  const last = items.at(-1)
  const endCursor = last ? btoa(last.jobType) : null
  return {
    body: { items, page: { totalItems: rows.length, hasMoreTotalItems: false, startCursor: null, endCursor } },
  }
}

const start = (version: Version = '8.10') => strictStand({ version, answers: { getJobTypeStatistics: statistics } })
const filter = 'filter: { from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z", jobType: { like: "*" } }'

test('a list that Camunda pages forward only is walked to its end, from edges and from within a page', async () => {
  await using stand = await start()
  const page = (args: string) =>
    stand.ask(`{ jobTypeStatistics(${args}, ${filter}) { totalCount nodes { jobType workers created { count } completed {
      count } failed { count lastUpdatedAt } } edges { cursor } pageInfo { hasNextPage hasPreviousPage } } }`)
  const first = (await page('first: 2')).jobTypeStatistics
  expect(first).toMatchObject({
    totalCount: 5,
    nodes: [
      {
        jobType: 'mail',
        workers: 0,
        created: { count: 10 },
        completed: { count: 0 },
        failed: { count: 0, lastUpdatedAt: null },
      },
      { jobType: 'pay' },
    ],
    pageInfo: { hasNextPage: true, hasPreviousPage: false },
  })
  expect(stand.wire()[0]).toEqual([
    'POST /jobs/statistics/by-types',
    {
      filter: { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z', jobType: { $like: '*' } },
      page: { limit: 2 },
    },
  ])
  const jobTypes = async (cursor: string) =>
    (await page(`first: 2, after: "${cursor}"`)).jobTypeStatistics.nodes.map(
      ({ jobType }: { jobType: string }) => jobType,
    )
  expect(await jobTypes(first.edges[1].cursor)).toEqual(['pick', 'ship'])
  expect(await jobTypes(first.edges[0].cursor)).toEqual(['pay', 'pick'])
})

test('it has no page from its end, and wants to know the time', async () => {
  await using stand = await start()
  const refused = (args: string) => stand.refused(`{ jobTypeStatistics(${args}) { totalCount } }`)
  expect(await refused(`last: 2, ${filter}`)).toEqual(['GRAPHQL_VALIDATION_FAILED'])
  expect(await refused('first: 2')).toEqual(['GRAPHQL_VALIDATION_FAILED'])
  expect(stand.wire()).toEqual([])
})

test.each([
  [2, ['mail', 'pay'], true, 1],
  [3, ['mail', 'pay', 'pick'], true, 1],
  [4, ['mail', 'pay', 'pick', 'ship'], true, 2],
  [9, types, false, 2],
])('the first %i on 8.9, whose first page takes no limit', async (first, expected, hasNextPage, calls) => {
  await using stand = await start('8.9')
  const { jobTypeStatistics } = await stand.ask(`{ jobTypeStatistics(first: ${first}, ${filter}) {
    nodes { jobType } edges { cursor } } }`)
  expect(jobTypeStatistics.nodes.map(({ jobType }: { jobType: string }) => jobType)).toEqual(expected)
  const made = stand.wire()
  expect(made).toHaveLength(calls)
  expect(made[0]?.[1]).not.toHaveProperty('page')
  const next =
    await stand.ask(`{ jobTypeStatistics(first: 1, after: "${jobTypeStatistics.edges.at(-1).cursor}", ${filter}) {
    nodes { jobType } } }`)
  expect(next.jobTypeStatistics.nodes.map(({ jobType }: { jobType: string }) => jobType)).toEqual(
    types.slice(expected.length, expected.length + 1),
  )
  const info = await stand.ask(`{ jobTypeStatistics(first: ${first}, ${filter}) { pageInfo { hasNextPage } } }`)
  expect(info.jobTypeStatistics.pageInfo).toEqual({ hasNextPage })
})

const jobs = { created: metric(3), completed: metric(2), failed: metric(1) }
const lists = {
  jobWorkerStatistics: ['anna', 'ben', 'carl'].map((worker) => ({ worker, ...jobs })),
  // Only both together tell these apart.
  jobErrorStatistics: [
    { errorCode: 'A', errorMessage: 'one', workers: 1 },
    { errorCode: 'A', errorMessage: 'x'.repeat(100_000), workers: 2 },
    { errorCode: 'B', errorMessage: 'one', workers: 3 },
  ],
  jobTimeSeriesStatistics: [0, 1, 2].map((hour) => ({ time: `2026-01-01T0${hour}:00:00.000Z`, ...jobs })),
}
const METRICS = 'created { count } completed { count } failed { count lastUpdatedAt }'
const within = 'from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z", jobType: "pay"'
const sent = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z', jobType: 'pay' }

/** Pages forward only, by the row's number. */
const paged =
  (all: readonly object[]) =>
  ({ body }: RecordedCall) => {
    const { page = { limit: 2 } } = body as { page?: { limit: number; after?: string } }
    const from = page.after === undefined ? 0 : Number(atob(page.after))
    const items = all.slice(from, from + page.limit)
    const endCursor = items.length > 0 ? btoa(String(from + items.length)) : null
    return { body: { items, page: { totalItems: all.length, hasMoreTotalItems: false, startCursor: null, endCursor } } }
  }

describe.each<Version>(['8.9', '8.10'])('on %s', (version) => {
  test.each([
    ['jobWorkerStatistics', '', {}, `worker ${METRICS}`],
    [
      'jobErrorStatistics',
      'errorCode: { in: ["A", "B"] }, errorMessage: { like: "*" }',
      { errorCode: { $in: ['A', 'B'] }, errorMessage: { $like: '*' } },
      'errorCode errorMessage workers',
    ],
    ['jobTimeSeriesStatistics', 'resolution: "PT1H"', { resolution: 'PT1H' }, `time ${METRICS}`],
  ] as const)('%s is filtered by %s, and walked from within a page', async (field, more, filter, fields) => {
    const all = lists[field]
    const name = `get${field.charAt(0).toUpperCase()}${field.slice(1)}`
    await using stand = await strictStand({ version, answers: { [name]: paged(all) } })
    const page = async (args: string) =>
      (
        await stand.ask(
          `{ ${field}(${args}, filter: { ${within} ${more} }) { totalCount nodes { ${fields} } edges { cursor } } }`,
        )
      )[field]
    const first = await page('first: 3')
    expect(first.totalCount).toBe(3)
    expect(first.nodes).toHaveLength(3)
    expect(all).toMatchObject(first.nodes)
    expect(stand.wire()[0]?.[1]).toMatchObject({ filter: { ...sent, ...filter } })
    for (const [index, { cursor }] of first.edges.entries()) {
      expect((await page(`first: 1, after: "${cursor}"`)).nodes).toEqual(first.nodes.slice(index + 1, index + 2))
    }
  })
})

test('all jobs within a time are one read', async () => {
  const answer = { ...jobs, isIncomplete: true }
  await using stand = await strictStand({
    version: '8.9',
    answers: { getGlobalJobStatistics: () => ({ body: answer }) },
  })
  const data = await stand.ask(`{
    all: jobStatistics(from: "2026-01-01T00:00:00+01:00", to: "2026-02-01T00:00:00Z") { ${METRICS} isIncomplete }
    one: jobStatistics(from: "2026-01-01T00:00:00+01:00", to: "2026-02-01T00:00:00Z", jobType: "a&to=b c/ü") { isIncomplete } }`)
  expect(data.all).toMatchObject({ created: { count: 3 }, failed: { count: 1 }, isIncomplete: true })
  expect(
    stand
      .wire()
      .map(([call]) => call)
      .toSorted(),
  ).toEqual(
    [{}, { jobType: 'a&to=b c/ü' }].map(
      (more) =>
        `GET /jobs/statistics/global?${new URLSearchParams({ from: '2026-01-01T00:00:00+01:00', to: '2026-02-01T00:00:00Z', ...more })}`,
    ),
  )
})

test.each([
  ['jobStatistics(from: "2026-01-01", to: "2026-02-01T00:00:00Z") { isIncomplete }', 'BAD_USER_INPUT'],
  ['jobStatistics(from: "2026-01-01T00:00:00Z") { isIncomplete }', 'GRAPHQL_VALIDATION_FAILED'],
  ['jobWorkerStatistics { totalCount }', 'GRAPHQL_VALIDATION_FAILED'],
  [`jobErrorStatistics(filter: { ${within}, errorCode: {} }) { totalCount }`, 'BAD_USER_INPUT'],
  [`jobTimeSeriesStatistics(after: "x", filter: { ${within} }) { totalCount }`, 'BAD_USER_INPUT'],
])('%s makes no call', async (field, code) => {
  await using stand = await start()
  expect(await stand.refused(`{ ${field} }`)).toEqual([code])
  expect(stand.wire()).toEqual([])
})

test('half of a character is refused before any call; 8.8 counts no jobs', async () => {
  await using stand = await start()
  const query =
    'query ($type: String) { jobStatistics(from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z", jobType: $type) { isIncomplete } }'
  expect(await stand.refused(query, { type: '\ud800' })).toEqual(['BAD_USER_INPUT'])
  expect(stand.wire()).toEqual([])
  await using older = await start('8.8')
  expect(await older.refused(query)).toEqual(['NOT_SUPPORTED'])
  expect(await older.refused(`{ jobWorkerStatistics(filter: { ${within} }) { totalCount } }`)).toEqual([
    'NOT_SUPPORTED',
  ])
  expect(older.wire()).toEqual([])
})
