import { PARTITION } from '../engine/keys.ts'
import { type Handlers, json, NO_CONTENT } from './call.ts'

const VERSION = '8.9.0'

/** Nobody logs in: everybody is this user. */
const CALLER = 'demo'

/** Partitions of the one broker. */
const PARTITIONS = [1, 2, 3, PARTITION]

export const clusterInfoHandlers: Handlers = {
  getTopology: () =>
    json({
      clusterId: 'sandbox',
      clusterSize: 1,
      partitionsCount: PARTITIONS.length,
      replicationFactor: 1,
      gatewayVersion: VERSION,
      lastCompletedChangeId: '-1',
      brokers: [
        {
          nodeId: 0,
          host: 'localhost',
          port: 26501,
          version: VERSION,
          partitions: PARTITIONS.map((partitionId) => ({ partitionId, role: 'leader', health: 'healthy' })),
        },
      ],
    }),

  getStatus: () => NO_CONTENT,

  getLicense: () => json({ validLicense: false, licenseType: 'unknown', isCommercial: false, expiresAt: null }),

  getAuthentication: ({ cluster: { identity } }) => {
    const user = identity.visible('users').get(CALLER)
    const { groups, roles, tenants } = identity.allOf(CALLER)
    return json({
      username: CALLER,
      displayName: user?.name ?? null,
      email: user?.email ?? null,
      authorizedComponents: ['*'],
      tenants: tenants.map((tenantId) => identity.visible('tenants').get(tenantId)),
      groups,
      roles,
      salesPlanType: null,
      c8Links: {},
      canLogout: true,
    })
  },
}
