import { expect, test } from 'vitest'
import { Problem } from '../sandbox/problem.ts'
import { strictStand } from './support/stand.ts'
import type { Answerer } from './support/upstream.ts'

const OPEN = { GATEWAY_ADMINISTRATION: 'true' }
const start = (answers: Record<string, Answerer> = {}) => strictStand({ version: '8.10', answers }, OPEN)

const AT = '2026-11-28T10:00:00.000Z'
const status = {
  status: 'IN_PROGRESS',
  changeId: '12',
  startedAt: AT,
  brokers: [
    {
      brokerId: '0',
      partitionsRestored: 1,
      partitionsToRestore: 2,
      partitions: [{ partitionId: 1, state: 'RESTORED', backupIds: [7], completedAt: AT }],
    },
  ],
}
const planned = {
  changeId: '12',
  plannedChanges: [
    {
      physicalTenantId: 'default',
      operations: [
        { operation: 'PRE_RESTORE', brokerId: '0', partitionId: 1 },
        { operation: 'RESTORE', brokerId: '0', partitionId: 1, backupIds: [7] },
        { operation: 'MODE', brokerId: '0', mode: 'PROCESSING' },
      ],
    },
  ],
}

test('a restore is asked for by ids or by a time, and polled', async () => {
  await using stand = await start({
    restore: () => ({ status: 202, body: planned }),
    getRestoreStatus: () => ({ body: status }),
  })
  const data = await stand.ask(`mutation {
    restore(input: { backupIds: [7, 9007199254740993] }) {
      changeId plannedChanges { physicalTenantId operations { operation brokerId partitionId backupIds mode } }
      restoreStatus { status changeId startedAt brokers { brokerId partitionsRestored partitionsToRestore
        partitions { partitionId state backupIds completedAt } } }
    }
    plan: restore(input: { from: "${AT}", dryRun: true }) { changeId }
  }`)
  const [change] = planned.plannedChanges
  expect(data).toEqual({
    restore: {
      changeId: '12',
      plannedChanges: [
        {
          ...change,
          operations: change?.operations.map((one) => ({ partitionId: null, backupIds: null, mode: null, ...one })),
        },
      ],
      restoreStatus: status,
    },
    plan: { changeId: '12' },
  })
  const [restore, plan] = stand.upstream.calls.filter(({ operation }) => operation === 'restore')
  expect(restore?.text).toBe('{"backupIds":[7,9007199254740993]}')
  expect([plan?.query, plan?.body]).toEqual([{ dryRun: 'true' }, { from: AT }])
})

test('no restore is null', async () => {
  await using stand = await start({
    getRestoreStatus: () => {
      throw new Problem(404, 'NOT_FOUND', 'no restore')
    },
  })
  expect(await stand.ask('{ restoreStatus { status } }')).toEqual({ restoreStatus: null })
})

test('the mode is changed by a query, as it is planned', async () => {
  const answer = {
    changeId: '13',
    plannedChanges: [{ physicalTenantId: null, operations: [{ operation: 'MODE', mode: 'RECOVERING' }] }],
  }
  await using stand = await start({ changeClusterMode: () => ({ body: answer }) })
  const data = await stand.ask(`mutation {
    changeClusterMode(input: { mode: RECOVERING }) { changeId plannedChanges { physicalTenantId operations { operation mode } } }
    try: changeClusterMode(input: { mode: PROCESSING, dryRun: false }) { changeId }
  }`)
  expect(data).toEqual({ changeClusterMode: answer, try: { changeId: '13' } })
  expect(stand.wire()).toEqual([['PATCH /mode?mode=RECOVERING'], ['PATCH /mode?mode=PROCESSING&dryRun=false']])
})

test.each([
  ['{}', 'input'],
  ['{ dryRun: true }', 'input'],
  ['{ backupIds: [] }', 'input.backupIds'],
  ['{ backupIds: [1, 0] }', 'input.backupIds[1]'],
  [`{ backupIds: [1], to: "${AT}" }`, 'input'],
  [`{ from: "${AT}", to: "2026-11-28T09:00:00Z" }`, 'input.to'],
])('restore of %s is refused before any call', async (input, argument) => {
  await using stand = await start()
  const { errors } = await stand.gateway.ask(`mutation { restore(input: ${input}) { changeId } }`)
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument })
  expect(stand.wire()).toEqual([])
})

test('a cluster that works refuses a restore', async () => {
  await using stand = await start({
    restore: () => {
      throw new Problem(409, 'INVALID_STATE', 'not in recovery mode')
    },
  })
  expect(await stand.refused('mutation { restore(input: { backupIds: [1] }) { changeId } }')).toEqual(['CONFLICT'])
})
