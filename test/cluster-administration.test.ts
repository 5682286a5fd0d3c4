import { describe, expect, test } from 'vitest'
import { Problem } from '../sandbox/problem.ts'
import { startGateway } from './support/gateway.ts'
import { strictStand } from './support/stand.ts'
import { type Answerer, expectNoViolations, startUpstream } from './support/upstream.ts'

const OPEN = { GATEWAY_ADMINISTRATION: 'true' }
const start = (answers: Record<string, Answerer> = {}, settings = {}) =>
  strictStand({ version: '8.10', answers }, { ...OPEN, ...settings })

const AT = '2026-11-28T10:00:00.000Z'
const body =
  (content: unknown, status?: number): Answerer =>
  () => ({
    body: content,
    ...(status ? { status, headers: { 'content-type': 'application/json' } } : {}),
  })

const history = {
  backupId: 7,
  physicalTenants: [{ physicalTenantId: 'default', state: 'NOT_FOUND', failureReason: null, details: [] }],
}
const runtime = {
  backupId: 7,
  state: 'INCOMPLETE',
  failureReason: null,
  physicalTenants: [{ physicalTenantId: 'default', state: 'DOES_NOT_EXIST', failureReason: null, details: [] }],
}
const state = {
  physicalTenants: [{ physicalTenantId: 'a b', state: { checkpointStates: [], backupStates: [], ranges: [] } }],
}
const topology = {
  brokers: [{ brokerId: 'west_0', host: 'h', port: 26501, version: '8.10.0' }],
  clusterId: null,
  clusterSize: 1,
  gatewayVersion: '8.10.0',
  physicalTenants: [
    {
      physicalTenantId: 'default',
      partitionsCount: 1,
      replicationFactor: 1,
      lastCompletedChangeId: '3',
      brokers: [
        {
          brokerId: 'west_0',
          partitions: [{ partitionId: 1, role: 'leader', health: 'healthy', state: 'active' }],
        },
      ],
    },
  ],
}
const transfer = {
  partitionId: 1,
  physicalTenantId: 'default',
  currentLeader: null,
  desiredLeader: '1',
  progress: 'COMPLETED',
  result: 'NO_LEADER',
}
const balance = {
  state: 'BALANCING',
  partitions: [
    { partitionId: 1, physicalTenantId: 'default', currentLeader: '0', desiredLeader: '1', state: 'TRANSFERRING' },
  ],
  runningRebalance: { rebalanceId: 2, partitions: [transfer], startedAt: AT, dryRun: false, cancelRequested: false },
  lastCompletedRebalance: { rebalanceId: 1, partitions: [], startedAt: AT, finishedAt: AT, result: 'CANCELLED' },
}
const TRANSFER = 'partitions { partitionId physicalTenantId currentLeader desiredLeader progress result }'
const BALANCE = `{ state partitions { partitionId physicalTenantId currentLeader desiredLeader state }
  runningRebalance { rebalanceId ${TRANSFER} startedAt dryRun cancelRequested }
  lastCompletedRebalance { rebalanceId ${TRANSFER} startedAt finishedAt result } }`

const reads: Record<string, Answerer> = {
  getClusterStatus: body({ status: 'DEGRADED' }),
  getClusterUpgradeStatus: body({ status: 'MIGRATED' }),
  getClusterTopology: body(topology),
  getClusterExportingStatus: body({ status: 'EXPORTING' }),
  getClusterRebalance: body(balance),
  listHistoryBackupsAsClusterAdmin: body([history]),
  getHistoryBackupAsClusterAdmin: body(history),
  listRuntimeBackupsAsClusterAdmin: body([runtime]),
  getRuntimeBackupAsClusterAdmin: body(runtime),
  getRuntimeBackupStateAsClusterAdmin: body(state),
}

