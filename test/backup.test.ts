import { expect, test } from 'vitest'
import { Problem } from '../sandbox/problem.ts'
import { type StrictStand, strictStand } from './support/stand.ts'
import type { Answerer } from './support/upstream.ts'

const OPEN = { GATEWAY_ADMINISTRATION: 'true', GATEWAY_READ_AFTER_WRITE_MS: '5000' }
const start = (answers: Record<string, Answerer> = {}): Promise<StrictStand> =>
  strictStand({ version: '8.10', answers }, OPEN)

const AT = '2026-11-28T10:00:00.000Z'
/** More than JavaScript's numbers hold exactly. */
const LARGE = '9007199254740993'

const snapshot = { snapshotName: 'camunda_operate_1', state: 'SUCCESS', startTime: AT, failures: [] }
const history = { backupId: 7, state: 'COMPLETED', failureReason: null, details: [snapshot] }
const partition = {
  partitionId: 1,
  state: 'COMPLETED',
  failureReason: null,
  createdAt: AT,
  lastUpdatedAt: AT,
  snapshotId: '1-2-3',
  firstLogPosition: 1,
  checkpointPosition: 2,
  brokerId: 0,
  brokerVersion: '8.10.0',
}
const runtime = { backupId: 7, state: 'IN_PROGRESS', failureReason: null, details: [partition] }
const checkpoint = { checkpointId: 7, partitionId: 1, checkpointPosition: 2, checkpointTimestamp: AT }
const state = {
  checkpointStates: [{ ...checkpoint, checkpointType: 'MARKER' }],
  backupStates: [{ ...checkpoint, checkpointType: 'SCHEDULED_BACKUP', firstLogPosition: 1 }],
  ranges: [
    {
      partitionId: 1,
      start: { ...checkpoint, partitionId: null, checkpointType: 'MANUAL_BACKUP', firstLogPosition: 1 },
      end: null,
    },
  ],
}
const STATE = `{
  checkpointStates { checkpointId checkpointType partitionId checkpointPosition checkpointTimestamp }
  backupStates { checkpointId checkpointType partitionId checkpointPosition firstLogPosition checkpointTimestamp }
  ranges { partitionId start { checkpointId checkpointType partitionId checkpointPosition firstLogPosition checkpointTimestamp } end { checkpointId } }
}`

test('lists are one call each, narrowed as far as they are asked to be', async () => {
  await using stand = await start({
    listHistoryBackups: () => ({ body: [history] }),
    listRuntimeBackups: () => ({ body: [runtime] }),
  })
  const data = await stand.ask(`{
    historyBackups(prefix: "2026", verbose: false) { backupId state failureReason details { snapshotName state startTime failures } }
    runtimeBackups(prefix: "7") { backupId state failureReason details {
      partitionId state failureReason createdAt lastUpdatedAt snapshotId firstLogPosition checkpointPosition brokerId brokerVersion
    } }
    all: historyBackups { backupId }
    every: runtimeBackups(prefix: "") { backupId }
  }`)
  expect(data).toEqual({
    historyBackups: [history],
    runtimeBackups: [runtime],
    all: [{ backupId: 7 }],
    every: [{ backupId: 7 }],
  })
  expect(
    stand
      .wire()
      .map(([call]) => call)
      .sort(),
  ).toEqual([
    'GET /backups/history',
    'GET /backups/history?prefix=2026*&verbose=false',
    'GET /backups/runtime',
    'GET /backups/runtime?prefix=7*',
  ])
})

