import { expect, test } from 'vitest'
import type { Version } from '../contract/contract.ts'
import { strictStand } from './support/stand.ts'

const metrics = { processInstances: 9007199254740991, decisionInstances: 2, assignees: 3, activeTenants: 2 }
const north = { processInstances: 1, decisionInstances: 2, assignees: 3 }
const jobMetrics = {
  enabled: true,
  exportInterval: 'PT5M',
  maxWorkerNameLength: 100,
  maxJobTypeLength: 100,
  maxTenantIdLength: 30,
  maxUniqueKeys: 9500,
}
const further = {
  components: { active: ['operate', 'admin'] },
  deployment: { isMultiTenancyEnabled: false, maxRequestSize: 4194304 },
  authentication: { canLogout: true, isLoginDelegated: false },
  cloud: { stage: null },
}
const start = (version: Version = '8.10') =>
  strictStand({
    version,
    answers: {
      getUsageMetrics: ({ query }) => ({
        body: { ...metrics, tenants: query.withTenants === 'true' ? { 'north/1': north, __proto: north } : {} },
      }),
      getSystemConfiguration: () => ({ body: { jobMetrics, ...(version === '8.9' ? {} : further) } }),
    },
  })

const WITHIN = { startTime: '2026-01-01T00:00:00Z', endTime: '2026-02-01T00:00:00Z' }
const within = 'startTime: "2026-01-01T00:00:00Z", endTime: "2026-02-01T00:00:00Z"'
const address = (parameters: object) => `GET /system/usage-metrics?${new URLSearchParams({ ...parameters })}`

test.each<Version>(['8.8', '8.10'])('usage is one read on %s, by tenant where that is selected', async (version) => {
  await using stand = await start(version)
  const fields = Object.keys(metrics).join(' ')
  expect(await stand.ask(`{ usageMetrics(${within}, tenantId: "<default>") { ${fields} } }`)).toEqual({
    usageMetrics: metrics,
  })
  const { usageMetrics } = await stand.ask(
    `{ usageMetrics(${within}) { tenants { tenantId ${Object.keys(north).join(' ')} } } }`,
  )
  expect(usageMetrics.tenants).toEqual([
    { tenantId: 'north/1', ...north },
    { tenantId: '__proto', ...north },
  ])
  expect(stand.wire()).toEqual([
    [address({ ...WITHIN, tenantId: '<default>', withTenants: false })],
    [address({ ...WITHIN, withTenants: true })],
  ])
})

test('the configuration is one read; 8.9 tells of jobs alone', async () => {
  const query = `{ systemConfiguration { jobMetrics { ${Object.keys(jobMetrics).join(' ')} } components { active }
    deployment { isMultiTenancyEnabled maxRequestSize } authentication { canLogout isLoginDelegated } cloud { stage } } }`
  await using stand = await start()
  expect(await stand.ask(query)).toEqual({ systemConfiguration: { jobMetrics, ...further } })
  expect(stand.wire()).toEqual([['GET /system/configuration']])
  await using older = await start('8.9')
  const none = { components: null, deployment: null, authentication: null, cloud: null }
  expect(await older.ask(query)).toEqual({ systemConfiguration: { jobMetrics, ...none } })
  await using oldest = await start('8.8')
  expect(await oldest.refused('{ systemConfiguration { jobMetrics { enabled } } }')).toEqual(['NOT_SUPPORTED'])
  expect(oldest.wire()).toEqual([])
})

test('a time is needed, and a refusal is told', async () => {
  await using stand = await start()
  expect(await stand.refused('{ usageMetrics(startTime: "2026-01-01T00:00:00Z") { assignees } }')).toEqual([
    'GRAPHQL_VALIDATION_FAILED',
  ])
  expect(stand.wire()).toEqual([])
  const body = { type: 'about:blank', title: 'FORBIDDEN', status: 403, detail: 'no', instance: '/' }
  stand.upstream.fault = () => ({ status: 403, body })
  expect(await stand.refused(`{ usageMetrics(${within}) { assignees } }`)).toEqual(['FORBIDDEN'])
})