describe.each([
  ['', '/v2'],
  ['/camunda', ''],
  ['/camunda', '/v2'],
])('below %j, address ending in %j', (context, end) => {
  test('every read is one call beside the API of the physical tenants', async () => {
    await using upstream = await startUpstream({ version: '8.10', answers: reads, context })
    await using gateway = await startGateway({ url: `${upstream.url}${end}` }, { ...OPEN, CAMUNDA_VERSION: '8.10' })
    const { data, errors } = await gateway.ask(`{ clusterAdministration {
      status upgradeStatus exportingStatus
      topology { brokers { brokerId host port version } clusterId clusterSize gatewayVersion physicalTenants {
        physicalTenantId partitionsCount replicationFactor lastCompletedChangeId
        brokers { brokerId partitions { partitionId role health state } } } }
      rebalance ${BALANCE}
      historyBackups(physicalTenantId: "a b", prefix: "20", verbose: false) { backupId }
      historyBackup(backupId: 7) { backupId physicalTenants { physicalTenantId state failureReason details { state } } }
      runtimeBackups { backupId }
      runtimeBackup(backupId: 7, physicalTenantId: "default") { backupId state failureReason
        physicalTenants { physicalTenantId state failureReason details { partitionId } } }
      runtimeBackupState(physicalTenantId: "a b") { physicalTenants { physicalTenantId
        state { checkpointStates { partitionId } backupStates { partitionId } ranges { partitionId } } } }
    } }`)
    expect(errors).toBeUndefined()
    expect(data.clusterAdministration).toEqual({
      status: 'DEGRADED',
      upgradeStatus: 'MIGRATED',
      exportingStatus: 'EXPORTING',
      topology,
      rebalance: balance,
      historyBackups: [{ backupId: 7 }],
      historyBackup: history,
      runtimeBackups: [{ backupId: 7 }],
      runtimeBackup: runtime,
      runtimeBackupState: state,
    })
    expectNoViolations(upstream)
    const asked = upstream.calls.map(({ method, path, query }) => {
      const text = new URLSearchParams(query as Record<string, string>).toString()
      return `${method} ${path}${text ? `?${text}` : ''}`
    })
    expect(asked.sort()).toEqual([
      'GET /cluster/v2/backups/history/7',
      'GET /cluster/v2/backups/history?physicalTenantId=a+b&prefix=20*&verbose=false',
      'GET /cluster/v2/backups/runtime',
      'GET /cluster/v2/backups/runtime/7?physicalTenantId=default',
      'GET /cluster/v2/backups/runtime/state?physicalTenantId=a+b',
      'GET /cluster/v2/exporting',
      'GET /cluster/v2/rebalance',
      'GET /cluster/v2/status',
      'GET /cluster/v2/status/upgrade',
      'GET /cluster/v2/topology',
    ])
  })
})

test('what no physical tenant has is null, and a cluster that is down says so', async () => {
  await using stand = await start({
    getRuntimeBackupAsClusterAdmin: () => {
      throw new Problem(404, 'NOT_FOUND', 'none')
    },
    getClusterStatus: body({ status: 'DOWN' }, 503),
  })
  const data = await stand.ask('{ clusterAdministration { status runtimeBackup(backupId: 1) { state } } }')
  expect(data).toEqual({ clusterAdministration: { status: 'DOWN', runtimeBackup: null } })
})

