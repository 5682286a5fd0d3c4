import { expect, test } from 'vitest'
import { key, processDefinition, processInstance } from './support/rows.ts'
import { strictStand } from './support/stand.ts'
import type { RecordedCall } from './support/upstream.ts'

const processes = ['bill', 'order', 'ship'].map((processDefinitionId, n) => ({
  processDefinitionId,
  tenantId: n === 2 ? 'north' : '<default>',
  latestProcessDefinitionName: n === 0 ? null : processDefinitionId.toUpperCase(),
  hasMultipleVersions: n === 1,
  activeInstancesWithoutIncidentCount: 9007199254740991,
  activeInstancesWithIncidentCount: n,
}))
const version = (n: number) => ({
  processDefinitionId: 'order',
  processDefinitionKey: key(n),
  processDefinitionName: 'Order',
  processDefinitionVersion: n,
  tenantId: '<default>',
})
const versions = [3, 2, 1].map((n) => ({
  ...version(n),
  activeInstancesWithIncidentCount: 1,
  activeInstancesWithoutIncidentCount: n,
}))
const errors = ['timeout', 'no such card', 'timeout'].map((errorMessage, n) => ({
  errorHashCode: -17 - n,
  errorMessage,
  activeInstancesWithErrorCount: 9 - n,
}))
const stopped = [1, 2].map((n) => ({ ...version(n), activeInstancesWithErrorCount: n }))

/** Pages by offsets alone, and counts. */
const paged =
  (rows: object[]) =>
  ({ body }: RecordedCall) => {
    const { page } = body as { page: { from?: number; limit: number } }
    const from = page.from ?? 0
    const items = rows.slice(from, from + page.limit)
    const counts = { totalItems: rows.length, hasMoreTotalItems: false, startCursor: null, endCursor: null }
    return { body: { items, page: counts } }
  }
const answers = {
  getProcessDefinitionInstanceStatistics: paged(processes),
  getProcessDefinitionInstanceVersionStatistics: paged(versions),
  getProcessInstanceStatisticsByError: paged(errors),
  getProcessInstanceStatisticsByDefinition: paged(stopped),
}
const rows = {
  processDefinitions: [1, 2].map((n) =>
    processDefinition({ processDefinitionKey: key(n), processDefinitionId: 'order', version: n }),
  ),
  processInstances: [processInstance({ processInstanceKey: key(8), incidentErrorHashCode: -17 })],
}
const start = () => strictStand({ version: '8.10', answers, rows })

const PROCESS = Object.keys(processes[0] ?? {}).join(' ')
const VERSION = Object.keys(versions[0] ?? {}).join(' ')
const ERROR = Object.keys(errors[0] ?? {}).join(' ')
const STOPPED = Object.keys(stopped[0] ?? {}).join(' ')

test.each([
  ['processDefinitionInstanceStatistics', '', PROCESS, processes],
  ['processDefinitionInstanceVersionStatistics', 'filter: { processDefinitionId: "order" }', VERSION, versions],
  ['processInstanceStatisticsByError', '', ERROR, errors],
  ['processInstanceStatisticsByDefinition', 'filter: { errorHashCode: -17 }', STOPPED, stopped],
])(
  '%s is walked by its cursors, from edge to edge, and goes on after a row that is gone',
  async (field, filter, fields, all) => {
    await using stand = await start()
    const page = async (args: string) =>
      (
        await stand.ask(`{ ${field}(${args} ${filter}) { totalCount totalCountIsExact nodes { ${fields} } edges { cursor }
        pageInfo { hasNextPage hasPreviousPage } } }`)
      )[field]
    const found: object[] = []
    for (let cursor = ''; ; ) {
      const { nodes, edges, pageInfo, ...counts } = await page(`first: 1, ${cursor && `after: "${cursor}"`}`)
      expect(counts).toEqual({ totalCount: all.length, totalCountIsExact: true })
      expect(pageInfo.hasPreviousPage).toBe(found.length > 0)
      found.push(...nodes)
      if (!pageInfo.hasNextPage) break
      cursor = edges[0].cursor
    }
    expect(found).toEqual(all)
    const { edges } = await page('first: 2')
    stand.upstream.answers[`get${field.charAt(0).toUpperCase()}${field.slice(1)}`] = paged(all.slice(1))
    expect((await page(`first: 5, after: "${edges[1].cursor}"`)).nodes).toEqual(all.slice(2))
  },
)

test.each([
  ['processDefinitionInstanceStatistics', '', '', { sort: [{ field: 'processDefinitionId', order: 'ASC' }] }],
  [
    'processDefinitionInstanceVersionStatistics',
    'filter: { processDefinitionId: "order", tenantId: "north" }',
    'sort: [{ field: activeInstancesWithIncidentCount, order: DESC }]',
    {
      filter: { processDefinitionId: 'order', tenantId: 'north' },
      sort: [
        { field: 'activeInstancesWithIncidentCount', order: 'DESC' },
        { field: 'processDefinitionKey', order: 'ASC' },
      ],
    },
  ],
  [
    'processInstanceStatisticsByError',
    '',
    '',
    {
      sort: [
        { field: 'activeInstancesWithErrorCount', order: 'DESC' },
        { field: 'errorMessage', order: 'ASC' },
      ],
    },
  ],
  [
    'processInstanceStatisticsByDefinition',
    'filter: { errorHashCode: 3 }',
    'sort: [{ field: tenantId }]',
    {
      filter: { errorHashCode: 3 },
      sort: [
        { field: 'tenantId', order: 'ASC' },
        { field: 'processDefinitionKey', order: 'ASC' },
      ],
    },
  ],
])('%s is asked for as it is (%s %s)', async (field, filter, sort, body) => {
  await using stand = await start()
  await stand.ask(`{ ${field}(first: 2, ${filter} ${sort}) { totalCount } }`)
  expect(stand.wire().map(([, sent]) => sent)).toEqual([{ ...body, page: { limit: 2 } }])
})

