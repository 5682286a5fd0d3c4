import { TENANT } from '../engine/records.ts'
import { type Handlers, json, NO_CONTENT } from './call.ts'

const VERSION = '8.9.0'

/** Partitions of the one broker; keys are those of the last one. */
const PARTITIONS = [1, 2, 3, 4]

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

  getAuthentication: () =>
    json({
      username: 'demo',
      displayName: 'Demo',
      email: 'demo@example.com',
      authorizedComponents: ['*'],
      tenants: [{ tenantId: TENANT, name: 'Default', description: null }],
      groups: [],
      roles: ['admin'],
      salesPlanType: null,
      c8Links: {},
      canLogout: true,
    }),
}