test('each command is its call, with what is not in the body in the query', async () => {
  const change = { changeId: '5', plannedChanges: [{ physicalTenantId: 'a', operations: [] }] }
  await using stand = await start({
    takeHistoryBackupAsClusterAdmin: body(
      { backupId: 7, physicalTenants: [{ physicalTenantId: 'a', scheduledSnapshots: ['s'] }] },
      202,
    ),
    deleteHistoryBackupAsClusterAdmin: () => ({}),
    deleteRuntimeBackupAsClusterAdmin: () => ({}),
    deleteRuntimeBackupStateAsClusterAdmin: () => ({}),
    getRuntimeBackupStateAsClusterAdmin: body(state),
    syncRuntimeBackupStateAsClusterAdmin: body(state),
    pauseClusterExporting: () => ({}),
    resumeClusterExporting: () => ({}),
    getClusterExportingStatus: body({ status: 'SOFT_PAUSED' }),
    changeClusterModeAsClusterAdmin: body(change),
    restoreAsClusterAdmin: body(change, 202),
    triggerClusterRebalance: body(balance, 202),
    cancelClusterRebalance: body({ wasRunning: false }),
  })
  const data = await stand.ask(`mutation {
    takeHistoryBackupAsClusterAdmin(input: { backupId: 7, physicalTenantId: "a" }) { backupId physicalTenants { physicalTenantId scheduledSnapshots } }
    deleteHistoryBackupAsClusterAdmin(input: { backupId: 7 }) { backupId }
    deleteRuntimeBackupAsClusterAdmin(input: { backupId: 7, physicalTenantId: "a" }) { backupId }
    deleteRuntimeBackupStateAsClusterAdmin(input: { physicalTenantId: "a" }) { runtimeBackupState { physicalTenants { physicalTenantId } } }
    syncRuntimeBackupStateAsClusterAdmin { runtimeBackupState { physicalTenants { physicalTenantId } } }
    pauseClusterExporting(input: { soft: true }) { exportingStatus }
    resumeClusterExporting { __typename }
    changeClusterModeAsClusterAdmin(input: { mode: RECOVERING, physicalTenantId: "a", dryRun: true }) { changeId plannedChanges { physicalTenantId operations { operation mode } } }
    restoreAsClusterAdmin(input: { backupIds: [7], overrides: [{ physicalTenantId: "a", from: "${AT}" }] }) { changeId plannedChanges { physicalTenantId } }
    triggerClusterRebalance(input: { maxTransferAttempts: 2, replicationTimeout: "PT30S", dryRun: true }) { clusterRebalance ${BALANCE} }
    cancelClusterRebalance { wasRunning }
  }`)
  const shown = { physicalTenants: [{ physicalTenantId: 'a b' }] }
  expect(data).toEqual({
    takeHistoryBackupAsClusterAdmin: {
      backupId: 7,
      physicalTenants: [{ physicalTenantId: 'a', scheduledSnapshots: ['s'] }],
    },
    deleteHistoryBackupAsClusterAdmin: { backupId: 7 },
    deleteRuntimeBackupAsClusterAdmin: { backupId: 7 },
    deleteRuntimeBackupStateAsClusterAdmin: { runtimeBackupState: shown },
    syncRuntimeBackupStateAsClusterAdmin: { runtimeBackupState: shown },
    pauseClusterExporting: { exportingStatus: 'SOFT_PAUSED' },
    resumeClusterExporting: { __typename: 'ResumeClusterExportingPayload' },
    changeClusterModeAsClusterAdmin: change,
    restoreAsClusterAdmin: { changeId: '5', plannedChanges: [{ physicalTenantId: 'a' }] },
    triggerClusterRebalance: { clusterRebalance: balance },
    cancelClusterRebalance: { wasRunning: false },
  })
  expect(stand.wire().filter(([call]) => !call.startsWith('GET'))).toEqual([
    ['POST /cluster/v2/backups/history?physicalTenantId=a', { backupId: 7 }],
    ['DELETE /cluster/v2/backups/history/7'],
    ['DELETE /cluster/v2/backups/runtime/7?physicalTenantId=a'],
    ['DELETE /cluster/v2/backups/runtime/state?physicalTenantId=a'],
    ['POST /cluster/v2/backups/runtime/state/sync'],
    ['POST /cluster/v2/exporting/pause?soft=true'],
    ['POST /cluster/v2/exporting/resume'],
    ['PATCH /cluster/v2/mode?mode=RECOVERING&physicalTenantId=a&dryRun=true'],
    ['POST /cluster/v2/restore', { backupIds: [7], overrides: { a: { from: AT } } }],
    ['POST /cluster/v2/rebalance?dryRun=true', { maxTransferAttempts: 2, replicationTimeout: 'PT30S' }],
    ['DELETE /cluster/v2/rebalance'],
  ])
})

test.each([202, 409, 500, 502, 503, 504])(
  'a runtime backup that some took is told of each, also with status %i',
  async (status) => {
    const outcome = {
      physicalTenants: [
        { physicalTenantId: 'a', backupId: 7, outcome: 'TRIGGERED', reason: null },
        { physicalTenantId: 'b', backupId: null, outcome: 'FAILED', reason: 'no broker' },
      ],
    }
    await using stand = await start({ takeRuntimeBackupAsClusterAdmin: body(outcome, status) })
    const TAKE =
      'mutation { takeRuntimeBackupAsClusterAdmin(input: { backupId: 7 }) { physicalTenants { physicalTenantId backupId outcome reason } } }'
    expect(await stand.ask(TAKE)).toEqual({ takeRuntimeBackupAsClusterAdmin: outcome })
    expect(stand.wire()).toEqual([['POST /cluster/v2/backups/runtime', { backupId: 7 }]])
    // Before any was begun it is a problem.
    stand.upstream.answers.takeRuntimeBackupAsClusterAdmin = () => {
      throw new Problem(404, 'NOT_FOUND', 'no such physical tenant')
    }
    expect(await stand.refused(TAKE)).toEqual(['NOT_FOUND'])
  },
)

