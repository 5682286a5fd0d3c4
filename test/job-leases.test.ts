import { expect, test } from 'vitest'
import { job, key } from './support/rows.ts'
import { strictStand } from './support/stand.ts'

/** What 8.10 brought for jobs: leases, priorities, business ids. */

const JOB = key(1)
const activated = {
  type: 'ship',
  processDefinitionId: 'order',
  processDefinitionVersion: 1,
  elementId: 'ship',
  customHeaders: {},
  worker: 'w',
  retries: 3,
  deadline: 1_800_000_000_000,
  variables: {},
  tenantId: '<default>',
  jobKey: JOB,
  processInstanceKey: key(2),
  processDefinitionKey: key(3),
  elementInstanceKey: key(4),
  rootProcessInstanceKey: null,
  kind: 'BPMN_ELEMENT',
  listenerEventType: 'UNSPECIFIED',
  userTask: null,
  tags: [],
  businessId: 'order-7',
  jobLeaseToken: 'lease-1',
  physicalTenantId: 'default',
  priority: 7,
}
const jobs = () => [
  job({ jobKey: JOB, priority: 7, businessId: 'order-7' }),
  job({ jobKey: key(5), priority: 1 }),
  job({ jobKey: key(6), priority: -3 }),
]
const mutation = (field: string) => {
  const name = field.replace(/^./, (letter) => letter.toUpperCase())
  return `mutation ($input: ${name}Input!) { ${field}(input: $input) { job { jobKey priority } } }`
}

test('jobs are leased, with a proof for the commands that end them', async () => {
  await using stand = await strictStand({
    version: '8.10',
    answers: { activateJobs: () => ({ body: { jobs: [activated] } }) },
  })
  const data = await stand.ask(`mutation { activateJobs(input: {
    type: "ship", maxJobsToActivate: 1, timeout: 1000, withLease: true
  }) { jobs { jobKey jobLeaseToken priority businessId physicalTenantId } } }`)
  const { jobLeaseToken, priority, businessId, physicalTenantId } = activated
  expect(data.activateJobs.jobs).toEqual([{ jobKey: JOB, jobLeaseToken, priority, businessId, physicalTenantId }])
  expect(stand.wire()).toEqual([
    ['POST /jobs/activation', { type: 'ship', maxJobsToActivate: 1, timeout: 1000, withLease: true }],
  ])
})

test('priorities and business ids are shown, filtered and sorted by', async () => {
  await using stand = await strictStand({ version: '8.10', rows: { jobs: jobs() } })
  const data = await stand.ask(
    '{ jobs(filter: { priority: { gte: 1 } }, sort: [{ field: priority, order: DESC }]) { nodes { priority businessId } } }',
  )
  expect(data.jobs.nodes).toEqual([
    { priority: 7, businessId: 'order-7' },
    { priority: 1, businessId: null },
  ])
  expect(stand.wire()).toEqual([
    [
      'POST /jobs/search',
      expect.objectContaining({
        filter: { priority: { $gte: 1 } },
        sort: [
          { field: 'priority', order: 'DESC' },
          { field: 'jobKey', order: 'ASC' },
        ],
      }),
    ],
  ])
})

const COMMANDS = [
  ['completeJob', { businessId: 'order-7' }, 'POST', '/completion', { businessId: 'order-7' }, { state: 'COMPLETED' }],
  ['failJob', { retries: 2 }, 'POST', '/failure', { retries: 2 }, { state: 'FAILED', retries: 2 }],
  ['throwJobError', { errorCode: 'E' }, 'POST', '/error', { errorCode: 'E' }, { state: 'ERROR_THROWN' }],
  ['updateJob', { priority: 9 }, 'PATCH', '', { changeset: { priority: 9 } }, { priority: 9 }],
] as const

test.each(COMMANDS)(
  '%s takes the lease, and what it did is awaited',
  async (field, input, method, path, body, after) => {
    let reads = 0
    const rows = jobs()
    await using stand = await strictStand({
      version: '8.10',
      rows: { jobs: rows },
      answers: {
        [field]: () => ({ status: 204 }),
        // The second read shows it.
        searchJobs: () => void (++reads === 2 && Object.assign(rows[0] ?? {}, after)),
      },
    })
    const data = await stand.ask(mutation(field), { input: { jobKey: JOB, jobLeaseToken: 'lease-1', ...input } })
    expect(data[field].job).toMatchObject({ jobKey: JOB, ...('priority' in after ? after : {}) })
    const [write, ...searches] = stand.wire()
    expect(write).toEqual([`${method} /jobs/${JOB}${path}`, { jobLeaseToken: 'lease-1', ...body }])
    expect(searches).toHaveLength(2)
  },
)

test('a lease that is no longer valid is a conflict', async () => {
  const problem = { type: 'about:blank', title: 'INVALID_STATE', status: 409, detail: 'stale lease', instance: '/' }
  await using stand = await strictStand({
    version: '8.10',
    answers: { completeJob: () => ({ status: 409, body: problem }) },
  })
  const input = { jobKey: JOB, jobLeaseToken: 'old' }
  expect(await stand.refused(mutation('completeJob'), { input })).toEqual(['CONFLICT'])
})

test.each([
  ['completeJob', { businessId: '' }],
  ['completeJob', { businessId: 'x'.repeat(257) }],
  ['updateJob', { jobLeaseToken: 'lease-1' }],
])('%s with %j is refused before any call', async (field, input) => {
  await using stand = await strictStand({ version: '8.10' })
  expect(await stand.refused(mutation(field), { input: { jobKey: JOB, ...input } })).toEqual(['BAD_USER_INPUT'])
  expect(stand.wire()).toEqual([])
})

test.each(COMMANDS)('8.9 has none of it: %s with %j is refused before any call', async (field, input) => {
  await using stand = await strictStand({ version: '8.9' })
  const given = { input: { jobKey: JOB, jobLeaseToken: 'lease-1', ...input } }
  expect(await stand.refused(mutation(field), given)).toEqual(['NOT_SUPPORTED'])
  expect(stand.wire()).toEqual([])
})

test.each([
  '{ jobs(filter: { priority: { eq: 1 } }) { totalCount } }',
  '{ jobs(sort: [{ field: priority }]) { totalCount } }',
  'mutation { activateJobs(input: { type: "a", maxJobsToActivate: 1, timeout: 1, withLease: true }) { jobs { jobKey } } }',
  `mutation { updateJob(input: { jobKey: "${JOB}", priority: 1 }) { job { jobKey } } }`,
])('nor does it take %s', async (question) => {
  await using stand = await strictStand({ version: '8.9' })
  expect(await stand.refused(question)).toEqual(['NOT_SUPPORTED'])
  expect(stand.wire()).toEqual([])
})