test('a process leads to its versions, and these to their definitions, which cost no call where the row has all', async () => {
  await using stand = await start()
  const data = await stand.ask(`{ processDefinitionInstanceStatistics(first: 2) { nodes {
    versions(first: 2) { nodes { processDefinition { processDefinitionKey processDefinitionId name version tenantId } } }
    processDefinitions(filter: { processDefinitionId: { in: ["order", "ship"] } }) { totalCount } } } }`)
  const [bill, order] = data.processDefinitionInstanceStatistics.nodes
  expect(order).toEqual({
    versions: {
      nodes: [3, 2].map((n) => ({
        processDefinition: {
          processDefinitionKey: key(n),
          processDefinitionId: 'order',
          name: 'Order',
          version: n,
          tenantId: '<default>',
        },
      })),
    },
    processDefinitions: { totalCount: 2 },
  })
  // The client's own filter excludes this one.
  expect(bill.processDefinitions).toEqual({ totalCount: 0 })
  const [first, ...below] = stand.wire()
  expect(first?.[0]).toBe('POST /process-definitions/statistics/process-instances')
  expect(below.map(([call, body]) => [call, (body as { filter: object }).filter])).toEqual(
    [
      ['bill', '<default>'],
      ['order', '<default>'],
    ]
      .map(([processDefinitionId, tenantId]) => [
        'POST /process-definitions/statistics/process-instances-by-version',
        { processDefinitionId, tenantId },
      ])
      .concat([['POST /process-definitions/search', { processDefinitionId: 'order', tenantId: '<default>' }]]),
  )
})

test('a definition tells of all versions of its process', async () => {
  await using stand = await start()
  const data = await stand.ask(`{ processDefinition(processDefinitionKey: "${key(1)}") {
    instanceVersionStatistics(first: 1) { totalCount nodes { processDefinitionVersion activeInstancesWithoutIncidentCount } } } }`)
  expect(data.processDefinition.instanceVersionStatistics).toEqual({
    totalCount: 3,
    nodes: [{ processDefinitionVersion: 3, activeInstancesWithoutIncidentCount: 3 }],
  })
  expect(stand.wire().at(-1)?.[1]).toMatchObject({ filter: { processDefinitionId: 'order', tenantId: '<default>' } })
})

test('an error leads to the definitions and the instances that it stops', async () => {
  await using stand = await start()
  const data = await stand.ask(`{ processInstanceStatisticsByError(first: 1) { nodes {
    byDefinition { nodes { activeInstancesWithErrorCount processDefinition { version } } }
    processInstances(filter: { state: { eq: ACTIVE }, incidentErrorHashCode: { lt: 0 } }) { nodes { processInstanceKey } }
    none: processInstances(filter: { incidentErrorHashCode: { gt: 0 } }) { totalCount } } } }`)
  expect(data.processInstanceStatisticsByError.nodes).toEqual([
    {
      byDefinition: {
        nodes: [1, 2].map((n) => ({ activeInstancesWithErrorCount: n, processDefinition: { version: n } })),
      },
      processInstances: { nodes: [{ processInstanceKey: key(8) }] },
      none: { totalCount: 0 },
    },
  ])
  expect(
    stand
      .wire()
      .slice(1)
      .map(([call, body]) => [call, (body as { filter: object }).filter]),
  ).toEqual([
    ['POST /incidents/statistics/process-instances-by-definition', { errorHashCode: -17 }],
    ['POST /process-instances/search', { state: 'ACTIVE', incidentErrorHashCode: -17 }],
  ])
})

test('what is wrong makes no call, 8.8 has none, and a problem is told', async () => {
  await using stand = await start()
  for (const [field, code] of [
    ['processInstanceStatisticsByDefinition { totalCount }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'processDefinitionInstanceVersionStatistics(filter: { tenantId: "x" }) { totalCount }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['processInstanceStatisticsByError(last: 1) { totalCount }', 'GRAPHQL_VALIDATION_FAILED'],
    ['processDefinitionInstanceStatistics(after: "x") { totalCount }', 'BAD_USER_INPUT'],
    [
      'processInstanceStatisticsByError(sort: [{ field: errorMessage }, { field: errorMessage }]) { totalCount }',
      'BAD_USER_INPUT',
    ],
  ])
    expect(await stand.refused(`{ ${field} }`)).toEqual([code])
  expect(stand.wire()).toEqual([])
  stand.upstream.fault = () => ({
    status: 403,
    body: { type: 'about:blank', title: 'FORBIDDEN', status: 403, detail: 'no', instance: '/' },
  })
  expect(await stand.refused('{ processInstanceStatisticsByError { totalCount } }')).toEqual(['FORBIDDEN'])
  await using older = await strictStand({ version: '8.8', rows })
  expect(
    await older.refused(
      '{ processInstanceStatisticsByError { totalCount } processDefinitionInstanceStatistics { totalCount } }',
    ),
  ).toEqual(['NOT_SUPPORTED', 'NOT_SUPPORTED'])
  expect(older.wire()).toEqual([])
})
