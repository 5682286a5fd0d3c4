import { expect, test } from 'vitest'
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
  const { page } = body as { page: { limit: number; after?: string } }
  const from = page.after === undefined ? 0 : types.indexOf(atob(page.after)) + 1
  const items = rows.slice(from, from + page.limit)
  const last = items.at(-1)
  const endCursor = last ? btoa(last.jobType) : null
  return {
    body: { items, page: { totalItems: rows.length, hasMoreTotalItems: false, startCursor: null, endCursor } },
  }
}

const start = () => strictStand({ version: '8.10', answers: { getJobTypeStatistics: statistics } })
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
