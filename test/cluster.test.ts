import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startGateway } from './support/gateway.ts'
import { type SandboxStand, sandboxStand, strictStand } from './support/stand.ts'
import { expectNoViolations, startUpstream } from './support/upstream.ts'

const BROKER = `nodeId host port version partitions { partitionId role health }`
const TOPOLOGY = `{ topology {
  clusterId clusterSize partitionsCount replicationFactor gatewayVersion lastCompletedChangeId brokers { ${BROKER} }
} }`
const VIEWER = `{ viewer {
  username displayName email authorizedComponents tenants { name tenantId description } groups { groupId } roles { roleId } salesPlanType
  c8Links canLogout
} }`

const ALICE = {
  username: 'alice',
  displayName: null,
  email: 'alice@example.com',
  authorizedComponents: ['operate', 'tasklist'],
  tenants: [{ name: 'Default', tenantId: '<default>', description: null }],
  groups: ['accounting'],
  roles: [],
  salesPlanType: null,
  c8Links: { operate: 'https://operate.example.com' },
  canLogout: true,
}

const problem = (status: number, title: string) => () => ({
  status,
  body: { type: 'about:blank', title, status, detail: title, instance: '/v2/status' },
})

describe('what is asked of the cluster', () => {
  test('the topology', async () => {
    const topology = {
      clusterId: null,
      clusterSize: 2,
      partitionsCount: 1,
      replicationFactor: 2,
      gatewayVersion: '8.9.2',
      lastCompletedChangeId: '-1',
      brokers: [
        {
          nodeId: 0,
          host: 'zeebe-0',
          port: 26501,
          version: '8.9.2',
          partitions: [{ partitionId: 1, role: 'leader', health: 'healthy' }],
        },
        {
          nodeId: 1,
          host: 'zeebe-1',
          port: 26501,
          version: '8.9.1',
          partitions: [{ partitionId: 1, role: 'follower', health: 'unhealthy' }],
        },
      ],
    }
    await using stand = await strictStand({ answers: { getTopology: () => ({ body: topology }) } })
    expect(await stand.ask(TOPOLOGY)).toEqual({ topology })
    expect(stand.wire()).toEqual([['GET /topology']])
  })

  test('on an old cluster, what it leaves out is null', async () => {
    await using stand = await strictStand({ version: '8.8' })
    expect(await stand.ask('{ topology { clusterId gatewayVersion } }')).toEqual({
      topology: { clusterId: null, gatewayVersion: '8.8.0' },
    })
  })

  test('the status is HEALTHY, or UNHEALTHY where the cluster says so itself: with 503, and once', async () => {
    await using stand = await strictStand({ answers: { getStatus: () => ({ status: 204 }) } })
    expect(await stand.ask('{ status }')).toEqual({ status: 'HEALTHY' })
    expect(stand.wire()).toEqual([['GET /status']])
    stand.upstream.answers.getStatus = problem(503, 'Service Unavailable')
    expect(await stand.ask('{ status }')).toEqual({ status: 'UNHEALTHY' })
    expect(stand.wire()).toEqual([['GET /status']])
    // The real one says so without a body.
    stand.upstream.fault = () => ({ status: 503 })
    expect(await stand.ask('{ status }')).toEqual({ status: 'UNHEALTHY' })
    expect(stand.wire()).toEqual([['GET /status']])
  })

  test('a cluster that is busy, fails or is not there has no status', async () => {
    await using stand = await strictStand()
    stand.upstream.answers.getStatus = problem(503, 'RESOURCE_EXHAUSTED')
    expect(await stand.refused('{ status }')).toEqual(['RATE_LIMITED'])
    stand.upstream.answers.getStatus = problem(500, 'INTERNAL')
    expect(await stand.refused('{ status }')).toEqual(['UPSTREAM_ERROR'])
    await stand.upstream.close()
    expect(await stand.refused('{ status }')).toEqual(['UPSTREAM_UNAVAILABLE'])
  })

  test('the license', async () => {
    const license = { validLicense: true, licenseType: 'saas', isCommercial: true, expiresAt: '2027-01-01T00:00:00Z' }
    await using stand = await strictStand({ answers: { getLicense: () => ({ body: license }) } })
    expect(await stand.ask('{ license { validLicense licenseType isCommercial expiresAt } }')).toEqual({ license })
    expect(stand.wire()).toEqual([['GET /license']])
  })

  test('the viewer is who Camunda takes the caller for', async () => {
    await using upstream = await startUpstream({
      answers: {
        getAuthentication: ({ headers }) => ({
          body: { ...ALICE, username: String(headers.authorization).slice('Bearer '.length) },
        }),
      },
    })
    await using gateway = await startGateway(upstream, { CAMUNDA_AUTH_STRATEGY: 'FORWARD', CAMUNDA_VERSION: '8.9' })
    for (const username of ['alice', 'bob']) {
      const { data } = await gateway.ask(VIEWER, {}, { authorization: `Bearer ${username}` })
      expect(data).toEqual({ viewer: { ...ALICE, username, groups: [{ groupId: 'accounting' }] } })
    }
    expect(upstream.operations()).toEqual(['getAuthentication', 'getAuthentication'])
    expectNoViolations(upstream)
  })

  test('one that cannot be read is null, and the others arrive', async () => {
    await using stand = await strictStand({
      answers: { getStatus: () => ({ status: 204 }), getLicense: () => ({ status: 401 }) },
    })
    const { data, errors } = await stand.gateway.ask('{ status license { licenseType } topology { clusterSize } }')
    expect(data).toEqual({ status: 'HEALTHY', license: null, topology: { clusterSize: 1 } })
    expect(errors?.map(({ path, extensions }) => [path, extensions?.code])).toEqual([[['license'], 'UNAUTHENTICATED']])
  })
})

describe('against a cluster', () => {
  let stand: SandboxStand
  beforeAll(async () => {
    stand = await sandboxStand()
  })
  afterAll(() => stand[Symbol.asyncDispose]())

  test('tells what it is, how it is, and for whom it takes us', async () => {
    const query = `{
      ${TOPOLOGY.slice(1, -1)} ${VIEWER.slice(1, -1)} status license { validLicense licenseType isCommercial expiresAt }
    }`
    expect(await stand.ask(query)).toMatchObject({
      status: 'HEALTHY',
      topology: { clusterId: 'sandbox', gatewayVersion: '8.9.0', brokers: [{ nodeId: 0, partitions: { length: 4 } }] },
      license: { validLicense: false, licenseType: 'unknown', isCommercial: false, expiresAt: null },
      viewer: { username: 'demo', authorizedComponents: ['*'], tenants: [{ tenantId: '<default>' }], c8Links: {} },
    })
  })
})
