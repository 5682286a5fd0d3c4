import { describe, expect, test } from 'vitest'
import { batch, definition, engineDate, idOf, instance } from './support/camunda-7/rows.ts'
import type { EngineAnswerer } from './support/camunda-7/server.ts'
import { camunda7Stand } from './support/camunda-7/stand.ts'

const rows = () => ({
  '/process-definition': [definition()],
  '/history/process-instance': [
    instance(1),
    instance(2, { state: 'COMPLETED', endTime: engineDate(Date.parse('2026-11-21T13:00:00Z')) }),
  ],
})
const remove = (n: number, more = '') =>
  `mutation { deleteProcessInstance(input: { processInstanceKey: "${idOf(n)}"${more} }) { isGone } }`

test('an instance that has ended is deleted with its history', async () => {
  await using stand = await camunda7Stand(rows(), ({ method, path }) => {
    if (method !== 'DELETE') return undefined
    stand.engine.rows['/history/process-instance'].pop()
    return path === `/history/process-instance/${idOf(2)}` ? { status: 204 } : undefined
  })
  expect(await stand.ask(remove(2))).toEqual({ deleteProcessInstance: { isGone: true } })
  const path = `/history/process-instance/${idOf(2)}`
  expect(stand.engine.look()).toEqual([`GET ${path}`, `DELETE ${path}`, `GET ${path}`])
})

test.each([
  ['one that runs', 1, '', 'CONFLICT'],
  ['one that is not there', 7, '', 'NOT_FOUND'],
  ['with a reference of one’s own', 2, ', operationReference: 7', 'NOT_SUPPORTED'],
])('%s is not deleted', async (_, n, more, code) => {
  await using stand = await camunda7Stand(rows())
  expect(await stand.refused(remove(n, more))).toMatchObject([{ code }])
  expect(stand.engine.calls.filter(({ method }) => method !== 'GET')).toEqual([])
})

describe('batch operations', () => {
  const ENDED = { endTime: engineDate(Date.parse('2026-11-21T13:00:00Z')) }
  const batches = () => ({
    '/batch': [batch(), batch({ id: idOf(3), suspended: true, type: 'set-job-retries', createUserId: null })],
    '/history/batch': [
      batch({ endTime: null }),
      batch({ id: idOf(2), type: 'instance-migration', ...ENDED }),
      batch({ id: idOf(4), type: 'instance-restart', ...ENDED }),
    ],
  })
  const statistics: EngineAnswerer = ({ path }) =>
    path === '/batch/statistics' ? { body: [{ completedJobs: 7, failedJobs: 1 }] } : undefined

  test('are the batches that run, and those that have ended', async () => {
    await using stand = await camunda7Stand(batches(), statistics)
    const data = await stand.ask(`{ batchOperations { totalCount nodes {
      batchOperationKey batchOperationType state startDate endDate actorId actorType
      operationsTotalCount operationsCompletedCount operationsFailedCount
    } } }`)
    const row = {
      batchOperationKey: idOf(1),
      batchOperationType: 'CANCEL_PROCESS_INSTANCE',
      state: 'ACTIVE',
      startDate: '2026-11-21T12:00:00.000Z',
      endDate: null,
      actorId: 'demo',
      actorType: 'USER',
      operationsTotalCount: 10,
      operationsCompletedCount: 7,
      operationsFailedCount: 1,
    }
    const ended = {
      state: 'COMPLETED',
      endDate: '2026-11-21T13:00:00.000Z',
      operationsCompletedCount: null,
      operationsFailedCount: null,
    }
    expect(data.batchOperations).toEqual({
      totalCount: 4,
      nodes: [
        row,
        { ...row, batchOperationKey: idOf(2), batchOperationType: 'MIGRATE_PROCESS_INSTANCE', ...ended },
        {
          ...row,
          batchOperationKey: idOf(3),
          batchOperationType: 'RESOLVE_INCIDENT',
          state: 'SUSPENDED',
          actorId: null,
          actorType: null,
        },
        { ...row, batchOperationKey: idOf(4), batchOperationType: 'UNRECOGNIZED', ...ended },
      ],
    })
  })

  test.each<[filter: string, found: number[]]>([
    [`batchOperationKey: { eq: "${idOf(2)}" }`, [2]],
    ['operationType: { in: [CANCEL_PROCESS_INSTANCE, RESOLVE_INCIDENT] }', [1, 3]],
    ['state: { eq: COMPLETED }', [2, 4]],
    ['state: { neq: SUSPENDED }', [1, 2, 4]],
    ['state: { eq: FAILED }', []],
    ['actorId: { exists: false }', [3]],
    ['actorType: USER, state: { eq: ACTIVE }', [1]],
  ])('are found by %s', async (filter, found) => {
    await using stand = await camunda7Stand(batches())
    const data = await stand.ask(`{ batchOperations(filter: { ${filter} }) { nodes { batchOperationKey } } }`)
    expect(data.batchOperations.nodes).toEqual(found.map((n) => ({ batchOperationKey: idOf(n) })))
  })

  test('are read by their keys, and suspended, resumed and cancelled', async () => {
    await using stand = await camunda7Stand(batches(), ({ method, path, body }) => {
      if (method === 'GET') return undefined
      const running = stand.engine.rows['/batch']
      if (method === 'DELETE') stand.engine.rows['/history/batch'].unshift(batch(ENDED))
      stand.engine.rows['/batch'] = method === 'DELETE' ? [] : running.map((row) => ({ ...row, ...Object(body) }))
      return path.startsWith(`/batch/${idOf(1)}`) ? { status: 204 } : undefined
    })
    const act = (name: string) =>
      stand.ask(
        `mutation { ${name}BatchOperation(input: { batchOperationKey: "${idOf(1)}" }) { batchOperation { state } } }`,
      )
    expect(await act('suspend')).toEqual({ suspendBatchOperation: { batchOperation: { state: 'SUSPENDED' } } })
    expect(await act('resume')).toEqual({ resumeBatchOperation: { batchOperation: { state: 'ACTIVE' } } })
    expect(await act('cancel')).toEqual({ cancelBatchOperation: { batchOperation: { state: 'COMPLETED' } } })
    const data = await stand.ask(
      `{ batchOperation(batchOperationKey: "${idOf(2)}") { state } none: batchOperation(batchOperationKey: "none") { state } }`,
    )
    expect(data).toEqual({ batchOperation: { state: 'COMPLETED' }, none: null })
  })

  test.each([
    ['a batch that has ended', `cancelBatchOperation(input: { batchOperationKey: "${idOf(2)}" })`, 'NOT_FOUND'],
    [
      'a batch of what a filter finds',
      'cancelProcessInstancesBatchOperation(input: { filter: { processDefinitionId: { eq: "order" } } })',
      'NOT_SUPPORTED',
    ],
  ])('%s is refused', async (_, document, code) => {
    await using stand = await camunda7Stand(batches())
    expect(await stand.refused(`mutation { ${document} { __typename } }`)).toMatchObject([{ code }])
    expect(stand.engine.calls.filter(({ method }) => method !== 'GET')).toEqual([])
  })

  test('do not tell their items', async () => {
    await using stand = await camunda7Stand(batches())
    expect(await stand.refused('{ batchOperationItems { totalCount } }')).toEqual([
      { code: 'NOT_SUPPORTED', message: expect.stringContaining('It counts the jobs of a batch, and keeps no items.') },
    ])
  })
})