test.each([
  ['{ clusterAdministration { historyBackup(backupId: 0) { backupId } } }', 'backupId'],
  ['{ clusterAdministration { runtimeBackups(prefix: "*") { backupId } } }', 'prefix'],
  // To Camunda that means all of them.
  ['{ clusterAdministration { historyBackups(physicalTenantId: "") { backupId } } }', 'physicalTenantId'],
  ['{ clusterAdministration { runtimeBackupState(physicalTenantId: "") { __typename } } }', 'physicalTenantId'],
  [
    'mutation { deleteRuntimeBackupStateAsClusterAdmin(input: { physicalTenantId: "" }) { __typename } }',
    'input.physicalTenantId',
  ],
  [
    'mutation { deleteHistoryBackupAsClusterAdmin(input: { backupId: 1, physicalTenantId: "" }) { backupId } }',
    'input.physicalTenantId',
  ],
  [
    'mutation { changeClusterModeAsClusterAdmin(input: { mode: RECOVERING, physicalTenantId: "" }) { changeId } }',
    'input.physicalTenantId',
  ],
  ['mutation { takeRuntimeBackupAsClusterAdmin(input: { backupId: 0 }) { __typename } }', 'input.backupId'],
  ['mutation { restoreAsClusterAdmin(input: { dryRun: true }) { changeId } }', 'input'],
  [
    'mutation { restoreAsClusterAdmin(input: { physicalTenantId: "a", backupIds: [1], overrides: [{ physicalTenantId: "a", backupIds: [1] }] }) { changeId } }',
    'input.overrides',
  ],
  [
    'mutation { restoreAsClusterAdmin(input: { overrides: [{ physicalTenantId: "a", backupIds: [1] }, { physicalTenantId: "a", backupIds: [2] }] }) { changeId } }',
    'input.overrides[1].physicalTenantId',
  ],
  [
    'mutation { restoreAsClusterAdmin(input: { backupIds: [1], overrides: [{ physicalTenantId: "a" }] }) { changeId } }',
    'input.overrides[0]',
  ],
])('%s is refused before any call', async (query, argument) => {
  await using stand = await start()
  const { errors } = await stand.gateway.ask(query)
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument })
  expect(stand.wire()).toEqual([])
})

test('its administrator’s credentials go there alone', async () => {
  await using stand = await start(
    { ...reads, getExportingStatus: body({ status: 'EXPORTING' }) },
    {
      CAMUNDA_AUTH_STRATEGY: 'BASIC',
      CAMUNDA_BASIC_AUTH_USERNAME: 'demo',
      CAMUNDA_BASIC_AUTH_PASSWORD: 'demo',
      CAMUNDA_CLUSTER_ADMIN_USERNAME: 'admin',
      CAMUNDA_CLUSTER_ADMIN_PASSWORD: 'secret',
    },
  )
  await stand.ask('{ exportingStatus clusterAdministration { exportingStatus } }')
  const sent = stand.upstream.calls.map(({ operation, headers }) => {
    const [, credentials = ''] = String(headers.authorization).split(' ')
    return [operation, Buffer.from(credentials, 'base64').toString()]
  })
  expect(new Map(sent as Array<[string, string]>)).toEqual(
    new Map([
      ['getExportingStatus', 'demo:demo'],
      ['getClusterExportingStatus', 'admin:secret'],
    ]),
  )
})

test.each([
  ['BASIC', { CAMUNDA_BASIC_AUTH_USERNAME: 'demo', CAMUNDA_BASIC_AUTH_PASSWORD: 'demo' }],
  ['FORWARD', {}],
])('a user of %s who is no administrator is refused there, and nowhere else', async (strategy, user) => {
  await using stand = await start(
    {
      getExportingStatus: body({ status: 'EXPORTING' }),
      getClusterStatus: () => {
        throw new Problem(401, 'UNAUTHORIZED', 'not the cluster administrator')
      },
    },
    { ...user, CAMUNDA_AUTH_STRATEGY: strategy },
  )
  const headers = { authorization: `Basic ${Buffer.from('demo:demo').toString('base64')}` }
  const asked = await stand.gateway.ask('{ clusterAdministration { status } }', {}, headers)
  expect(asked.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
  const { data } = await stand.gateway.ask('{ exportingStatus }', {}, headers)
  expect(data).toEqual({ exportingStatus: 'EXPORTING' })
})

test.each([
  [{ CAMUNDA_CLUSTER_ADMIN_USERNAME: 'a' }, /need each other/],
  [
    { CAMUNDA_CLUSTER_ADMIN_USERNAME: 'a', CAMUNDA_CLUSTER_ADMIN_PASSWORD: 'b', CAMUNDA_AUTH_STRATEGY: 'FORWARD' },
    /callers send their own/,
  ],
  [
    { CAMUNDA_CLUSTER_ADMIN_USERNAME: 'a', CAMUNDA_CLUSTER_ADMIN_PASSWORD: 'b', GATEWAY_ADMINISTRATION: 'false' },
    /without GATEWAY_ADMINISTRATION/,
  ],
])('%j are told at start', async (settings, message) => {
  await expect(start({}, settings)).rejects.toThrow(message)
})

test('8.9 has none of it', async () => {
  await using stand = await strictStand({ version: '8.9' }, OPEN)
  expect(await stand.refused('{ clusterAdministration { status rebalance { state } } }')).toEqual([
    'NOT_SUPPORTED',
    'NOT_SUPPORTED',
  ])
  expect(stand.wire()).toEqual([])
})