test('one is read by its id, which keeps its digits, and null where there is none', async () => {
  await using stand = await start({
    getHistoryBackup: ({ parameters }) => {
      if (parameters.backupId !== LARGE) throw new Problem(404, 'NOT_FOUND', 'no such backup')
      return { text: JSON.stringify(history).replace(':7', `:${LARGE}`) }
    },
    getRuntimeBackup: () => ({ body: runtime }),
    getRuntimeBackupState: () => ({ body: state }),
  })
  const query = `query ($id: Long!) {
    historyBackup(backupId: $id) { backupId } none: historyBackup(backupId: 2) { backupId }
    runtimeBackup(backupId: 7) { backupId state } runtimeBackupState ${STATE}
  }`
  const response = await fetch(stand.gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"query":${JSON.stringify(query)},"variables":{"id":${LARGE}}}`,
  })
  const text = await response.text()
  expect(text).toContain(`"historyBackup":{"backupId":${LARGE}}`)
  expect(JSON.parse(text).data).toMatchObject({
    none: null,
    runtimeBackup: { backupId: 7, state: 'IN_PROGRESS' },
    runtimeBackupState: { ...state, ranges: [{ ...state.ranges[0], end: null }] },
  })
  expect(stand.upstream.violations).toEqual([])
})

test('taking one answers its id, and the backup as soon as it can be read', async () => {
  let reads = 0
  const later = (body: object) => () => {
    if (++reads % 2 === 1) throw new Problem(404, 'NOT_FOUND', 'no such backup')
    return { body }
  }
  await using stand = await start({
    takeHistoryBackup: () => ({ status: 202, body: { backupId: 7, scheduledSnapshots: ['a', 'b'] } }),
    takeRuntimeBackup: () => ({ status: 202, body: { backupId: 8 } }),
    getHistoryBackup: later(history),
    getRuntimeBackup: later({ ...runtime, backupId: 8 }),
  })
  const data = await stand.ask(`mutation {
    takeHistoryBackup(input: { backupId: 7 }) { backupId scheduledSnapshots historyBackup { backupId state } }
    takeRuntimeBackup { backupId runtimeBackup { backupId state } }
    with: takeRuntimeBackup(input: { backupId: 8 }) { backupId }
  }`)
  expect(data).toEqual({
    takeHistoryBackup: {
      backupId: 7,
      scheduledSnapshots: ['a', 'b'],
      historyBackup: { backupId: 7, state: 'COMPLETED' },
    },
    takeRuntimeBackup: { backupId: 8, runtimeBackup: { backupId: 8, state: 'IN_PROGRESS' } },
    with: { backupId: 8 },
  })
  const calls = stand.wire()
  expect(calls.filter(([call]) => call.startsWith('POST'))).toEqual([
    ['POST /backups/history', { backupId: 7 }],
    ['POST /backups/runtime', {}],
    ['POST /backups/runtime', { backupId: 8 }],
  ])
  expect(calls.length).toBe(7)
})

test('deleting one waits until it is gone, and the brokers’ state can be cleared and written', async () => {
  let left = 1
  const goneLater = () => {
    if (left-- <= 0) throw new Problem(404, 'NOT_FOUND', 'no such backup')
    return { body: history }
  }
  await using stand = await start({
    deleteHistoryBackup: () => ({}),
    deleteRuntimeBackup: () => ({}),
    deleteRuntimeBackupState: () => ({}),
    syncRuntimeBackupState: () => ({ body: state }),
    getRuntimeBackupState: () => ({ body: { checkpointStates: [], backupStates: [], ranges: [] } }),
    getHistoryBackup: goneLater,
    getRuntimeBackup: goneLater,
  })
  const data = await stand.ask(`mutation {
    deleteHistoryBackup(input: { backupId: 7 }) { backupId isGone }
    deleteRuntimeBackup(input: { backupId: 8 }) { backupId isGone }
    syncRuntimeBackupState { runtimeBackupState { checkpointStates { checkpointId } } }
    deleteRuntimeBackupState { runtimeBackupState { checkpointStates { checkpointId } ranges { partitionId } } }
  }`)
  expect(data).toEqual({
    deleteHistoryBackup: { backupId: 7, isGone: true },
    deleteRuntimeBackup: { backupId: 8, isGone: true },
    syncRuntimeBackupState: { runtimeBackupState: { checkpointStates: [{ checkpointId: 7 }] } },
    deleteRuntimeBackupState: { runtimeBackupState: { checkpointStates: [], ranges: [] } },
  })
  expect(
    stand
      .wire()
      .map(([call]) => call)
      .filter((call) => !call.startsWith('GET')),
  ).toEqual([
    'DELETE /backups/history/7',
    'DELETE /backups/runtime/8',
    'POST /backups/runtime/state/sync',
    'DELETE /backups/runtime/state',
  ])
})

test.each([
  ['{ historyBackups(prefix: "20x") { backupId } }', 'prefix'],
  ['{ runtimeBackups(prefix: "2026*") { backupId } }', 'prefix'],
  ['{ historyBackup(backupId: 0) { backupId } }', 'backupId'],
  ['{ runtimeBackup(backupId: -1) { backupId } }', 'backupId'],
  ['mutation { takeHistoryBackup(input: { backupId: 0 }) { backupId } }', 'input.backupId'],
  ['mutation { deleteRuntimeBackup(input: { backupId: -5 }) { backupId } }', 'input.backupId'],
])('%s is refused before any call', async (query, argument) => {
  await using stand = await start()
  const { errors } = await stand.gateway.ask(query)
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument })
  expect(stand.wire()).toEqual([])
})

test('a conflict, and a storage without backups, are told as they are; older versions have none', async () => {
  await using stand = await start({
    takeHistoryBackup: () => {
      throw new Problem(409, 'ALREADY_EXISTS', 'backup 7 is there')
    },
    listHistoryBackups: () => {
      throw new Problem(403, 'FORBIDDEN', 'no Elasticsearch')
    },
  })
  expect(await stand.refused('mutation { takeHistoryBackup(input: { backupId: 7 }) { backupId } }')).toEqual([
    'CONFLICT',
  ])
  expect(await stand.refused('{ historyBackups { backupId } }')).toEqual(['FORBIDDEN'])
  await using older = await strictStand({ version: '8.9' }, OPEN)
  expect(await older.refused('{ historyBackups { backupId } runtimeBackupState { ranges { partitionId } } }')).toEqual([
    'NOT_SUPPORTED',
    'NOT_SUPPORTED',
  ])
  expect(older.wire()).toEqual([])
})
